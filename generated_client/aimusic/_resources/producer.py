"""The Producer family: songs, one per task, and the files, lyrics and videos made from them."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Literal, Unpack

from aimusic._http.call import accepted, call
from aimusic._resources.base import HandleT_co, Namespace, SubmitT_co, body, clip_id
from aimusic._tasks.task import AsyncTask, Task
from aimusic.types import ChangeOptions, ClipLike, ProducerModel, RetiredTask, SoundOptions, WebhookOptions
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
    ProducerUploadRequest,
    ProducerVideoClipRequest,
)


class ProducerTasks(Namespace[SubmitT_co, HandleT_co]):
    """Producer's tasks."""

    def create(
        self,
        sound: str | None = None,
        *,
        lyrics: str | None = None,
        model: ProducerModel = "FUZZ-2.0",
        instrumental: bool = False,
        **options: Unpack[SoundOptions],
    ) -> SubmitT_co:
        """Create a song from a sound, from lyrics, or from both.

        Args:
            sound: Style, mood and instruments; 10 words or more are advised.
            lyrics: The lyrics, with markers such as `[Verse]`; 20 words or more are advised.
            model: The model; `FUZZ-2.0 Pro` is the recommended one.
            instrumental: True for music without a voice, even with lyrics. Default: False.
            title: At most 80 characters.
            seed: The number that the song starts from, a number or its digits.
            lyrics_strength: How much the lyrics count, 0 to 1. Default: 0.5. In older pages only.
            sound_strength: How much `sound` counts, 0.2 to 1. Default: 0.5. In older pages only.
            weirdness: How unusual the music may become, 0 to 1. Default: 0.5. In older pages only.
            cover_url: URL of an image to use as the cover. In older pages only.
            bpm: The tempo in beats per minute. In the vendor's contract only.
            length: The length in seconds, 1 to 240. In the vendor's contract only.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates one clip.

        Raises:
            ValidationError: Neither `sound` nor `lyrics` is given.
            ServerError: 502, when the provider behind the service accepted no job.
            AIMusicError: See the table of errors.

        Credits: 10, refunded if the task fails.
        Source: doc, `POST /producer/create`.
        """
        fields = {"sound": sound, "lyrics": lyrics, "mv": model, "make_instrumental": instrumental}
        return self._submit(create_producer_music, body(ProducerCreateMusic, options, **fields))

    def change(self, task_type: RetiredTask, clip: ClipLike, **options: Unpack[ChangeOptions]) -> SubmitT_co:
        """Start one of the retired task types of 2025 on a clip. The service responds with 410.

        Args:
            task_type: The task type, such as `extend_music` or `music_variation`.
            clip: The clip to change, or its id.
            starts_at: Where the new part begins, in seconds from the start of the clip. Default: 30 when extending.
            ends_at: Where the replaced part ends, in seconds from the start of the clip. Default: the end of the clip.
            cover_strength: How close to stay to the clip, 0 to 1; 0.2 or more is advised.
            strength: The newer name of `cover_strength`, 0 to 1. Default: 0.5.
            instruction: What to do, in words.
            extend_s: Seconds; in the vendor's contract only, which does not explain it.
            title: At most 80 characters.
            seed: The number that the song starts from, a number or its digits.
            lyrics_strength: How much the lyrics count, 0 to 1. Default: 0.5. In older pages only.
            sound_strength: How much `sound` counts, 0.2 to 1. Default: 0.5. In older pages only.
            weirdness: How unusual the music may become, 0 to 1. Default: 0.5. In older pages only.
            cover_url: URL of an image to use as the cover. In older pages only.
            bpm: The tempo in beats per minute. In the vendor's contract only.
            length: The length of the new part in seconds, 1 to 240. Default: 60.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, if the service accepts it again.

        Raises:
            EndpointRetiredError: The service has retired the task type.
            AIMusicError: See the table of errors.

        Credits: 10, refunded if the task fails; 0 if refused.
        Source: copy, `POST /producer/create`.
        """
        return self._submit(
            create_producer_music,
            body(ProducerRetiredTask, options, task_type=task_type, clip_id=clip_id(clip, "producer")),
        )

    def upload(self, audio_url: str, **options: Unpack[WebhookOptions]) -> SubmitT_co:
        """Import a recording.

        Args:
            audio_url: Public URL of an audio file.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task; its one clip is the recording.

        Raises:
            AIMusicError: See the table of errors.

        Credits: 2, refunded if the task fails.
        Source: doc, `POST /producer/upload`.
        """
        return self._submit(upload_producer_audio, body(ProducerUploadRequest, options, audio_url=audio_url))

    def download(
        self, clip: ClipLike, *, format: Literal["mp3", "wav"] = "mp3", **options: Unpack[WebhookOptions]
    ) -> SubmitT_co:
        """Encode a clip as a file to download.

        Args:
            clip: A clip of this family, or its id.
            format: The format of the file. Default: mp3.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task; its one clip has the URL of the file as `audio_url`.

        Raises:
            NotFoundError: The clip does not exist.
            AIMusicError: See the table of errors.

        Credits: 2, refunded if the task fails.
        Source: doc, `POST /producer/download`.
        """
        request = body(ProducerDownloadRequest, options, clip_id=clip_id(clip, "producer"), format_=format)
        return self._submit(download_producer_audio, request)

    def lyrics(self, description: str, **options: Unpack[WebhookOptions]) -> SubmitT_co:
        """Write lyrics.

        Args:
            description: What the lyrics are about.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task; its one clip has the `lyrics` and a `title`.

        Raises:
            AIMusicError: See the table of errors.

        Credits: 1, refunded if the task fails.
        Source: doc, `POST /producer/lyrics-create`; its fields are inferred.
        """
        return self._submit(create_producer_lyrics, body(ProducerLyricsRequest, options, prompt=description))

    def video_clip(self, clip: ClipLike, **options: Unpack[WebhookOptions]) -> SubmitT_co:
        """Create a music video of a clip.

        Args:
            clip: A clip of this family, or its id.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task; its one clip has a `video_url`.

        Raises:
            NotFoundError: The clip does not exist.
            AIMusicError: See the table of errors.

        Credits: 5, refunded if the task fails.
        Source: doc, `POST /producer/video-clip`; its fields are inferred.
        """
        return self._submit(
            create_producer_video_clip, body(ProducerVideoClipRequest, options, clip_id=clip_id(clip, "producer"))
        )

    def _submit(self, endpoint: Any, request: Any) -> SubmitT_co:
        return self._runner.submit(call(endpoint, accepted, request))


class Producer(ProducerTasks[Task, Task]):
    """Songs, files, lyrics and videos of the Producer family: `client.producer`."""

    def task(self, task_id: str) -> Task:
        """Return a task by its id, without a request: `refresh` and `wait` poll it.

        Args:
            task_id: The id of a task that this account started, or `producer/` and the id.

        Returns:
            The task, in the state `pending`.

        Raises:
            ConfigurationError: The id is empty or malformed, or belongs to another product.

        Credits: 0.
        """
        return self._runner.handle("producer", task_id)


class AsyncProducer(ProducerTasks[Coroutine[Any, Any, AsyncTask], AsyncTask]):
    """`Producer` on an asynchronous client."""

    def task(self, task_id: str) -> AsyncTask:
        """Return a task by its id, without a request: `refresh` and `wait` poll it.

        Args:
            task_id: The id of a task that this account started, or `producer/` and the id.

        Returns:
            The task, in the state `pending`.

        Raises:
            ConfigurationError: The id is empty or malformed, or belongs to another product.

        Credits: 0.
        """
        return self._runner.handle("producer", task_id)
