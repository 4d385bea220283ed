"""The only place that knows what time it is.

Every other module takes the time from a `Clock` that it is given, so that a test owns it.
Times are seconds since 1970 in UTC, as floats.
"""

from __future__ import annotations

import threading
import time
from typing import Protocol

VIRTUAL_START = 1769212800.0
"""Where virtual time begins, 2026-01-24 00:00 UTC: the day of the documentation that the contract follows."""


class Clock(Protocol):
    """What the rest of the mock asks of a clock."""

    name: str

    def now(self) -> float:
        """Return the time, in seconds since 1970."""

    def advance(self, seconds: float) -> float:
        """Move forward by `seconds` (0 or more) and return the new time."""

    def wait_seen(self, until: float) -> None:
        """Hear that a client has to wait until `until`."""

    def reset(self) -> None:
        """Go back to where the clock began."""


class RealClock:
    """Time as it passes, optionally faster; `advance` leaps over what a test won't wait for."""

    def __init__(self, speed: float = 1.0) -> None:
        if not 0 < speed <= 1e6:
            raise ValueError(f"the speed must be above 0 and at most 1000000, not {speed}")
        self.name = "real" if speed == 1.0 else f"speed={speed:g}"
        self._speed = speed
        self._start = time.time()
        self._monotonic = time.monotonic()
        self._leapt = 0.0
        self._lock = threading.Lock()

    def now(self) -> float:
        """Return the time; only a reset takes it back."""
        return self._start + (time.monotonic() - self._monotonic) * self._speed + self._leapt

    def advance(self, seconds: float) -> float:
        """Leap forward by `seconds` and return the new time."""
        with self._lock:
            self._leapt += seconds
        return self.now()

    def wait_seen(self, until: float) -> None:
        """Do nothing: the client really waits."""

    def reset(self) -> None:
        """Take the leaps back."""
        with self._lock:
            self._leapt = 0.0


class ManualClock:
    """Time that stands still until somebody moves it."""

    name = "manual"

    def __init__(self, start: float = VIRTUAL_START) -> None:
        self._start = start
        self._now = start
        self._lock = threading.Lock()

    def now(self) -> float:
        """Return the time that was set last."""
        return self._now

    def advance(self, seconds: float) -> float:
        """Move forward by `seconds` and return the new time."""
        with self._lock:
            self._now += seconds
            return self._now

    def wait_seen(self, until: float) -> None:
        """Do nothing: only the owner moves this clock."""

    def reset(self) -> None:
        """Go back to the start."""
        with self._lock:
            self._now = self._start


class AutoClock(ManualClock):
    """Virtual time that leaps to whatever a client has to wait for, so that nothing ever waits."""

    name = "auto"

    def wait_seen(self, until: float) -> None:
        """Leap to `until`, never back."""
        with self._lock:
            self._now = max(self._now, until)


def make_clock(name: str) -> Clock:
    """Make a clock from its name: `real`, `speed=N`, `manual` or `auto`.

    Raises:
        ValueError: the name is none of these.
    """
    if name == "real":
        return RealClock()
    if name == "manual":
        return ManualClock()
    if name == "auto":
        return AutoClock()
    kind, _, speed = name.partition("=")
    if kind == "speed":
        try:
            return RealClock(float(speed))
        except ValueError as error:
            raise ValueError(f"the clock 'speed=N' wants a number: {error}") from error
    raise ValueError(f"unknown clock '{name}': use real, speed=N, manual or auto")
