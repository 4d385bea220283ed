"""Every link of the contract, followed once: from a request example over its reply to the linked operation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from contract_tests.conformance.cases import requests
from contract_tests.conformance.findings import DisagreementError
from contract_tests.conformance.spec import Operation
from contract_tests.conformance.target import Link, chosen

TARGET = chosen()
EXPRESSION = re.compile(r"^\$response\.body#(/.*)$")


def replies(source: Operation) -> Iterator[Any]:
    """Yield an operation's replies to its own examples; of a poll, the final replies."""
    for request in requests(TARGET):
        if "seeded" not in TARGET.has and request.resources:
            continue
        if request.operation is source:
            yield TARGET.send(request.operation, request.body).json()
        elif request.member.task is not None and request.kind.poll == source.id:
            yield TARGET.finish(request.kind, TARGET.submit(request.operation, request.body))


def evaluate(value: Any, reply: Any) -> Any:
    """Return `value` with every expression in it replaced by its value in `reply`.

    Raises:
        LookupError, ValueError, TypeError: An expression's pointer leads to nothing in the reply.
    """
    if isinstance(value, dict):
        return {key: evaluate(entry, reply) for key, entry in value.items()}
    if isinstance(value, list):
        return [evaluate(entry, reply) for entry in value]
    result = EXPRESSION.match(value) if isinstance(value, str) else None
    if result is None:
        return value
    for key in result.group(1).split("/")[1:]:
        reply = reply[int(key)] if isinstance(reply, list) else reply[key]
    return reply


@pytest.mark.parametrize("link", TARGET.links, ids=str)
def test_link_leads_to_an_operation_that_succeeds(link: Link) -> None:
    target = TARGET.spec.operations[link.raw["operationId"]]
    for reply in replies(link.source):
        try:
            body = evaluate(link.raw.get("requestBody"), reply)
            parameters = evaluate(link.raw.get("parameters", {}), reply)
        except (LookupError, ValueError, TypeError):
            continue
        response = TARGET.send(target, body, **parameters)
        if response.status_code not in (200, 202):
            raise DisagreementError(target.id, "link", f"{link}: {response.status_code} {response.text[:200]}")
        return
    if "seeded" in TARGET.has:
        raise DisagreementError(
            link.source.id, "link", f"no example has a reply with the values that '{link.name}' needs"
        )
    pytest.skip("no example without ids has a reply with the values that it needs")
