"""The Producer family: one song a task, and what is made of it."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Literal, Unpack

from aimusic._http.call import accepted, call
from aimusic._resources.base import ClipLike, Delivery, HandleT_co, Namespace, SubmitT_co, body, clip_id
from aimusic._tasks.task import AsyncTask, Task
from aimusic_client.api.producer import (
    create_producer_lyrics,
    create_producer_music,
    create_producer_video_clip,
    download_producer_audio,
    upload_producer_audio,
)
from aimusic_client.models import (
    ProducerCreateMusic,
    ProducerDownloadRequest,
    ProducerLyricsRequest,
    ProducerRetiredTask,
    ProducerRetiredTaskTaskType,
    ProducerUploadRequest,
    ProducerVideoClipRequest,
)

RetiredTask = ProducerRetiredTaskTaskType | str


class Sound(Delivery, total=False):
    """Options of a Producer song.

    `title`: at most 80 characters. `seed`: the number that it starts from. `lyrics_strength` and `weirdness`: 0 to 1;
    `sound_strength`: 0.2 to 1; `cover_url`: an image for the cover (these four in older pages only). `bpm`: the tempo;
    `length`: 1 to 240 seconds (these two in the vendor's contract only). And those of `Delivery`.
    """

    title: str
    seed: str | int
    lyrics_strength: float
    sound_strength: float
    weirdness: float
    cover_url: str
    bpm: float | str
    length: float


class Changed(Sound, total=False):
    """Options of the retired task types: `Sound`, and those that said what to change in the clip."""

    starts_at: float
    ends_at: float
    cover_strength: float
    strength: float
    instruction: str
    extend_s: float


class ProducerTasks(Namespace[SubmitT_co, HandleT_co]):
    """What Producer makes, each as a task."""

    def create(
        self,
        sound: str | None = None,
        *,
        lyrics: str | None = None,
        model: str = "FUZZ-2.0",
        instrumental: bool = False,
        **options: Unpack[Sound],
    ) -> SubmitT_co:
        """Make a song from a sound, from lyrics, or from both.

        Args:
            sound: Style, mood and instruments, in 10 words or more.
            lyrics: The words, with markers such as `[Verse]`, in 20 words or more.
            model: The model; `FUZZ-2.0 Pro` is the recommended one.
            instrumental: True for music without a voice, even with lyrics.
            options: See `Sound`.

        Returns:
            The task, which makes one clip.

        Raises:
            ValidationError: Neither sound nor lyrics are given.
            ServerError: 502, when the provider behind the service took no job.
            AIMusicError: See the table of errors.

        Credits: 10, given back when the task fails.
        Source: doc, `POST /producer/create`.
        """
        fields = {"sound": sound, "lyrics": lyrics, "mv": model, "make_instrumental": instrumental}
        return self._submit(create_producer_music, body(ProducerCreateMusic, options, **fields))

    def change(self, task_type: RetiredTask, clip: ClipLike, **options: Unpack[Changed]) -> SubmitT_co:
        """Ask for one of the task types of 2025 that worked on a clip. The service answers 410 now.

        Args:
            task_type: Such as `extend_music` or `music_variation`.
            clip: What to change.
            options: See `Changed`.

        Returns:
            The task, should the service take it again.

        Raises:
            EndpointRetiredError: As things are.
            AIMusicError: See the table of errors.

        Credits: 10, given back when the task fails; 0 when refused.
        Source: copy, `POST /producer/create`.
        """
        return self._submit(
            create_producer_music, body(ProducerRetiredTask, options, task_type=task_type, clip_id=clip_id(clip))
        )

    def upload(self, audio_url: str, **options: Unpack[Delivery]) -> SubmitT_co:
        """Import a recording.

        Args:
            audio_url: A public address of an audio file.
            options: See `Delivery`.

        Returns:
            The task; its one clip is the recording.

        Raises:
            AIMusicError: See the table of errors.

        Credits: 2, given back when the task fails.
        Source: doc, `POST /producer/upload`.
        """
        return self._submit(upload_producer_audio, body(ProducerUploadRequest, options, audio_url=audio_url))

    def download(
        self, clip: ClipLike, *, format: Literal["mp3", "wav"] = "mp3", **options: Unpack[Delivery]
    ) -> SubmitT_co:
        """Encode a clip as a file to download.

        Args:
            clip: A clip of this family.
            format: Of the file.
            options: See `Delivery`.

        Returns:
            The task; its one clip has the file's address as `audio_url`.

        Raises:
            NotFoundError: There is no such clip.
            AIMusicError: See the table of errors.

        Credits: 2, given back when the task fails.
        Source: doc, `POST /producer/download`.
        """
        request = body(ProducerDownloadRequest, options, clip_id=clip_id(clip), format_=format)
        return self._submit(download_producer_audio, request)

    def lyrics(self, prompt: str, **options: Unpack[Delivery]) -> SubmitT_co:
        """Write lyrics.

        Args:
            prompt: What they are about.
            options: See `Delivery`.

        Returns:
            The task; its one clip has the `lyrics` and a `title`.

        Raises:
            AIMusicError: See the table of errors.

        Credits: 1, given back when the task fails.
        Source: doc, `POST /producer/lyrics-create`; its fields are inferred.
        """
        return self._submit(create_producer_lyrics, body(ProducerLyricsRequest, options, prompt=prompt))

    def video_clip(self, clip: ClipLike, **options: Unpack[Delivery]) -> SubmitT_co:
        """Make a music video of a clip.

        Args:
            clip: A clip of this family.
            options: See `Delivery`.

        Returns:
            The task; its one clip has a `video_url`.

        Raises:
            NotFoundError: There is no such clip.
            AIMusicError: See the table of errors.

        Credits: 5, given back when the task fails.
        Source: doc, `POST /producer/video-clip`; its fields are inferred.
        """
        return self._submit(create_producer_video_clip, body(ProducerVideoClipRequest, options, clip_id=clip_id(clip)))

    def _submit(self, endpoint: Any, task_type: Any) -> SubmitT_co:
        return self._runner.submit(call(endpoint, accepted, task_type))


class Producer(ProducerTasks[Task, Task]):
    """Songs, files, lyrics and videos of the Producer family: `client.producer`."""

    def task(self, task_id: str) -> Task:
        """Pick up a task by its id; the service is asked when you refresh it or wait for it.

        Credits: 0.
        """
        return self._runner.handle("producer", task_id)


class AsyncProducer(ProducerTasks[Coroutine[Any, Any, AsyncTask], AsyncTask]):
    """`Producer` on an asynchronous client."""

    def task(self, task_id: str) -> AsyncTask:
        """Pick up a task by its id, as `Producer.task` does."""
        return self._runner.handle("producer", task_id)
