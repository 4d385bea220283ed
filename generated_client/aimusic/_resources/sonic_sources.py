"""Sonic's calls that start from a recording, from two clips, or from a part of one: each has a path of its own."""

from __future__ import annotations

from typing import Any, Unpack

from aimusic._errors import ConfigurationError
from aimusic._http.call import accepted, call
from aimusic._resources.base import (
    ClipLike,
    Delivery,
    Extras,
    HandleT_co,
    Namespace,
    Replaced,
    SubmitT_co,
    Sung,
    body,
    clip_id,
    either,
)
from aimusic._resources.sonic_songs import NEWEST, Model
from aimusic_client.api.sonic import (
    cover_sonic_upload,
    create_sonic_mashup,
    create_sonic_sample,
    create_sonic_voice,
    extend_sonic_upload,
    replace_sonic_section,
    separate_sonic_stems_basic,
    separate_sonic_stems_full,
    upload_sonic_audio,
)
from aimusic_client.models import (
    SonicClipRequest,
    SonicMashupCustom,
    SonicMashupDescription,
    SonicReplaceSectionRequest,
    SonicSampleClipCustom,
    SonicSampleClipDescription,
    SonicSampleUrlCustom,
    SonicSampleUrlDescription,
    SonicUploadCallbackRequest,
    SonicUploadCoverCustom,
    SonicUploadCoverDescription,
    SonicUploadExtendCustom,
    SonicUploadExtendDescription,
    SonicVoiceRequest,
)


