"""Checks one exchange against the contract: is there such an operation, such a status, such a reply?

What is checked has no secrets any more, so no finding can show one. A text that was hidden is taken to fit.
The request's side is in `requests`.
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
from aimusic_mock.drift.exchange import Exchange, header, media_type
from aimusic_mock.drift.finding import Finding, shown
from aimusic_mock.drift.schema_compare import KNOWN, UNDECLARED, Fault, faults, hides

BODY: Pointer = ("response", "body")

ENVELOPE = "an object with the texts type and error"
"""What every error is."""

RULE_OF = {"required": "missing-field", "type": "type", "enum": "enum", "const": "enum", KNOWN: "known-value"}
"""The rule for a fault in a reply; what is not here is a limit."""

NOT_THERE = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED)
"""With these a service says that it has no such operation, either."""


@frozen
class Result:
    """What came of an exchange: the findings, and why no more could be checked, or None."""

    findings: tuple[Finding, ...] = ()
    skipped: str | None = None


def check(spec: Spec, exchange: Exchange) -> Result:
    """Check an exchange whose secrets are hidden."""
    try:
        return _checked(spec, exchange)
    except (ValueError, RecursionError):
        return Result(skipped="bodies that no validator takes: nested too deeply, or with half a character")


def _checked(spec: Spec, exchange: Exchange) -> Result:
    if exchange.method in ("OPTIONS", "HEAD"):
        return Result(skipped="OPTIONS and HEAD, of which the contract says nothing")
    route = spec.route(exchange.method, exchange.path)
    if route is None and not exchange.path.startswith(spec.prefix):
        return Result(skipped=f"paths outside {spec.prefix}")
    if route is None or route.operation is None:
        return Result(tuple(_strange(spec, exchange, route)))
    findings = [*_Reply(spec, exchange, route).findings(), *request_checks.findings(spec, exchange, route)]
    known_body = exchange.reply is not None or _bodiless(exchange)
    return Result(tuple(findings), None if known_body else "replies without a recorded body")


def _strange(spec: Spec, exchange: Exchange, route: Route | None) -> Iterator[Finding]:
    if exchange.status in NOT_THERE:
        return
    name = f"{exchange.method} {exchange.path}"
    if route is None:
        yield Finding("unknown-path", name, exchange.status, "/request/url", "no such path", exchange.path, "")
    else:
        place, says = spec.place(route.pointer), f"{route.path} has no such method"
        yield Finding("unknown-method", name, exchange.status, "/request/method", says, exchange.method, place)


def _bodiless(exchange: Exchange) -> bool:
    return exchange.status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


@frozen
class _Reply:
    """The reply's side of one exchange."""

    spec: Spec
    exchange: Exchange
    route: Route

    def findings(self) -> Iterator[Finding]:
        pointer = (*self.route.pointer, "responses", str(self.exchange.status))
        documented = str(self.exchange.status) in self.spec.at(pointer[:-1])
        if not documented:
            rule = "new-server-status" if self.exchange.status >= HTTPStatus.INTERNAL_SERVER_ERROR else "new-status"
            says = f"one of {', '.join(self.spec.at(pointer[:-1]))}"
            yield self._finding(rule, ("response", "status"), says, str(self.exchange.status), self.route.pointer)
            if self.exchange.status < HTTPStatus.BAD_REQUEST:
                return
            # An error has one form for every status.
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
            for fault in faults(self.spec, schema, value):
                says = types if fault.keyword == "type" else fault.says
                yield self._finding("header", where, says, shown(text), pointer)

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
        differences = list(faults(self.spec, (*content, "schema"), value))
        if is_error and (worst := next((item for item in differences if _is_no_envelope(item)), None)) is not None:
            # One finding: what else there is in another form, the contract cannot know.
            yield self._finding("envelope", BODY, ENVELOPE, shown(value), worst.schema)
            return
        for fault in differences:
            if hides(fault) or (fault.keyword == KNOWN and self._is_shown(content, fault)):
                continue
            rule = "new-field" if fault.keyword == UNDECLARED else RULE_OF.get(fault.keyword, "limit")
            actual = "" if fault.keyword == "required" else shown(fault.came)
            yield self._finding(rule, (*BODY, *fault.where), fault.says, actual, fault.schema)

    def _is_shown(self, content: Pointer, fault: Fault) -> bool:
        """Tell whether an example of the contract has this very value in this very place."""
        examples = self.spec.at(content).get("examples", {}).values()
        return any(fault.came in _values_at(example["value"], fault.where) for example in examples)

    def _finding(self, rule: str, where: Pointer, says: str, actual: str, pointer: Pointer) -> Finding:
        place = self.spec.place(pointer)
        operation = self.route.operation or ""
        return Finding(rule, operation, self.exchange.status, pointers.join(where), says, actual, place)


def _is_no_envelope(fault: Fault) -> bool:
    return fault.keyword in ("required", "type") and len(fault.where) < 2


def _values_at(value: Any, where: Pointer) -> Iterator[Any]:
    """Yield what stands at a place, in every item of the arrays on the way there."""
    if not where:
        yield value
    elif isinstance(value, list) and isinstance(where[0], int):
        for item in value:
            yield from _values_at(item, where[1:])
    elif isinstance(value, dict) and where[0] in value:
        yield from _values_at(value[where[0]], where[1:])


def _number(text: str) -> int | str:
    return int(text) if text.strip().isdecimal() else text


def _parsed(text: str | None) -> tuple[Any] | None:
    """Return the JSON of a body, wrapped since it may be null; None for other content."""
    try:
        return None if text is None else (json.loads(text),)
    except (ValueError, RecursionError):
        return None
