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
        found = self.recordings[min(self.served, len(self.recordings) - 1)]
        self.served += 1
        return found


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
            request = next((each for each in self._requests if self._is(each, exchange, body)), None)
            if request is None:
                request = _Request(exchange.method, exchange.path, exchange.query, body)
                self._requests.append(request)
            request.recordings.append(exchange)

    def __len__(self) -> int:
        return sum(len(each.recordings) for each in self._requests)

    def find(self, asked: Exchange) -> Exchange | None:
        """Return the next recording of a request, whose secrets are hidden; None if it was not recorded."""
        body = parsed(asked.request)
        with self._lock:
            fitting = [each for each in self._requests if self._is(each, asked, body)]
            # A recording that has just this body is meant before one with a hidden text.
            return min(fitting, key=lambda each: not json_equal(each.body, body)).next() if fitting else None

    def nearest(self, asked: Exchange) -> str:
        """Return which recording comes nearest to a request, and where it is another."""
        if not self._requests:
            return "nothing was recorded"
        body = parsed(asked.request)
        best = max(self._requests, key=lambda each: _likeness(each, asked, body))
        name = f"the nearest recording is {best.method} {best.path}"
        if (best.method, best.path) != (asked.method, asked.path):
            return name
        if best.query != asked.query:
            return f"{name} with another query"
        return f"{name} with another body, which differs at {_difference(best.body, body) or '/'}"

    @staticmethod
    def _is(request: _Request, asked: Exchange, body: Any) -> bool:
        return (request.method, request.path, request.query) == (asked.method, asked.path, asked.query) and fits(
            request.body, body
        )


def parsed(text: str | None) -> Any:
    """Return a body as JSON, other text as it is, and None for no body."""
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return text


def fits(recorded: Any, asked: Any) -> bool:
    """Tell whether a value is the recorded one, as far as that is known."""
    return _difference(recorded, asked) is None


def _difference(recorded: Any, asked: Any, where: str = "") -> str | None:
    """Return where two values first differ, None if they do not."""
    if isinstance(recorded, dict) and isinstance(asked, dict):
        for name in sorted(recorded.keys() | asked.keys()):
            if name not in recorded or name not in asked:
                return f"{where}/{name}"
            if (found := _difference(recorded[name], asked[name], f"{where}/{name}")) is not None:
                return found
        return None
    if isinstance(recorded, list) and isinstance(asked, list) and len(recorded) == len(asked):
        pairs = enumerate(zip(recorded, asked, strict=True))
        return next((at for i, (a, b) in pairs if (at := _difference(a, b, f"{where}/{i}")) is not None), None)
    if isinstance(recorded, str) and isinstance(asked, str) and HIDDEN in recorded:
        pattern = ".*".join(map(re.escape, recorded.split(HIDDEN)))
        return None if re.fullmatch(pattern, asked, re.DOTALL) else where
    return None if json_equal(recorded, asked) else where


def _likeness(request: _Request, asked: Exchange, body: Any) -> tuple[float, bool, bool, float]:
    path = difflib.SequenceMatcher(None, request.path, asked.path).ratio()
    alike = 0.0
    if isinstance(request.body, dict) and isinstance(body, dict):
        names = request.body.keys() | body.keys()
        alike = sum(n in body and n in request.body and fits(request.body[n], body[n]) for n in names) / (
            len(names) or 1
        )
    return path, request.method == asked.method, request.query == asked.query, alike
