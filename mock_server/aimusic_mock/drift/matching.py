"""Finds the recording that a request means: same method, path and query, and a body that is equal in JSON.

A text that was hidden in the recording stands for any text. Several recordings of one request are handed out in their
order, and the last one again and again: so a task that is polled comes to its end, and stays there.
"""

from __future__ import annotations

import difflib
import json
import re
import threading
from typing import Any

from attrs import define, field

from aimusic_mock.domain.json_values import json_equal
from aimusic_mock.drift.exchange import Exchange
from aimusic_mock.redaction import HIDDEN


@define
class _Request:
    """A request and its recordings; `served` counts those that were handed out."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: Any = field(repr=False)
    recordings: list[Exchange] = field(factory=list, repr=False)
    served: int = 0

    def next(self) -> Exchange:
        recording = self.recordings[min(self.served, len(self.recordings) - 1)]
        self.served += 1
        return recording


class Tape:
    """Recordings, to be asked for. May be used by several threads.

    Args:
        exchanges: in the order in which they happened, without secrets.
    """

    def __init__(self, exchanges: list[Exchange]) -> None:
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

    def find(self, incoming: Exchange) -> Exchange | None:
        """Return the next recording of a request, whose secrets are hidden; None if it was not recorded."""
        body = parsed(incoming.request)
        with self._lock:
            fitting = [request for request in self._requests if self._is(request, incoming, body)]
            # A recording that has just this body is meant before one with a hidden text.
            return min(fitting, key=lambda item: not json_equal(item.body, body)).next() if fitting else None

    def nearest(self, incoming: Exchange) -> str:
        """Return which recording comes nearest to a request, and where it is another."""
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
    def _is(request: _Request, incoming: Exchange, body: Any) -> bool:
        return (request.method, request.path, request.query) == (
            incoming.method,
            incoming.path,
            incoming.query,
        ) and fits(request.body, body)


def parsed(text: str | None) -> Any:
    """Return a body as JSON, other text as it is, and None for no body."""
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return text


def fits(recorded: Any, incoming: Any) -> bool:
    """Tell whether a value is the recorded one, as far as that is known."""
    return _difference(recorded, incoming) is None


def _difference(recorded: Any, incoming: Any, where: str = "") -> str | None:
    """Return where two values first differ, None if they do not."""
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


def _likeness(request: _Request, incoming: Exchange, body: Any) -> tuple[float, bool, bool, float]:
    path = difflib.SequenceMatcher(None, request.path, incoming.path).ratio()
    alike = 0.0
    if isinstance(request.body, dict) and isinstance(body, dict):
        names = request.body.keys() | body.keys()
        alike = sum(n in body and n in request.body and fits(request.body[n], body[n]) for n in names) / (
            len(names) or 1
        )
    return path, request.method == incoming.method, request.query == incoming.query, alike