class SonicSources(Namespace[SubmitT_co, HandleT_co]):
    """Songs that begin with a recording or with parts of clips, and what tasks can be made of them."""

    def extend_upload(
        self,
        url: str,
        *,
        at: float | None = None,
        prompt: str | None = None,
        description: str | None = None,
        model: Model = NEWEST,
        instrumental: bool | None = None,
        auto_lyrics: bool | None = None,
        concat: bool | None = None,
        **options: Unpack[Sung],
    ) -> SubmitT_co:
        """Upload a recording and continue it.

        Args:
            url: A public, direct address of an audio file, at most 8 minutes long.
            at: Where the new part begins, seconds from the start of the recording.
            prompt: The lyrics; or else
            description: What the song is about, at most 400 characters.
            model: The model that sings.
            instrumental: True for music without a voice.
            auto_lyrics: True when `prompt` says what the song is about.
            concat: True to get the joined song too: each result is then a pair of clips, `extended` and `full`.
            options: See `Sung`.

        Returns:
            The task, which makes two clips, or two pairs.

        Raises:
            StepFailedError: The upload failed, or what follows it; no task was started.
            AIMusicError: As `create`.

        Credits: 10, given back when the task fails.
        Source: doc, `POST /sonic/upload-extend`. The answer waits for the upload, up to a minute.
        """
        fields = {"url": url, "continue_at": at, "mv": model, "make_instrumental": instrumental, "auto_concat": concat}
        kinds = (SonicUploadExtendCustom, SonicUploadExtendDescription)
        request = _written(kinds, prompt, description, auto_lyrics, options, fields)
        return self._runner.submit(call(extend_sonic_upload, accepted, request, is_slow=True))

    def cover_upload(
        self,
        url: str,
        *,
        prompt: str | None = None,
        description: str | None = None,
        model: Model = NEWEST,
        instrumental: bool | None = None,
        auto_lyrics: bool | None = None,
        **options: Unpack[Sung],
    ) -> SubmitT_co:
        """Upload a recording and sing it anew, in another style.

        Args:
            url: A public, direct address of an audio file, at most 8 minutes long.
            prompt: The lyrics; or else
            description: What the cover is like, at most 400 characters.
            model: The model that sings.
            instrumental: True for music without a voice.
            auto_lyrics: True when `prompt` says what the song is about.
            options: See `Sung`; `tags` say the style.

        Returns:
            The task, which makes two clips.

        Raises:
            StepFailedError: The upload failed, or what follows it; no task was started.
            AIMusicError: As `create`.

        Credits: 10, given back when the task fails.
        Source: doc, `POST /sonic/upload-cover`. The answer waits for the upload, up to a minute.
        """
        fields = {"url": url, "mv": model, "make_instrumental": instrumental}
        kinds = (SonicUploadCoverCustom, SonicUploadCoverDescription)
        request = _written(kinds, prompt, description, auto_lyrics, options, fields)
        return self._runner.submit(call(cover_sonic_upload, accepted, request, is_slow=True))

    def sample(
        self,
        clip: ClipLike | None = None,
        *,
        url: str | None = None,
        start_s: float,
        end_s: float,
        prompt: str | None = None,
        description: str | None = None,
        model: Model = NEWEST,
        instrumental: bool = False,
        auto_lyrics: bool | None = None,
        **options: Unpack[Sung],
    ) -> SubmitT_co:
        """Make two songs around a part of a clip or of a recording.

        Args:
            clip: The clip; or else
            url: A public, direct address of an audio file, at most 8 minutes long.
            start_s: Where the part begins, seconds from the start.
            end_s: Where it ends; after its start.
            prompt: The lyrics, at most 3000 characters; or else
            description: What the songs are about, at most 200 characters.
            model: The model that sings.
            instrumental: True for music without a voice.
            auto_lyrics: True when `prompt` says what the song is about.
            options: See `Sung`; `tags` have at most 200 characters here.

        Returns:
            The task, which makes two clips.

        Raises:
            ConfigurationError: Not exactly one of `clip` and `url` is given.
            NotFoundError: There is no such clip.
            AIMusicError: As `create`.

        Credits: 10, given back when the task fails.
        Source: doc, `POST /sonic/sample`. With `url`, the answer waits for the upload, up to a minute.
        """
        if (clip is None) == (url is None):
            raise ConfigurationError("Give a clip or a url to take the sample from, one of the two.")
        fields: dict[str, Any] = {"chop_sample_start_s": start_s, "chop_sample_end_s": end_s}
        fields |= {"mv": model, "make_instrumental": instrumental}
        if clip is not None:
            kinds: tuple[type[Any], type[Any]] = (SonicSampleClipCustom, SonicSampleClipDescription)
            fields["sample_clip_id"] = clip_id(clip)
        else:
            kinds = (SonicSampleUrlCustom, SonicSampleUrlDescription)
            fields["url"] = url
        request = _written(kinds, prompt, description, auto_lyrics, options, fields)
        return self._runner.submit(call(create_sonic_sample, accepted, request, is_slow=url is not None))

    def mashup(
        self,
        first: ClipLike,
        second: ClipLike,
        *,
        prompt: str | None = None,
        description: str | None = None,
        model: Model = NEWEST,
        instrumental: bool | None = None,
        auto_lyrics: bool | None = None,
        **options: Unpack[Sung],
    ) -> SubmitT_co:
        """Mix two clips into a new song, twice.

        Args:
            first: One clip.
            second: Another.
            prompt: The lyrics, at most 3000 characters; or else
            description: What the song is about, at most 200 characters.
            model: The model that sings.
            instrumental: True for music without a voice.
            auto_lyrics: True when `prompt` says what the song is about.
            options: See `Sung`; `tags` have at most 200 characters here.

        Returns:
            The task, which makes two clips.

        Raises:
            NotFoundError: There is no such clip.
            AIMusicError: As `create`.

        Credits: 10, given back when the task fails.
        Source: doc, `POST /sonic/mashup`.
        """
        fields = {"mashup_clip_ids": [clip_id(first), clip_id(second)], "mv": model, "make_instrumental": instrumental}
        kinds = (SonicMashupCustom, SonicMashupDescription)
        request = _written(kinds, prompt, description, auto_lyrics, options, fields)
        return self._runner.submit(call(create_sonic_mashup, accepted, request))

    def replace_section(
        self,
        clip: ClipLike,
        *,
        start_s: float,
        end_s: float,
        lyrics: str | None = None,
        prompt: str | None = None,
        model: Model = NEWEST,
        concat: bool | None = None,
        **options: Unpack[Replaced],
    ) -> SubmitT_co:
        """Sing a section of a clip anew and keep the rest.

        Args:
            clip: The clip; best when less than 24 hours old.
            start_s: Where the section begins, seconds from the start of the clip.
            end_s: Where it ends; after its start.
            lyrics: The new lyrics of the section, at most 3000 characters.
            prompt: The lyrics of the whole song as they stand, for the context.
            model: The model that sings: any but sonic-v3-5.
            concat: True to get the whole song too: each result is then a pair of clips, `replaced` and `full`.
            options: See `Replaced`.

        Returns:
            The task, which makes two clips, or two pairs.

        Raises:
            NotFoundError: There is no such clip.
            AIMusicError: As `create`.

        Credits: 10, given back when the task fails.
        Source: doc, `POST /sonic/replace-section`.
        """
        fields = {"clip_id": clip_id(clip), "infill_start_s": start_s, "infill_end_s": end_s, "infill_lyrics": lyrics}
        fields |= {"prompt": prompt, "mv": model, "auto_concat": concat}
        request = body(SonicReplaceSectionRequest, options, **fields)
        return self._runner.submit(call(replace_sonic_section, accepted, request))

    def stems(self, clip: ClipLike, *, full: bool = False, **options: Unpack[Extras]) -> SubmitT_co:
        """Separate a song into its parts.

        Args:
            clip: The song; an upload will do.
            full: True for twelve parts, False for vocals and instruments. The provider fails more often with twelve.
            options: `extra`; no webhook is documented here.

        Returns:
            The task, which makes two clips or twelve; `stem_type` or the title tells which is which.

        Raises:
            NotFoundError: There is no such clip.
            AIMusicError: See the table of errors.

        Credits: 10, or 50 with `full`, given back when the task fails.
        Source: intro, `POST /sonic/stems/basic` and `POST /sonic/stems/full`.
        """
        endpoint = separate_sonic_stems_full if full else separate_sonic_stems_basic
        return self._runner.submit(call(endpoint, accepted, body(SonicClipRequest, options, clip_id=clip_id(clip))))

    def create_voice(self, audio_url: str, **options: Unpack[Delivery]) -> SubmitT_co:
        """Make a voice from a recording of one person singing or speaking clearly.

        Args:
            audio_url: A public address of an MP3 or WAV, longer than 10 seconds, with one clear voice.
            options: See `Delivery`.

        Returns:
            The task; when it has ended, `voice` is set, and `sing_as` takes the task.

        Raises:
            InsufficientCreditsError: The balance is too low (402 or 403).
            AIMusicError: See the table of errors.

        Credits: 4, given back when the task fails.
        Source: copy, `POST /sonic/create-voice`.
        """
        request = body(SonicVoiceRequest, options, audio_url=audio_url)
        return self._runner.submit(call(create_sonic_voice, accepted, request))

    def upload_in_background(self, url: str, callback_url: str, **options: Unpack[Extras]) -> SubmitT_co:
        """Upload a recording without waiting for it.

        Args:
            url: A public, direct address of an audio file, at most 8 minutes long.
            callback_url: Where the service sends the result; what it sends there is not documented.
            options: `extra`.

        Returns:
            The task.

        Raises:
            AIMusicError: See the table of errors.

        Credits: 2, given back when the task fails.
        Source: doc, `POST /sonic/upload` with `callback_url`.
        """
        request = body(SonicUploadCallbackRequest, options, url=url, callback_url=callback_url)
        return self._runner.submit(call(upload_sonic_audio, accepted, request))


def _written(
    kinds: tuple[type[Any], type[Any]],
    prompt: str | None,
    description: str | None,
    auto_lyrics: bool | None,
    options: Any,
    fields: dict[str, Any],
) -> Any:
    """Return the body for lyrics, for a description, or for a prompt that lyrics are to be written from."""
    if description is None:
        return body(kinds[0], options, prompt=prompt, auto_lyrics=auto_lyrics, **fields)
    if auto_lyrics is not None:
        raise ConfigurationError("auto_lyrics goes with prompt: with a description, the lyrics are always written.")
    return either(*kinds, prompt, description, options, **fields)
