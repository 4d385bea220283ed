"""The order of changes: the next one of thousands of tasks, in a number of steps that does not depend on the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from aimusic_mock.domain import outcomes
from aimusic_mock.domain.clock import LATEST
from aimusic_mock.domain.songs import Song
from aimusic_mock.domain.store import MAX_STALE, Store
from aimusic_mock.domain.tasks import Clip, Failure, Task

SONG = Song("t", "", "", 60.0, seed=1)
TIMES = st.integers(0, 20).map(float)


def _task(task_id: str, *times: float, failure: float | None = None) -> Task:
    """Return a task whose clips start and end at these times, in pairs."""
    ordered = sorted(times)
    clips = tuple(
        Clip(f"{task_id}-{number}", "sonic", "key", 0.0, ordered[number], ordered[number + 1], SONG)
        for number in range(0, len(ordered), 2)
    )
    ends = None if failure is None else Failure(failure, "failed", "it failed.")
    return Task(task_id, "sonic", "create", "key", 0.0, "SonicClip", clips, failure=ends)


def _expected(store: Store, now: float) -> float | None:
    events = (task.next_event(now) for task in store.tasks.values())
    return min((at for at in events if at is not None), default=None)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcde"), st.lists(TIMES, min_size=4, max_size=4), st.none() | TIMES, st.integers(0, 3)
        ),
        max_size=30,
    )
)
def test_next_move_is_the_first_event_of_all_tasks(steps: list[tuple[str, list[float], float | None, int]]) -> None:
    store, now = Store(), 0.0
    for task_id, times, failure, seconds in steps:
        store.put_task(_task(task_id, *times, failure=failure))
        assert store.next_move(now) == _expected(store, now)
        now += seconds
        assert store.next_move(now) == _expected(store, now)
    assert len(store._moves) <= MAX_STALE * max(1, len(store.tasks))


def test_stuck_task_has_no_next_move() -> None:
    store = Store()
    store.put_task(outcomes.stick(_task("a", 1, 5), 2.0))
    assert store.next_move(2.0) is None


def test_plans_that_are_replaced_again_and_again_take_no_memory() -> None:
    store = Store()
    task = _task("a", 1000, 2000)
    for number in range(1000):
        store.put_task(evolve(task, clips=(evolve(task.clips[0], starts_at=float(number)),)))
    assert len(store._moves) <= MAX_STALE


def _calls_until_idle(count: int, monkeypatch: pytest.MonkeyPatch) -> int:
    store, now = Store(), 0.0
    for number in range(count):
        store.put_task(_task(str(number), 1.0 + number, 5.0 + number / 7, 9.0 + number, LATEST))
    calls = 0
    original: Callable[[Task, float], Any] = Task.next_event

    def count_call(task: Task, at: float) -> Any:
        nonlocal calls
        calls += 1
        return original(task, at)

    with monkeypatch.context() as patch:
        patch.setattr(Task, "next_event", count_call)
        while (at := store.next_move(now)) is not None:
            now = at
    return calls


def test_twice_the_tasks_take_twice_the_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    once, twice = (_calls_until_idle(count, monkeypatch) for count in (200, 400))
    assert 200 < once < twice <= 2.5 * once
