"""The only place that knows what time it is.

Every other module takes the time from a `Clock`, so that a test controls it.
Times are seconds since 1970 in UTC, as floats.

A clock has one of four modes, which can change at any moment without a jump:

    real      as fast as real time
    speed=N   N times as fast
    manual    only `advance` moves it
    auto      as manual, but it jumps to the time that a client is waiting for
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

VIRTUAL_START = 1769212800.0
"""Where virtual time begins, 2026-01-24 00:00 UTC: the day of the documentation that the contract follows."""

LATEST = 4102444800.0
"""2100-01-01: the clock stops there, so that no sum of jumps leaves the range of dates."""

MAX_SPEED = 1e6
"""A year in half a minute; faster, two polls in a row would have nothing in common."""


class Clock:
    """A time that runs at a speed (0: it stands still), can jump forward, and notifies listeners.

    Args:
        name: `real`, `speed=N`, `manual` or `auto`.
        start: where it begins; None for the real time when it runs, `VIRTUAL_START` when it stands still.

    Raises:
        ValueError: the name is unknown.
    """

    def __init__(self, name: str, start: float | None = None) -> None:
        self._speed, self.auto = _parse(name)
        self._first = (name, start)
        self._lock = threading.Lock()
        self._listeners: list[Callable[[], None]] = []
        self._base = self._start()
        self._since = time.monotonic()

    @property
    def name(self) -> str:
        """The mode, as `set_mode` takes it."""
        if self.auto:
            return "auto"
        named: dict[float, str] = {0.0: "manual", 1.0: "real"}
        # Not rounded, as a snapshot restores the mode by its name; and `speed=60` rather than `speed=60.0`.
        speed = int(self._speed) if self._speed.is_integer() else self._speed
        return named.get(speed, f"speed={speed}")

    def now(self) -> float:
        """Return the time."""
        with self._lock:
            return self._now()

    def advance(self, seconds: float) -> float:
        """Jump forward by `seconds` (0 or more), at most to `LATEST`, and return the new time."""
        with self._lock:
            now = self._jump(self._now() + seconds)
        self._notify()
        return now

    def advance_to(self, at: float) -> float:
        """Jump forward to `at`, never back, and return the new time."""
        with self._lock:
            now = self._jump(at)
        self._notify()
        return now

    def advance_for_waiter(self, until: float) -> None:
        """Advance an auto clock to the time a client is waiting for; other clocks ignore it."""
        if self.auto:
            self.advance_to(until)

    def set_mode(self, name: str) -> None:
        """Change the mode to `real`, `speed=N`, `manual` (freeze) or `auto`, from the present time on.

        Raises:
            ValueError: the name is unknown.
        """
        speed, auto = _parse(name)
        with self._lock:
            self._base, self._since = self._now(), time.monotonic()
            self._speed, self.auto = speed, auto
        self._notify()

    def reset(self) -> None:
        """Return to the first mode and start time; a clock that started at the real time forgets its jumps."""
        with self._lock:
            self._speed, self.auto = _parse(self._first[0])
            self._base, self._since = self._start(), time.monotonic()
        self._notify()

    def restore(self, name: str, now: float) -> None:
        """Set the mode and the time, which may be earlier than now."""
        speed, auto = _parse(name)
        with self._lock:
            self._base, self._since = now, time.monotonic()
            self._speed, self.auto = speed, auto
        self._notify()

    def real_wait(self, until: float) -> float | None:
        """Return the real seconds until `until`: 0 if it has passed, None if the clock stands still."""
        with self._lock:
            left = until - self._now()
            if left <= 0:
                return 0.0
            return left / self._speed if self._speed else None

    def listen(self, callback: Callable[[], None]) -> None:
        """Call `callback`, which must return at once, after each jump and each change of mode."""
        self._listeners.append(callback)

    def _start(self) -> float:
        start = self._first[1]
        if start is not None:
            return start
        return time.time() if self._speed else VIRTUAL_START

    def _now(self) -> float:
        return min(LATEST, self._base + (time.monotonic() - self._since) * self._speed)

    def _jump(self, at: float) -> float:
        # Set, not added up: a clock that stands still shows exactly the time it was set to.
        self._base, self._since = max(self._now(), min(at, LATEST)), time.monotonic()
        return self._base

    def _notify(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def wall_time() -> float:
    """Return the real time, for comparison with the clocks of other machines."""
    return time.time()


def real_ticks() -> float:
    """Return real seconds from an arbitrary start that never go back, to bound waits on threads and sockets."""
    return time.monotonic()


def _parse(name: str) -> tuple[float, bool]:
    """Return (speed, auto)."""
    if name in ("manual", "auto"):
        return 0.0, name == "auto"
    if name == "real":
        return 1.0, False
    kind, _, text = name.partition("=")
    if kind != "speed":
        raise ValueError(f"unknown clock '{name}': use real, speed=N, manual or auto")
    try:
        speed = float(text)
    except ValueError as error:
        raise ValueError(f"the clock 'speed=N' needs a number: {error}") from error
    if not 0 < speed <= MAX_SPEED:
        raise ValueError(f"the speed must be above 0 and at most {MAX_SPEED:.0f}, not {speed}")
    return speed, False
