"""The expected replies to polls, by decision 0006: an oracle that shares no code with the mock.

A reply is summarized in one line, its view: `succeeded running` for two clips, `running/-` for a pair without its full
song, `SUCCESS 1` for Producer, `timeout` for a failed task, `202` for "not ready".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aimusic_mock.settings import Dialect
from contract_tests.matrix.tasks import Kind

PAIRS = {"SonicExtendedPair": "extended", "SonicReplacedPair": "replaced"}
VOICE = "SonicVoice"

UNENDED = ("pending", "running", "partly", "stuck")
"""States before the end; the observed service replies 202 in all of them."""

PRODUCER = {"pending": "PENDING 0", "running": "RUNNING 0", "stuck": "RUNNING 0", "succeeded": "SUCCESS 1"}
"""Producer's documented views: one status, and no data before the end."""


def view(status: int, body: Any) -> str:
    """Return a reply to a poll as one line."""
    if not isinstance(body, Mapping):
        return f"{status} and no object"
    if status == 202:
        return "202" if body.get("type") == "not_ready" and "data" not in body else f"202 {body}"
    if status != 200:
        return f"{status} {body.get('type')}"
    if "status" in body:
        detail = body.get("type") if body["status"] == "FAILED" else len(body["data"]) if "data" in body else None
        return body["status"] if detail is None else f"{body['status']} {detail}"
    if "type" in body:
        return str(body["type"])
    data = body.get("data")
    if isinstance(data, Mapping):
        return "voice" if data.get("persona_id") else "nothing"
    return " ".join(_item(item) for item in data or ()) or "nothing"


def _item(item: Mapping[str, Any]) -> str:
    for key in PAIRS.values():
        if key in item:
            return f"{item[key]['state']}/{item['full']['state'] if item['full'] else '-'}"
    return str(item.get("state", "item"))


def expected(kind: Kind, state: str, dialect: Dialect) -> str:
    """Return the expected view of a task in a state.

    Args:
        kind: the kind of task.
        state: `pending`, `running`, `partly` ended, `succeeded`, `clip failed`, `stuck`, or the `type` of a failure.
        dialect: the dialect of the reply.
    """
    match kind.spec.product:
        case "nuro":
            return _of_nuro(state)
        case "producer":
            return _of_producer(kind, state, dialect)
        case "riffusion":
            return _of_riffusion(kind.spec.clips, state, dialect)
    return _of_sonic(kind, state, dialect)


def _of_nuro(state: str) -> str:
    # Flat and 200 in all states; failures other than `failed` are errors in Nuro's own form.
    return {
        "stuck": "running",
        "clip failed": "failed",
        "unauthorized": "401 unauthorized",
        "not_found": "404 not_found",
    }.get(state, state)


def _of_producer(kind: Kind, state: str, dialect: Dialect) -> str:
    if dialect == "observed" and state in UNENDED:
        return "202"
    if dialect == "observed" and state == "succeeded":
        return "succeeded" if kind.spec.item in ("ProducerSong", "ProducerUpload") else "item"
    failure = "failed" if state == "clip failed" else state
    return PRODUCER.get(state, f"FAILED {failure}" if dialect == "documented" else failure)


def _of_riffusion(clips: int, state: str, dialect: Dialect) -> str:
    ended = {"succeeded": ["succeeded"] * clips, "clip failed": ["succeeded"] * (clips - 1) + ["failed"]}
    if state in ended:
        return " ".join(ended[state])
    if state == "partly" and dialect == "documented":
        return "succeeded"
    if state in UNENDED:
        return "202"
    return state if dialect == "observed" else " ".join(["failed"] * clips)


def _of_sonic(kind: Kind, state: str, dialect: Dialect) -> str:
    if state in UNENDED and (dialect == "observed" or kind.spec.item == VOICE):
        return "202"
    if state == "timeout" and dialect == "documented":
        return "504 timeout"  # documented as a status of its own
    if kind.spec.item == VOICE:
        return {"succeeded": "voice", "clip failed": "failed"}.get(state, state)
    if state not in (*UNENDED, "succeeded", "clip failed") and dialect == "observed":
        return state
    return " ".join(_clips_of_sonic(kind, state))


def _clips_of_sonic(kind: Kind, state: str) -> list[str]:
    clips, pairs = kind.spec.clips, kind.spec.item in PAIRS
    match state:
        case "pending" | "running" | "stuck":
            word = "pending" if state == "pending" else "running"
            return [f"{word}/-" if pairs else word] * clips
        case "partly":
            first, rest = ("succeeded/-", "running/-") if pairs else ("succeeded", "running")
            return [first] + [rest] * (clips - 1)
    last = "succeeded" if state == "succeeded" else "failed"
    others = "succeeded" if state in ("succeeded", "clip failed") else "failed"
    words = [others] * (clips - 1) + [last]
    return [f"{word}/{word}" for word in words] if pairs else words
