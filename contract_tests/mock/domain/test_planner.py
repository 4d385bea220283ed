"""The plan of a task: inside the contract's range, one clip after the other, the joins last."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from aimusic_mock.domain.ids import Ids
from aimusic_mock.domain.planner import FIRST_END, JOIN_S, make_clips, make_joined, plan_timings
from aimusic_mock.domain.songs import Song
from aimusic_mock.domain.tasks import Clip

RANGE_S = (60.0, 180.0)


@given(st.integers(1, 12), st.floats(1, 100), st.floats(0, 500), st.integers())
def test_timings_lie_in_the_range_and_end_in_order(count: int, low: float, more: float, seed: int) -> None:
    timings = plan_timings(count, (low, low + more), random.Random(seed))
    ends = [timing.ends for timing in timings]
    assert len(timings) == count
    assert ends == sorted(ends)
    assert low <= ends[-1] <= low + more + 1e-9
    assert ends[0] >= ends[-1] * FIRST_END
    assert all(0 < timing.starts <= ends[-1] / 4 < timing.ends for timing in timings)


def test_timings_of_the_same_chance_are_the_same() -> None:
    assert plan_timings(2, RANGE_S, random.Random(1)) == plan_timings(2, RANGE_S, random.Random(1))
    assert plan_timings(2, RANGE_S, random.Random(1)) != plan_timings(2, RANGE_S, random.Random(2))


def test_clips_are_planned_from_now_on(song: Song) -> None:
    clips = make_clips([song, evolve(song, title="Other")], "nuro", "key", 1000.0, RANGE_S, Ids(1))
    assert [clip.song.title for clip in clips] == ["Paper Boats", "Other"]
    assert len({clip.clip_id for clip in clips}) == 2
    for clip in clips:
        assert (clip.product, clip.owner, clip.created_at, clip.error) == ("nuro", "key", 1000.0, None)
        assert 1000 < clip.starts_at < clip.ends_at <= 1180
    assert clips[-1].ends_at >= 1060


def test_joined_clip_starts_when_its_part_has_ended(song: Song, make_clip: Callable[..., Clip]) -> None:
    parts = [make_clip("c1"), make_clip("c2", ends_at=90.0)]
    joined = make_joined(parts, evolve(song, title="Source"), Ids(1))
    assert [clip.starts_at for clip in joined] == [60.0, 90.0]
    assert all(JOIN_S[0] <= clip.ends_at - clip.starts_at <= JOIN_S[1] for clip in joined)
    assert [clip.song.title for clip in joined] == ["Source", "Source"]
    assert joined[0].song.duration_s == pytest.approx(201.0)
    assert not {clip.clip_id for clip in joined} & {"c1", "c2"}


def test_joined_clip_fails_with_its_part(song: Song, make_clip: Callable[..., Clip]) -> None:
    joined = make_joined([make_clip("c1", error="No."), make_clip("c2")], song, Ids(1))
    assert [clip.error for clip in joined] == ["No.", None]
