"""Every documented refusal, triggered by the mock's scenarios: each reply is as documented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from contract_tests.conformance.cases import Request, requests
from contract_tests.conformance.findings import DisagreementError
from contract_tests.conformance.spec import JSON, Operation
from contract_tests.conformance.target import chosen

TARGET = chosen()
PLACEHOLDER = "specificError"
"""The placeholder in the examples of moderation, where the service names the words."""

LONGEST_BLOCK_S = 3600
"""The longest time that a requested 429 blocks the account, as a real one does."""

pytestmark = pytest.mark.needs("admin")


def refusals(operation: Operation) -> Iterator[tuple[int, str, Any]]:
    """Yield (status, example's name, body) for every documented reply of an operation but 200.

    Raises:
        LookupError: A documented reply has no example.
    """
    raw = TARGET.spec.document["paths"][operation.path][operation.method.lower()]["responses"]
    for status, response in raw.items():
        if status != "200":
            examples = TARGET.spec.resolve(response)["content"][JSON].get("examples")
            if not examples:
                raise LookupError(f"{operation.id}: its {status} has no example: add one to the contract")
            yield from ((int(status), name, example["value"]) for name, example in examples.items())


CASES = [
    pytest.param(operation, dialect, *case, id=f"{operation.id}-{case[0]}-{case[1]}-{dialect}")
    for operation in TARGET.operations
    for dialect in TARGET.dialects
    for case in refusals(operation)
]


@pytest.mark.parametrize(("operation", "dialect", "status", "name", "sentence"), CASES)
def test_refusal_is_as_documented(operation: Operation, dialect: str, status: int, name: str, sentence: Any) -> None:
    if operation.polls and not submits_of(operation):
        pytest.skip("no operation under test starts a task that it polls")
    body = next((request.body for request in requests(TARGET) if request.operation is operation), None)
    path, headers = operation.path, {"X-Mock-Scenario": f"{status}-{name.replace('_', '-')}"}
    if operation.polls:
        path = path.format(task_id=any_task(operation))
    reply = TARGET.request(operation.method, path, body, dialect=dialect, headers=headers)
    if status == 429:
        TARGET.admin("POST", "/clock/advance", {"seconds": LONGEST_BLOCK_S})
    words = re.escape(str(sentence.get("error"))).replace(PLACEHOLDER, ".+")
    if reply.status_code != status or reply.json().get("type") != sentence["type"]:
        raise DisagreementError(operation.id, "status", f"{reply.status_code} instead of {status}: {reply.text[:150]}")
    if "error" in sentence and not re.fullmatch(words, reply.json().get("error", "")):
        raise DisagreementError(operation.id, "error-form", f"another sentence than documented: {reply.text[:150]}")


BRANCHING = [operation for operation in TARGET.operations if len(operation.variants) > 1 and not operation.polls]


@pytest.mark.parametrize("operation", BRANCHING, ids=lambda operation: operation.id)
def test_every_form_of_a_reply_can_be_requested(operation: Operation) -> None:
    scenarios = [
        scenario["name"] for scenario in TARGET.admin("GET", "/scenarios")["scenarios"] if scenario["kind"] == "variant"
    ]
    bodies = [request.body for request in requests(TARGET) if request.operation is operation]
    results = set()
    for headers in ({}, *({"X-Mock-Scenario": name} for name in scenarios)):
        for body in bodies:
            reply = TARGET.request("POST", operation.path, body, headers=headers).json()
            results |= {name for name, fits in operation.variants.items() if fits.is_valid(reply)}
    if results != set(operation.variants):
        raise DisagreementError(operation.id, "coverage", f"never answered {sorted(set(operation.variants) - results)}")


def submits_of(poll: Operation) -> list[Request]:
    """Return the requests that start a task which an operation polls."""
    return [request for request in requests(TARGET) if request.member.task and request.kind.poll == poll.id]


def any_task(poll: Operation) -> str:
    """Return the id of a new task that an operation polls."""
    request = submits_of(poll)[0]
    return TARGET.submit(request.operation, request.body)
