"""Remembers what was rendered, up to a number of bytes, and never renders one thing twice at the same time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar

V = TypeVar("V")


class Cache:
    """A bounded memory, safe to use from many threads: what was asked for longest ago goes first.

    Args:
        limit: the most that is remembered, in bytes, 0 or more. What is heavier is made and handed out all the same.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.held = 0
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._making: dict[Hashable, Future[Any]] = {}

    def get(self, key: Hashable, make: Callable[[], V], weigh: Callable[[V], int]) -> V:
        """Return what is remembered under `key`, or what `make` makes.

        Of several threads that ask for one key at the same time, one makes it and the others wait for that.

        Args:
            key: names the thing.
            make: makes the value; its exception reaches every waiting caller, and nothing is kept.
            weigh: tells how many bytes it takes.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                kept: V = self._kept[key][0]
                return kept
            awaited = self._making.get(key)
            if awaited is None:
                promise = self._making[key] = Future[Any]()
        if awaited is not None:
            shared: V = awaited.result()
            return shared
        try:
            value = make()
            self._keep(key, value, weigh(value))
        except BaseException as error:
            self._forget(key)
            promise.set_exception(error)
            raise
        promise.set_result(value)
        return value

    def _keep(self, key: Hashable, value: object, weight: int) -> None:
        with self._lock:
            del self._making[key]
            if weight > self.limit:
                return
            self._kept[key] = (value, weight)
            self.held += weight
            while self.held > self.limit:
                self.held -= self._kept.popitem(last=False)[1][1]

    def _forget(self, key: Hashable) -> None:
        with self._lock:
            self._making.pop(key, None)
