"""Fates: what becomes of a task when its plan is changed, and that what has happened stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve

from aimusic_mock.domain import outcomes
from aimusic_mock.domain.tasks import NEVER, Clip, Failure, Task

SENTENCE = "It failed."
PENDING, RUNNING, ONE_ENDED = 5.0, 20.0, 70.0
"""Moments in the life of the fixture's task: its clips start at 10 and end at 60 and 100."""

CHANGES: dict[str, Callable[[Task, float], Task]] = {
    "fail": lambda task, now: outcomes.fail(task, now, "failed", SENTENCE),
    "stick": outcomes.stick,
    "slow": outcomes.slow,
    "succeed": outcomes.succeed,
    "run": outcomes.run,
}


@pytest.fixture
def task(make_task: Callable[..., Task]) -> Task:
    """A task of two clips, which start at 10 and end at 60 and 100."""
    return make_task()


@pytest.fixture
def joined(task: Task, make_clip: Callable[..., Clip]) -> Task:
    """The same with a joined song for each clip, which takes ten seconds more."""
    joined_clips = (
        make_clip("f1", starts_at=60.0, ends_at=70.0),
        make_clip("f2", starts_at=100.0, ends_at=110.0),
    )
    return evolve(task, joined_clips=joined_clips)


def _times(task: Task) -> list[tuple[float, float]]:
    return [(clip.starts_at, clip.ends_at) for clip in task.all_clips]


@pytest.mark.parametrize("now", [PENDING, RUNNING, 60.0, ONE_ENDED])
@pytest.mark.parametrize("name", CHANGES)
def test_fate_leaves_what_has_happened(joined: Task, name: str, now: float) -> None:
    changed = CHANGES[name](joined, now)
    for before in (0.0, now / 2, now - 0.001):
        states = [clip.state(before) for clip in changed.all_clips]
        assert states == [clip.state(before) for clip in joined.all_clips]
    for clip, old in zip(changed.all_clips, joined.all_clips, strict=True):
        assert clip.starts_at <= clip.ends_at
        assert clip.clip_id == old.clip_id
        if old.ends_at <= now:
            assert clip == old


@pytest.mark.parametrize("now", [PENDING, RUNNING])
def test_failed_task_has_failed_whole_at_that_time(joined: Task, now: float) -> None:
    failed = outcomes.fail(joined, now, "timeout", SENTENCE)
    assert failed.failure == Failure(now, "timeout", SENTENCE)
    assert failed.state(now) == "failed"
    assert failed.state(now - 1) == joined.state(now - 1)
    assert failed.fails_at == now
    assert {clip.state(now) for clip in failed.all_clips} == {"failed"}
    assert failed.next_event(now) is None


def test_failed_task_with_a_song_that_has_ended_keeps_that_song(task: Task) -> None:
    failed = outcomes.fail(task, ONE_ENDED, "timeout", SENTENCE)
    assert failed.failure is None
    assert [clip.state(ONE_ENDED) for clip in failed.clips] == ["succeeded", "failed"]
    assert failed.clips[1].error == SENTENCE
    assert failed.state(ONE_ENDED) == "succeeded"
    assert failed.fails_at is None


def test_task_that_fails_later_fails_after_it_began_and_before_a_clip_ends(task: Task) -> None:
    failed = outcomes.fail_later(task, "api_error", SENTENCE)
    assert failed.failure == Failure(42.0, "api_error", SENTENCE)  # 70 % of the 60 seconds to the first end
    assert [failed.state(at) for at in (9.9, 41.9, 42.0)] == ["pending", "running", "failed"]


def test_task_of_which_one_clip_fails_succeeds_with_the_others(task: Task) -> None:
    failed = outcomes.fail_one(task, SENTENCE)
    assert _times(failed) == _times(task)
    assert [clip.error for clip in failed.clips] == [None, SENTENCE]
    assert failed.state(100.0) == "succeeded"
    assert failed.fails_at is None


def test_clip_that_fails_takes_its_joined_song_along(joined: Task) -> None:
    failed = outcomes.fail_one(joined, SENTENCE)
    assert [clip.error for clip in failed.all_clips] == [None, SENTENCE, None, SENTENCE]


def test_only_clip_that_fails_makes_the_task_fail(task: Task) -> None:
    failed = outcomes.fail_one(evolve(task, clips=task.clips[:1]), SENTENCE)
    assert failed.fails_at == 60.0
    assert failed.state(60.0) == "failed"


def test_stuck_task_runs_for_ever(task: Task) -> None:
    stuck = outcomes.stick(task, 0.0)
    assert [stuck.state(at) for at in (5.0, 10.0, 1e9)] == ["pending", "running", "running"]
    assert stuck.next_event(RUNNING) is None
    assert stuck.ends_at == NEVER
    assert stuck.fails_at is None


def test_stuck_task_never_begins_to_join(joined: Task) -> None:
    stuck = outcomes.stick(joined, RUNNING)
    assert {full.state(1e9) for full in stuck.joined_clips} == {"pending"}
    half = outcomes.stick(joined, 65.0)
    assert [full.state(1e9) for full in half.joined_clips] == ["running", "pending"]


def test_stuck_task_that_was_to_fail_is_stuck_nevertheless(task: Task) -> None:
    stuck = outcomes.stick(outcomes.fail_later(task, "failed", SENTENCE), RUNNING)
    assert stuck.state(1e9) == "running"
    assert stuck.fails_at is None


def test_slow_task_takes_five_times_as_long(joined: Task) -> None:
    assert _times(outcomes.slow(joined, 0.0)) == [(50, 300), (50, 500), (300, 350), (500, 550)]


def test_task_made_slow_under_way_is_slow_from_then_on(task: Task) -> None:
    assert _times(outcomes.slow(task, RUNNING)) == [(10, 220), (10, 420)]


def test_slow_task_that_fails_fails_later(task: Task) -> None:
    slow = outcomes.slow(outcomes.fail_later(task, "failed", SENTENCE), 0.0)
    assert slow.state(42.0) != "failed"
    assert slow.fails_at == 5 * 42.0


def test_stuck_task_is_not_freed_by_being_slow(task: Task) -> None:
    assert outcomes.slow(outcomes.stick(task, RUNNING), RUNNING).ends_at == NEVER


@pytest.mark.parametrize("now", [0.0, PENDING, RUNNING, ONE_ENDED])
@pytest.mark.parametrize("before", ["as planned", "stick", "fail_later", "slow"])
def test_task_that_succeeds_has_ended_well(joined: Task, before: str, now: float) -> None:
    doomed = {
        "as planned": joined,
        "stick": outcomes.stick(joined, 0.0),
        "fail_later": outcomes.fail_later(joined, "failed", SENTENCE),
        "slow": outcomes.slow(joined, 0.0),
    }[before]
    if doomed.ended(now):
        return
    done = outcomes.succeed(doomed, now)
    assert done.state(now) == "succeeded"
    assert {clip.state(now) for clip in done.all_clips} == {"succeeded"}
    assert done.fails_at is None


def test_task_told_to_run_begins_at_once_and_takes_as_long(task: Task) -> None:
    assert _times(outcomes.run(task, 4.0)) == [(4, 54), (4, 94)]


def test_task_told_to_run_that_runs_is_left_alone(task: Task) -> None:
    assert outcomes.run(task, RUNNING) == task


def test_task_told_to_run_that_will_fail_fails_sooner(task: Task) -> None:
    assert outcomes.run(outcomes.fail_later(task, "failed", SENTENCE), 4.0).fails_at == 36.0
