"""The mock's clock as a clock for the SDK: waits return at once and advance the mock's time."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import pytest
from attrs import define, field

from aimusic._clock import SYSTEM
from aimusic_mock.domain.clock import wall_time
from pytest_aimusic._mock import AIMusicMock

MEMBERS = ("is_real", "monotonic", "wall", "chance", "sleep", "asleep")


@define(eq=False)
class MockTime:
    """The mock's clock as a clock for the SDK. Coroutines that wait concurrently wait together, as in real time.

    Attributes:
        mock: the mock whose clock to use.
        real_hour: whether `wall` returns the real time, because the mock dates webhooks with it.
        is_real: False, as waits advance the mock's time instead.
    """

    is_real: ClassVar[bool] = False

    mock: AIMusicMock
    real_hour: bool = False
    _waiting: list[float] = field(factory=list)

    def monotonic(self) -> float:
        """Return the mock's time."""
        return self.mock.now

    def wall(self) -> float:
        """Return the time that the mock dates webhooks with."""
        return wall_time() if self.real_hour else self.mock.now

    def chance(self) -> float:
        """Return 0.5, for no jitter, so that tests are reproducible."""
        return 0.5

    def sleep(self, seconds: float) -> None:
        """Advance the mock's time by a number of seconds."""
        if seconds > 0:
            self.mock.advance(seconds)

    async def asleep(self, seconds: float) -> None:
        """Advance the mock's time to the end of this wait, after every wait that ends earlier."""
        until = self.mock.now + max(seconds, 0.0)
        self._waiting.append(until)
        try:
            await asyncio.sleep(0)  # let other coroutines begin their waits
            while self.mock.now < until:
                if until <= min(self._waiting):
                    self.mock.advance(until - self.mock.now)
                else:
                    await asyncio.sleep(0)
        finally:
            self._waiting.remove(until)


def patch(patching: pytest.MonkeyPatch, time: MockTime) -> None:
    """Use this clock in `verify_webhook` and in every client of the SDK without a clock of its own."""
    for name in MEMBERS:
        patching.setattr(SYSTEM, name, getattr(time, name))
