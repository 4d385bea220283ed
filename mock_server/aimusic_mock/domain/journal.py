"""What was asked of a world and what it answered, in the order in which it happened: bounded, and without secrets.

The caller removes secrets before it adds an entry. Entries hold nothing that differs between two runs of one script.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from attrs import define, field, frozen

Credential = Literal["missing", "malformed", "unknown", "known"]

MAX_ENTRIES = 2000
"""Enough to look back over any test; with `MAX_BYTES` the bound that keeps a load test's memory flat."""

MAX_BYTES = 8 * 1024 * 1024
"""Of all bodies together, in bytes."""

MAX_BODY_BYTES = 32 * 1024
"""Of one body, in bytes; the longest documented reply has a third of it. What is longer is cut, and said to be."""

OVERHEAD_BYTES = 1000
"""What an entry takes beside its bodies, roughly."""


@frozen
class Exchange:
    """One request and its reply.

    Args:
        number: its place in the world's order, from 1.
        at: when it was dealt with, in seconds since 1970 on the world's clock.
        request_id: what the reply calls it.
        method: the HTTP method.
        path: path and query.
        operation: the contract's operationId, `admin` for the mock's own door, `media` for files, None for no match.
        account: the number of the key's account, from 1; None without a known key.
        credential: whether the `Authorization` header was `missing`, `malformed`, of an `unknown` key or of a `known` one.
        content_type: the request's, empty without one.
        asked: the `X-Mock-*` headers of the request.
        request: the body, None without one.
        status: the reply's status.
        reply: the reply's body; None when it is a file.
        reply_bytes: its length, None when it is streamed.
        explanation: why: dialect, clock, scenarios and their source, and whether an uploaded recording was available.
        truncated: bodies that were too long to be kept whole.
    """

    number: int
    at: float
    request_id: str
    method: str
    path: str
    operation: str | None
    account: int | None
    credential: Credential
    content_type: str
    asked: Mapping[str, str]
    request: str | None
    status: int
    reply: str | None
    reply_bytes: int | None
    explanation: Mapping[str, Any]
    truncated: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """What the entry takes, in bytes, roughly."""
        return OVERHEAD_BYTES + len(self.path) + len(self.request or "") + len(self.reply or "")


@define
class Journal:
    """The last exchanges of one world."""

    numbers: int = 0
    dropped: int = 0
    size: int = 0
    _entries: deque[Exchange] = field(factory=deque, repr=False)
    _lock: threading.Lock = field(factory=threading.Lock, repr=False, eq=False)

    def number(self) -> int:
        """Return the number of the next exchange; it keeps its place however long it takes."""
        with self._lock:
            self.numbers += 1
            return self.numbers

    def add(self, exchange: Exchange) -> None:
        """Write down an exchange; the oldest go when there are too many."""
        with self._lock:
            self._entries.append(exchange)
            self.size += exchange.size
            while len(self._entries) > MAX_ENTRIES or (self.size > MAX_BYTES and len(self._entries) > 1):
                self.size -= self._entries.popleft().size
                self.dropped += 1

    def exchanges(self) -> list[Exchange]:
        """Return what is kept, in the order of the numbers."""
        with self._lock:
            return sorted(self._entries, key=lambda exchange: exchange.number)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self.exchanges())

    def restore(self, exchanges: Iterable[Exchange], numbers: int, dropped: int) -> None:
        """Become what another journal was."""
        self.clear()
        for exchange in exchanges:
            self.add(exchange)
        self.numbers, self.dropped = numbers, dropped

    def clear(self) -> None:
        """Forget everything and count anew."""
        with self._lock:
            self._entries.clear()
            self.numbers = self.dropped = self.size = 0
