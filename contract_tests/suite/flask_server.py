"""A server of somebody else's: songs, lyrics and the balance in plain Flask, in memory, with real time.

It knows the contract's document and nothing of our mock: this is what the suite has to be good for. `wrong` names what
it gets wrong on purpose.
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
"""What it has of the API."""

FAULTS = {
    "free-lyrics": ("create_sonic_lyrics", "auth"),
    "spelt-durations": ("get_sonic_task", "schema"),
    "plain-balance": ("get_credits", "media-type"),
    "short-titles": ("create_sonic_music", "refuses-good"),
    "dear-songs": ("create_sonic_music", "price"),
}
"""What it can get wrong, and what the suite has to say of it. With `takes-anything`, it refuses no object at all."""

KEY, SONG_S, TASK_S = "bare-key", 2, 0.15
SCHEMAS = jsonschema_rs.validator_map_for(json.loads(DIST_JSON.read_text(encoding="utf-8")))


@define
class Bare:
    """The server's state."""

    wrong: frozenset[str] = frozenset()
    tasks: dict[str, dict[str, Any]] = field(factory=dict)
    credits: int = 100_000_000
    numbers: Any = field(factory=lambda: itertools.count(1))
    clock: Clock = field(factory=lambda: Clock("real"))

    def new_id(self) -> str:
        """Return an id that nobody else has."""
        return f"bare0000-0000-4000-8000-{next(self.numbers):012}"


class RefusedError(Exception):
    """A request that is refused."""

    def __init__(self, status: int, kind: str, error: str) -> None:
        super().__init__(error)
        self.status, self.reply = status, {"type": kind, "error": error}


def make_app(*wrong: str) -> Flask:
    """Return the server, with what it gets wrong."""
    app, bare = Flask(__name__), Bare(frozenset(wrong))
    app.config["wrong"] = bare.wrong
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
        "/api/v1/sonic/create": ("POST", lambda: create(bare)),
        "/api/v1/sonic/lyrics": ("POST", lambda: lyrics(bare)),
        "/api/v1/sonic/task/<task_id>": ("GET", lambda task_id: task(bare, task_id)),
        "/api/v1/get-credits": ("GET", lambda: balance(bare)),
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
    """Return the body of a request that the contract allows."""
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
        raise ValueError("a key is given twice")
    return results


def _refuse(_: str) -> None:
    raise ValueError("no JSON")


def create(bare: Bare) -> Any:
    authenticate()
    body = read("create")
    known = {clip["clip_id"] for task in bare.tasks.values() for clip in task["clips"]}
    if body.get("task_type", "create_music") != "create_music" and not set(named(body)) <= known:
        raise RefusedError(404, "not_found", "The clip was not found.")
    if "short-titles" in bare.wrong and len(body.get("title", "")) > 60:
        raise RefusedError(400, "validation_error", "The title is too long.")
    bare.credits -= 11 if "dear-songs" in bare.wrong else 10
    task_id = bare.new_id()
    clips = [{"clip_id": bare.new_id(), "state": "pending", "title": body.get("title")} for _ in range(2)]
    clips = clips[:1] if body.get("task_type") == "concat_music" else clips
    clips = [{**clip, "tags": body.get("tags"), "duration": None} for clip in clips]
    bare.tasks[task_id] = {"at": bare.clock.now(), "clips": clips}
    if isinstance(body.get("webhook_url"), str):
        threading.Timer(TASK_S, lambda: call(bare, task_id, body)).start()
    return {"message": "success", "task_id": task_id}


def named(body: dict[str, Any]) -> list[Any]:
    """Return the clips and personas that a request names; a persona is never known here."""
    return [body[name] for name in ("continue_clip_id", "persona_id") if name in body]


def task(bare: Bare, task_id: str) -> Any:
    authenticate()
    if task_id not in bare.tasks:
        raise RefusedError(404, "not_found", "The task was not found.")
    reported = result(bare, task_id, request.host_url)
    if "spelt-durations" in bare.wrong:
        reported["data"] = [{**clip, "duration": clip["duration"] and "0:02"} for clip in reported["data"]]
    return reported


def result(bare: Bare, task_id: str, base: str) -> dict[str, Any]:
    """Return what a task has come to."""
    outcome_found = bare.tasks[task_id]
    if bare.clock.now() - outcome_found["at"] >= TASK_S:
        for clip in outcome_found["clips"]:
            clip.update(state="succeeded", duration=float(SONG_S), audio_url=f"{base}audio/{clip['clip_id']}.wav")
    return {"code": 200, "message": "success", "data": outcome_found["clips"]}


def call(bare: Bare, task_id: str, body: dict[str, Any]) -> None:
    """Send the webhook of a task that has ended."""
    about = {"event": "song.completed", "platform": "sonic", "task_id": task_id}
    raw = json.dumps({**result(bare, task_id, "http://127.0.0.1/"), **about}).encode()
    stamp, secret = str(int(bare.clock.now())), str(body.get("webhook_secret", ""))
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


def lyrics(bare: Bare) -> Any:
    if "free-lyrics" not in bare.wrong:
        authenticate()
    read("lyrics")
    return {"code": 200, "message": "success", "results": [{"title": "Bare", "lyrics": "[Verse]\nLa"}] * 2}


def balance(bare: Bare) -> Any:
    authenticate()
    reply = json.dumps({"credits": bare.credits, "extra_credits": 0})
    return Response(reply, mimetype="text/plain" if "plain-balance" in bare.wrong else "application/json")


def silence(_: str) -> bytes:
    """Return a recording of nothing."""
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * 8000 * SONG_S)
    return held.getvalue()
