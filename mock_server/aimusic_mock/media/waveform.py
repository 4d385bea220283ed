"""What the vocals of a stretch of a song look like: the lowest and the highest sample of each step."""

from __future__ import annotations

import numpy as np

from aimusic_mock.domain.songs import Song
from aimusic_mock.media.sound import LEAD, PARTS, Sound
from aimusic_mock.media.tables import RATE

WAVE_POINTS = 64
"""Steps of a stretch. The service's own number is not documented."""

FULL = 127
"""What the loudest sample that vocals can have is shown as: the points are signed bytes."""


def waveform(song: Song, start_s: float, end_s: float) -> list[list[int]]:
    """Return lowest and highest sample of a stretch of a song's vocals, in `WAVE_POINTS` steps, -127 to 127.

    Args:
        song: whose vocals.
        start_s: where the stretch begins, in seconds.
        end_s: where it ends, in seconds; silence, if that is not after its beginning.
    """
    start, end = round(start_s * RATE), round(end_s * RATE)
    samples = Sound(song.named_part(LEAD)).samples(start, max(end, start + WAVE_POINTS))
    steps = np.array_split(samples.astype(np.float32) * (FULL / PARTS[LEAD].peak), WAVE_POINTS)
    return [[int(np.floor(step.min())), int(np.ceil(step.max()))] for step in steps]
