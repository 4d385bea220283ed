"""Time and chance, the two things that do not repeat: everything else takes them from here, as an argument.

Nothing else in this package may read a clock, sleep, or draw a random number, so a test decides all three.
"""

from __future__ import annotations

import asyncio
import random
import time
from typing import Protocol


class Clock(Protocol):
    """What waits and tells the time; tests bring their own."""

    def monotonic(self) -> float:
        """Return seconds that never go back, for deadlines."""
        ...

    def wall(self) -> float:
        """Return seconds since 1970, for the dates of headers."""
        ...

    def chance(self) -> float:
        """Return a number from 0 up to 1, for jitter."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let this thread wait."""
        ...

    async def asleep(self, seconds: float) -> None:
        """Let this coroutine wait."""
        ...


class SystemClock:
    """The clock of this machine."""

    def monotonic(self) -> float:
        """Return seconds since some moment in the past."""
        return time.monotonic()

    def wall(self) -> float:
        """Return seconds since 1970."""
        return time.time()

    def chance(self) -> float:
        """Return a random number from 0 up to 1."""
        return random.random()  # noqa: S311 - spreads requests over time, guards nothing

    def sleep(self, seconds: float) -> None:
        """Let this thread wait."""
        if seconds > 0:
            time.sleep(seconds)

    async def asleep(self, seconds: float) -> None:
        """Let this coroutine wait; always gives other coroutines a turn."""
        await asyncio.sleep(max(seconds, 0.0))


SYSTEM = SystemClock()
"""The clock that a client has unless it is given another."""
