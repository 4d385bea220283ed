"""Check an exchange against the contract: its operation, status, headers and reply.

Exchanges are redacted first, so findings cannot contain secrets. A redacted text counts as valid.
`request_checks` checks the request.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from attrs import frozen

from aimusic_mock.contract import pointers
from aimusic_mock.contract.model import JSON
from aimusic_mock.contract.pointers import Pointer
from aimusic_mock.drift import request_checks
from aimusic_mock.drift.contract_index import Route, Spec
from aimusic_mock.drift.exchange import RecordedExchange, header, media_type
from aimusic_mock.drift.finding import Finding, shown
from aimusic_mock.drift.schema_compare import KNOWN, UNDECLARED, Difference, may_be_redaction, schema_differences

BODY: Pointer = ("response", "body")

ENVELOPE = "an object with the texts type and error"
"""The format of all errors, in words."""

RULE_OF = {"required": "missing-field", "type": "type", "enum": "enum", "const": "enum", KNOWN: "known-value"}
"""The rule for a difference in a reply, by keyword; all others are `limit`."""

NOT_THERE = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED)
"""Statuses with which the service denies the operation, too."""


UNCHECKABLE = "bodies that cannot be validated: nested too deeply, or with an unpaired surrogate or an infinite number"


@frozen
class Result:
    """The findings of an exchange, and why it was not fully checked, or None."""

    findings: tuple[Finding, ...] = ()
    skipped: str | None = None


def check(spec: Spec, exchange: RecordedExchange) -> Result:
    """Check a redacted exchange."""
    try:
        return _checked(spec, exchange)
    except (ValueError, RecursionError):
        return Result(skipped=UNCHECKABLE)


def _checked(spec: Spec, exchange: RecordedExchange) -> Result:
    if exchange.method in ("OPTIONS", "HEAD"):
        return Result(skipped="OPTIONS and HEAD, which the contract does not cover")
    route = spec.route(exchange.method, exchange.path)
    if route is None and not exchange.path.startswith(spec.prefix):
        return Result(skipped=f"paths outside {spec.prefix}")
    if route is None or route.operation is None:
        return Result(tuple(_strange(spec, exchange, route)), "paths or methods that the contract does not have")
    findings = [*_Reply(spec, exchange, route).findings(), *request_checks.findings(spec, exchange, route)]
    known_body = exchange.reply is not None or _bodiless(exchange)
    return Result(tuple(findings), None if known_body else "replies without a recorded body")


def _strange(spec: Spec, exchange: RecordedExchange, route: Route | None) -> Iterator[Finding]:
    if exchange.status in NOT_THERE:
        return
    name = f"{exchange.method} {exchange.path}"
    if route is None:
        yield Finding("unknown-path", name, exchange.status, "/request/url", "no such path", exchange.path, "")
    else:
        place, expected = spec.place(route.pointer), f"{route.path} has no such method"
        yield Finding("unknown-method", name, exchange.status, "/request/method", expected, exchange.method, place)


def _bodiless(exchange: RecordedExchange) -> bool:
    return exchange.status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


@frozen
class _Reply:
    """The reply of one exchange."""

    spec: Spec
    exchange: RecordedExchange
    route: Route

    def findings(self) -> Iterator[Finding]:
        pointer = (*self.route.pointer, "responses", str(self.exchange.status))
        documented = str(self.exchange.status) in self.spec.at(pointer[:-1])
        if not documented:
            rule = "new-server-status" if self.exchange.status >= HTTPStatus.INTERNAL_SERVER_ERROR else "new-status"
            expected = f"one of {', '.join(self.spec.at(pointer[:-1]))}"
            yield self._finding(rule, ("response", "status"), expected, str(self.exchange.status), self.route.pointer)
            if self.exchange.status < HTTPStatus.BAD_REQUEST:
                return
            # All errors have the same format.
            pointer = (*self.route.pointer, "responses", str(int(HTTPStatus.INTERNAL_SERVER_ERROR)))
        pointer = self.spec.follow(pointer)
        if documented:
            yield from self._headers(pointer)
        if not _bodiless(self.exchange):
            yield from self._body(pointer)

    def _headers(self, response: Pointer) -> Iterator[Finding]:
        for name in self.spec.at(response).get("headers", {}):
            pointer = self.spec.follow((*response, "headers", name))
            declared = self.spec.at(pointer)
            where = ("response", "headers", name)
            text = header(self.exchange.headers, name)
            if text is None:
                rule = "missing-header" if declared.get("required") else "absent-header"
                yield self._finding(rule, where, "the header is sent", "", pointer)
                continue
            schema = (*pointer, "schema")
            value = _number(text) if "integer" in (types := str(self.spec.at(schema).get("type"))) else text
            for difference in schema_differences(self.spec, schema, value):
                expected = types if difference.keyword == "type" else difference.expected
                yield self._finding("header", where, expected, shown(text), pointer)

    def _body(self, response: Pointer) -> Iterator[Finding]:
        if self.exchange.reply is None and self.exchange.reply_bytes < 0:
            return
        is_error = self.exchange.status >= HTTPStatus.BAD_REQUEST
        content = self.spec.at(response)["content"]
        kind = media_type(self.exchange.headers)
        body = _parsed(self.exchange.reply)
        if body is None and is_error:
            actual = self.exchange.reply or kind or "nothing"
            yield self._finding("envelope", BODY, ENVELOPE, shown(actual), response)
            return
        if kind not in content:
            where = ("response", "headers", "Content-Type")
            yield self._finding("new-media-type", where, " or ".join(content), shown(kind), (*response, "content"))
        elif body is None and self.exchange.reply is not None:
            yield self._finding("type", BODY, "JSON", shown(self.exchange.reply), (*response, "content", JSON))
        if body is not None:
            yield from self._value((*response, "content", JSON), body[0], is_error)

    def _value(self, content: Pointer, value: Any, is_error: bool) -> Iterator[Finding]:
        differences = list(schema_differences(self.spec, (*content, "schema"), value))
        if is_error and (worst := next(filter(_is_no_envelope, differences), None)) is not None:
            # One finding only: the contract says nothing about the rest of another format.
            yield self._finding("envelope", BODY, ENVELOPE, shown(value), worst.schema)
            return
        for difference in differences:
            if may_be_redaction(difference) or (difference.keyword == KNOWN and self._is_shown(content, difference)):
                continue
            rule = "new-field" if difference.keyword == UNDECLARED else RULE_OF.get(difference.keyword, "limit")
            actual = "" if difference.keyword == "required" else shown(difference.actual)
            yield self._finding(rule, (*BODY, *difference.where), difference.expected, actual, difference.schema)

    def _is_shown(self, content: Pointer, difference: Difference) -> bool:
        """Return whether an example of the contract has the same value at the same place."""
        examples = self.spec.at(content).get("examples", {}).values()
        return any(difference.actual in _values_at(example["value"], difference.where) for example in examples)

    def _finding(self, rule: str, where: Pointer, expected: str, actual: str, pointer: Pointer) -> Finding:
        place = self.spec.place(pointer)
        operation = self.route.operation or ""
        return Finding(rule, operation, self.exchange.status, pointers.join(where), expected, actual, place)


def _is_no_envelope(difference: Difference) -> bool:
    return difference.keyword in ("required", "type") and len(difference.where) < 2


def _values_at(value: Any, where: Pointer) -> Iterator[Any]:
    """Yield the values at a pointer, in every item of the arrays on the path."""
    if not where:
        yield value
    elif isinstance(value, list) and isinstance(where[0], int):
        for entry in value:
            yield from _values_at(entry, where[1:])
    elif isinstance(value, dict) and where[0] in value:
        yield from _values_at(value[where[0]], where[1:])


def _number(text: str) -> int | str:
    return int(text) if text.strip().isdecimal() else text


def _parsed(text: str | None) -> tuple[Any] | None:
    """Return the JSON of a body in a tuple, since it may be null; None for other content."""
    try:
        return None if text is None else (json.loads(text),)
    except (ValueError, RecursionError):
        return None
