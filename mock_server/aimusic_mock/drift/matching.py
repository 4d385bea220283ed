"""Match requests to recordings: same method, path and query, and a JSON-equal body.

A redacted text in a recording matches any text. Several recordings of one request are returned in order, and the last one
is repeated, so a polled task reaches its final state and stays there.
"""

from __future__ import annotations

import difflib
import json
import threading
from collections.abc import Hashable
from typing import Any

from attrs import define, field

from aimusic_mock.domain.json_values import json_equal
from aimusic_mock.drift.exchange import RecordedExchange
from aimusic_mock.redaction import HIDDEN

MAX_DEPTH = 100
"""Bodies nested deeper are compared as text: comparing values is recursive. The contract's are at most 10 levels deep."""

MAX_PATH = 300
"""Maximum number of characters of a path that are compared to find the nearest one, which takes quadratic time."""


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
        self._equal: dict[Hashable, _Request] = {}
        self._redacted: dict[Hashable, list[_Request]] = {}
        for exchange in exchanges:
            body = parsed(exchange.request)
            target, text = _target(exchange), json.dumps(body, sort_keys=True)
            request = self._equal.get((target, text))
            if request is None:
                request = self._equal[target, text] = _Request(exchange.method, exchange.path, exchange.query, body)
                if HIDDEN in text:
                    self._redacted.setdefault(target, []).append(request)
            request.recordings.append(exchange)

    def __len__(self) -> int:
        return sum(len(request.recordings) for request in self._equal.values())

    def find(self, incoming: RecordedExchange) -> RecordedExchange | None:
        """Return the next recording of a redacted request, or None if it was not recorded."""
        body, target = parsed(incoming.request), _target(incoming)
        # A recording with an equal body takes precedence over one with a redacted text.
        request = self._equal.get((target, json.dumps(body, sort_keys=True)))
        if request is None:
            request = next((near for near in self._redacted.get(target, ()) if fits(near.body, body)), None)
        with self._lock:
            return request.next() if request else None

    def nearest(self, incoming: RecordedExchange) -> str:
        """Describe the most similar recording, and where the request differs from it."""
        body = parsed(incoming.request)
        likeness = {path: _path_likeness(path, incoming.path) for path in {r.path for r in self._equal.values()}}
        best = max(self._equal.values(), key=lambda r: (likeness[r.path], *_likeness(r, incoming, body)), default=None)
        if best is None:
            return "nothing was recorded"
        name = f"the nearest recording is {best.method} {best.path}"
        if (best.method, best.path) != (incoming.method, incoming.path):
            return name
        if best.query != incoming.query:
            return f"{name} with another query"
        return f"{name} with another body, which differs at {_difference(best.body, body) or '/'}"


def _target(exchange: RecordedExchange) -> Hashable:
    return exchange.method, exchange.path, exchange.query


def parsed(text: str | None) -> Any:
    """Parse a body as JSON, so that equal values have equal texts again: `1.0` becomes `1`.

    Other text, and JSON that is nested too deeply, is returned unchanged, and None for an empty body.
    """
    try:
        value = json.loads(text, parse_float=_number) if text else None
    except (ValueError, RecursionError):
        return text
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            entry for outer in level if isinstance(outer, (dict, list))
            for entry in (outer.values() if isinstance(outer, dict) else outer)
        ]  # fmt: skip
        if not level:
            return value
    return text


def _number(text: str) -> float:
    number = float(text)
    return int(number) if number.is_integer() else number


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
        return None if _fits_text(recorded, incoming) else where
    return None if json_equal(recorded, incoming) else where


def _fits_text(recorded: str, incoming: str) -> bool:
    """Return whether a text has all parts of a redacted one in their order: in linear time, unlike a regular expression."""
    first, *middle, last = recorded.split(HIDDEN)
    if not incoming.startswith(first):
        return False
    position = len(first)
    for part in middle:
        found_at = incoming.find(part, position)
        if found_at < 0:
            return False
        position = found_at + len(part)
    return incoming.endswith(last) and len(incoming) - len(last) >= position


def _path_likeness(recorded: str, incoming: str) -> float:
    return difflib.SequenceMatcher(None, recorded[:MAX_PATH], incoming[:MAX_PATH]).ratio()


def _likeness(request: _Request, incoming: RecordedExchange, body: Any) -> tuple[bool, bool, float]:
    alike = 0.0
    if isinstance(request.body, dict) and isinstance(body, dict):
        names = request.body.keys() | body.keys()
        alike = sum(n in body and n in request.body and fits(request.body[n], body[n]) for n in names) / (
            len(names) or 1
        )
    return request.method == incoming.method, request.query == incoming.query, alike
