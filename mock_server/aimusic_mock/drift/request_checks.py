"""The request's side of an exchange: does the contract refuse what the service takes, or take what it refuses?

Only 2xx and 400 tell whether the service likes a body. With any other status it has not looked at it, or is not heard
to have done so.
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
from aimusic_mock.drift.exchange import Exchange, media_type
from aimusic_mock.drift.finding import Finding, shown
from aimusic_mock.drift.schema_compare import UNDECLARED, faults, hides

BODY: Pointer = ("request", "body")

_NAMED = re.compile(r"'([a-z_]+)")
"""The field that a sentence of the mock is about comes first in it."""


def findings(spec: Spec, exchange: Exchange, route: Route) -> Iterator[Finding]:
    """Yield where the contract and the service differ about a request of a known operation."""
    if "requestBody" not in spec.at(route.pointer) or (exchange.request is None and exchange.request_bytes != 0):
        return  # it takes none, or what was sent is not known
    content = (*route.pointer, "requestBody", "content", JSON)
    differences = list(_differences(spec, exchange, str(route.operation), content))
    if exchange.status < HTTPStatus.MULTIPLE_CHOICES:
        for rule, where, says, actual, pointer in differences:
            place = spec.place(pointer)
            yield Finding(rule, str(route.operation), exchange.status, pointers.join(where), says, actual, place)
    elif exchange.status == HTTPStatus.BAD_REQUEST and not any(rule == "too-tight" for rule, *_ in differences):
        yield from _refused(spec, exchange, route, content)


Difference = tuple[str, Pointer, str, str, Pointer]
"""Rule, where, what the contract says, what came, and where the contract says it."""


def _differences(spec: Spec, exchange: Exchange, operation: str, content: Pointer) -> Iterator[Difference]:
    text, kind = exchange.request or "", media_type(exchange.request_headers)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        yield "too-tight", BODY, "a JSON object", shown(text), content
        return
    if kind != JSON:
        yield "too-tight", ("request", "headers", "Content-Type"), JSON, shown(kind), content
    schema = (*content, "schema")
    for fault in faults(spec, schema, value):
        if hides(fault):
            continue
        rule = "new-request-field" if fault.keyword == UNDECLARED else "too-tight"
        actual = "" if fault.keyword == "required" else shown(fault.came)
        yield rule, (*BODY, *fault.where), fault.says, actual, fault.schema
    if isinstance(value, dict):
        yield from _broken_rules(spec, operation, value)


def _broken_rules(spec: Spec, operation: str, value: dict[str, Any]) -> Iterator[Difference]:
    """Yield the rules beside JSON Schema that a body breaks which fits its schema."""
    members = spec.contract.operations[operation].bodies
    for member in (member for member in members if member.validator.is_valid(value)):
        for says in validation.broken_rules(member, value):
            match = _NAMED.search(says)
            name = match[1] if match else ""
            pointer = ("components", "schemas", member.name, "properties", name)
            # Unknown values of open texts are found with the other faults.
            if "x-known-values" not in member.properties[name]:
                yield "too-tight", (*BODY, name), says, shown(value[name]), pointer


def _refused(spec: Spec, exchange: Exchange, route: Route, content: Pointer) -> Iterator[Finding]:
    """Yield that the service refuses a body that the contract allows, unless with a sentence that the contract has."""
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
    """Return the documented sentences of a 400 that are about something else than the form of a field."""
    sentences = {str(body["error"]) for body in spec.contract.errors("BadRequest").values()}
    members = [member for operation in spec.contract.operations.values() for member in operation.bodies]
    templates = {
        text
        for member in members
        for schema in member.properties.values()
        for text in schema.get("x-messages", {}).values()
    }
    patterns = [re.compile(re.escape(text).replace(r"\{limit\}", ".+")) for text in templates]
    return {text for text in sentences if not any(pattern.fullmatch(text) for pattern in patterns)}
