"""Rendered files, read by independent decoders."""

from __future__ import annotations

import io
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from aimusic_mock.domain.songs import Song
from aimusic_mock.media import formats
from aimusic_mock.media.file import File, Reader

WORDS = "[Verse]\nLamp above the harbour wall\nKeep the little boats\n\n[Chorus]\nHome, home again"

SHORT = Song(title="Harbour Lamp", style="folk, 120 bpm", lyrics=WORDS, duration_s=10.3, seed=7)
"""Long enough for three full blocks of every form and part of another."""


def whole(file: File) -> bytes:
    """Return all bytes of a file."""
    return b"".join(Reader(file, file.render))


def rendered(song: Song, suffix: str) -> bytes:
    """Return a song as a file of this form."""
    return whole(formats.open_file(song, suffix))


def decode_audio(data: bytes) -> NDArray[np.float64]:
    """Decode a file's audio: samples from -1 to 1."""
    pieces = []
    with av.open(io.BytesIO(data), "r") as container:
        for frame in container.decode(audio=0):
            samples = frame.to_ndarray().astype(np.float64).ravel()
            pieces.append(samples / 32768 if frame.format.name.startswith("s16") else samples)
    return np.concatenate(pieces)


def probed(data: bytes) -> dict[str, Any]:
    """Return a file's own metadata: format, codecs, and length in seconds."""
    with av.open(io.BytesIO(data), "r") as container:
        return {
            "form": container.format.name,
            "seconds": container.duration / av.time_base if container.duration else None,
            "codecs": {stream.type: stream.codec_context.name for stream in container.streams},
        }
