"""A song as a user sees it: one form for all products, with what they differ in made equal, and a way to its files.

The service's own form stays at `raw`. Knows the generated models and how to download; nothing of tasks.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Any, Literal

from attrs import field, frozen

from aimusic._downloads.download import OnProgress
from aimusic._errors import ConfigurationError
from aimusic._tasks.snapshot import Item, Product, Role, Song, State
from aimusic_client.models import NuroTask, ProducerSong, RiffusionSong, SonicClip

Kind = Literal["audio", "wav", "image", "video"]
"""A file of a song."""


@frozen(kw_only=True)
class ClipFields:
    """What is known of a song; None where the service says nothing, or nothing yet.

    Attributes:
        id: The clip's id, which later calls take. A Nuro song has none of its own: it is the task's.
        product: The product that made it.
        state: `pending`, `running`, `succeeded` or `failed`; an unknown one counts as running, and stays in `raw`.
        role: In a pair, whether this is the new part (`extended`, `replaced`) or the whole song (`full`).
        title: The title.
        tags: The style (`sound` at Producer and Riffusion, genre and mood at Nuro).
        lyrics: The words as sung.
        audio_url: The song: MP3 from Sonic and Riffusion, M4A from Producer, WAV from Nuro. Of a running clip it may
            be a stream that ends. Addresses expire: `task.refresh()` gives fresh ones.
        wav_url: The song as WAV, where there is one without asking.
        image_url: The cover, JPEG.
        video_url: The song as MP4.
        duration: Its length in seconds.
        created_at: When it was made, in UTC.
        model: The model that sang.
        error_message: Why it failed.
        stem_type: Which part a stem is, such as `vocals`.
        raw: The same in the service's own form.
    """

    id: str
    product: Product
    state: State
    role: Role | None = None
    title: str | None = None
    tags: str | None = None
    lyrics: str | None = field(default=None, repr=False)
    audio_url: str | None = None
    wav_url: str | None = field(default=None, repr=False)
    image_url: str | None = field(default=None, repr=False)
    video_url: str | None = field(default=None, repr=False)
    duration: float | None = None
    created_at: datetime | None = field(default=None, repr=False)
    model: str | None = field(default=None, repr=False)
    error_message: str | None = field(default=None, repr=False)
    stem_type: str | None = field(default=None, repr=False)
    raw: Song = field(repr=False)

    def url(self, kind: Kind = "audio") -> str:
        """Return the address of one of the song's files.

        Raises:
            ConfigurationError: The song has no such file, or not yet.
        """
        url: str | None = getattr(self, f"{kind}_url", None)
        if not url:
            raise ConfigurationError(f"Clip {self.id} is {self.state} and has no {kind} file.")
        return url


@frozen(kw_only=True)
class Clip(ClipFields):
    """A song whose files can be fetched; see `ClipFields` for what it tells."""

    _fetch: Callable[..., Path] = field(alias="fetch", repr=False, eq=False)

    def download(
        self,
        path: str | os.PathLike[str],
        *,
        kind: Kind = "audio",
        on_progress: OnProgress | None = None,
        resume: bool = True,
    ) -> Path:
        """Fetch one of the song's files. The key is never sent along.

        Args:
            path: Where to put it: a file, or a folder that exists. Nothing stands there until all of it has come.
            kind: Which file.
            on_progress: Called after each piece, with bytes received and in all.
            resume: Go on with what an earlier try left behind.

        Returns:
            Where it stands.

        Raises:
            ConfigurationError: The song has no such file.
            DownloadError: It could not be fetched whole.

        Credits: 0.
        """
        return self._fetch(self.url(kind), path, on_progress=on_progress, resume=resume)


@frozen(kw_only=True)
class AsyncClip(ClipFields):
    """`Clip` of an asynchronous client."""

    _fetch: Callable[..., Any] = field(alias="fetch", repr=False, eq=False)

    async def download(
        self,
        path: str | os.PathLike[str],
        *,
        kind: Kind = "audio",
        on_progress: OnProgress | None = None,
        resume: bool = True,
    ) -> Path:
        """Fetch one of the song's files, as `Clip.download` does."""
        fetched: Path = await self._fetch(self.url(kind), path, on_progress=on_progress, resume=resume)
        return fetched


def fields_of(item: Item, product: Product, task_id: str) -> dict[str, Any]:
    """Return the arguments of a clip for one song of a task.

    Args:
        item: The song.
        product: Whose task it was.
        task_id: Stands in where a song has no id of its own.
    """
    song = item.song
    read = _READERS[type(song)](song)
    identity = read.pop("id", None) or task_id
    return {"id": identity, "product": product, "state": item.state, "role": item.role, "raw": song, **read}


def _sonic(song: SonicClip) -> dict[str, Any]:
    return {
        "id": song.clip_id,
        "tags": _text(song.tags),
        "error_message": _text(song.error_message),
        "stem_type": _text(song.stem_type),
        "model": _text(song.mv),
        **_common(song),
    }


def _producer(song: ProducerSong) -> dict[str, Any]:
    return {
        "id": _text(song.clip_id),
        "tags": _text(song.sound),
        "wav_url": _text(song.wav_url),
        "model": _text(song.mv),
        **_common(song),
    }


def _riffusion(song: RiffusionSong) -> dict[str, Any]:
    return {
        "id": song.clip_id,
        "tags": _text(song.sound),
        "error_message": _text(song.error_message),
        "model": _text(song.mv),
        **_common(song),
    }


def _common(song: SonicClip | ProducerSong | RiffusionSong) -> dict[str, Any]:
    return {
        "title": _text(song.title),
        "lyrics": _text(song.lyrics),
        "audio_url": _text(song.audio_url),
        "image_url": _text(song.image_url),
        "video_url": _text(song.video_url),
        "duration": _number(song.duration),
        "created_at": _moment(song.created_at),
    }


def _nuro(song: NuroTask) -> dict[str, Any]:
    return {
        "tags": ", ".join(word for word in (_text(song.genre), _text(song.mood)) if word) or None,
        "lyrics": _text(song.lyrics),
        "audio_url": _text(song.audio_url),
        "duration": _number(song.duration) or None,  # 0 until it has ended
    }


_READERS: dict[type, Callable[[Any], dict[str, Any]]] = {
    SonicClip: _sonic,
    ProducerSong: _producer,
    RiffusionSong: _riffusion,
    NuroTask: _nuro,
}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: object) -> float | None:
    # The running service sends a decimal text where the documents have a number.
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        with suppress(ValueError, OverflowError):
            number = float(value)
            return number if isfinite(number) else None
    return None


def _moment(value: object) -> datetime | None:
    with suppress(ValueError):
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    return None
