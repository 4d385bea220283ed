"""Sonic whole: songs, sources, and the tools that answer at once."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, Unpack

from aimusic import _defaults
from aimusic._http.call import call, text
from aimusic._resources.base import ClipLike, Extras, asynchronous, body, clip_id
from aimusic._resources.sonic_songs import SonicSongs
from aimusic._resources.sonic_sources import SonicSources
from aimusic._tasks.task import AsyncTask, Task
from aimusic._tasks.validation import checked
from aimusic.types import Persona, Upload
from aimusic_client.api.sonic import (
    create_sonic_lyrics,
    create_sonic_persona,
    get_sonic_aligned_lyrics,
    get_sonic_bpm,
    get_sonic_midi,
    get_sonic_vox,
    get_sonic_wav,
    upload_sonic_audio,
    upsample_sonic_tags,
)
from aimusic_client.models import (
    SonicAlignedWord,
    SonicBpm,
    SonicClipRequest,
    SonicLyrics,
    SonicLyricsRequest,
    SonicMidi,
    SonicPersonaRequest,
    SonicUploadRequest,
    SonicUpsampleTagsRequest,
    SonicVox,
    SonicVoxRequest,
    SonicWav,
)

T = TypeVar("T")


def _data(kind: type[T]) -> Callable[[Any], T]:
    """Return a reader of answers whose `data` is an object."""

    def read(reply: Any) -> T:
        if not isinstance(reply.data, kind):
            raise TypeError(f"data is no {kind.__name__}")
        return checked(reply.data)

    return read


class Sonic(SonicSongs[Task, Task], SonicSources[Task, Task]):
    """Songs, stems, voices and tools of the Sonic family: `client.sonic`."""

    def task(self, task_id: str) -> Task:
        """Pick up a task by its id; the service is asked when you refresh it or wait for it.

        Credits: 0.
        """
        return self._runner.handle("sonic", task_id)

    def upload(self, url: str, **options: Unpack[Extras]) -> Upload:
        """Upload a recording, and wait for it.

        Args:
            url: A public, direct address of an audio file, at most 8 minutes long, and yours to use.
            options: `extra`.

        Returns:
            The uploaded clip, which methods that take clips take.

        Raises:
            ValidationError: The address cannot be fetched.
            AIMusicError: See the table of errors.

        Credits: 2.
        Source: doc, `POST /sonic/upload`. The answer takes about 20 seconds.
        """
        request = body(SonicUploadRequest, options, url=url)
        read = lambda reply: Upload(text(reply.clip_id, "clip_id"))  # noqa: E731 - the shape is the documentation
        return self._answer(call(upload_sonic_audio, read, request, is_slow=True))

    def create_persona(
        self,
        clip: ClipLike,
        name: str,
        *,
        description: str | None = None,
        styles: str | None = None,
        vox: SonicVox | str | None = None,
        start_s: float | None = None,
        end_s: float | None = None,
        **options: Unpack[Extras],
    ) -> Persona:
        """Make a persona of the singer of a clip, for `sing_as`.

        Args:
            clip: The clip; best when less than 24 hours old.
            name: The persona's name, 1 to 79 characters.
            description: What the voice is like, at most 200 characters.
            styles: The styles that suit it, separated by commas, at most 2000 characters.
            vox: A vocal extract of the same clip, from `vox`, or its id.
            start_s: Where that extract begins, seconds from the start of the clip.
            end_s: Where it ends.
            options: `extra`.

        Returns:
            The persona.

        Raises:
            NotFoundError: There is no such clip or extract.
            AIMusicError: See the table of errors.

        Credits: 1.
        Source: doc, `POST /sonic/persona`.
        """
        fields = {"clip_id": clip_id(clip), "name": name, "describe": description, "styles": styles}
        fields |= {"vox_audio_id": vox.vox_audio_id if isinstance(vox, SonicVox) else vox}
        request = body(SonicPersonaRequest, options, vocal_start_s=start_s, vocal_end_s=end_s, **fields)
        read = lambda reply: Persona(text(reply.persona_id, "persona_id"))  # noqa: E731 - as in `upload`
        return self._answer(call(create_sonic_persona, read, request))

    def lyrics(self, description: str, **options: Unpack[Extras]) -> list[SonicLyrics]:
        """Write two texts about a subject.

        Args:
            description: The subject, 1 to 119 characters.
            options: `extra`.

        Returns:
            The texts, each with `title` and `lyrics`.

        Raises:
            PermissionDeniedError: The description is against the content rules.
            ServerError: 504, when writing took too long.
            AIMusicError: See the table of errors.

        Credits: 0.
        Source: doc, `POST /sonic/lyrics`.
        """
        request = body(SonicLyricsRequest, options, description=description)
        read = lambda reply: checked(list[SonicLyrics](reply.results))  # noqa: E731 - as in `upload`
        return self._answer(call(create_sonic_lyrics, read, request, is_slow=True))

    def bpm(self, clip: ClipLike, **options: Unpack[Extras]) -> SonicBpm:
        """Measure a clip's tempo.

        Returns:
            `avg_bpm`, `max_bpm` and `min_bpm`, beats per minute.

        Raises:
            NotFoundError: There is no such clip.
            AIMusicError: See the table of errors.

        Credits: 1.
        Source: doc, `POST /sonic/bpm`.
        """
        request = body(SonicClipRequest, options, clip_id=clip_id(clip))
        return self._answer(call(get_sonic_bpm, _data(SonicBpm), request))

    def vox(
        self,
        clip: ClipLike,
        *,
        start_s: float | None = None,
        end_s: float | None = None,
        **options: Unpack[Extras],
    ) -> SonicVox:
        """Extract the voice of a clip, for `create_persona`.

        Args:
            clip: The clip; best when less than 24 hours old.
            start_s: Where to begin, seconds from the start of the clip. Give both ends or neither.
            end_s: Where to end, at most 30 seconds later.
            options: `extra`.

        Returns:
            The extract, whose `vox_audio_id` a persona takes.

        Raises:
            NotFoundError: There is no such clip.
            AIMusicError: See the table of errors.

        Credits: 1.
        Source: doc, `POST /sonic/vox`.
        """
        request = body(SonicVoxRequest, options, clip_id=clip_id(clip), vocal_start_s=start_s, vocal_end_s=end_s)
        return self._answer(call(get_sonic_vox, _data(SonicVox), request))

    def wav(self, clip: ClipLike, **options: Unpack[Extras]) -> SonicWav:
        """Make a lossless WAV file of a clip.

        Returns:
            Its address as `wav_url`; fetch it soon, for instance with `client.download(wav.wav_url, path)`.

        Raises:
            NotFoundError: There is no such clip.
            AIMusicError: See the table of errors.

        Credits: 1.
        Source: doc, `POST /sonic/wav`.
        """
        request = body(SonicClipRequest, options, clip_id=clip_id(clip))
        return self._answer(call(get_sonic_wav, _data(SonicWav), request))

    def midi(self, clip: ClipLike, *, timeout: float = _defaults.BUILD_TIMEOUT, **options: Unpack[Extras]) -> SonicMidi:
        """Transcribe a clip, or the stem of one instrument, into notes and a MIDI file.

        Args:
            clip: The clip.
            timeout: Seconds to wait while the file is being built; 0 asks once.
            options: `extra`.

        Returns:
            `midi_url`, and the notes by instrument: pitches 0 to 127, times in seconds, velocities 0 to 1.

        Raises:
            NotReadyError: It was still being built at the deadline. Ask again: it costs nothing more.
            NotFoundError: There is no such clip.
            AIMusicError: See the table of errors.

        Credits: 1 for the first call with a clip, then 0.
        Source: doc, `POST /sonic/midi`.
        """
        request = body(SonicClipRequest, options, clip_id=clip_id(clip))
        built: SonicMidi = self._runner.build(call(get_sonic_midi, _data(SonicMidi), request), timeout)
        return built

    def aligned_lyrics(self, clip: ClipLike, **options: Unpack[Extras]) -> list[SonicAlignedWord]:
        """Tell when each word of a clip is sung.

        Returns:
            The words in their order, with `start_s` and `end_s` in seconds.

        Raises:
            NotFoundError: There is no such clip.
            AIMusicError: See the table of errors.

        Credits: 1 for the first call with a clip, then 0.
        Source: doc, `POST /sonic/aligned-lyrics`.
        """
        request = body(SonicClipRequest, options, clip_id=clip_id(clip))
        read = lambda reply: checked(list[SonicAlignedWord](reply.data.alignment))  # noqa: E731 - as in `upload`
        return self._answer(call(get_sonic_aligned_lyrics, read, request))

    def upsample_tags(self, tags: str, **options: Unpack[Extras]) -> str:
        """Turn a few style tags into a full description of the style.

        Raises:
            AIMusicError: See the table of errors.

        Credits: 1.
        Source: doc, `POST /sonic/upsample-tags`.
        """
        read = lambda reply: text(reply.data.upsampled_tags, "upsampled_tags")  # noqa: E731 - as in `upload`
        return self._answer(call(upsample_sonic_tags, read, body(SonicUpsampleTagsRequest, options, tags=tags)))


class AsyncSonic(
    SonicSongs[Coroutine[Any, Any, AsyncTask], AsyncTask], SonicSources[Coroutine[Any, Any, AsyncTask], AsyncTask]
):
    """`Sonic` on an asynchronous client."""

    def task(self, task_id: str) -> AsyncTask:
        """Pick up a task by its id, as `Sonic.task` does."""
        return self._runner.handle("sonic", task_id)

    upload = asynchronous(Sonic.upload)
    create_persona = asynchronous(Sonic.create_persona)
    lyrics = asynchronous(Sonic.lyrics)
    bpm = asynchronous(Sonic.bpm)
    vox = asynchronous(Sonic.vox)
    wav = asynchronous(Sonic.wav)
    midi = asynchronous(Sonic.midi)
    aligned_lyrics = asynchronous(Sonic.aligned_lyrics)
    upsample_tags = asynchronous(Sonic.upsample_tags)
