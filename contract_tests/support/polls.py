"""Moments in the life of a task, and helpers to read its polls."""

from __future__ import annotations

import pytest
from attrs import evolve

from aimusic_mock.domain.tasks import Failure, Task
from aimusic_mock.replies import common

WAITING = {"type": "not_ready", "error": "The task is still being processed."}
FAILURE = Failure(30.0, "timeout", "Out of time. Credits have been refunded.")
PENDING, RUNNING, ONE_ENDED, ENDED = 5.0, 20.0, 70.0, 100.0
"""Moments in the life of the fixture's task."""

DIALECTS = ("documented", "observed")
both = pytest.mark.parametrize("dialect", DIALECTS)
unfinished = pytest.mark.parametrize("now", [PENDING, RUNNING, ONE_ENDED])


def states_of(reply: common.Reply) -> list[str]:
    """Return the states of the clips in a reply, which must be 200."""
    assert reply[0] == 200
    return [clip["state"] for clip in reply[1]["data"]]


def broken(task: Task, number: int) -> Task:
    """Return a copy of the task in which one clip fails."""
    clips = [evolve(clip, error="No.") if at == number else clip for at, clip in enumerate(task.clips)]
    return evolve(task, clips=tuple(clips))
