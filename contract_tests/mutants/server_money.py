"""Servers with wrong credits, refunds or rate limits: each fault changes the reply."""

from __future__ import annotations

import io
import json
from typing import Any

from werkzeug.test import EnvironBuilder, run_wsgi_app

from contract_tests.mutants.catalogue import Reply, Request, after, call

FREE = ("/sonic/lyrics", "/get-credits")


def is_charged(request: Request, reply: Reply) -> bool:
    return request.method == "POST" and reply.status == 200 and not request.path.endswith(FREE)


def show(request: Request, reply: Reply, memory: dict[str, Any]) -> None:
    """Change the balance by the credits that the fault has added or taken."""
    if request.path.endswith("/get-credits") and reply.status == 200:
        reply.body["credits"] += memory.get("more", 0)


@after("every call costs a credit more")
def charges_too_much(request: Request, reply: Reply, memory: dict[str, Any]) -> None:
    if is_charged(request, reply):
        memory["more"] = memory.get("more", 0) - 1
    show(request, reply, memory)


@after("stems cost what songs do")
def charges_stems_as_songs(request: Request, reply: Reply, memory: dict[str, Any]) -> None:
    if is_charged(request, reply) and request.path.endswith("/stems/full"):
        memory["more"] = memory.get("more", 0) + 40
    show(request, reply, memory)


@after("lyrics cost a credit")
def charges_lyrics(request: Request, reply: Reply, memory: dict[str, Any]) -> None:
    if request.path.endswith("/sonic/lyrics") and reply.status == 200:
        memory["more"] = memory.get("more", 0) - 1
    show(request, reply, memory)


@after("refused requests cost a credit")
def charges_refusals(request: Request, reply: Reply, memory: dict[str, Any]) -> None:
    if reply.status == 400:
        memory["more"] = memory.get("more", 0) - 1
    show(request, reply, memory)


@after("a second call for the same MIDI is charged")
def charges_again(request: Request, reply: Reply, memory: dict[str, Any]) -> None:
    if request.path.endswith(("/midi", "/aligned-lyrics")) and reply.status == 200:
        clip = json.dumps(request.body, sort_keys=True)
        memory["more"] = memory.get("more", 0) - (clip in memory)
        memory[clip] = True
    show(request, reply, memory)


def _failed(request: Request, reply: Reply, memory: dict[str, Any]) -> bool:
    body = reply.body if isinstance(reply.body, dict) else {}
    states = {item.get("state") for item in reply.items}
    failed = "/task/" in request.path and (
        states == {"failed"} or body.get("type") in ("failed", "timeout") or body.get("status") in ("FAILED", "failed")
    )
    first = failed and request.path not in memory
    if failed:
        memory[request.path] = True
    return first


@after("a failed task is not refunded")
def loses_refunds(request: Request, reply: Reply, memory: dict[str, Any]) -> None:
    if _failed(request, reply, memory):
        memory["more"] = memory.get("more", 0) - 10
    show(request, reply, memory)


@after("a failed task is refunded twice")
def refunds_twice(request: Request, reply: Reply, memory: dict[str, Any]) -> None:
    if _failed(request, reply, memory):
        memory["more"] = memory.get("more", 0) + 10
    show(request, reply, memory)


@after("the balance is a string")
def tells_the_balance_as_text(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if request.path.endswith("/get-credits") and reply.status == 200:
        reply.body["credits"] = str(reply.body["credits"])


@after("the balance can be negative")
def tells_debts(request: Request, reply: Reply, _: dict[str, Any]) -> None:
    if request.path.endswith("/get-credits") and reply.status == 200:
        reply.body["extra_credits"] = -1


@after("429 without Retry-After")
def forgets_retry_after(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    reply.headers.pop("Retry-After", None)


@after("Retry-After is a date")
def dates_retry_after(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    if "Retry-After" in reply.headers:
        reply.headers["Retry-After"] = "Sat, 24 Jan 2026 06:49:36 GMT"


@after("Retry-After is shorter than the wait")
def shortens_retry_after(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    if "Retry-After" in reply.headers:
        reply.headers["Retry-After"] = "1"


@after("Retry-After is longer than the wait")
def lengthens_retry_after(_: Request, reply: Reply, __: dict[str, Any]) -> None:
    if "Retry-After" in reply.headers:
        reply.headers["Retry-After"] = str(int(reply.headers["Retry-After"]) + 30)


@after("the rate limit is not enforced")
def ignores_the_limit(request: Request, reply: Reply, memory: dict[str, Any]) -> None:
    if reply.status == 429 and "HTTP_X_MOCK_SCENARIO" not in request.environ:
        _admin(memory["app"], "unlimited")
        again = call(memory["app"], request.environ, json.dumps(request.body).encode())
        _admin(memory["app"], "standard")
        reply.status, reply.headers, reply.body = again.status, again.headers, again.body


def _admin(app: Any, plan: str) -> None:
    body = json.dumps({"plan": plan}).encode()
    environ = EnvironBuilder("/__mock__/accounts/1", method="PUT", content_type="application/json").get_environ()
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(body), str(len(body))
    run_wsgi_app(app, environ)
