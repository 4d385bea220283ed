"""The threads of the server: few run at a time, waits hold no place, and threads are used again."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError, wait
from typing import Any

import pytest
from attrs import define, field

from aimusic_mock.server.workers import Workers


@define
class Gauge:
    """Counts how many jobs run at a time."""

    running: int = 0
    most: int = 0
    lock: threading.Lock = field(factory=threading.Lock)

    def __enter__(self) -> None:
        with self.lock:
            self.running += 1
            self.most = max(self.most, self.running)

    def __exit__(self, *_: object) -> None:
        with self.lock:
            self.running -= 1


@pytest.mark.parametrize(("size", "jobs"), [(1, 20), (3, 50), (8, 8)])
def test_jobs_run_in_few_threads(size: int, jobs: int) -> None:
    workers, gauge, threads = Workers(size, "test"), Gauge(), set()

    def job() -> None:
        with gauge:
            threads.add(threading.current_thread())

    for future in [workers.submit(job) for _ in range(jobs)]:
        future.result(5)
    assert gauge.most <= size
    assert len(threads) <= size


@pytest.mark.parametrize(("size", "jobs"), [(1, 30), (8, 64)])
def test_jobs_that_wait_hold_no_place_and_take_one_again(size: int, jobs: int) -> None:
    workers, gauge, go_on = Workers(size, "test"), Gauge(), threading.Event()

    def wait_and_run() -> None:
        with workers.waiting():
            go_on.wait(10)
        with gauge:
            sum(range(1000))

    waiting = [workers.submit(wait_and_run) for _ in range(jobs)]
    assert workers.submit(lambda: "served").result(5) == "served"
    assert not any(future.done() for future in waiting)
    go_on.set()
    assert not wait(waiting, 5).not_done
    assert gauge.most <= size
    assert any(_free(workers) == size for _ in range(TRIES))


TRIES = 10_000
"""A future has its result a moment before its thread is free."""


def _free(workers: Workers) -> int:
    workers.submit(lambda: None).result(5)
    return workers._free


def test_threads_beyond_the_size_end_after_a_wait() -> None:
    workers, go_on, threads = Workers(2, "test"), threading.Event(), set()

    def job() -> None:
        threads.add(threading.current_thread())
        with workers.waiting():
            go_on.wait(10)

    waiting = [workers.submit(job) for _ in range(20)]
    workers.submit(lambda: None).result(5)
    go_on.set()
    assert not wait(waiting, 5).not_done
    assert any(_running(workers, threads) <= 2 for _ in range(TRIES))
    workers.close()
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()


def _running(workers: Workers, threads: set[threading.Thread]) -> int:
    workers.submit(lambda: None).result(5)
    return sum(thread.is_alive() for thread in threads)


def test_failure_of_a_job_is_that_of_its_future_and_frees_its_place() -> None:
    workers = Workers(1, "test")

    def fail() -> Any:
        with workers.waiting():
            raise KeyError("planted")

    for error in (KeyError, KeyError):
        with pytest.raises(error, match="planted"):
            workers.submit(fail).result(5)
    assert workers.submit(lambda: 1).result(5) == 1


def test_cancelled_job_does_not_run() -> None:
    workers, go_on, ran = Workers(1, "test"), threading.Event(), []
    first = workers.submit(lambda: go_on.wait(10))
    second = workers.submit(lambda: ran.append(2))
    second.cancel()
    go_on.set()
    assert first.result(5)
    workers.submit(lambda: ran.append(3)).result(5)
    with pytest.raises(CancelledError):
        second.result(5)
    assert ran == [3]


def test_stuck_job_does_not_keep_the_process_alive() -> None:
    workers, go_on, threads = Workers(1, "test"), threading.Event(), []

    def job() -> None:
        threads.append(threading.current_thread())
        go_on.wait(10)

    stuck = workers.submit(job)
    workers.close()
    assert not stuck.done()
    go_on.set()
    stuck.result(5)
    assert threads[0].daemon
    threads[0].join(5)
    assert not threads[0].is_alive()


def test_job_without_a_thread_fails_and_leaves_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    workers = Workers(1, "test")

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        with pytest.raises(RuntimeError, match="can't start"):
            workers.submit(lambda: 1).result(5)
    assert workers.submit(lambda: 2).result(5) == 2
