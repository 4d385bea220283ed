"""Tasks: their states as functions of the time, and everything that follows from them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from aimusic_mock.domain.songs import Song
from aimusic_mock.domain.tasks import Clip, Failure, Task

ORDER = {"pending": 0, "running": 1, "succeeded": 2, "failed": 2}
LATE = Failure(80.0, "timeout", "Out of time.")


@pytest.mark.parametrize(
    ("now", "state"),
    [(0, "pending"), (9.99, "pending"), (10, "running"), (59.99, "running"), (60, "succeeded"), (1e9, "succeeded")],
)
def test_clip_state_follows_the_time(make_clip: Callable[..., Clip], now: float, state: str) -> None:
    assert make_clip().state(now) == state


def test_clip_with_an_error_fails_at_its_end_only(make_clip: Callable[..., Clip]) -> None:
    clip = make_clip(error="No.")
    assert [clip.state(now) for now in (0, 30, 60)] == ["pending", "running", "failed"]


def test_clip_is_usable_by_its_owner_and_product_when_it_has_ended_well(make_clip: Callable[..., Clip]) -> None:
    clip = make_clip()
    assert clip.usable_by("key", "sonic", 60)
    assert not clip.usable_by("key", "sonic", 59)
    assert not clip.usable_by("other", "sonic", 60)
    assert not clip.usable_by("key", "producer", 60)
    assert not evolve(clip, error="No.").usable_by("key", "sonic", 60)
    assert evolve(clip, owner=None).usable_by("other", "sonic", 60)


@pytest.mark.parametrize(
    ("now", "state"),
    [(0, "pending"), (10, "running"), (60, "running"), (99.9, "running"), (100, "succeeded")],
)
def test_task_state_derives_from_its_clips(make_task: Callable[..., Task], now: float, state: str) -> None:
    assert make_task().state(now) == state


def test_task_runs_as_soon_as_one_clip_does(make_task: Callable[..., Task], make_clip: Callable[..., Clip]) -> None:
    task = make_task(clips=(make_clip("c1"), make_clip("c2", starts_at=50.0)))
    assert task.state(20) == "running"


def test_task_with_one_failed_clip_succeeds_and_pays(make_task: Callable[..., Task]) -> None:
    task = make_task()
    task = evolve(task, clips=(evolve(task.clips[0], error="No."), task.clips[1]))
    assert task.state(100) == "succeeded"
    assert task.fails_at is None


def test_task_whose_clips_all_fail_fails_with_the_last(make_task: Callable[..., Task]) -> None:
    task = make_task()
    task = evolve(task, clips=tuple(evolve(clip, error="No.") for clip in task.clips))
    assert [task.state(now) for now in (60, 100)] == ["running", "failed"]
    assert task.fails_at == 100


def test_task_failure_ends_it_at_once(make_task: Callable[..., Task]) -> None:
    task = make_task(failure=LATE)
    assert [task.state(now) for now in (79, 80, 200)] == ["running", "failed", "failed"]
    assert task.fails_at == 80


def test_task_with_joins_runs_until_the_last_join_has_ended(
    make_task: Callable[..., Task], make_clip: Callable[..., Clip]
) -> None:
    task = make_task(clips=(make_clip("c1"),), joined_clips=(make_clip("f1", starts_at=60.0, ends_at=70.0),))
    assert [task.state(now) for now in (0, 30, 60, 69, 70)] == ["pending", "running", "running", "running", "succeeded"]
    assert [clip.clip_id for clip in task.all_clips] == ["c1", "f1"]


def test_task_next_event_walks_over_every_change(make_task: Callable[..., Task]) -> None:
    task = make_task()
    assert [task.next_event(now) for now in (0, 10, 60, 100)] == [10, 60, 100, None]


def test_task_next_event_is_its_failure_when_that_comes_first(make_task: Callable[..., Task]) -> None:
    task = make_task(failure=LATE)
    assert task.next_event(60) == 80
    assert task.next_event(80) is None


@pytest.mark.parametrize(("now", "percent"), [(0, 0), (10, 0), (55, 50), (99.9, 99), (100, 100), (500, 100)])
def test_task_progress_goes_from_its_start_to_its_end(make_task: Callable[..., Task], now: float, percent: int) -> None:
    assert make_task().progress(now) == percent


def test_task_progress_is_whole_when_it_has_failed(make_task: Callable[..., Task]) -> None:
    assert make_task(failure=LATE).progress(80) == 100


def test_task_never_shows_its_owner(make_task: Callable[..., Task], make_clip: Callable[..., Clip]) -> None:
    secret = make_clip(owner="secret-key")
    assert "secret-key" not in repr(make_task(owner="secret-key", clips=(secret,)))


SECONDS = st.floats(0, 1000)


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    song = Song("t", "s", "l", 60.0, 1)
    clips = []
    for number in range(draw(st.integers(1, 4))):
        start, length = draw(SECONDS), draw(SECONDS)
        error = draw(st.none() | st.just("No."))
        clips.append(Clip(str(number), "sonic", "key", 0.0, start, start + length, song, error))
    failure = draw(st.none() | SECONDS.map(lambda at: Failure(at, "failed", "No.")))
    return Task("t", "sonic", "create", "key", 0.0, "SonicClip", tuple(clips), failure=failure)


@given(tasks(), st.lists(st.floats(0, 3000), min_size=2))
def test_states_only_move_forward(task: Task, moments: list[float]) -> None:
    moments.sort()
    subjects: list[Task | Clip] = [task, *task.clips]
    for subject in subjects:
        observed = [subject.state(now) for now in moments]
        ranks = [ORDER[state] for state in observed]
        assert ranks == sorted(ranks)
        assert len({state for state in observed if ORDER[state] == 2}) <= 1
    progress = [task.progress(now) for now in moments]
    assert progress == sorted(progress)


@given(tasks(), st.floats(0, 3000))
def test_state_holds_until_the_next_event(task: Task, now: float) -> None:
    event = task.next_event(now)
    assert (event is None) == task.ended(now)
    if event is not None:
        between = (now + event) / 2
        assert event > now
        subjects: list[Task | Clip] = [task, *task.clips]
        if between < event:
            assert [subject.state(now) for subject in subjects] == [subject.state(between) for subject in subjects]


@given(tasks())
def test_fails_at_is_the_moment_when_the_task_has_failed(task: Task) -> None:
    assert (task.fails_at is not None) == (task.state(1e6) == "failed")
    if task.fails_at is not None:
        assert task.state(task.fails_at) == "failed"
