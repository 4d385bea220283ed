"""The Nuro family: songs with vocals, and background music."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any, Literal, Unpack

from aimusic._http.call import accepted, call
from aimusic._resources.base import Delivery, HandleT_co, Namespace, SubmitT_co, body
from aimusic._tasks.task import AsyncTask, Task
from aimusic_client.api.nuro import create_nuro_music
from aimusic_client.models import (
    NuroBackgroundV1,
    NuroBackgroundV2,
    NuroGender,
    NuroGenre,
    NuroInstrument,
    NuroMood,
    NuroSegment,
    NuroTheme,
    NuroTimbre,
    NuroVocal,
    NuroVocalGenre,
    NuroVocalMood,
)


class Labels(Delivery, total=False):
    """Options of background music: lists of labels, at most 5 each, and those of `Delivery`."""

    genre: Sequence[NuroGenre]
    mood: Sequence[NuroMood]
    instrument: Sequence[NuroInstrument]
    theme: Sequence[NuroTheme]


class NuroTasks(Namespace[SubmitT_co, HandleT_co]):
    """What Nuro makes, each as a task. A newer page says that the whole family is retired and answers 410."""

    def create_vocal(
        self,
        lyrics: str,
        *,
        gender: NuroGender | None = None,
        genre: NuroVocalGenre | None = None,
        mood: NuroVocalMood | None = None,
        timbre: NuroTimbre | None = None,
        duration: int | None = None,
        **options: Unpack[Delivery],
    ) -> SubmitT_co:
        """Make a song with vocals from your lyrics; what you leave out is predicted from them.

        Args:
            lyrics: In Chinese or English, at most 2000 characters; section tags in lower case, such as `[verse]`.
            gender: The singer's voice.
            genre: The genre.
            mood: The mood.
            timbre: The colour of the voice.
            duration: Seconds, 30 to 240.
            options: See `Delivery`.

        Returns:
            The task, which makes one clip, a WAV.

        Raises:
            EndpointRetiredError: The service has retired the family.
            AIMusicError: See the table of errors.

        Credits: 10, given back when the task fails.
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
        **options: Unpack[Labels],
    ) -> SubmitT_co:
        """Make background music, without a voice.

        Args:
            description: What it is for or like; at most 199 characters with v2.0.
            version: v1.0 goes by labels, v2.0 by a length or a list of parts.
            duration: Seconds: 1 to 60 with v1.0, 30 to 120 with v2.0.
            segments: The parts in their order, 5 to 120 seconds each and 30 to 120 together; v2.0 only.
            options: See `Labels`.

        Returns:
            The task, which makes one clip, a WAV.

        Raises:
            ValidationError: A length does not fit the version.
            EndpointRetiredError: The service has retired the family.
            AIMusicError: See the table of errors.

        Credits: 10, given back when the task fails.
        Source: doc, `POST /nuro/create` with `bgm`.
        """
        fields: dict[str, Any] = {"description": description, "duration": duration}
        if segments is not None:
            fields["segments"] = list(segments)
        return self._submit(body(NuroBackgroundV1 if version == "v1.0" else NuroBackgroundV2, options, **fields))

    def _submit(self, task_type: Any) -> SubmitT_co:
        return self._runner.submit(call(create_nuro_music, accepted, task_type))


class Nuro(NuroTasks[Task, Task]):
    """Songs and background music of the Nuro family: `client.nuro`."""

    def task(self, task_id: str) -> Task:
        """Pick up a task by its id; the service is asked when you refresh it or wait for it.

        Credits: 0.
        """
        return self._runner.handle("nuro", task_id)


class AsyncNuro(NuroTasks[Coroutine[Any, Any, AsyncTask], AsyncTask]):
    """`Nuro` on an asynchronous client."""

    def task(self, task_id: str) -> AsyncTask:
        """Pick up a task by its id, as `Nuro.task` does."""
        return self._runner.handle("nuro", task_id)
