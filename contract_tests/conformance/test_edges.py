"""Every field of every form of a request at its edges: the last allowed value, and the first that is not allowed.

Schemathesis also tries edges, but at random; here each one is tried by name, and first. The contract's validator judges
the whole body, since a field may be free in one form and fixed in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from contract_tests.conformance.cases import requests
from contract_tests.conformance.findings import Finding, shown
from contract_tests.conformance.spec import Member, Operation
from contract_tests.conformance.target import chosen

TARGET = chosen()
STEP = {"integer": 1, "number": 0.01}
"""How far beyond an edge to go: the smallest usual step."""

BAD_FIELD = (400, 410)
"""The statuses that refuse a body for its fields."""

BAD_BODY = BAD_FIELD if "seeded" in TARGET.has else (*BAD_FIELD, 404)
"""The statuses that may refuse a bad body: a server without the sample clips may look up the clip first."""

ABSENT = object()
ALIKE: tuple[Any, ...] = ("true", "false", "0.5", "1", "null", 0, 0.5, False, [], [True], [0.5], ["x"], "[]", "{}")
"""Values of one type that look like another: a server that converts types takes them for it."""

FORMS = [
    pytest.param(operation, member, body, id=f"{operation.id}-{member.name}")
    for operation in TARGET.operations
    for member in operation.members
    for body in [dict(example) for example in member.examples.values()][:1]
]


def values(schema: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the values to try for a property."""
    yield from (ABSENT, None, {}, 5, "", "x", True)
    yield from ALIKE
    kind = schema.get("type")
    step = STEP.get(kind, 1) if isinstance(kind, str) else 1
    for name in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"):
        if name in schema:
            yield from (schema[name] - step, schema[name], schema[name] + step, str(schema[name]))
    for name in ("minLength", "maxLength"):
        if name in schema:
            yield from ("x" * length for length in range(max(0, schema[name] - 1), schema[name] + 2))
            yield "é" * schema[name]  # characters are counted, not bytes
    for choice in schema.get("enum", [schema["const"]] if "const" in schema else []):
        yield from (
            choice,
            [choice],
            *((choice + "x", choice.upper(), f" {choice}") if isinstance(choice, str) else ()),
        )
    if "enum" in schema:
        # Values that the description names and the enum does not: one of the two is incomplete.
        yield from re.findall(r"`([\w.-]+)`", schema.get("description", ""))
    if schema.get("type") == "array":
        yield from _lists(schema)


def _lists(schema: Mapping[str, Any]) -> Iterator[list[Any]]:
    known = TARGET.spec.resolve(schema.get("items", {})).get("enum", [None])
    yield from ([name] for name in known)
    yield from (name for name in known if name is not None)  # a single value, which a server may take for a list
    yield from (known[:1] * length for length in range(schema.get("maxItems", 2) + 2))
    yield [*known[:1], "nothing known"]


def with_value(body: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    """Return a body with another value for a property, or without it."""
    return {**{key: value for key, value in body.items() if key != name}, **({} if value is ABSENT else {name: value})}


@pytest.mark.skipif(TARGET.options.light, reason="--light skips these thousands of requests")
@pytest.mark.parametrize(("operation", "member", "body"), FORMS)
def test_field_is_taken_up_to_its_edge_and_no_further(operation: Operation, member: Member, body: Any) -> None:
    for name, schema in member.properties.items():
        if "webhook_url" in name or name == "callback_url":
            continue  # the server would call an accepted URL
        for value in values(schema):
            check(operation, with_value(body, name, value), name)
    for stretch in stretches(member):
        check(operation, {**body, **stretch}, " and ".join(stretch))


def stretches(member: Member) -> Iterator[dict[str, float]]:
    """Yield both ends of a range with a rule about its length: backwards, empty, short, longest, and too long."""
    rule = member.schema.get("x-range")
    if rule:
        longest = rule.get("max_length", 30)
        for length in (-1, 0, 0.5, longest, longest + 0.5):
            yield {rule["start"]: 10, rule["end"]: 10 + length}


def check(operation: Operation, body: dict[str, Any], name: str) -> None:
    """Send a body, and record a disagreement when the server and the contract differ about it."""
    member = operation.member_of(body)
    allowed = member is not None and not any(True for _ in member.broken_rules(body))
    if allowed and not TARGET.gateway.affords(operation, body):
        return
    reply = TARGET.send(operation, body)
    if allowed and reply.status_code in BAD_FIELD:
        detail = f"'{name}' of {shown(body)} → {reply.status_code} {reply.text[:150]}"
        TARGET.findings.add(Finding(operation.id, "refuses-good", detail))
    if not allowed and reply.status_code not in BAD_BODY:
        detail = f"'{name}' of {shown(body)} → {reply.status_code} {reply.text[:150]}"
        TARGET.findings.add(Finding(operation.id, "accepts-bad", detail))


def test_examples_are_what_the_contract_allows() -> None:
    for operation in TARGET.operations:
        raw = TARGET.spec.document["paths"][operation.path][operation.method.lower()]
        for media in raw.get("requestBody", {}).get("content", {}).values():
            for name, example in media.get("examples", {}).items():
                if operation.member_of(example["value"]) is None:
                    detail = f"the contract's example '{name}' fits no form of the contract: {shown(example['value'])}"
                    TARGET.findings.add(Finding(operation.id, "refuses-good", detail))


def test_every_form_has_an_example() -> None:
    """A form without an example is missing from the tests above."""
    tried = {request.member.name for request in requests(TARGET)}
    forms = {member.name for operation in TARGET.operations for member in operation.members if not member.retired}
    assert forms <= tried
