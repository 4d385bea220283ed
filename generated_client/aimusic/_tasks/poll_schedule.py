"""The schedule of a wait: when to poll, which errors to tolerate, when to stop. Pure: the time is an argument.

Both kinds of task follow it; they do the looking and the sleeping.
"""

from __future__ import annotations

import httpx
from attrs import define, field

from aimusic import _defaults
from aimusic._clock import Clock
from aimusic._errors import (
    AIMusicError,
    APIConnectionError,
    ConfigurationError,
    RateLimitError,
    ResponseDecodingError,
    ServerError,
)
from aimusic._logging import logger

SURVIVED = (APIConnectionError, RateLimitError, ServerError, ResponseDecodingError)
"""Troubles that pass while a song is made. An answer that makes no sense is one: a gateway's page with status 200 is."""


@define
class Watch:
    """One wait for one task.

    Attributes:
        clock: The time, and chance for the spread.
        is_local: Whether the server runs on this machine, where no plan limits polling.
        timeout: Seconds from now to the deadline; None for no deadline.
        interval: Seconds between looks, as the caller wishes; None for the documented ones.
        is_fresh: Whether the task was made a moment ago: then the first look waits, otherwise it comes at once.
    """

    clock: Clock
    is_local: bool
    timeout: float | None
    interval: float | None
    is_fresh: bool
    looks: int = field(default=0, init=False)
    trouble: AIMusicError | None = field(default=None, init=False)
    _start: float = field(init=False)
    _last: bool = field(default=False, init=False)

    def __attrs_post_init__(self) -> None:
        for name in ("timeout", "interval"):
            value = getattr(self, name)
            if value is not None and not 0 <= value < float("inf"):
                raise ConfigurationError(f"{name} is {value!r}: it must be a number of seconds, 0 or more, or None.")
        self._start = self.clock.monotonic()

    @property
    def waited(self) -> float:
        """Seconds since the wait began."""
        return self.clock.monotonic() - self._start

    @property
    def left(self) -> float:
        """Seconds to the deadline; infinite without one, never below 0."""
        return float("inf") if self.timeout is None else max(0.0, self.timeout - self.waited)

    @property
    def is_over(self) -> bool:
        """Whether the poll at the deadline was made."""
        return self._last

    def pause(self) -> float:
        """Return the seconds until the next look; the last one is at the deadline."""
        interval = self._wanted()
        self._last = interval >= self.left
        self.looks += 1
        return min(interval, self.left)

    def _wanted(self) -> float:
        if self.looks == 0 and not self.is_fresh:
            return 0.0
        asked_for = self.trouble.retry_after if isinstance(self.trouble, (RateLimitError, ServerError)) else None
        return max(self._interval(), asked_for or 0.0)

    def _interval(self) -> float:
        if self.is_local:
            return _defaults.POLL_LOOPBACK if self.interval is None else self.interval
        if self.interval is None:
            documented = _defaults.POLL_FIRST if self.looks == 0 else _defaults.POLL_NEXT
            return documented * (1 + _defaults.POLL_SPREAD * (2 * self.clock.chance() - 1))
        return max(self.interval, _defaults.POLL_FLOOR)

    def limit(self, usual: httpx.Timeout) -> httpx.Timeout:
        """Return the limits of the next look: the usual ones, shortened where the deadline is near."""
        longest = max(self.left, _defaults.LAST_LOOK_TIMEOUT)
        return httpx.Timeout(**{name: _shorter(value, longest) for name, value in usual.as_dict().items()})

    def survive(self, trouble: AIMusicError) -> None:
        """Take note of a look that failed.

        Raises:
            AIMusicError: The same, when it does not pass by itself.
        """
        if not isinstance(trouble, SURVIVED):
            raise trouble
        logger.debug("look %d failed and is repeated: %s", self.looks, trouble)
        self.trouble = trouble

    def seen(self) -> None:
        """Take note of a look that went well."""
        self.trouble = None


def _shorter(value: float | None, longest: float) -> float | None:
    if longest == float("inf"):
        return value
    return longest if value is None else min(value, longest)
