"""Requests that every operation must refuse: wrong key, method, id or body. None of them costs anything."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.conformance.cases import requests
from contract_tests.conformance.findings import DisagreementError
from contract_tests.conformance.spec import Operation
from contract_tests.conformance.target import UNKNOWN_ID, chosen

TARGET = chosen()
GOOD = {request.operation.id: request.body for request in reversed(list(requests(TARGET)))}
WITH_BODY = [operation for operation in TARGET.operations if operation.members]
POLLS = [operation for operation in TARGET.operations if operation.polls]

WRONG_KEYS = {"none": None, "empty": "Bearer ", "another scheme": "Basic bW9jaw==", "unknown": "Bearer unknown-key"}

NO_BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{'prompt': 1}",
    "half": b'{"prompt": "la',
    "a list": b"[]",
    "a text": b'"la"',
    "null": b"null",
    "not a number": b'{"custom_mode": NaN}',
    "two values of a key": b'{"mv": "sonic-v5", "mv": "sonic-v4"}',
    "too deep": b"[" * 5000 + b"]" * 5000,
    "not UTF-8": b'{"prompt": "\xff\xfe"}',
    "a text of another alphabet": '{"prompt": "la"}'.encode("utf-16"),
}
operations = pytest.mark.parametrize("operation", TARGET.operations, ids=lambda operation: operation.id)
submits = pytest.mark.parametrize("operation", WITH_BODY, ids=lambda operation: operation.id)
polls = pytest.mark.parametrize("operation", POLLS, ids=lambda operation: operation.id)


def path_of(operation: Operation) -> str:
    return operation.path.format(task_id=UNKNOWN_ID)


def expect(operation: Operation, rule: str, reply: Any, *statuses: int) -> None:
    """Check the status of a reply; the observer has checked the rest."""
    if reply.status_code not in statuses:
        expected = " or ".join(map(str, statuses))
        raise DisagreementError(operation.id, rule, f"{reply.status_code} instead of {expected}: {reply.text[:150]}")


@operations
@pytest.mark.parametrize("wrong", WRONG_KEYS)
def test_key_that_is_wrong_is_refused(operation: Operation, wrong: str) -> None:
    body = GOOD.get(operation.id) if operation.members else None
    reply = TARGET.request(operation.method, path_of(operation), body, authorization=WRONG_KEYS[wrong] or None)
    expect(operation, "auth", reply, 401)


@submits
def test_key_is_checked_before_the_body(operation: Operation) -> None:
    expect(operation, "auth", TARGET.request("POST", path_of(operation), b"{", authorization=None), 401)


@operations
def test_scheme_of_the_key_is_read_in_any_case(operation: Operation) -> None:
    key = f"bearer {TARGET.options.api_key}"
    reply = TARGET.request(operation.method, path_of(operation), b"" if operation.members else None, authorization=key)
    if reply.status_code == 401:
        raise DisagreementError(operation.id, "auth", f"'bearer' is refused: {reply.text[:150]}")


@operations
def test_method_that_is_undocumented_is_refused(operation: Operation) -> None:
    for method in (name for name in ("GET", "POST", "PUT", "PATCH", "DELETE") if name != operation.method):
        reply = TARGET.request(method, path_of(operation))
        expect(operation, "method", reply, 405)
        if operation.method not in reply.headers.get("Allow", ""):
            raise DisagreementError(operation.id, "method", f"Allow: {reply.headers.get('Allow')!r}")


@submits
@pytest.mark.parametrize("what", NO_BODIES)
def test_body_that_is_no_object_is_refused(operation: Operation, what: str) -> None:
    expect(operation, "accepts-bad", TARGET.request("POST", path_of(operation), NO_BODIES[what]), 400)


@submits
def test_object_with_nothing_in_it_is_refused(operation: Operation) -> None:
    if not any(member.fits({}) for member in operation.members):
        expect(operation, "accepts-bad", TARGET.send(operation, {}), 400)


@submits
def test_media_type_with_a_charset_is_taken(operation: Operation) -> None:
    reply = TARGET.request(
        "POST", path_of(operation), b"[]", headers={"Content-Type": "application/json; charset=utf-8"}
    )
    expect(operation, "refuses-good", reply, 400)
    other = TARGET.request("POST", path_of(operation), b"[]", headers={"Content-Type": "application/json"})
    if other.status_code == 400 and other.json() != reply.json():
        raise DisagreementError(operation.id, "refuses-good", f"not read as JSON: {reply.text[:150]}")


@submits
def test_long_text_is_refused_in_a_short_sentence(operation: Operation) -> None:
    for member in operation.members:
        for name, schema in member.properties.items():
            if "maxLength" in schema or "enum" in schema or "const" in schema:
                body = {**GOOD.get(operation.id, {}), **member.constants, name: f"start {'x' * 20_000} end"}
                expect(operation, "accepts-bad", TARGET.send(operation, body), 400)


@polls
@pytest.mark.parametrize("task_id", [UNKNOWN_ID, "1", "%00", "a%2Fb", "x" * 300, "💿"])
def test_unknown_task_is_not_found(operation: Operation, task_id: str) -> None:
    expect(operation, "unknown-id", TARGET.send(operation, task_id=task_id), 404)


@submits
def test_unknown_clip_is_not_found(operation: Operation) -> None:
    for request in requests(TARGET):
        if request.operation is operation and 404 in operation.replies:
            for name in request.resources:
                value = request.body[name]
                body = {**request.body, name: [UNKNOWN_ID, UNKNOWN_ID] if isinstance(value, list) else UNKNOWN_ID}
                expect(operation, "unknown-id", TARGET.send(operation, body), 404)


def test_path_that_is_unknown_is_not_found() -> None:
    for path in ("/api/v1/sonic/nothing", "/api/v2/sonic/create", "/api/v1/sonic/create/", "/api/v1/sonic/task/"):
        reply = TARGET.request("GET", path)
        if reply.status_code != 404:
            raise DisagreementError(f"GET {path}", "status", f"{reply.status_code} instead of 404: {reply.text[:150]}")


def test_refusals_cost_nothing() -> None:
    """Every request here is refused, so nothing is spent."""
    if "get_credits" not in {operation.id for operation in TARGET.operations}:
        pytest.skip("get_credits is not tried")
    before = TARGET.balance()
    for operation in WITH_BODY:
        TARGET.request("POST", path_of(operation), b"[]")
        for invalid in ({name: 5} for member in operation.members for name in member.properties):
            body = {**GOOD.get(operation.id, {}), **invalid}
            if operation.member_of(body) is None:
                TARGET.send(operation, body)
    if TARGET.balance() != before:
        raise DisagreementError(
            "get_credits", "price", f"refused requests have cost {before - TARGET.balance()} credits"
        )
