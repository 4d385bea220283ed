"""Plans a task at the moment of its acceptance: when each clip starts and ends.

The times are drawn from the range that the contract gives for the operation (`x-task`, `duration_s`).
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from attrs import frozen

from aimusic_mock.domain.ids import Ids
from aimusic_mock.domain.songs import Song, join
from aimusic_mock.domain.tasks import Clip

QUEUE_S = (1.0, 5.0)
"""How long a task waits before its first clip starts: undocumented, a few seconds are plausible."""

JOIN_S = (5.0, 15.0)
"""How long a join takes after its part has ended. Inferred."""

FIRST_END = 0.6
"""Clips end one after the other, the first not before this share of the whole time. Inferred."""


@frozen
class Timing:
    """When one clip starts and ends, in seconds after acceptance."""

    starts: float
    ends: float


def plan_timings(count: int, duration_s: tuple[float, float], rng: random.Random) -> list[Timing]:
    """Return when each of `count` clips starts and ends; the last one ends within `duration_s`."""
    whole = rng.uniform(*duration_s)
    queue = min(rng.uniform(*QUEUE_S), whole / 4)
    ends = sorted(rng.uniform(whole * FIRST_END, whole) for _ in range(count - 1))
    return [Timing(starts=queue, ends=end) for end in [*ends, whole]]


def make_clips(
    songs: Sequence[Song], product: str, owner: str, now: float, duration_s: tuple[float, float], ids: Ids
) -> tuple[Clip, ...]:
    """Return a clip for each song, planned from `now` on."""
    clip_ids = [ids.new("clip", song.identity) for song in songs]
    timings = plan_timings(len(songs), duration_s, ids.rng("timing", *clip_ids))
    return tuple(
        Clip(clip_id, product, owner, now, now + timing.starts, now + timing.ends, song)
        for clip_id, song, timing in zip(clip_ids, songs, timings, strict=True)
    )


def make_joined(parts: Sequence[Clip], source: Song, ids: Ids) -> tuple[Clip, ...]:
    """Return, for each part, the clip that joins it to its source.

    It starts when the part ends, and fails if the part fails.
    """
    joined = []
    for part in parts:
        song = join(source, part.song)
        clip_id = ids.new("clip", song.identity)
        ends_at = part.ends_at + ids.rng("join", clip_id).uniform(*JOIN_S)
        joined.append(
            Clip(clip_id, part.product, part.owner, part.created_at, part.ends_at, ends_at, song, error=part.error)
        )
    return tuple(joined)
