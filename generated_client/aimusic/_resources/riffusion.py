"""The Riffusion family, which the documentation calls deprecated: two songs a task, told by `task_type`."""

from __future__ import annotations

import warnings
from collections.abc import Coroutine
from typing import Any, Literal, TypedDict, Unpack

from aimusic._http.call import Extra, accepted, call, text
from aimusic._resources.base import (
    ClipLike,
    Extras,
    HandleT_co,
    Namespace,
    SubmitT_co,
    asynchronous,
    body,
    clip_id,
    is_upload,
)
from aimusic._tasks.task import AsyncTask, Task
from aimusic.types import Upload
from aimusic_client.api.riffusion import create_riffusion_music, upload_riffusion_audio
from aimusic_client.models import (
    RiffusionCoverMusic,
    RiffusionCoverUploadMusic,
    RiffusionCreateMusicLyrics,
    RiffusionCreateMusicPrompt,
    RiffusionExtendMusic,
    RiffusionExtendUploadMusic,
    RiffusionReplaceMusic,
    RiffusionReplaceUploadMusic,
    RiffusionSwapMusicSound,
    RiffusionSwapMusicVocals,
    RiffusionSwapUploadMusicSound,
    RiffusionSwapUploadMusicVocals,
    RiffusionUploadRequest,
)

RiffusionModel = Literal["FUZZ-1.1 Pro", "FUZZ-1.1", "FUZZ-1.0 Pro", "FUZZ-1.0"]


_warned: list[bool] = []


def warn_once() -> None:
    """Say that the family is deprecated, once in a process."""
    if not _warned:
        _warned.append(True)
        warnings.warn(
            "Riffusion is deprecated by the service: see client.sonic and client.producer.",
            DeprecationWarning,
            stacklevel=4,  # past this function, the property and functools' cache, to the caller
        )


class Fuzz(TypedDict, total=False):
    """Options of a Riffusion song.

    `model`: FUZZ-1.1 Pro unless said. `title`: at most 80 characters. `vocal_variation`: 0 to 1. `extra`: fields that
    the contract does not know.
    """

    model: RiffusionModel
    title: str
    vocal_variation: float
    extra: Extra


class Anew(Fuzz, total=False):
    """`Fuzz`, `lyrics` of at most 3000 characters, and `sound`: genre and voice in words, at most 200 characters."""

    lyrics: str
    sound: str


