"""`SonicTools` for `AsyncAIMusic`: the same signatures, docstrings and calls, with `await`.

Written out, so that an editor shows each method with its docstring; a test keeps the two files equal.
"""

from __future__ import annotations

from typing import Any, Unpack

from aimusic import _defaults
from aimusic._resources.base import Namespace
from aimusic._resources.sonic_tools import (
    aligned_lyrics_call,
    clip_call,
    lyrics_call,
    persona_call,
    tags_call,
    upload_call,
    vox_call,
)
from aimusic.types import ClipLike, ExtraOptions, Persona, Upload
from aimusic_client.api.sonic import get_sonic_bpm, get_sonic_midi, get_sonic_wav
from aimusic_client.models import SonicAlignedWord, SonicBpm, SonicLyrics, SonicMidi, SonicVox, SonicWav


class AsyncSonicTools(Namespace[Any, Any]):
    """`SonicTools` with `await`."""

    async def upload(self, url: str, **options: Unpack[ExtraOptions]) -> Upload:
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
        return await self._await_answer(upload_call(url, options))

    async def create_persona(
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
        return await self._await_answer(
            persona_call(
                clip, name, options, description=description, styles=styles, vox=vox, start_s=start_s, end_s=end_s
            )
        )

    async def lyrics(self, description: str, **options: Unpack[ExtraOptions]) -> list[SonicLyrics]:
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
        return await self._await_answer(lyrics_call(description, options))

    async def bpm(self, clip: ClipLike, **options: Unpack[ExtraOptions]) -> SonicBpm:
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
        return await self._await_answer(clip_call(get_sonic_bpm, SonicBpm, clip, options))

    async def vox(
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
        return await self._await_answer(vox_call(clip, start_s, end_s, options))

    async def wav(self, clip: ClipLike, **options: Unpack[ExtraOptions]) -> SonicWav:
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
        return await self._await_answer(clip_call(get_sonic_wav, SonicWav, clip, options))

    async def midi(
        self,
        clip: ClipLike,
        *,
        timeout: float = _defaults.BUILD_TIMEOUT,  # noqa: ASYNC109 - the same name as in SonicTools
        **options: Unpack[ExtraOptions],
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
        built: SonicMidi = await self._runner.build(clip_call(get_sonic_midi, SonicMidi, clip, options), timeout)
        return built

    async def aligned_lyrics(self, clip: ClipLike, **options: Unpack[ExtraOptions]) -> list[SonicAlignedWord]:
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
        return await self._await_answer(aligned_lyrics_call(clip, options))

    async def upsample_tags(self, tags: str, **options: Unpack[ExtraOptions]) -> str:
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
        return await self._await_answer(tags_call(tags, options))
