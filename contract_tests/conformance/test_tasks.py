"""Every kind of task from submit to end: price, number of clips, echoed properties, final state, and refunds.

Which properties a finished item must repeat is derived from the contract: see `echoes`. The observer checks every reply
on the way: the task it is about, its type, the order of its states, and its clips.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from contract_tests.conformance.cases import Request, first_body, params, requests
from contract_tests.conformance.echoes import differences, filled
from contract_tests.conformance.findings import DisagreementError, shown
from contract_tests.conformance.observer import is_failure, items_of
from contract_tests.conformance.target import UNKNOWN_ID, chosen, states_of

TARGET = chosen()
TASKS = params(TARGET, [request for request in requests(TARGET) if request.member.task])
FIRST_TASKS = [task for task in TASKS if "-0-" in str(task.id)]
"""The first request of each form, in each dialect."""

AT_ONCE = params(TARGET, [request for request in requests(TARGET) if not request.member.task])

PAID = "get_credits" in {operation.id for operation in TARGET.operations}
"""Whether prices can be checked."""


def price_of(before: float, request: Request, *, dialect: str | None) -> None:
    """Check the price of a call."""
    paid = before - TARGET.balance()
    if paid != request.member.credits:
        detail = f"{paid:g} credits instead of {request.member.credits}, {dialect}: {shown(request.body)}"
        raise DisagreementError(request.operation.id, "price", detail)


def polled(request: Request) -> bool:
    return request.kind.poll in {operation.id for operation in TARGET.operations}


@pytest.mark.parametrize(("request_", "dialect"), TASKS)
def test_task_runs_to_its_end(request_: Request, dialect: str | None) -> None:
    before = TARGET.balance() if PAID else 0.0
    task_id = TARGET.submit(request_.operation, request_.body, dialect=dialect)
    if PAID:
        price_of(before, request_, dialect=dialect)
    if not polled(request_):
        return
    kind = request_.kind
    last = TARGET.finish(kind, task_id, dialect=dialect)
    if is_failure(last):
        raise DisagreementError(kind.poll, "refuses-good", f"{shown(request_.body)} ended as {shown(last)}")
    items = items_of(last)
    if kind.item != "NuroTask" and len(items) != kind.clips:
        raise DisagreementError(kind.poll, "clips", f"{len(items)} instead of {kind.clips} for {shown(request_.body)}")
    for item in items or [last]:
        check_echoes(request_, item)
    # The final state stays: a second poll, and one later, return the same.
    for _ in range(2):
        again = TARGET.send(TARGET.spec.operations[kind.poll], dialect=dialect, task_id=task_id)
        if again.status_code != 200 or items_of(again.json()) != items:
            raise DisagreementError(kind.poll, "forward", f"after its end: {again.status_code} {shown(again.text)}")
        TARGET.let_pass()
    # The task has one id: a server must not return the last task for an unknown id.
    other = TARGET.send(TARGET.spec.operations[kind.poll], dialect=dialect, task_id=UNKNOWN_ID)
    if other.status_code != 404:
        raise DisagreementError(kind.poll, "unknown-id", f"{other.status_code} instead of 404: {shown(other.text)}")


def check_echoes(request: Request, item: Mapping[str, Any]) -> None:
    """Check that a finished item repeats what was requested."""
    for name, requested, returned in differences(TARGET.spec, request, item, exact="admin" in TARGET.has):
        detail = f"{name}: requested {shown(requested)}, returned {shown(returned)}"
        raise DisagreementError(request.kind.poll, "echo", detail)


@pytest.mark.needs("admin")
@pytest.mark.parametrize(("request_", "dialect"), FIRST_TASKS)
def test_finished_item_repeats_every_echoed_property(request_: Request, dialect: str | None) -> None:
    if not polled(request_):
        pytest.skip("its poll is not under test")
    request = filled(TARGET.spec, request_)
    last = TARGET.finish(request.kind, TARGET.submit(request.operation, request.body, dialect=dialect), dialect=dialect)
    for item in items_of(last) or [last]:
        wrong = {name: (sent, got) for name, sent, got in differences(TARGET.spec, request, item, exact=True)}
        if wrong:
            raise DisagreementError(request.kind.poll, "echo", f"differs in {sorted(wrong)}: {shown(wrong)}")


@pytest.mark.parametrize(("request_", "dialect"), AT_ONCE)
def test_operation_without_a_task_has_the_documented_price(request_: Request, dialect: str | None) -> None:
    before = TARGET.balance() if PAID else 0.0
    reply = TARGET.send(request_.operation, request_.body, dialect=dialect)
    if reply.status_code == 202 and 202 in request_.operation.replies:
        TARGET.let_pass()
        reply = TARGET.send(request_.operation, request_.body, dialect=dialect)
    if reply.status_code != 200:
        detail = f"{shown(request_.body)} → {reply.status_code} {reply.text}"
        raise DisagreementError(request_.operation.id, "refuses-good", detail)
    if is_hollow(reply.json()):
        raise DisagreementError(request_.operation.id, "echo", f"an empty result: {reply.text[:150]}")
    for name, requested, returned in repeated(request_, reply.json()):
        if requested != returned:
            detail = f"{name}: requested {shown(requested)}, returned {shown(returned)}"
            raise DisagreementError(request_.operation.id, "echo", detail)
    if PAID and not request_.member.once_per_clip:
        price_of(before, request_, dialect=dialect)


def repeated(request: Request, reply: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield (property, requested value, returned value) of each property that a reply, or its `data`, repeats."""
    data = reply.get("data")
    result = data if isinstance(data, Mapping) else reply
    for name in request.body.keys() & result.keys():
        yield name, request.body[name], result[name]


