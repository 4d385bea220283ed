"""Songs as MP3, with a constant bit rate and frames that do not borrow from one another.

At 24 kHz and 48 kbit/s every frame has 144 bytes, so the length of the file follows from the length of the song.
The first frame is no sound but LAME's tag, which says how many samples to leave out at both ends: a frame cannot be
decoded without the one before it, so every MP3 begins earlier than its song.
"""

from __future__ import annotations

import struct

from aimusic_mock.domain.songs import Song
from aimusic_mock.media.encoding import Encoder
from aimusic_mock.media.file import File
from aimusic_mock.media.sound import Sound, length

BIT_RATE = 48_000
FRAME = 576
"""Samples in a frame of MPEG-2 layer III."""

FRAME_BYTES = 144

LEAD, BLOCK = 12, 125
"""Frames in the first block, a third of a second that is encoded at once, and in the others, which are three seconds:
each block costs six frames more than it has."""

_ENCODER_DELAY, _DECODER_DELAY = 576, 529
"""LAME's own delay, which its tag states, and that of every decoder, which it does not; in samples."""

# Quality 7 of 0 to 9 is three times as fast as the default. Without a delay here the packets lag by both of the above.
_ENCODER = Encoder(
    "libmp3lame", "s16p", FRAME, delay=0, warm_up=4, options={"reservoir": "0", "compression_level": "7"}
)

_HEAD = b"\xff\xf3\x64\xc4"
"""The head of each frame: MPEG-2 layer III without a checksum, 48 kbit/s, 24 kHz, one channel, an original."""

_SIDE_INFORMATION = 9
"""Bytes between a frame's head and its data, all zero in the tag."""


def open_file(song: Song) -> File:
    """Return a song as MP3."""
    sound, samples = Sound(song), length(song)
    frames = -(-(samples + _ENCODER_DELAY + _DECODER_DELAY) // FRAME)

    def render(number: int) -> bytes:
        first, most = (LEAD + (number - 1) * BLOCK, BLOCK) if number else (0, LEAD)
        return b"".join(_ENCODER.encode(sound, first, min(most, frames - first), BIT_RATE))

    size = FRAME_BYTES + frames * FRAME_BYTES
    return File(
        header=_tag(samples, frames, size),
        size=size,
        block_bytes=BLOCK * FRAME_BYTES,
        blocks=1 - (-max(0, frames - LEAD) // BLOCK),
        render=render,
        lead_bytes=LEAD * FRAME_BYTES,
        weight=FRAME_BYTES + sound.weight,
    )


def _tag(samples: int, frames: int, size: int) -> bytes:
    padding = frames * FRAME - samples - _ENCODER_DELAY
    has_frames_and_size, constant_rate = 3, 1
    info = struct.pack(">4sIII", b"Info", has_frames_and_size, frames, size)
    # After the encoder's name: revision and method, ten bytes about loudness and settings, the rate in kbit/s,
    # and both delays in twelve bits each.
    lame = struct.pack(">9sB10xB", b"LAME3.100", constant_rate, BIT_RATE // 1000)
    lame += (_ENCODER_DELAY << 12 | padding).to_bytes(3, "big") + struct.pack(">4xI4x", size)
    return (_HEAD + bytes(_SIDE_INFORMATION) + info + lame).ljust(FRAME_BYTES, b"\0")
