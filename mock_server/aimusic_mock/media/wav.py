"""Songs as WAV: 16 bits, one channel. Any block can be read by itself, since each sample can."""

from __future__ import annotations

import struct

from aimusic_mock.domain.songs import Song
from aimusic_mock.media.file import File
from aimusic_mock.media.sound import Sound, length
from aimusic_mock.media.tables import RATE

BLOCK = 3 * RATE
"""Samples in a block: three seconds are rendered within a few hundredths of one."""

SAMPLE_BYTES = 2
_PCM, _CHANNELS = 1, 1


def open_file(song: Song) -> File:
    """Return a song as WAV."""
    sound, samples = Sound(song), length(song)
    data = samples * SAMPLE_BYTES
    rates = (RATE, RATE * SAMPLE_BYTES, SAMPLE_BYTES, 8 * SAMPLE_BYTES)
    # The chunk sizes leave out the eight bytes of a chunk's own head: 44 bytes of header less 8 are 36.
    header = struct.pack("<4sI4s", b"RIFF", 36 + data, b"WAVE")
    header += struct.pack("<4sIHHIIHH", b"fmt ", 16, _PCM, _CHANNELS, *rates) + struct.pack("<4sI", b"data", data)

    def render(number: int) -> bytes:
        first = number * BLOCK
        return sound.samples(first, min(first + BLOCK, samples)).astype("<i2").tobytes()

    return File(
        header, len(header) + data, BLOCK * SAMPLE_BYTES, -(-samples // BLOCK), render, len(header) + sound.weight
    )
