"""The schedule of a wait: when to poll, which errors to tolerate, when to stop. Pure: the clock is an argument.

Both task classes follow it; they do the polling and the sleeping.
"""

from __future__ import annotations

import httpx
from attrs import define, field

from aimusic import _defaults
from aimusic._clock import Clock
from aimusic._config import LONGEST, is_number, shown
from aimusic._errors import (
    AIMusicError,
    APIConnectionError,
    ConfigurationError,
    RateLimitError,
    ResponseDecodingError,
    ServerError,
)
from aimusic._http.retry_policy import clock_pause
from aimusic._logging import logger

TOLERATED = (APIConnectionError, RateLimitError, ServerError, ResponseDecodingError)
"""Errors that a wait tolerates, as they may pass. A malformed response is one: a gateway may send a page with status 200."""


@define
class PollSchedule:
    """One wait for one task.

    Attributes:
        clock: The time, and the random numbers for the jitter.
        is_local: Whether the server runs on this machine, where no plan limits polling.
        timeout: Seconds from now to the deadline; None for no deadline.
        interval: Seconds between polls; None for the documented interval.
        is_fresh: Whether the task was just submitted. If so, the first poll waits one interval; otherwise it is immediate.
        polls: The number of polls so far.
        last_error: The tolerated error of the last poll; None after a poll that succeeded.
    """

    clock: Clock
    is_local: bool
    timeout: float | None
    interval: float | None
    is_fresh: bool
    polls: int = field(default=0, init=False)
    last_error: AIMusicError | None = field(default=None, init=False)
    _start: float = field(init=False)
    _is_final: bool = field(default=False, init=False)

    def __attrs_post_init__(self) -> None:
        for name in ("timeout", "interval"):
            value = getattr(self, name)
            if value is not None and not (is_number(value) and value >= 0):
                raise ConfigurationError(
                    f"{name} is {shown(value)}: it must be a number of seconds, 0 or more, or None."
                )
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
        """Whether the poll at the deadline has been made."""
        return self._is_final

    def pause(self) -> float:
        """Return the seconds until the next poll; the final poll is at the deadline."""
        interval = min(self._next_interval(), LONGEST)  # a Retry-After may be longer than the system can sleep
        self._is_final = interval >= self.left
        self.polls += 1
        return min(interval, self.left)

    def _next_interval(self) -> float:
        if self.polls == 0 and not self.is_fresh:
            return 0.0
        return max(self._interval(), self._requested_pause())

    def _requested_pause(self) -> float:
        error = self.last_error
        if not isinstance(error, (RateLimitError, ServerError)) or error.retry_after is None or error.response is None:
            return 0.0
        return clock_pause(error.retry_after, error.response.headers, self.clock)

    def _interval(self) -> float:
        if self.is_local:
            return _defaults.POLL_LOOPBACK if self.interval is None else self.interval
        if self.interval is None:
            documented = _defaults.POLL_FIRST if self.polls == 0 else _defaults.POLL_NEXT
            return documented * (1 + _defaults.POLL_JITTER * (2 * self.clock.chance() - 1))
        return max(self.interval, _defaults.POLL_FLOOR)

    def limit(self, usual: httpx.Timeout) -> httpx.Timeout:
        """Return the timeouts of the next poll: the usual ones, shortened near the deadline."""
        longest = max(self.left, _defaults.FINAL_POLL_TIMEOUT)
        return httpx.Timeout(**{name: _shorter(value, longest) for name, value in usual.as_dict().items()})

    def tolerate(self, error: AIMusicError) -> None:
        """Record a poll that failed with a temporary error.

        Raises:
            AIMusicError: The same error, if it is not temporary.
        """
        if not isinstance(error, TOLERATED):
            raise error
        logger.debug("poll %d failed and will be repeated: %s", self.polls, error)
        self.last_error = error

    def succeeded(self) -> None:
        """Record a poll that succeeded."""
        self.last_error = None


def _shorter(value: float | None, longest: float) -> float | None:
    if longest == float("inf"):
        return value
    return longest if value is None else min(value, longest)
