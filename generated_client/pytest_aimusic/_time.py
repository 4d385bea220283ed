"""Time for the SDK: its waits move the mock's clock instead of taking any, and the hour is the mock's."""

from __future__ import annotations

import asyncio

import pytest
from attrs import define, field

from aimusic._clock import SYSTEM
from aimusic_mock.domain.clock import wall_time
from pytest_aimusic._mock import AIMusicMock

METHODS = ("monotonic", "wall", "chance", "sleep", "asleep")


@define(eq=False)
class MockTime:
    """A clock of the SDK that is the mock's. Coroutines that wait at once wait together, as in real time.

    Attributes:
        mock: whose clock it is.
        real_hour: whether the time of day is the real one, because the mock's webhooks are dated with it.
    """

    mock: AIMusicMock
    real_hour: bool = False
    _waiting: list[float] = field(factory=list)

    def monotonic(self) -> float:
        """Return the mock's time."""
        return self.mock.now

    def wall(self) -> float:
        """Return the time that webhooks are dated with."""
        return wall_time() if self.real_hour else self.mock.now

    def chance(self) -> float:
        """Return no chance: the middle of every spread, so that a test repeats."""
        return 0.5

    def sleep(self, seconds: float) -> None:
        """Let the mock's time pass."""
        if seconds > 0:
            self.mock.advance(seconds)

    async def asleep(self, seconds: float) -> None:
        """Let the mock's time pass up to the end of this wait, after every wait that ends before it."""
        until = self.mock.now + max(seconds, 0.0)
        self._waiting.append(until)
        try:
            await asyncio.sleep(0)  # the others begin their waits
            while self.mock.now < until:
                if until <= min(self._waiting):
                    self.mock.advance(until - self.mock.now)
                else:
                    await asyncio.sleep(0)
        finally:
            self._waiting.remove(until)


def patch(patching: pytest.MonkeyPatch, time: MockTime) -> None:
    """Give this time to every client of the SDK that is not given a clock, and to `verify_webhook`."""
    for name in METHODS:
        patching.setattr(SYSTEM, name, getattr(time, name))