class RiffusionTasks(Namespace[SubmitT_co, HandleT_co]):
    """What Riffusion makes. Each costs 10 credits, given back when the task fails, and makes two clips.

    All of them raise NotFoundError for an unknown clip, ValidationError for a text over its limit, and otherwise what
    the table of errors says. `uploaded` tells whether a clip came from `upload`: known for an `Upload`, to be said for a
    bare id. Source: doc, `POST /riffusion/create`.
    """

    def create(
        self,
        lyrics: str | None = None,
        *,
        sound: str | None = None,
        instrumental: bool = False,
        **options: Unpack[Fuzz],
    ) -> SubmitT_co:
        """Make two songs from your lyrics and sound.

        Credits: 10.
        """
        fields = {"lyrics": lyrics, "sound": sound, "make_instrumental": instrumental}
        return self._submit(RiffusionCreateMusicLyrics, options, **fields)

    def describe(self, prompt: str, *, model: RiffusionModel | None = None, **options: Unpack[Extras]) -> SubmitT_co:
        """Make two songs from a description of at most 200 characters.

        Credits: 10.
        """
        return self._runner.submit(
            call(create_riffusion_music, accepted, body(RiffusionCreateMusicPrompt, options, prompt=prompt, mv=model))
        )

    def extend(
        self,
        clip: ClipLike,
        *,
        at: float,
        lyrics: str,
        sound: str,
        uploaded: bool | None = None,
        **options: Unpack[Fuzz],
    ) -> SubmitT_co:
        """Continue a clip from `at` seconds on.

        Credits: 10.
        """
        kind = RiffusionExtendUploadMusic if is_upload(clip, uploaded) else RiffusionExtendMusic
        fields = {"continue_clip_id": clip_id(clip), "continue_at": at, "lyrics": lyrics, "sound": sound}
        return self._submit(kind, options, **fields)

    def cover(self, clip: ClipLike, *, uploaded: bool | None = None, **options: Unpack[Anew]) -> SubmitT_co:
        """Play a clip anew, in another style.

        Credits: 10.
        """
        kind = RiffusionCoverUploadMusic if is_upload(clip, uploaded) else RiffusionCoverMusic
        return self._submit(kind, options, continue_clip_id=clip_id(clip))

    def replace_section(
        self,
        clip: ClipLike,
        *,
        start_s: float,
        end_s: float,
        uploaded: bool | None = None,
        **options: Unpack[Anew],
    ) -> SubmitT_co:
        """Make a section of a clip anew, from `start_s` to `end_s` seconds.

        Credits: 10.
        """
        kind = RiffusionReplaceUploadMusic if is_upload(clip, uploaded) else RiffusionReplaceMusic
        fields = {"continue_clip_id": clip_id(clip), "replace_start_time": start_s, "replace_end_time": end_s}
        return self._submit(kind, options, **fields)

    def swap_sound(self, clip: ClipLike, *, uploaded: bool | None = None, **options: Unpack[Anew]) -> SubmitT_co:
        """Keep a clip's voice and play it to another sound.

        Credits: 10.
        """
        kind = RiffusionSwapUploadMusicSound if is_upload(clip, uploaded) else RiffusionSwapMusicSound
        return self._submit(kind, options, continue_clip_id=clip_id(clip))

    def swap_vocals(
        self,
        clip: ClipLike,
        lyrics: str,
        *,
        sound: str | None = None,
        uploaded: bool | None = None,
        **options: Unpack[Fuzz],
    ) -> SubmitT_co:
        """Keep a clip's sound and sing other words to it.

        Credits: 10.
        """
        kind = RiffusionSwapUploadMusicVocals if is_upload(clip, uploaded) else RiffusionSwapMusicVocals
        return self._submit(kind, options, continue_clip_id=clip_id(clip), lyrics=lyrics, sound=sound)

    def _submit(self, kind: type[Any], options: Any, **fields: Any) -> SubmitT_co:
        values = dict(options)
        request = body(kind, values, mv=values.pop("model", None), **fields)
        return self._runner.submit(call(create_riffusion_music, accepted, request))


class Riffusion(RiffusionTasks[Task, Task]):
    """Songs of the deprecated Riffusion family: `client.riffusion`."""

    def task(self, task_id: str) -> Task:
        """Pick up a task by its id; the service is asked when you refresh it or wait for it.

        Credits: 0.
        """
        return self._runner.handle("riffusion", task_id)

    def upload(self, url: str, **options: Unpack[Extras]) -> Upload:
        """Upload a recording from a public address.

        Returns:
            The uploaded clip, which the other methods take.

        Raises:
            AIMusicError: See the table of errors.

        Credits: 2.
        Source: doc, `POST /riffusion/upload`.
        """
        read = lambda reply: Upload(text(reply.clip_id, "clip_id"))  # noqa: E731 - as in `Sonic.upload`
        return self._answer(
            call(upload_riffusion_audio, read, body(RiffusionUploadRequest, options, url=url), is_slow=True)
        )


class AsyncRiffusion(RiffusionTasks[Coroutine[Any, Any, AsyncTask], AsyncTask]):
    """`Riffusion` on an asynchronous client."""

    def task(self, task_id: str) -> AsyncTask:
        """Pick up a task by its id, as `Riffusion.task` does."""
        return self._runner.handle("riffusion", task_id)

    upload = asynchronous(Riffusion.upload)
