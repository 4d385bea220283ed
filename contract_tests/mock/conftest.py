"""Fixtures for tests of the mock's parts: songs, clips and tasks with times that are easy to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from aimusic_mock.domain.songs import Song
from aimusic_mock.domain.tasks import Clip, Task
from aimusic_mock.replies.urls import Urls

SONG = Song(
    title="Paper Boats", style="folk", lyrics="[Verse]\nRow on", duration_s=100.5, seed=7, model="sonic-v5", labels={}
)


@pytest.fixture
def song() -> Song:
    """A song of 100.5 seconds."""
    return SONG


@pytest.fixture
def urls() -> Urls:
    """Addresses on a mock of one's own."""
    return Urls("http://mock")


@pytest.fixture
def make_clip() -> Callable[..., Clip]:
    """Make a clip that starts at 10 and ends at 60, unless other values are given."""

    def make(clip_id: str = "c1", **values: Any) -> Clip:
        clip = Clip(clip_id, "sonic", "key", created_at=0.0, starts_at=10.0, ends_at=60.0, song=SONG)
        return evolve(clip, **values)

    return make


@pytest.fixture
def make_task(make_clip: Callable[..., Clip]) -> Callable[..., Task]:
    """Make a task of two clips, which start at 10 and end at 60 and 100, unless other values are given."""

    def make(**values: Any) -> Task:
        clips = (make_clip("c1"), make_clip("c2", ends_at=100.0))
        task = Task("t1", "sonic", "create", "key", created_at=0.0, item="SonicClip", clips=clips)
        return evolve(task, **values)

    return make
