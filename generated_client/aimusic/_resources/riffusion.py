"""The Riffusion family, which the documentation calls deprecated: two songs per task, selected by `task_type`."""

from __future__ import annotations

import warnings
from collections.abc import Coroutine
from typing import Any, Unpack, overload

from aimusic._errors import ConfigurationError
from aimusic._http.call import Call, accepted, call, require_text
from aimusic._resources.base import HandleT_co, Namespace, SubmitT_co, body, clip_id, is_upload
from aimusic._tasks.task import AsyncTask, Task
from aimusic.types import ClipLike, ExtraOptions, RiffusionCoverOptions, RiffusionModel, RiffusionOptions, Upload
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

_warned: list[bool] = []


def warn_once() -> None:
    """Warn that the family is deprecated, once per process."""
    if not _warned:
        _warned.append(True)
        warnings.warn(
            "Riffusion is deprecated by the service: see client.sonic and client.producer.",
            DeprecationWarning,
            stacklevel=4,  # past this function, the property and functools' cache, to the caller
        )


class RiffusionTasks(Namespace[SubmitT_co, HandleT_co]):
    """Riffusion's tasks. Each creates two clips.

    All methods raise NotFoundError for an unknown clip, ValidationError for a text over its limit, and otherwise the
    errors of the table. Source: doc, `POST /riffusion/create`.
    """

    @overload
    def create(
        self,
        lyrics: str | None = None,
        *,
        description: None = None,
        sound: str | None = None,
        instrumental: bool = False,
        **options: Unpack[RiffusionOptions],
    ) -> SubmitT_co: ...

    @overload
    def create(
        self,
        lyrics: None = None,
        *,
        description: str,
        model: RiffusionModel = ...,
        **options: Unpack[ExtraOptions],
    ) -> SubmitT_co: ...

    def create(
        self,
        lyrics: str | None = None,
        *,
        description: str | None = None,
        sound: str | None = None,
        instrumental: bool = False,
        **options: Unpack[RiffusionOptions],
    ) -> SubmitT_co:
        """Create two songs from your lyrics and sound, or from a description.

        Args:
            lyrics: The lyrics, with section tags such as `[Verse]`; at most 3000 characters.
            description: What the songs are like, instead of lyrics: 1 to 200 characters. Only `model` and `extra` go
                with it.
            sound: Genre and voice in words, at most 200 characters.
            instrumental: True for music without a voice.
            model: The model. Default: FUZZ-1.1 Pro.
            title: At most 80 characters.
            vocal_variation: How much the voice may vary, 0 to 1.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips.

        Raises:
            ConfigurationError: A description is given together with lyrics, or with an option that it excludes.
            ValidationError: A text is too long.
            AIMusicError: See the table of errors.

        Credits: 10, refunded if the task fails.
        Source: doc, `POST /riffusion/create` with `create_music`.
        """
        fields = {"lyrics": lyrics, "sound": sound, "make_instrumental": instrumental}
        if description is None:
            return self._submit(RiffusionCreateMusicLyrics, options, **fields)
        excluded = [name for name, value in fields.items() if value] + sorted(options.keys() - {"model", "extra"})
        if excluded:
            names = ", ".join(excluded).replace("make_", "")
            raise ConfigurationError(f"A description excludes {names}: only model and extra go with it.")
        return self._submit(RiffusionCreateMusicPrompt, options, prompt=description)

    def extend(
        self,
        clip: ClipLike,
        *,
        at: float,
        lyrics: str,
        sound: str,
        uploaded: bool | None = None,
        **options: Unpack[RiffusionOptions],
    ) -> SubmitT_co:
        """Continue a clip.

        Args:
            clip: The clip to continue, or its id.
            at: Where the new part begins, in seconds from the start of the clip.
            lyrics: The lyrics of the new part, at most 3000 characters.
            sound: Genre and voice in words, at most 200 characters.
            uploaded: Whether the clip came from `upload`; known for an `Upload`, needed for a bare id.
                Default: False.
            model: The model. Default: FUZZ-1.1 Pro.
            title: At most 80 characters.
            vocal_variation: How much the voice may vary, 0 to 1.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips.

        Credits: 10, refunded if the task fails.
        """
        kind = RiffusionExtendUploadMusic if is_upload(clip, uploaded) else RiffusionExtendMusic
        fields = {"continue_clip_id": clip_id(clip, "riffusion"), "continue_at": at, "lyrics": lyrics, "sound": sound}
        return self._submit(kind, options, **fields)

    def cover(
        self, clip: ClipLike, *, uploaded: bool | None = None, **options: Unpack[RiffusionCoverOptions]
    ) -> SubmitT_co:
        """Create two covers of a clip, in another style.

        Args:
            clip: The clip to cover, or its id.
            uploaded: Whether the clip came from `upload`; known for an `Upload`, needed for a bare id.
                Default: False.
            lyrics: The lyrics, at most 3000 characters.
            sound: Genre and voice in words, at most 200 characters.
            model: The model. Default: FUZZ-1.1 Pro.
            title: At most 80 characters.
            vocal_variation: How much the voice may vary, 0 to 1.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips.

        Credits: 10, refunded if the task fails.
        """
        kind = RiffusionCoverUploadMusic if is_upload(clip, uploaded) else RiffusionCoverMusic
        return self._submit(kind, options, continue_clip_id=clip_id(clip, "riffusion"))

    def replace_section(
        self,
        clip: ClipLike,
        *,
        start_s: float,
        end_s: float,
        uploaded: bool | None = None,
        **options: Unpack[RiffusionCoverOptions],
    ) -> SubmitT_co:
        """Regenerate a section of a clip and keep the rest.

        Args:
            clip: The clip, or its id.
            start_s: Where the section begins, in seconds from the start of the clip.
            end_s: Where the section ends, in seconds; after its start.
            uploaded: Whether the clip came from `upload`; known for an `Upload`, needed for a bare id.
                Default: False.
            lyrics: The lyrics, at most 3000 characters.
            sound: Genre and voice in words, at most 200 characters.
            model: The model. Default: FUZZ-1.1 Pro.
            title: At most 80 characters.
            vocal_variation: How much the voice may vary, 0 to 1.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips.

        Credits: 10, refunded if the task fails.
        """
        kind = RiffusionReplaceUploadMusic if is_upload(clip, uploaded) else RiffusionReplaceMusic
        fields = {
            "continue_clip_id": clip_id(clip, "riffusion"),
            "replace_start_time": start_s,
            "replace_end_time": end_s,
        }
        return self._submit(kind, options, **fields)

    def swap_sound(
        self, clip: ClipLike, *, uploaded: bool | None = None, **options: Unpack[RiffusionCoverOptions]
    ) -> SubmitT_co:
        """Keep a clip's voice and replace its sound.

        Args:
            clip: The clip, or its id.
            uploaded: Whether the clip came from `upload`; known for an `Upload`, needed for a bare id.
                Default: False.
            lyrics: The lyrics, at most 3000 characters.
            sound: The new sound: genre and voice in words, at most 200 characters.
            model: The model. Default: FUZZ-1.1 Pro.
            title: At most 80 characters.
            vocal_variation: How much the voice may vary, 0 to 1.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips.

        Credits: 10, refunded if the task fails.
        """
        kind = RiffusionSwapUploadMusicSound if is_upload(clip, uploaded) else RiffusionSwapMusicSound
        return self._submit(kind, options, continue_clip_id=clip_id(clip, "riffusion"))

    def swap_vocals(
        self,
        clip: ClipLike,
        lyrics: str,
        *,
        sound: str | None = None,
        uploaded: bool | None = None,
        **options: Unpack[RiffusionOptions],
    ) -> SubmitT_co:
        """Keep a clip's sound and replace its vocals.

        Args:
            clip: The clip, or its id.
            lyrics: The new lyrics, at most 3000 characters.
            sound: Genre and voice in words, at most 200 characters.
            uploaded: Whether the clip came from `upload`; known for an `Upload`, needed for a bare id.
                Default: False.
            model: The model. Default: FUZZ-1.1 Pro.
            title: At most 80 characters.
            vocal_variation: How much the voice may vary, 0 to 1.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips.

        Credits: 10, refunded if the task fails.
        """
        kind = RiffusionSwapUploadMusicVocals if is_upload(clip, uploaded) else RiffusionSwapMusicVocals
        return self._submit(kind, options, continue_clip_id=clip_id(clip, "riffusion"), lyrics=lyrics, sound=sound)

    def _submit(self, kind: type[Any], options: Any, **fields: Any) -> SubmitT_co:
        values = dict(options)
        request = body(kind, values, mv=values.pop("model", None), **fields)
        return self._runner.submit(call(create_riffusion_music, accepted, request))


