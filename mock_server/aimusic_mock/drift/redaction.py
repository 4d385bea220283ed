"""Takes the secrets out of an exchange before anybody sees it: the report, a cassette, the terminal.

What is secret: headers whose names say so, members and parameters that `aimusic_mock.redaction` hides, and the values found there
wherever else it comes again, in this exchange or a later one. The key itself goes to the upstream and nowhere else.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from attrs import evolve

from aimusic_mock.drift.exchange import Exchange, Headers, bytes_of
from aimusic_mock.redaction import HIDDEN, hide, hide_in_text

SECRET_HEADER = re.compile(r"key|token|secret|cookie|auth|signature|password|session", re.IGNORECASE)
SECRET_MEMBER = re.compile(r"secret|token|password|authorization|api_?key|sig(nature)?$", re.IGNORECASE)

LEAST = 6
"""Characters of a secret that is looked for elsewhere, too; what is shorter would be found in every other word."""

LEAST_OF_COOKIE = 16
"""Likewise: most cookies are no secrets but settings, such as `dark`, and those that are secrets are long."""


class Hiding:
    """Hides what is secret, and remembers it. May be used by several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: set[str] = set()

    def hide(self, exchange: Exchange) -> Exchange:
        """Return the exchange without its secrets."""
        with self._lock:
            self._known.update(_secrets_of(exchange))
            # The longest first: one may be a part of another.
            known = sorted(self._known, key=len, reverse=True)
        return evolve(
            exchange,
            url=_without(hide_in_text(exchange.url), known),
            request_headers=_hidden_headers(exchange.request_headers, known),
            request=_hidden_body(exchange.request, known),
            headers=_hidden_headers(exchange.headers, known),
            reply=_hidden_body(exchange.reply, known),
        )


def _secrets_of(exchange: Exchange) -> Iterator[str]:
    for name, value in (*exchange.request_headers, *exchange.headers):
        if "cookie" in name.lower():
            parts, least = re.split(r"[;=]\s*", value), LEAST_OF_COOKIE
        elif SECRET_HEADER.search(name) and "authenticate" not in name.lower():  # that one asks for a secret
            # `Bearer key`: the scheme is no secret, not even where nothing follows it.
            parts, least = [word for word in value.split()[-1:] if word.lower() not in ("bearer", "basic")], LEAST
        else:
            continue
        yield from (part for part in parts if len(part) >= least and part != HIDDEN)
    for body in (exchange.request, exchange.reply):
        with contextlib.suppress(RecursionError):  # then `recorder` has to do
            yield from (text for text in _secrets_in(_parsed(body)) if len(text) >= LEAST and HIDDEN not in text)
    for name, value in parse_qsl(urlsplit(exchange.url).query):
        if SECRET_HEADER.search(name) and len(value) >= LEAST and value != HIDDEN:
            yield value


def _secrets_in(value: Any, secret: bool = False) -> Iterator[str]:
    if isinstance(value, dict):
        for name, entry in value.items():
            yield from _secrets_in(entry, secret or bool(SECRET_MEMBER.search(name)))
    elif isinstance(value, list):
        for item in value:
            yield from _secrets_in(item, secret)
    elif secret and isinstance(value, str):
        yield value


def _hidden_headers(headers: Headers, known: list[str]) -> Headers:
    return tuple(
        (name, HIDDEN if SECRET_HEADER.search(name) else _without(hide_in_text(value), known))
        for name, value in headers
    )


def _hidden_body(body: str | None, known: list[str]) -> str | None:
    if body is None:
        return None
    text = hide(bytes_of(body))
    parsed = _parsed(text)
    if parsed is None:
        return _without(text, known)
    try:
        # In the texts and not in the whole: a secret of digits may be a part of a number.
        clean = _replaced(parsed, known)
        return text if clean == parsed else json.dumps(clean)
    except RecursionError:
        return _without(text, known)


def _replaced(value: Any, known: list[str]) -> Any:
    if isinstance(value, dict):
        return {_without(name, known): _replaced(item, known) for name, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, known) for item in value]
    return _without(value, known) if isinstance(value, str) else value


def _without(text: str, known: list[str]) -> str:
    for secret in known:
        quoted = quote(secret, safe="", errors="surrogateescape")
        for form in dict.fromkeys((secret, quoted, json.dumps(secret)[1:-1])):
            text = text.replace(form, HIDDEN)
    return text


def _parsed(body: str | None) -> Any:
    """Return a body's JSON, None for other content."""
    try:
        return json.loads(body) if body else None
    except (ValueError, RecursionError):
        return None
