"""Override a planned outcome: fail the task or one clip, hang it, slow it down, or finish it now.

Each outcome is a function from a planned task to another plan. The past stays: a clip that has ended is not changed.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve

from aimusic_mock.domain.tasks import NEVER, Clip, Failure, Task

SLOW_FACTOR = 5.0
"""How many times longer a slow task takes: the longest create then takes a quarter of an hour."""

FAILS_AFTER = 0.7
"""At which share of the time to its first clip a failing task fails. Inferred: late enough to be seen running."""


def fail(task: Task, at: float, kind: str, sentence: str) -> Task:
    """Return the task failing at `at`, seconds since 1970: as a whole, or only what is left once a clip has ended."""
    failing = _each(task, at, lambda clip: evolve(clip, starts_at=min(clip.starts_at, at), ends_at=at, error=sentence))
    partly = any(clip.ends_at <= at for clip in task.all_clips)
    return failing if partly else evolve(failing, failure=Failure(at, kind, sentence))


def fail_later(task: Task, kind: str, sentence: str) -> Task:
    """Return a new task failing as a whole, shortly before its first clip would have ended."""
    first = min(clip.ends_at for clip in task.all_clips)
    return fail(task, task.created_at + FAILS_AFTER * (first - task.created_at), kind, sentence)


def fail_one(task: Task, sentence: str) -> Task:
    """Return a new task whose last clip fails, with the joined clip that would contain it."""
    clips = (*task.clips[:-1], evolve(task.clips[-1], error=sentence))
    joined_clips = (*task.joined_clips[:-1], *(evolve(full, error=sentence) for full in task.joined_clips[-1:]))
    return evolve(task, clips=clips, joined_clips=joined_clips)


def stick(task: Task, now: float) -> Task:
    """Return the task never ending, nor failing: parts run for ever, and what would be joined to them never starts."""
    clips = tuple(_change(clip, now, lambda clip: evolve(clip, ends_at=NEVER, error=None)) for clip in task.clips)
    joined_clips = tuple(
        _change(full, now, lambda full: evolve(full, starts_at=_unless_begun(full, now), ends_at=NEVER, error=None))
        for full in task.joined_clips
    )
    return evolve(task, clips=clips, joined_clips=joined_clips, failure=None)


def slow(task: Task, now: float) -> Task:
    """Return the task taking `SLOW_FACTOR` times as long from `now` on."""
    slowed = _each(
        task,
        now,
        lambda clip: evolve(clip, starts_at=_later(clip.starts_at, now), ends_at=_later(clip.ends_at, now)),
    )
    failure = task.failure
    return slowed if failure is None else evolve(slowed, failure=evolve(failure, at=_later(failure.at, now)))


def succeed(task: Task, now: float) -> Task:
    """Return the task succeeding at `now`, overriding its plan."""
    healed = _each(task, now, lambda clip: evolve(clip, starts_at=min(clip.starts_at, now), ends_at=now, error=None))
    return evolve(healed, failure=None)


def run(task: Task, now: float) -> Task:
    """Return the task running from `now` on, for as long as it was to take after its start."""
    waiting = min(clip.starts_at for clip in task.clips) - now
    if waiting <= 0:
        return task
    sooner = _each(
        task,
        now,
        lambda clip: evolve(clip, starts_at=_sooner(clip.starts_at, waiting), ends_at=_sooner(clip.ends_at, waiting)),
    )
    return (
        sooner if task.failure is None else evolve(sooner, failure=evolve(task.failure, at=task.failure.at - waiting))
    )


def _each(task: Task, now: float, change: Callable[[Clip], Clip]) -> Task:
    clips = tuple(_change(clip, now, change) for clip in task.clips)
    return evolve(task, clips=clips, joined_clips=tuple(_change(clip, now, change) for clip in task.joined_clips))


def _change(clip: Clip, now: float, change: Callable[[Clip], Clip]) -> Clip:
    return clip if clip.ends_at <= now else change(clip)


def _unless_begun(clip: Clip, now: float) -> float:
    return clip.starts_at if clip.starts_at <= now else NEVER


def _later(at: float, now: float) -> float:
    return at if at <= now or at >= NEVER else now + SLOW_FACTOR * (at - now)


def _sooner(at: float, by: float) -> float:
    return at if at >= NEVER else at - by
