"""Remove the secrets from an exchange before it is reported, recorded or printed.

Secrets are the values of headers with telling names, the members and parameters that `aimusic_mock.redaction` hides, and
every repetition of these values, in the same exchange or a later one. Only the upstream receives the key.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from attrs import evolve

from aimusic_mock.drift.exchange import Headers, RecordedExchange, bytes_of
from aimusic_mock.redaction import (
    HIDDEN,
    LEAST,
    KnownSecrets,
    hide,
    hide_in_text,
    is_secret_header,
    is_secret_member,
    is_secret_parameter,
)

LEAST_OF_COOKIE = 16
"""Minimum length for cookies: most are settings such as `dark`, and secret ones are long."""


class Redactor:
    """Redacts secrets, including those of earlier exchanges. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known = KnownSecrets()

    def redact(self, exchange: RecordedExchange) -> RecordedExchange:
        """Return the exchange without its secrets."""
        with self._lock:
            known = self._known
            known.update(_secrets_of(exchange))
            return evolve(
                exchange,
                url=known.hide(hide_in_text(exchange.url)),
                request_headers=_hidden_headers(exchange.request_headers, known),
                request=_hidden_body(exchange.request, known),
                headers=_hidden_headers(exchange.headers, known),
                reply=_hidden_body(exchange.reply, known),
            )


def _secrets_of(exchange: RecordedExchange) -> Iterator[str]:
    for name, value in (*exchange.request_headers, *exchange.headers):
        if "cookie" in name.lower():
            parts, least = re.split(r"[;=]\s*", value), LEAST_OF_COOKIE
        elif is_secret_header(name):
            # In `Bearer key`, the scheme is not secret, even if no key follows.
            parts, least = [word for word in value.split()[-1:] if word.lower() not in ("bearer", "basic")], LEAST
        else:
            continue
        yield from (part for part in parts if len(part) >= least and part != HIDDEN)
    for body in (exchange.request, exchange.reply):
        with contextlib.suppress(RecursionError):  # too deep to search; `hide` still covers it
            yield from (text for text in _secrets_in(_parsed(body)) if len(text) >= LEAST and HIDDEN not in text)
    for name, value in parse_qsl(urlsplit(exchange.url).query):
        if is_secret_parameter(name) and len(value) >= LEAST and value != HIDDEN:
            yield value


def _secrets_in(value: Any, secret: bool = False) -> Iterator[str]:
    if isinstance(value, dict):
        for name, entry in value.items():
            yield from _secrets_in(entry, secret or is_secret_member(name))
    elif isinstance(value, list):
        for entry in value:
            yield from _secrets_in(entry, secret)
    elif secret and isinstance(value, str):
        yield value


def _hidden_headers(headers: Headers, known: KnownSecrets) -> Headers:
    return tuple(
        (name, HIDDEN if is_secret_header(name) else known.hide(hide_in_text(value))) for name, value in headers
    )


def _hidden_body(body: str | None, known: KnownSecrets) -> str | None:
    return None if body is None else known.hide_in_body(hide(bytes_of(body)))


def _parsed(body: str | None) -> Any:
    """Parse a body as JSON. Return None for other content."""
    try:
        return json.loads(body) if body else None
    except (ValueError, RecursionError):
        return None
