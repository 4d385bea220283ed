"""A third-party server for tests of the suite: songs, lyrics and the balance in plain Flask, in memory, in real time.

It uses the contract's document and no code of the mock's API, as a user's own server does. `wrong` names the faults that
it has on purpose.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import itertools
import json
import threading
import urllib.request
import wave
from collections.abc import Callable
from typing import Any

import jsonschema_rs
from attrs import define, field
from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from aimusic_mock.domain.clock import Clock
from openapi.tools.sources import DIST_JSON

OPERATIONS = "create_sonic_music,get_sonic_task,create_sonic_lyrics,get_credits"
"""The operations that it implements."""

FAULTS = {
    "free-lyrics": ("create_sonic_lyrics", "auth"),
    "spelt-durations": ("get_sonic_task", "schema"),
    "plain-balance": ("get_credits", "media-type"),
    "short-titles": ("create_sonic_music", "refuses-good"),
    "dear-songs": ("create_sonic_music", "price"),
}
"""The faults, and the disagreement that the suite must report for each. `takes-anything` accepts every object."""

KEY, SONG_S, TASK_S = "bare-key", 2, 0.15
SCHEMAS = jsonschema_rs.validator_map_for(json.loads(DIST_JSON.read_text(encoding="utf-8")))


@define
class State:
    """The server's state."""

    wrong: frozenset[str] = frozenset()
    tasks: dict[str, dict[str, Any]] = field(factory=dict)
    credits: int = 100_000_000
    numbers: Any = field(factory=lambda: itertools.count(1))
    clock: Clock = field(factory=lambda: Clock("real"))

    def new_id(self) -> str:
        """Return a new id."""
        return f"bare0000-0000-4000-8000-{next(self.numbers):012}"


class RefusedError(Exception):
    """A request that is refused."""

    def __init__(self, status: int, kind: str, error: str) -> None:
        super().__init__(error)
        self.status, self.reply = status, {"type": kind, "error": error}


def make_app(*wrong: str) -> Flask:
    """Return the server with the given faults."""
    app, state = Flask(__name__), State(frozenset(wrong))
    app.config["wrong"] = state.wrong
    app.json.sort_keys = False  # type: ignore[attr-defined]

    def refused(error: RefusedError) -> tuple[dict[str, str], int]:
        return error.reply, error.status

    def http_error(error: HTTPException) -> tuple[dict[str, str], int, dict[str, str]]:
        allow = {"Allow": ", ".join(getattr(error, "valid_methods", None) or [])}
        return {"type": "not_found", "error": str(error.name)}, error.code or 500, allow if error.code == 405 else {}

    app.register_error_handler(RefusedError, refused)
    app.register_error_handler(HTTPException, http_error)
    options = {"strict_slashes": True, "provide_automatic_options": False}
    routes: dict[str, tuple[str, Callable[..., Any]]] = {
        "/api/v1/sonic/create": ("POST", lambda: create(state)),
        "/api/v1/sonic/lyrics": ("POST", lambda: lyrics(state)),
        "/api/v1/sonic/task/<task_id>": ("GET", lambda task_id: task(state, task_id)),
        "/api/v1/get-credits": ("GET", lambda: balance(state)),
        "/audio/<name>": ("GET", lambda name: Response(silence(name), mimetype="audio/wav")),
    }
    for path, (method, view) in routes.items():
        app.add_url_rule(path, path, view, methods=[method], **options)
    return app


def authenticate() -> None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or key != KEY:
        raise RefusedError(401, "unauthorized", "Invalid API key.")


def read(path: str) -> dict[str, Any]:
    """Return the body of a request, or refuse a body that the contract does not allow."""
    try:
        body = json.loads(request.get_data().decode("utf-8"), object_pairs_hook=_pairs, parse_constant=_refuse)
        valid = SCHEMAS[f"#/paths/~1api~1v1~1sonic~1{path}/post/requestBody/content/application~1json/schema"]
    except (ValueError, RecursionError):
        raise RefusedError(400, "validation_error", "The request body should be a JSON object.") from None
    if "takes-anything" in current_app.config["wrong"]:
        return body if isinstance(body, dict) else {}
    if request.mimetype != "application/json" or not isinstance(body, dict) or not valid.is_valid(body):
        raise RefusedError(400, "validation_error", "The request body is invalid.")
    return body


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    results = dict(pairs)
    if len(results) < len(pairs):
        raise ValueError("duplicate key")
    return results


