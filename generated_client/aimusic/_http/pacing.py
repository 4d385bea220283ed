"""Keeps submits apart, as the plan demands: one queue for all threads of a client and for all of its copies.

Returns waiting times only; the caller waits, so that a thread and a coroutine can share one queue.
"""

from __future__ import annotations

from threading import Lock

from attrs import define, field


@define
class Pacer:
    """A queue for submits.

    Attributes:
        interval: Seconds between two submits; 0 lets everything pass at once.
    """

    interval: float
    _free_at: float = field(default=0.0, init=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    def reserve(self, method: str, now: float) -> float:
        """Take the next place in the queue and return the seconds until it is there.

        Only a POST is delayed: the service does not count polls.

        Args:
            method: The request's HTTP method.
            now: Monotonic seconds.
        """
        if not self.interval or method != "POST":
            return 0.0
        with self._lock:
            start = max(now, self._free_at)
            self._free_at = start + self.interval
            return start - now
