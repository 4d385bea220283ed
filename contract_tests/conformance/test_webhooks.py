"""Webhooks are sent once, signed over their raw bytes, dated, valid by the contract, and consistent with the poll.

The receiver listens on this machine, so the server must run here too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs
import pytest

from aimusic_mock.domain.clock import Clock
from contract_tests.conformance.cases import Request, requests
from contract_tests.conformance.findings import DisagreementError, shown
from contract_tests.conformance.plugin import is_loopback
from contract_tests.conformance.relations import objects
from contract_tests.conformance.signing import signature
from contract_tests.conformance.target import chosen
from contract_tests.support.receivers import Received, Receiver

TARGET = chosen()
SECRET = "made-up-secret"
WINDOW_S = 300
"""The age that receivers usually allow."""

TIMEOUT_S = 5.0
"""How long a webhook may take on this machine."""

HOOKED = [
    request
    for request in requests(TARGET)
    if request.member.task and "webhook_url" in request.member.properties and str(request).endswith("-0")
]
cases = pytest.mark.parametrize(
    "request_",
    [
        pytest.param(request, id=str(request), marks=[pytest.mark.needs("seeded")] if request.resources else [])
        for request in HOOKED
    ],
)
pytestmark = pytest.mark.skipif(
    TARGET.options.base_url is not None and not is_loopback(TARGET.options.base_url),
    reason="the receiver is reachable from this machine only",
)


def wrong(request: Request, what: str, received: Received | None = None) -> DisagreementError:
    about = f": {shown(received.body.decode('utf-8', 'replace'))} {received.headers}" if received else ""
    return DisagreementError(request.operation.id, "webhook", f"{what}{about}")


def ended(request: Request, receiver: Receiver, **headers: str) -> tuple[str, Any, Received]:
    """Run a task to its end, and return its id, the final reply, and its only webhook."""
    body = {**request.body, "webhook_url": receiver.url, "webhook_secret": SECRET}
    reply = TARGET.request("POST", request.operation.path, body, headers=headers)
    if reply.status_code != 200 or "task_id" not in reply.json():
        raise DisagreementError(
            request.operation.id, "refuses-good", f"{shown(body)} → {reply.status_code} {reply.text}"
        )
    task_id = str(reply.json()["task_id"])
    last = TARGET.finish(request.kind, task_id)
    TARGET.let_pass()
    if not receiver.arrived.acquire(timeout=TIMEOUT_S):
        raise wrong(request, "no webhook arrived")
    TARGET.let_pass()
    if len(receiver.requests) != 1:
        raise wrong(
            request,
            f"arrived {len(receiver.requests)} times, though the first was answered with 200",
            receiver.requests[-1],
        )
    return task_id, last, receiver.requests[0]


def check(request: Request, event: str, task_id: str, received: Received) -> Mapping[str, Any]:
    """Check the form of a webhook and its signature, and return its body."""
    described = TARGET.spec.document["webhooks"][event]["post"]
    sent = {name.lower(): value for name, value in received.headers.items()}
    missing = [parameter["name"] for parameter in described["parameters"] if parameter["name"].lower() not in sent]
    if missing:
        raise wrong(request, f"without {', '.join(missing)}", received)
    if sent["x-webhook-signature"] != signature(SECRET, sent["x-webhook-timestamp"], received.body):
        raise wrong(request, "the signature is not that of the timestamp, a dot and the raw body", received)
    if abs(now() - int(sent["x-webhook-timestamp"])) > WINDOW_S:
        raise wrong(request, f"is {now() - int(sent['x-webhook-timestamp']):.0f} s old", received)
    if sent["x-webhook-event"] != event or sent["idempotency-key"] != sent["x-webhook-id"]:
        raise wrong(request, "its headers contradict each other", received)
    schema = described["requestBody"]["content"]["application/json"]["schema"]
    body = json.loads(received.body)
    validator = jsonschema_rs.validator_for({**schema, "components": TARGET.spec.document["components"]})
    if not validator.is_valid(body) or body["event"] != event:
        raise wrong(
            request, f"is not a valid {event}: {[error.message[:100] for error in validator.iter_errors(body)]}"
        )
    if body["task_id"] != task_id:
        raise wrong(request, f"about another task than {task_id}", received)
    return dict(body)


def now() -> float:
    """Return the server's time."""
    return float(TARGET.admin("GET", "/clock")["now"]) if "admin" in TARGET.has else Clock("real").now()


@cases
def test_task_that_succeeds_sends_one_signed_webhook(request_: Request, receiver: Receiver) -> None:
    task_id, last, received = ended(request_, receiver)
    body = check(request_, "song.completed", task_id, received)
    notified, polled = ({clip["clip_id"] for clip in clips_of(value)} for value in (body, last))
    if not notified <= polled or bool(notified) != bool(polled):
        raise wrong(request_, f"is about other clips than the poll: {shown(last)}", received)
    polled_clips = {clip["clip_id"]: clip for clip in clips_of(last)}
    for clip in clips_of(body):
        known = polled_clips[clip["clip_id"]]
        other = {name: (value, known[name]) for name, value in clip.items() if differs(name, value, known)}
        if other:
            raise wrong(request_, f"has other values than the poll: {shown(other)}", received)


def clips_of(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every clip in a reply or a webhook, including those in pairs."""
    return (clip for clip in objects(value) if isinstance(clip.get("clip_id"), str))


def differs(name: str, value: Any, polled: Mapping[str, Any]) -> bool:
    """Return whether a poll has another value for a property.

    A service may sign the URL of a file anew, and a duration is a number or a decimal text.
    """
    sent, known = as_number(value), as_number(polled.get(name))
    # Values of two types are not compared: one of them does not fit the schema, which is reported.
    comparable = isinstance(sent, str | float) and type(sent) is type(known)
    return comparable and name not in TARGET.spec.addresses and sent != known


def as_number(value: Any) -> Any:
    """Return a decimal text as a number, and any other value as it is."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return value


@pytest.mark.needs("admin")
@cases
def test_task_that_fails_sends_one_signed_webhook(request_: Request, receiver: Receiver) -> None:
    if request_.kind.product == "riffusion":
        pytest.skip("the failure webhook of Riffusion is not documented")
    task_id, _, received = ended(request_, receiver, **{"X-Mock-Scenario": "task-times-out"})
    check(request_, "song.failed", task_id, received)