class Riffusion(RiffusionTasks[Task, Task]):
    """Songs of the deprecated Riffusion family: `client.riffusion`."""

    def task(self, task_id: str) -> Task:
        """Return a task by its id, without a request: `refresh` and `wait` poll it.

        Args:
            task_id: The id of a task that this account started, or `riffusion/` and the id.

        Returns:
            The task, in the state `pending`.

        Raises:
            ConfigurationError: The id is empty or malformed, or belongs to another product.

        Credits: 0.
        """
        return self._runner.handle("riffusion", task_id)

    def upload(self, url: str, **options: Unpack[ExtraOptions]) -> Upload:
        """Upload a recording from a public URL and wait for it.

        Args:
            url: Public, direct URL of an audio file.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The uploaded clip; methods that take clips take it.

        Raises:
            AIMusicError: See the table of errors.

        Credits: 2.
        Source: doc, `POST /riffusion/upload`.
        """
        return self._answer(_upload_call(url, options))


class AsyncRiffusion(RiffusionTasks[Coroutine[Any, Any, AsyncTask], AsyncTask]):
    """`Riffusion` on an asynchronous client."""

    def task(self, task_id: str) -> AsyncTask:
        """Return a task by its id, without a request: `refresh` and `wait` poll it.

        Args:
            task_id: The id of a task that this account started, or `riffusion/` and the id.

        Returns:
            The task, in the state `pending`.

        Raises:
            ConfigurationError: The id is empty or malformed, or belongs to another product.

        Credits: 0.
        """
        return self._runner.handle("riffusion", task_id)

    async def upload(self, url: str, **options: Unpack[ExtraOptions]) -> Upload:
        """Upload a recording from a public URL and wait for it.

        Args:
            url: Public, direct URL of an audio file.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The uploaded clip; methods that take clips take it.

        Raises:
            AIMusicError: See the table of errors.

        Credits: 2.
        Source: doc, `POST /riffusion/upload`.
        """
        return await self._await_answer(_upload_call(url, options))


def _upload_call(url: str, options: ExtraOptions) -> Call[Upload]:
    def read(reply: Any) -> Upload:
        return Upload(require_text(reply.clip_id, "clip_id"))

    return call(upload_riffusion_audio, read, body(RiffusionUploadRequest, options, url=url), is_slow=True)
