"""Sonic's tools, which return a result directly and start no task.

`SonicTools` and `AsyncSonicTools` (in `sonic_tools_async`) are shells over the functions here, which build the calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, Unpack

from aimusic import _defaults
from aimusic._http.call import Call, call, require_text
from aimusic._resources.base import Namespace, body, clip_id
from aimusic._tasks.validation import validated
from aimusic.types import ClipLike, ExtraOptions, Persona, Upload
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


class SonicTools(Namespace[Any, Any]):
    """Uploads, personas, lyrics and facts about clips."""

    def upload(self, url: str, **options: Unpack[ExtraOptions]) -> Upload:
        """Upload a recording and wait for it.

        Args:
            url: Public, direct URL of an audio file, at most 8 minutes long, that you may use.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The uploaded clip; methods that take clips take it.

        Raises:
            ValidationError: The URL cannot be fetched.
            AIMusicError: See the table of errors.

        Credits: 2.
        Source: doc, `POST /sonic/upload`. The response takes about 20 seconds.
        """
        return self._answer(upload_call(url, options))

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
        **options: Unpack[ExtraOptions],
    ) -> Persona:
        """Create a persona from the singer of a clip, for `sing_as`.

        Args:
            clip: A clip or its id; best when less than 24 hours old.
            name: The persona's name, 1 to 79 characters.
            description: What the voice is like, at most 200 characters.
            styles: The styles that suit the voice, separated by commas, at most 2000 characters.
            vox: A vocal extract of the same clip from `vox`, or its id.
            start_s: Where that extract begins, in seconds from the start of the clip.
            end_s: Where that extract ends, in seconds; after its start.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The persona.

        Raises:
            NotFoundError: The clip or the extract does not exist.
            AIMusicError: See the table of errors.

        Credits: 1.
        Source: doc, `POST /sonic/persona`.
        """
        return self._answer(
            persona_call(
                clip, name, options, description=description, styles=styles, vox=vox, start_s=start_s, end_s=end_s
            )
        )

    def lyrics(self, description: str, **options: Unpack[ExtraOptions]) -> list[SonicLyrics]:
        """Write two lyrics on a subject.

        Args:
            description: The subject, 1 to 119 characters.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The two texts, each with `title` and `lyrics`.

        Raises:
            PermissionDeniedError: The description violates the content rules.
            ServerError: 504, when writing took too long.
            AIMusicError: See the table of errors.

        Credits: 0.
        Source: doc, `POST /sonic/lyrics`.
        """
        return self._answer(lyrics_call(description, options))

    def bpm(self, clip: ClipLike, **options: Unpack[ExtraOptions]) -> SonicBpm:
        """Measure a clip's tempo.

        Args:
            clip: A clip or its id; best when less than 24 hours old.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            `avg_bpm`, `max_bpm` and `min_bpm`, in beats per minute.

        Raises:
            NotFoundError: The clip does not exist.
            AIMusicError: See the table of errors.

        Credits: 1.
        Source: doc, `POST /sonic/bpm`.
        """
        return self._answer(clip_call(get_sonic_bpm, SonicBpm, clip, options))

    def vox(
        self,
        clip: ClipLike,
        *,
        start_s: float | None = None,
        end_s: float | None = None,
        **options: Unpack[ExtraOptions],
    ) -> SonicVox:
        """Extract the voice of a clip, for `create_persona`.

        Args:
            clip: A clip or its id; best when less than 24 hours old.
            start_s: Where the extract begins, in seconds from the start of the clip. Give both ends or neither.
            end_s: Where the extract ends, in seconds; at most 30 after its start.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The extract, whose `vox_audio_id` a persona takes.

        Raises:
            NotFoundError: The clip does not exist.
            AIMusicError: See the table of errors.

        Credits: 1.
        Source: doc, `POST /sonic/vox`.
        """
        return self._answer(vox_call(clip, start_s, end_s, options))

    def wav(self, clip: ClipLike, **options: Unpack[ExtraOptions]) -> SonicWav:
        """Create a lossless WAV file of a clip.

        Args:
            clip: A clip or its id; best when less than 24 hours old.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            Its URL as `wav_url`; fetch it soon, for example with `client.download(wav.wav_url, path)`.

        Raises:
            NotFoundError: The clip does not exist.
            AIMusicError: See the table of errors.

        Credits: 1.
        Source: doc, `POST /sonic/wav`.
        """
        return self._answer(clip_call(get_sonic_wav, SonicWav, clip, options))

    def midi(
        self, clip: ClipLike, *, timeout: float = _defaults.BUILD_TIMEOUT, **options: Unpack[ExtraOptions]
    ) -> SonicMidi:
        """Transcribe a clip, or the stem of one instrument, into notes and a MIDI file.

        Args:
            clip: A clip or its id; best when less than 24 hours old.
            timeout: Seconds to wait while the file is being built; 0 asks once.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            `midi_url`, and the notes by instrument: pitches 0 to 127, times in seconds, velocities 0 to 1.

        Raises:
            NotReadyError: The file was still being built at the deadline. Call again: it costs nothing more.
            NotFoundError: The clip does not exist.
            AIMusicError: See the table of errors.

        Credits: 1 for the first call with a clip, then 0.
        Source: doc, `POST /sonic/midi`.
        """
        built: SonicMidi = self._runner.build(clip_call(get_sonic_midi, SonicMidi, clip, options), timeout)
        return built

    def aligned_lyrics(self, clip: ClipLike, **options: Unpack[ExtraOptions]) -> list[SonicAlignedWord]:
        """Return when each word of a clip is sung.

        Args:
            clip: A clip or its id; best when less than 24 hours old.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The words in order, with `start_s` and `end_s` in seconds.

        Raises:
            NotFoundError: The clip does not exist.
            AIMusicError: See the table of errors.

        Credits: 1 for the first call with a clip, then 0.
        Source: doc, `POST /sonic/aligned-lyrics`.
        """
        return self._answer(aligned_lyrics_call(clip, options))

    def upsample_tags(self, tags: str, **options: Unpack[ExtraOptions]) -> str:
        """Turn a few style tags into a full description of the style.

        Args:
            tags: Short style tags, separated by commas; at least 1 character.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The description, which `tags` of a song takes.

        Raises:
            AIMusicError: See the table of errors.

        Credits: 1.
        Source: doc, `POST /sonic/upsample-tags`.
        """
        return self._answer(tags_call(tags, options))


def upload_call(url: str, options: ExtraOptions) -> Call[Upload]:
    """Return the call of `upload`."""

    def read(reply: Any) -> Upload:
        return Upload(require_text(reply.clip_id, "clip_id"))

    return call(upload_sonic_audio, read, body(SonicUploadRequest, options, url=url), is_slow=True)


def persona_call(
    clip: ClipLike,
    name: str,
    options: ExtraOptions,
    *,
    description: str | None,
    styles: str | None,
    vox: SonicVox | str | None,
    start_s: float | None,
    end_s: float | None,
) -> Call[Persona]:
    """Return the call of `create_persona`."""

    def read(reply: Any) -> Persona:
        return Persona(require_text(reply.persona_id, "persona_id"))

    fields = {"clip_id": clip_id(clip), "name": name, "describe": description, "styles": styles}
    fields |= {"vox_audio_id": vox.vox_audio_id if isinstance(vox, SonicVox) else vox}
    request = body(SonicPersonaRequest, options, vocal_start_s=start_s, vocal_end_s=end_s, **fields)
    return call(create_sonic_persona, read, request)


def lyrics_call(description: str, options: ExtraOptions) -> Call[list[SonicLyrics]]:
    """Return the call of `lyrics`."""

    def read(reply: Any) -> list[SonicLyrics]:
        return validated(list[SonicLyrics](reply.results))

    return call(create_sonic_lyrics, read, body(SonicLyricsRequest, options, description=description), is_slow=True)


def vox_call(clip: ClipLike, start_s: float | None, end_s: float | None, options: ExtraOptions) -> Call[SonicVox]:
    """Return the call of `vox`."""
    request = body(SonicVoxRequest, options, clip_id=clip_id(clip), vocal_start_s=start_s, vocal_end_s=end_s)
    return call(get_sonic_vox, _data(SonicVox), request)


def clip_call(endpoint: Any, kind: type[T], clip: ClipLike, options: ExtraOptions) -> Call[T]:
    """Return a call that takes only a clip and returns a model of one kind as `data`."""
    return call(endpoint, _data(kind), body(SonicClipRequest, options, clip_id=clip_id(clip)))


def aligned_lyrics_call(clip: ClipLike, options: ExtraOptions) -> Call[list[SonicAlignedWord]]:
    """Return the call of `aligned_lyrics`."""

    def read(reply: Any) -> list[SonicAlignedWord]:
        return validated(list[SonicAlignedWord](reply.data.alignment))

    return call(get_sonic_aligned_lyrics, read, body(SonicClipRequest, options, clip_id=clip_id(clip)))


def tags_call(tags: str, options: ExtraOptions) -> Call[str]:
    """Return the call of `upsample_tags`."""

    def read(reply: Any) -> str:
        return require_text(reply.data.upsampled_tags, "upsampled_tags")

    return call(upsample_sonic_tags, read, body(SonicUpsampleTagsRequest, options, tags=tags))


def _data(kind: type[T]) -> Callable[[Any], T]:
    """Return a reader of replies whose `data` is an object."""

    def read(reply: Any) -> T:
        if not isinstance(reply.data, kind):
            raise TypeError(f"data is not a {kind.__name__}")
        return validated(reply.data)

    return read
