"""The files of each product: their suffixes, media types and renderers.

It must not import the renderers: they bring numpy, FFmpeg, mido or Pillow along, which take longer to import than
the whole mock takes to start, and most users of a mock never fetch a file.
"""

from __future__ import annotations

import importlib
from typing import Any, Protocol

from aimusic_mock.domain.songs import Song
from aimusic_mock.media.file import File

VERSION = 1
"""Raised whenever the renderers give other bytes, so that no client takes an old file for a new one."""

LONGEST_S = 7200.0
"""The longest song that has files, in seconds. Extensions can be chained without end, and work must have one."""

SUFFIXES = {
    "sonic": ("mp3", "wav", "mid", "jpeg"),
    "producer": ("m4a", "wav", "mp3", "mp4", "jpg"),
    "riffusion": ("m4a", "jpg"),
    "nuro": ("wav",),
}
"""What the replies of each product can point at; `replies.urls` writes the addresses."""

STREAMED = "mp3"
"""The form of a song that is played while it is made."""

TYPES = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "mid": "audio/midi",
    "mp4": "video/mp4",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
}

_MODULES = {
    "mp3": "mp3",
    "m4a": "m4a",
    "wav": "wav",
    "mid": "midi",
    "mp4": "mp4",
    "jpeg": "cover",
    "jpg": "cover",
}


class _Renderer(Protocol):
    def open_file(self, song: Song) -> File: ...


def open_file(song: Song, suffix: str) -> File:
    """Return a song as a file of this form: its length at once, its blocks when they are rendered.

    Args:
        song: what is played, shown or written down; at most `LONGEST_S` long.
        suffix: one of `TYPES`.
    """
    renderer: _Renderer = _load(_MODULES[suffix])
    return renderer.open_file(song)


def waveform(song: Song, start_s: float, end_s: float) -> list[list[int]]:
    """Return the lowest and the highest sample of each step of a stretch of a song's vocals, -127 to 127.

    Args:
        song: whose vocals.
        start_s: where the stretch begins, in seconds.
        end_s: where it ends, in seconds.
    """
    points: list[list[int]] = _load("waveform").waveform(song, start_s, end_s)
    return points


def _load(module: str) -> Any:
    # The only place where a renderer is imported, and only the one that is asked for: see above.
    return importlib.import_module(f"aimusic_mock.media.{module}")
