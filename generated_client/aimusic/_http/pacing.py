"""Client-side rate limiting of submits: one queue for all threads of a client and for its copies.

Only computes waiting times; the caller sleeps, so that threads and coroutines can share one queue.
"""

from __future__ import annotations

from threading import Lock

from attrs import define, field

from aimusic._http.connections import watch_forks


@define(eq=False)
class Pacer:
    """A queue for submits.

    Attributes:
        interval: Seconds between two submits; 0 for no limit.
    """

    interval: float
    _free_at: float = field(default=0.0, init=False)
    _lock: Lock = field(factory=Lock, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        watch_forks(self)

    def after_fork(self) -> None:
        """Replace the lock in a child, as a thread of the parent may have held it. Each process paces its own submits."""
        self._lock = Lock()

    def reserve(self, method: str, now: float) -> float:
        """Reserve the next slot and return the seconds until it starts.

        Only POST requests are delayed: the plan does not limit polls.

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
