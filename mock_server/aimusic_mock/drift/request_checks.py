"""Check the request of an exchange: does the contract refuse a body that the service accepts, or the reverse?

Only 2xx and 400 say whether the service accepts a body. With any other status, it may not have validated it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from aimusic_mock.contract import pointers, validation
from aimusic_mock.contract.model import JSON
from aimusic_mock.contract.pointers import Pointer
from aimusic_mock.drift.contract_index import Route, Spec
from aimusic_mock.drift.exchange import RecordedExchange, media_type
from aimusic_mock.drift.finding import Finding, shown
from aimusic_mock.drift.schema_compare import UNDECLARED, may_be_redaction, schema_differences

BODY: Pointer = ("request", "body")

_NAMED = re.compile(r"'([a-z_]+)")
"""The field of a sentence of the mock: the first quoted name."""


def findings(spec: Spec, exchange: RecordedExchange, route: Route) -> Iterator[Finding]:
    """Yield the findings about the request of a known operation."""
    if "requestBody" not in spec.at(route.pointer) or (exchange.request is None and exchange.request_bytes != 0):
        return  # the operation has no body, or the recording does not
    content = (*route.pointer, "requestBody", "content", JSON)
    differences = list(_differences(spec, exchange, str(route.operation), content))
    if exchange.status < HTTPStatus.MULTIPLE_CHOICES:
        for rule, where, expected, actual, pointer in differences:
            place = spec.place(pointer)
            yield Finding(rule, str(route.operation), exchange.status, pointers.join(where), expected, actual, place)
    elif exchange.status == HTTPStatus.BAD_REQUEST and not any(rule == "too-tight" for rule, *_ in differences):
        yield from _refused(spec, exchange, route, content)


_BodyDifference = tuple[str, Pointer, str, str, Pointer]
"""Rule, pointer into the exchange, expected, actual, pointer into the contract."""


def _differences(spec: Spec, exchange: RecordedExchange, operation: str, content: Pointer) -> Iterator[_BodyDifference]:
    text, kind = exchange.request or "", media_type(exchange.request_headers)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        yield "too-tight", BODY, "a JSON object", shown(text), content
        return
    if kind != JSON:
        yield "too-tight", ("request", "headers", "Content-Type"), JSON, shown(kind), content
    schema = (*content, "schema")
    for difference in schema_differences(spec, schema, value):
        if may_be_redaction(difference):
            continue
        rule = "new-request-field" if difference.keyword == UNDECLARED else "too-tight"
        actual = "" if difference.keyword == "required" else shown(difference.actual)
        yield rule, (*BODY, *difference.where), difference.expected, actual, difference.schema
    if isinstance(value, dict):
        yield from _broken_rules(spec, operation, value)


def _broken_rules(spec: Spec, operation: str, value: dict[str, Any]) -> Iterator[_BodyDifference]:
    """Yield the violations of rules beyond JSON Schema, for a body that is valid against its schema."""
    members = spec.contract.operations[operation].bodies
    for member in (member for member in members if member.validator.is_valid(value)):
        for expected in validation.broken_rules(member, value):
            match = _NAMED.search(expected)
            name = match[1] if match else ""
            pointer = ("components", "schemas", member.name, "properties", name)
            # Unknown values of open lists are reported by the comparison with the schema.
            if "x-known-values" not in member.properties[name]:
                yield "too-tight", (*BODY, name), expected, shown(value[name]), pointer


def _refused(spec: Spec, exchange: RecordedExchange, route: Route, content: Pointer) -> Iterator[Finding]:
    """Yield a finding if the service refuses a valid body with a sentence that the contract does not document."""
    sentence = _sentence(exchange.reply)
    if sentence in _documented(spec):
        return
    operation, place = str(route.operation), spec.place(content)
    actual = shown(sentence if sentence is not None else exchange.reply)
    yield Finding("too-wide", operation, exchange.status, pointers.join(BODY), "the body is allowed", actual, place)


def _sentence(reply: str | None) -> str | None:
    try:
        body = json.loads(reply or "")
    except (ValueError, RecursionError):
        return None
    sentence = body.get("error") or body.get("message") if isinstance(body, dict) else None
    return sentence if isinstance(sentence, str) else None


def _documented(spec: Spec) -> set[str]:
    """Return the documented sentences of a 400 that are not about the format of a field."""
    sentences = {str(body["error"]) for body in spec.contract.errors("BadRequest").values()}
    members = [member for operation in spec.contract.operations.values() for member in operation.bodies]
    templates = {
        text
        for member in members
        for schema in member.properties.values()
        for keyword, text in schema.get("x-messages", {}).items()
        if keyword != "pattern"  # a URL may have the right form, and yet be refused with the same sentence
    }
    patterns = [re.compile(re.escape(text).replace(r"\{limit\}", ".+")) for text in templates]
    return {text for text in sentences if not any(pattern.fullmatch(text) for pattern in patterns)}
