"""Run jobs in a few threads, and let a job that waits hand its place to another one.

Knows nothing of HTTP. The threads are daemons, so that the process can end while a job is stuck.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

from attrs import define, field

Job = Callable[[], Any]


@define(eq=False)
class Workers:
    """Threads that run at most `size` jobs at a time, in the order of their submission.

    A job that waits does not count: it is bounded by its caller, here by the number of connections.

    Args:
        size: jobs that run at the same time, 1 or more.
        name: the prefix of the names of the threads.
    """

    size: int
    name: str
    _free: int = field(init=False)
    _queue: deque[Callable[[], None]] = field(factory=deque, init=False, repr=False)
    """What to call once a place is free: start a job, or let one go on that has waited."""
    _starting: queue.SimpleQueue[tuple[Future[Any], Job] | None] = field(
        factory=queue.SimpleQueue, init=False, repr=False
    )
    _idle: int = field(default=0, init=False)
    _closed: bool = field(default=False, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._free = self.size

    def submit(self, job: Job) -> Future[Any]:
        """Run a job as soon as a place is free; the future gets its result."""
        future: Future[Any] = Future()
        self._take_place(lambda: self._start(future, job))
        return future

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Free the place of the current job while it waits, and take one again afterwards."""
        self._free_place()
        try:
            yield
        finally:
            taken = threading.Event()
            self._take_place(taken.set)
            taken.wait()

    def close(self) -> None:
        """End the idle threads now, and each other one when its job ends. Does not wait for them."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, 0
        for _ in range(idle):
            self._starting.put(None)

    def _take_place(self, go_on: Callable[[], None]) -> None:
        with self._lock:
            if not self._free:
                self._queue.append(go_on)
                return
            self._free -= 1
        go_on()

    def _free_place(self) -> None:
        with self._lock:
            if not self._queue:
                self._free += 1
                return
            go_on = self._queue.popleft()
        go_on()

    def _start(self, future: Future[Any], job: Job) -> None:
        with self._lock:
            use_idle = self._idle > 0
            self._idle -= use_idle
        if not use_idle:
            try:
                threading.Thread(target=self._run, name=self.name, daemon=True).start()
            except RuntimeError as error:  # the system has no more threads
                future.set_exception(error)
                self._free_place()
                return
        self._starting.put((future, job))

    def _run(self) -> None:
        """Run one thread: jobs until it is not needed any more."""
        stays = True
        while stays and (started := self._starting.get()) is not None:
            _run_job(*started)
            del started  # keeps no request alive while the thread is idle
            with self._lock:
                stays = not self._closed and self._idle < self.size
                self._idle += stays
            # Only now, so that the next job finds this thread idle.
            self._free_place()


def _run_job(future: Future[Any], job: Job) -> None:
    if future.set_running_or_notify_cancel():
        try:
            future.set_result(job())
        except BaseException as error:  # noqa: BLE001  # passed on to the caller, as by concurrent.futures
            future.set_exception(error)
