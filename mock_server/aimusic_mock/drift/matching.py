"""Match requests to recordings: same method, path and query, and a JSON-equal body.

A redacted text in a recording matches any text. Several recordings of one request are returned in order, and the last one
is repeated, so a polled task reaches its final state and stays there.
"""

from __future__ import annotations

import difflib
import json
import re
import threading
from typing import Any

from attrs import define, field

from aimusic_mock.domain.json_values import json_equal
from aimusic_mock.drift.exchange import RecordedExchange
from aimusic_mock.redaction import HIDDEN


@define
class _Request:
    """A request and its recordings; `served` is the number of replies returned so far."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: Any = field(repr=False)
    recordings: list[RecordedExchange] = field(factory=list, repr=False)
    served: int = 0

    def next(self) -> RecordedExchange:
        recording = self.recordings[min(self.served, len(self.recordings) - 1)]
        self.served += 1
        return recording


class CassettePlayer:
    """Recordings, matched to incoming requests. Thread-safe.

    Args:
        exchanges: redacted exchanges in chronological order.
    """

    def __init__(self, exchanges: list[RecordedExchange]) -> None:
        self._lock = threading.Lock()
        self._requests: list[_Request] = []
        for exchange in exchanges:
            body = parsed(exchange.request)
            request = next((request for request in self._requests if self._is(request, exchange, body)), None)
            if request is None:
                request = _Request(exchange.method, exchange.path, exchange.query, body)
                self._requests.append(request)
            request.recordings.append(exchange)

    def __len__(self) -> int:
        return sum(len(request.recordings) for request in self._requests)

    def find(self, incoming: RecordedExchange) -> RecordedExchange | None:
        """Return the next recording of a redacted request, or None if it was not recorded."""
        body = parsed(incoming.request)
        with self._lock:
            fitting = [request for request in self._requests if self._is(request, incoming, body)]
            # A recording with an equal body takes precedence over one with a redacted text.
            return min(fitting, key=lambda request: not json_equal(request.body, body)).next() if fitting else None

    def nearest(self, incoming: RecordedExchange) -> str:
        """Describe the most similar recording, and where the request differs from it."""
        if not self._requests:
            return "nothing was recorded"
        body = parsed(incoming.request)
        best = max(self._requests, key=lambda request: _likeness(request, incoming, body))
        name = f"the nearest recording is {best.method} {best.path}"
        if (best.method, best.path) != (incoming.method, incoming.path):
            return name
        if best.query != incoming.query:
            return f"{name} with another query"
        return f"{name} with another body, which differs at {_difference(best.body, body) or '/'}"

    @staticmethod
    def _is(request: _Request, incoming: RecordedExchange, body: Any) -> bool:
        return (request.method, request.path, request.query) == (
            incoming.method,
            incoming.path,
            incoming.query,
        ) and fits(request.body, body)


def parsed(text: str | None) -> Any:
    """Parse a body as JSON. Other text is returned unchanged, and None for an empty body."""
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return text


def fits(recorded: Any, incoming: Any) -> bool:
    """Return whether a value equals the recorded one, where redacted texts match any text."""
    return _difference(recorded, incoming) is None


def _difference(recorded: Any, incoming: Any, where: str = "") -> str | None:
    """Return the pointer to the first difference between two values, or None if they are equal."""
    if isinstance(recorded, dict) and isinstance(incoming, dict):
        for name in sorted(recorded.keys() | incoming.keys()):
            if name not in recorded or name not in incoming:
                return f"{where}/{name}"
            if (difference := _difference(recorded[name], incoming[name], f"{where}/{name}")) is not None:
                return difference
        return None
    if isinstance(recorded, list) and isinstance(incoming, list) and len(recorded) == len(incoming):
        pairs = enumerate(zip(recorded, incoming, strict=True))
        return next((at for i, (a, b) in pairs if (at := _difference(a, b, f"{where}/{i}")) is not None), None)
    if isinstance(recorded, str) and isinstance(incoming, str) and HIDDEN in recorded:
        pattern = ".*".join(map(re.escape, recorded.split(HIDDEN)))
        return None if re.fullmatch(pattern, incoming, re.DOTALL) else where
    return None if json_equal(recorded, incoming) else where


def _likeness(request: _Request, incoming: RecordedExchange, body: Any) -> tuple[float, bool, bool, float]:
    path = difflib.SequenceMatcher(None, request.path, incoming.path).ratio()
    alike = 0.0
    if isinstance(request.body, dict) and isinstance(body, dict):
        names = request.body.keys() | body.keys()
        alike = sum(n in body and n in request.body and fits(request.body[n], body[n]) for n in names) / (
            len(names) or 1
        )
    return path, request.method == incoming.method, request.query == incoming.query, alike
