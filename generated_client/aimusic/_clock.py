"""Time and randomness, passed as an argument to everything that needs them.

Nothing else in this package may read a clock, sleep, or draw a random number, so tests control all three.
"""

from __future__ import annotations

import asyncio
import random
import time
from typing import Protocol


class Clock(Protocol):
    """A source of time, waits and random numbers; tests may pass their own."""

    def monotonic(self) -> float:
        """Return monotonic seconds, for deadlines."""
        ...

    def wall(self) -> float:
        """Return seconds since 1970, for dates in headers."""
        ...

    def chance(self) -> float:
        """Return a number in [0, 1), for jitter."""
        ...

    def sleep(self, seconds: float) -> None:
        """Block this thread for a number of seconds."""
        ...

    async def asleep(self, seconds: float) -> None:
        """Suspend this coroutine for a number of seconds."""
        ...


class SystemClock:
    """The system clock."""

    def monotonic(self) -> float:
        """Return monotonic seconds."""
        return time.monotonic()

    def wall(self) -> float:
        """Return seconds since 1970."""
        return time.time()

    def chance(self) -> float:
        """Return a random number in [0, 1)."""
        return random.random()  # noqa: S311 - only for jitter

    def sleep(self, seconds: float) -> None:
        """Block this thread for a number of seconds."""
        if seconds > 0:
            time.sleep(seconds)

    async def asleep(self, seconds: float) -> None:
        """Suspend this coroutine for a number of seconds; yields to other coroutines even for 0."""
        await asyncio.sleep(max(seconds, 0.0))


SYSTEM = SystemClock()
"""The default clock of a client."""
