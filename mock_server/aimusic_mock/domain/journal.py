"""The exchanges of one world, in order: bounded, and without secrets.

The caller removes secrets before it adds an exchange. Two runs of one script give equal exchanges.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from attrs import define, field, frozen

Credential = Literal["missing", "malformed", "unknown", "known"]

MAX_ENTRIES = 2000
"""Enough for any test; with `MAX_BYTES` it keeps the memory of a load test flat."""

MAX_BYTES = 8 * 1024 * 1024
"""All bodies together, in bytes."""

MAX_BODY_BYTES = 32 * 1024
"""One body, in bytes, three times the longest documented reply; longer ones are truncated, see `Exchange.truncated`."""

OVERHEAD_BYTES = 1000
"""The size of an entry without its bodies, roughly."""


@frozen
class Exchange:
    """One request and its reply.

    Args:
        number: its position in the world's journal, from 1.
        at: its time, in seconds since 1970 on the world's clock.
        request_id: the reply's `X-Request-Id`.
        method: the HTTP method.
        path: path and query.
        operation: the contract's operationId, `admin` for the admin API, `media` for files, None for no match.
        account: the number of the key's account, from 1; None without a known key.
        credential: whether the `Authorization` header was `missing`, `malformed`, of an `unknown` key or of a `known` one.
        content_type: the request's, empty without one.
        asked: the `X-Mock-*` headers of the request.
        request: the body, None without one.
        status: the reply's status.
        reply: the reply's body; None when it is a file.
        reply_bytes: the length of the reply, None when it is streamed.
        explanation: why it got this reply: dialect, clock, scenarios and their source, whether an uploaded recording was
            available, and where the sentence of an error comes from.
        truncated: `request` or `reply`, for a body that was too long.
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
    def json(self) -> Any:
        """The parsed body of the request, with secrets replaced by `[hidden]`; None without a body.

        Raises:
            ValueError: the body is not JSON, or too long to be kept whole.
        """
        return self._parsed("request", self.request)

    @property
    def reply_json(self) -> Any:
        """The parsed body of the reply; None if it is a file.

        Raises:
            ValueError: the body is not JSON, or too long to be kept whole.
        """
        return self._parsed("reply", self.reply)

    def _parsed(self, name: Literal["request", "reply"], body: str | None) -> Any:
        if body is None:
            return None
        if name in self.truncated:
            raise ValueError(
                f"The journal keeps only the first {MAX_BODY_BYTES} bytes of the {name}'s body; use `{name}`."
            )
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"The body of the {name} is not JSON: {error}. Use `{name}`.") from error

    @property
    def size(self) -> int:
        """The size in bytes, roughly."""
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
        """Return the number of the next exchange, which keeps its position however long it takes."""
        with self._lock:
            self.numbers += 1
            return self.numbers

    def add(self, exchange: Exchange) -> None:
        """Add an exchange; beyond the bounds, delete the oldest ones."""
        with self._lock:
            self._entries.append(exchange)
            self.size += exchange.size
            while len(self._entries) > MAX_ENTRIES or (self.size > MAX_BYTES and len(self._entries) > 1):
                self.size -= self._entries.popleft().size
                self.dropped += 1

    def exchanges(self) -> list[Exchange]:
        """Return all exchanges, by number."""
        with self._lock:
            return sorted(self._entries, key=lambda exchange: exchange.number)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self.exchanges())

    def restore(self, exchanges: Iterable[Exchange], numbers: int, dropped: int) -> None:
        """Replace all exchanges and counters."""
        self.clear()
        for exchange in exchanges:
            self.add(exchange)
        self.numbers, self.dropped = numbers, dropped

    def clear(self) -> None:
        """Delete all exchanges and reset the counters."""
        with self._lock:
            self._entries.clear()
            self.numbers = self.dropped = self.size = 0