def is_hollow(reply: Mapping[str, Any]) -> bool:
    """Return whether a reply, or its `data`, has an empty list or object."""
    return any(
        value in ([], {}) or (name == "data" and is_hollow(value)) for name, value in reply.items() if value is not None
    )


@pytest.mark.needs("admin")
@pytest.mark.parametrize(
    "operation", [operation for operation in TARGET.operations if any(m.once_per_clip for m in operation.members)]
)
def test_second_call_for_a_clip_is_free(operation: Any) -> None:
    example = first_body(TARGET, operation)
    TARGET.send(operation, example)
    before = TARGET.balance()
    TARGET.send(operation, example)
    if TARGET.balance() != before:
        raise DisagreementError(operation.id, "price", "a second call for the same clip is charged again")


@pytest.mark.needs("admin")
@pytest.mark.parametrize(("request_", "dialect"), FIRST_TASKS)
@pytest.mark.parametrize("outcome", ["task-fails", "task-times-out"])
def test_task_that_fails_gives_everything_back(request_: Request, dialect: str | None, outcome: str) -> None:
    if not PAID or not polled(request_):
        pytest.skip("its poll, or get_credits, is not under test")
    before, kind = TARGET.balance(), request_.kind
    headers = {"X-Mock-Scenario": outcome}
    reply = TARGET.request("POST", request_.operation.path, request_.body, dialect=dialect, headers=headers)
    if "task_id" not in reply.json():
        raise DisagreementError(request_.operation.id, "refuses-good", f"{outcome}: {reply.status_code} {reply.text}")
    task_id = str(reply.json()["task_id"])
    last = TARGET.finish(kind, task_id, dialect=dialect)
    if not is_failure(last) and {state for item in items_of(last) for state in states_of(item)} != {"failed"}:
        raise DisagreementError(kind.poll, "forward", f"{outcome}: {shown(last)}")
    if TARGET.balance() != before:
        lost = before - TARGET.balance()
        raise DisagreementError(kind.poll, "refund", f"{outcome}: {lost:g} credits are lost, {shown(request_.body)}")
