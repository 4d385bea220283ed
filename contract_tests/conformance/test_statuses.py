"""Every status that the contract documents, brought about by the mock's scenarios: each reply is as documented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from contract_tests.conformance.cases import requests
from contract_tests.conformance.findings import DisagreementError
from contract_tests.conformance.spec import JSON, Operation
from contract_tests.conformance.target import chosen

TARGET = chosen()
PLACEHOLDER = "specificError"
"""What moderation's examples have where the service names the words."""

LONGEST_BLOCK_S = 3600
"""A 429 that is asked for blocks the account, as a real one does."""

pytestmark = pytest.mark.needs("admin")


def refusals(operation: Operation) -> Iterator[tuple[int, str, Any]]:
    """Yield (status, example's name, body) of everything that an operation documents beside 200."""
    raw = TARGET.spec.document["paths"][operation.path][operation.method.lower()]["responses"]
    for status, response in raw.items():
        if status != "200":
            shown = TARGET.spec.resolve(response)["content"][JSON]["examples"]
            yield from ((int(status), name, value["value"]) for name, value in shown.items())


CASES = [
    pytest.param(operation, dialect, *case, id=f"{operation.id}-{case[0]}-{case[1]}-{dialect}")
    for operation in TARGET.operations
    for dialect in TARGET.dialects
    for case in refusals(operation)
]


@pytest.mark.parametrize(("operation", "dialect", "status", "name", "sentence"), CASES)
def test_refusal_is_as_documented(operation: Operation, dialect: str, status: int, name: str, sentence: Any) -> None:
    body = next((request.body for request in requests(TARGET) if request.operation is operation), None)
    path, headers = operation.path, {"X-Mock-Scenario": f"{status}-{name.replace('_', '-')}"}
    if operation.polls:
        path = path.format(task_id=any_task(operation))
    reply = TARGET.ask(operation.method, path, body, dialect=dialect, headers=headers)
    if status == 429:
        TARGET.admin("POST", "/clock/advance", {"seconds": LONGEST_BLOCK_S})
    words = re.escape(str(sentence.get("error"))).replace(PLACEHOLDER, ".+")
    if reply.status_code != status or reply.json().get("type") != sentence["type"]:
        raise DisagreementError(operation.id, "status", f"{reply.status_code} instead of {status}: {reply.text[:150]}")
    if "error" in sentence and not re.fullmatch(words, reply.json().get("error", "")):
        raise DisagreementError(operation.id, "error-form", f"said {reply.text[:150]}")


BRANCHING = [operation for operation in TARGET.operations if len(operation.variants) > 1 and not operation.polls]


@pytest.mark.parametrize("operation", BRANCHING, ids=lambda operation: operation.id)
def test_every_form_of_an_answer_can_be_had(operation: Operation) -> None:
    scenarios = [
        scenario["name"] for scenario in TARGET.admin("GET", "/scenarios")["scenarios"] if scenario["kind"] == "variant"
    ]
    bodies = [request.body for request in requests(TARGET) if request.operation is operation]
    results = set()
    for headers in ({}, *({"X-Mock-Scenario": name} for name in scenarios)):
        for body in bodies:
            reply = TARGET.ask("POST", operation.path, body, headers=headers).json()
            results |= {name for name, fits in operation.variants.items() if fits.is_valid(reply)}
    if results != set(operation.variants):
        raise DisagreementError(operation.id, "coverage", f"never answered {sorted(set(operation.variants) - results)}")


def any_task(poll: Operation) -> str:
    """Return the id of a new task that an operation polls."""
    request = next(request for request in requests(TARGET) if request.member.task and request.kind.poll == poll.id)
    return TARGET.submit(request.operation, request.body)
