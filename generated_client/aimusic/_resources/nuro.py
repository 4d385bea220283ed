"""The Nuro family: songs with vocals, and background music."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any, Literal, Unpack

from aimusic._config import shown
from aimusic._errors import ConfigurationError
from aimusic._http.call import accepted, call
from aimusic._resources.base import HandleT_co, Namespace, SubmitT_co, body
from aimusic._tasks.task import AsyncTask, Task
from aimusic.types import BackgroundOptions, WebhookOptions
from aimusic_client.api.nuro import create_nuro_music
from aimusic_client.models import (
    NuroBackgroundV1,
    NuroBackgroundV2,
    NuroGender,
    NuroSegment,
    NuroTimbre,
    NuroVocal,
    NuroVocalGenre,
    NuroVocalMood,
)


class NuroTasks(Namespace[SubmitT_co, HandleT_co]):
    """Nuro's tasks. A newer page of the documentation calls the whole family retired: it responds with 410."""

    def create_vocal(
        self,
        lyrics: str,
        *,
        gender: NuroGender | None = None,
        genre: NuroVocalGenre | None = None,
        mood: NuroVocalMood | None = None,
        timbre: NuroTimbre | None = None,
        duration: int | None = None,
        **options: Unpack[WebhookOptions],
    ) -> SubmitT_co:
        """Create a song with vocals from your lyrics. Omitted labels are predicted from them.

        Args:
            lyrics: The lyrics in Chinese or English, at most 2000 characters; 300 or more are advised. Section tags are
                in lower case, such as `[verse]`.
            gender: The singer's voice.
            genre: The genre.
            mood: The mood.
            timbre: The color of the voice.
            duration: The length in seconds, 30 to 240.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates one clip, a WAV.

        Raises:
            EndpointRetiredError: The service has retired the family.
            AIMusicError: See the table of errors.

        Credits: 10, refunded if the task fails.
        Source: doc, `POST /nuro/create` with `vocal`.
        """
        fields = {"gender": gender, "genre": genre, "mood": mood, "timbre": timbre, "duration": duration}
        return self._submit(body(NuroVocal, options, lyrics=lyrics, **fields))

    def create_background(
        self,
        description: str,
        *,
        version: Literal["v1.0", "v2.0"] = "v1.0",
        duration: int | None = None,
        segments: Sequence[NuroSegment] | None = None,
        **options: Unpack[BackgroundOptions],
    ) -> SubmitT_co:
        """Create background music, without a voice.

        Args:
            description: What the music is for or like; at most 199 characters with v2.0.
            version: v1.0 takes labels, v2.0 a length or a list of parts.
            duration: The length in seconds: 1 to 60 with v1.0 (default 60), 30 to 120 with v2.0.
            segments: The parts in order, 5 to 120 seconds each and 30 to 120 in total; v2.0 only.
            genre: Genres, at most 5.
            mood: Moods, at most 5.
            instrument: Instruments, at most 5.
            theme: Themes, at most 5.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates one clip, a WAV.

        Raises:
            ConfigurationError: The version is unknown, or a part is not a NuroSegment.
            ValidationError: A length does not fit the version.
            EndpointRetiredError: The service has retired the family.
            AIMusicError: See the table of errors.

        Credits: 10, refunded if the task fails.
        Source: doc, `POST /nuro/create` with `bgm`.
        """
        if version not in ("v1.0", "v2.0"):
            raise ConfigurationError(f"version is {shown(version)}: it must be 'v1.0' or 'v2.0'.")
        fields: dict[str, Any] = {"description": description, "duration": duration}
        if segments is not None:
            fields["segments"] = list(segments) if isinstance(segments, Sequence) else segments
        return self._submit(body(NuroBackgroundV1 if version == "v1.0" else NuroBackgroundV2, options, **fields))

    def _submit(self, request: Any) -> SubmitT_co:
        return self._runner.submit(call(create_nuro_music, accepted, request))


class Nuro(NuroTasks[Task, Task]):
    """Songs and background music of the Nuro family: `client.nuro`."""

    def task(self, task_id: str) -> Task:
        """Return a task by its id, without a request: `refresh` and `wait` poll it.

        Args:
            task_id: The id of a task that this account started, or `nuro/` and the id.

        Returns:
            The task, in the state `pending`.

        Raises:
            ConfigurationError: The id is empty or malformed, or belongs to another product.

        Credits: 0.
        """
        return self._runner.handle("nuro", task_id)


class AsyncNuro(NuroTasks[Coroutine[Any, Any, AsyncTask], AsyncTask]):
    """`Nuro` on an asynchronous client."""

    def task(self, task_id: str) -> AsyncTask:
        """Return a task by its id, without a request: `refresh` and `wait` poll it.

        Args:
            task_id: The id of a task that this account started, or `nuro/` and the id.

        Returns:
            The task, in the state `pending`.

        Raises:
            ConfigurationError: The id is empty or malformed, or belongs to another product.

        Credits: 0.
        """
        return self._runner.handle("nuro", task_id)