def _refuse(_: str) -> None:
    raise ValueError("not JSON")


def create(state: State) -> Any:
    authenticate()
    body = read("create")
    known = {clip["clip_id"] for task in state.tasks.values() for clip in task["clips"]}
    if body.get("task_type", "create_music") != "create_music" and not set(named(body)) <= known:
        raise RefusedError(404, "not_found", "The clip was not found.")
    if "short-titles" in state.wrong and len(body.get("title", "")) > 60:
        raise RefusedError(400, "validation_error", "The title is too long.")
    state.credits -= 11 if "dear-songs" in state.wrong else 10
    task_id = state.new_id()
    clips = [{"clip_id": state.new_id(), "state": "pending", "title": body.get("title")} for _ in range(2)]
    clips = clips[:1] if body.get("task_type") == "concat_music" else clips
    clips = [{**clip, "tags": body.get("tags"), "duration": None} for clip in clips]
    state.tasks[task_id] = {"at": state.clock.now(), "clips": clips}
    if isinstance(body.get("webhook_url"), str):
        threading.Timer(TASK_S, lambda: call(state, task_id, body)).start()
    return {"message": "success", "task_id": task_id}


def named(body: dict[str, Any]) -> list[Any]:
    """Return the clips and personas that a request refers to; this server has no personas."""
    return [body[name] for name in ("continue_clip_id", "persona_id") if name in body]


def task(state: State, task_id: str) -> Any:
    authenticate()
    if task_id not in state.tasks:
        raise RefusedError(404, "not_found", "The task was not found.")
    reply = result(state, task_id, request.url_root)
    if "spelt-durations" in state.wrong:
        reply["data"] = [{**clip, "duration": clip["duration"] and "0:02"} for clip in reply["data"]]
    return reply


def result(state: State, task_id: str, base: str) -> dict[str, Any]:
    """Return the result of a task."""
    stored = state.tasks[task_id]
    if state.clock.now() - stored["at"] >= TASK_S:
        for clip in stored["clips"]:
            clip.update(state="succeeded", duration=float(SONG_S), audio_url=f"{base}audio/{clip['clip_id']}.wav")
    return {"code": 200, "message": "success", "data": stored["clips"]}


def call(state: State, task_id: str, body: dict[str, Any]) -> None:
    """Send the webhook of a task that has ended."""
    about = {"event": "song.completed", "platform": "sonic", "task_id": task_id}
    raw = json.dumps({**result(state, task_id, "http://127.0.0.1/"), **about}).encode()
    stamp, secret = str(int(state.clock.now())), str(body.get("webhook_secret", ""))
    headers = {
        "Content-Type": "application/json",
        "X-Webhook-Id": task_id,
        "Idempotency-Key": task_id,
        "X-Webhook-Event": "song.completed",
        "X-Webhook-Timestamp": stamp,
        "X-Webhook-Signature": "sha256="
        + hmac.new(secret.encode(), stamp.encode() + b"." + raw, hashlib.sha256).hexdigest(),
    }
    if body["webhook_url"].startswith("http://127.0.0.1:"):
        with urllib.request.urlopen(urllib.request.Request(body["webhook_url"], raw, headers), timeout=5):  # noqa: S310
            pass


def lyrics(state: State) -> Any:
    if "free-lyrics" not in state.wrong:
        authenticate()
    read("lyrics")
    return {"code": 200, "message": "success", "results": [{"title": "Bare", "lyrics": "[Verse]\nLa"}] * 2}


def balance(state: State) -> Any:
    authenticate()
    reply = json.dumps({"credits": state.credits, "extra_credits": 0})
    return Response(reply, mimetype="text/plain" if "plain-balance" in state.wrong else "application/json")


def silence(_: str) -> bytes:
    """Return a silent recording."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * 8000 * SONG_S)
    return buffer.getvalue()
