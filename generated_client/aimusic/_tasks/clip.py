"""Clips: one class for the songs of all products, with the same attributes, and the download of their files.

The service's own model stays available as `raw`. Knows the generated models and downloads; nothing of tasks.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Any, Literal, NoReturn

from attrs import field, frozen

from aimusic import _defaults
from aimusic._clock import in_utc
from aimusic._downloads.download import OnProgress
from aimusic._errors import ConfigurationError
from aimusic._result import CONNECTION, Result
from aimusic._tasks.snapshot import ENDED, Item, Product, Role, Song, State
from aimusic_client.models import NuroTask, ProducerSong, RiffusionSong, SonicClip

Kind = Literal["audio", "wav", "image", "video"]
"""One of a clip's files."""


@frozen(kw_only=True)
class BaseClip(Result):
    """The attributes of a clip; None where the service has not sent a value (yet).

    Two clips are equal if all attributes are. A copied or unpickled clip has no connection to download its files.

    Attributes:
        id: The clip's id, which later calls take. For a Nuro song, the task's id.
        product: The product that made the clip.
        state: `pending`, `running`, `succeeded` or `failed`. An unknown state counts as running; `raw` has the original.
        role: In a pair, whether this is the new part (`extended`, `replaced`) or the whole song (`full`).
        title: The title.
        tags: The style (`sound` for Producer and Riffusion, genre and mood for Nuro).
        lyrics: The lyrics as sung.
        audio_url: The audio: MP3 from Sonic and Riffusion, M4A from Producer, WAV from Nuro. For a running clip it may
            be a live stream. URLs expire: `task.refresh()` returns fresh ones.
        wav_url: The audio as WAV, if the response includes it.
        image_url: The cover, JPEG.
        video_url: The song as MP4.
        duration: The length in seconds.
        created_at: The creation time, in UTC.
        model: The model that generated the clip.
        error_message: Why the clip failed.
        stem_type: The part that a stem holds, such as `vocals`.
        raw: The service's own model.
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
    raw: Song = field(repr=False, hash=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the clip as JSON, without `product` and `raw`; all members are always present."""
        names = ("id", "state", "role", "title", "tags", "lyrics", "audio_url", "wav_url", "image_url", "video_url")
        return {
            **{name: getattr(self, name) for name in names},
            "duration": self.duration,
            "created_at": None if self.created_at is None else self.created_at.isoformat(),
            "model": self.model,
            "error_message": self.error_message,
            "stem_type": self.stem_type,
        }

    def url(self, kind: Kind = "audio") -> str:
        """Return the URL of one of the clip's files.

        Raises:
            ConfigurationError: The clip has no such file, or not yet.
        """
        url: str | None = getattr(self, f"{kind}_url", None)
        if not url:
            raise ConfigurationError(f"Clip {self.id} is {self.state} and has no {kind} file.")
        return url

    def _final_url(self, kind: Kind, *, allow_stream: bool) -> str:
        url = self.url(kind)
        if self.state not in ENDED and not allow_stream:
            raise ConfigurationError(
                f"Clip {self.id} is {self.state}, so its {kind} file is not complete. Wait for the task and download the "
                "clip that it returns then, or pass `allow_stream=True` to save the part made so far."
            )
        return url


def _no_connection(*_: Any, **__: Any) -> NoReturn:
    raise ConfigurationError(
        "The clip has no connection, because it was copied or unpickled: pass one of its URLs to a client, as in "
        "client.download(clip.audio_url, path)."
    )


@frozen(kw_only=True)
class Clip(BaseClip):
    """A clip of a synchronous client, with `download`; see `BaseClip` for its attributes."""

    _fetch: Callable[..., Path] = field(
        default=_no_connection, alias="fetch", repr=False, eq=False, metadata=CONNECTION
    )

    def download(
        self,
        path: str | os.PathLike[str],
        *,
        kind: Kind = "audio",
        on_progress: OnProgress | None = None,
        resume: bool = True,
        allow_stream: bool = False,
        max_bytes: int | None = _defaults.MAX_DOWNLOAD_BYTES,
    ) -> Path:
        """Download one of the clip's files. The API key is never sent.

        Args:
            path: The destination: a file, or an existing folder. The file appears only once it is complete. The target of
                a symbolic link is replaced, the link stays.
            kind: Which file.
            on_progress: Called after each chunk, with the bytes received and the total.
            resume: Continue an earlier, incomplete download of the same file.
            allow_stream: Save the live stream of a running clip as far as it goes: not the whole song. Also accept a
                response that ends with its connection, which looks complete even if it is cut off.
            max_bytes: The largest file to save, in bytes, decompressed; at least 1, or None for no limit.

        Returns:
            The path of the file.

        Raises:
            ConfigurationError: The clip has no such file, or has not ended; or `max_bytes` is invalid.
            DownloadError: The download failed, or the file is too large.
            OSError: The file could not be written, or the path is that of a device, FIFO or socket.

        Credits: 0.
        """
        url = self._final_url(kind, allow_stream=allow_stream)
        options = {"allow_stream": allow_stream, "max_bytes": max_bytes}
        return self._fetch(url, path, on_progress=on_progress, resume=resume, **options)


@frozen(kw_only=True)
class AsyncClip(BaseClip):
    """`Clip` of an asynchronous client."""

    _fetch: Callable[..., Any] = field(default=_no_connection, alias="fetch", repr=False, eq=False, metadata=CONNECTION)

    async def download(
        self,
        path: str | os.PathLike[str],
        *,
        kind: Kind = "audio",
        on_progress: OnProgress | None = None,
        resume: bool = True,
        allow_stream: bool = False,
        max_bytes: int | None = _defaults.MAX_DOWNLOAD_BYTES,
    ) -> Path:
        """Download one of the clip's files; see `Clip.download`."""
        url = self._final_url(kind, allow_stream=allow_stream)
        options = {"allow_stream": allow_stream, "max_bytes": max_bytes}
        fetched: Path = await self._fetch(url, path, on_progress=on_progress, resume=resume, **options)
        return fetched


def fields_of(item: Item, product: Product, task_id: str) -> dict[str, Any]:
    """Return the arguments of a clip for one song of a task.

    Args:
        item: The song.
        product: The task's product.
        task_id: The task's id, for songs without an id of their own.
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
        "duration": _number(song.duration) or None,  # 0 until the task has ended
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
    # The live service sends a decimal string where the documentation has a number.
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        with suppress(ValueError, OverflowError):
            number = float(value)
            return number if isfinite(number) else None
    return None


def _moment(value: object) -> datetime | None:
    with suppress(ValueError, OverflowError):
        return in_utc(datetime.fromisoformat(value)) if isinstance(value, str) else None
    return None
