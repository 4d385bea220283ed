"""Time and randomness, passed as an argument to everything that needs them.

Nothing else in this package may read a clock, sleep, or draw a random number, so tests control all three.
"""

from __future__ import annotations

import asyncio
import random
import time
from datetime import UTC, datetime
from typing import Protocol

from aimusic._errors import ConfigurationError


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
    """The system clock.

    Attributes:
        is_real: Whether its waits take real time, see `is_real`.
    """

    is_real = True

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
        running_loop()
        await asyncio.sleep(max(seconds, 0.0))


SYSTEM = SystemClock()
"""The default clock of a client."""


def in_utc(moment: datetime) -> datetime:
    """Return a time in UTC. A time without a zone is UTC, as the service runs elsewhere than this machine.

    Raises:
        OverflowError: The time in UTC is before the year 1 or after 9999.
    """
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def is_real(clock: Clock) -> bool:
    """Return whether a clock's waits take real time. Those of a test's clock may advance a mock's time instead."""
    return bool(getattr(clock, "is_real", False))


def running_loop() -> asyncio.AbstractEventLoop:
    """Return the event loop of the running coroutine.

    Raises:
        ConfigurationError: It is not one of asyncio, but of trio, for example.
    """
    try:
        return asyncio.get_running_loop()
    except RuntimeError as error:
        raise ConfigurationError(
            "AsyncAIMusic requires an event loop of asyncio: in trio and others, use AIMusic in a thread."
        ) from error
