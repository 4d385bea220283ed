"""Sonic's songs from a recording, from two clips, or from a part of one. Each has a path of its own."""

from __future__ import annotations

from typing import Any, Unpack

from aimusic._errors import ConfigurationError
from aimusic._http.call import accepted, call
from aimusic._resources.base import HandleT_co, Namespace, SubmitT_co, body, clip_id, custom_or_described
from aimusic._resources.sonic_songs import NEWEST
from aimusic.types import ClipLike, ExtraOptions, Model, VocalOptions, WebhookOptions
from aimusic_client.api.sonic import (
    cover_sonic_upload,
    create_sonic_mashup,
    create_sonic_sample,
    create_sonic_voice,
    extend_sonic_upload,
    upload_sonic_audio,
)
from aimusic_client.models import (
    SonicMashupCustom,
    SonicMashupDescription,
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
    """Songs and voices from recordings and from parts of clips."""

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
        **options: Unpack[VocalOptions],
    ) -> SubmitT_co:
        """Upload a recording and continue it.

        Args:
            url: Public, direct URL of an audio file, at most 8 minutes long.
            at: Where the new part begins, in seconds from the start of the recording; 0.1 is advised.
            prompt: The lyrics, as in `create`; or else
            description: What the song is about: 1 to 400 characters.
            model: The model that sings.
            instrumental: True for music without a voice. Default: False.
            auto_lyrics: True when `prompt` says what the song is about. Default: False.
            concat: True to get the joined song too: each result is then a pair of clips, `extended` and `full`.
                Default: False.
            title: At most 80 characters; the service may rewrite it.
            tags: Styles, separated by commas: at most 1000 characters, 200 with sonic-v3-5 and sonic-v4.
            negative_tags: Styles to avoid, separated by commas: at most 200 characters.
            style_weight: How much the tags count, 0 to 1.
            weirdness_constraint: How unusual the music may become, 0 to 1.
            audio_weight: How close to stay to the source, 0 to 1: up to 0.3 is free, 0.7 and more is close.
            vocal_gender: The singer's voice, `f` or `m`; needs sonic-v4-5 or newer.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips, or two pairs.

        Raises:
            ConfigurationError: As `create`.
            StepFailedError: The upload or the step after it failed; no task was started.
            AIMusicError: As `create`.

        Credits: 10, refunded if the task fails.
        Source: doc, `POST /sonic/upload-extend`. The response waits for the upload, up to a minute.
        """
        fields = {"url": url, "continue_at": at, "mv": model, "make_instrumental": instrumental, "auto_concat": concat}
        kinds = (SonicUploadExtendCustom, SonicUploadExtendDescription)
        request = custom_or_described(*kinds, prompt, description, options, auto_lyrics=auto_lyrics, **fields)
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
        **options: Unpack[VocalOptions],
    ) -> SubmitT_co:
        """Upload a recording and create two covers of it, in another style.

        Args:
            url: Public, direct URL of an audio file, at most 8 minutes long.
            prompt: The lyrics, as in `create`; or else
            description: What the cover is like: 1 to 400 characters.
            model: The model that sings.
            instrumental: True for music without a voice. Default: False.
            auto_lyrics: True when `prompt` says what the song is about. Default: False.
            title: At most 80 characters; the service may rewrite it.
            tags: Styles, separated by commas: at most 1000 characters, 200 with sonic-v3-5 and sonic-v4.
            negative_tags: Styles to avoid, separated by commas: at most 200 characters.
            style_weight: How much the tags count, 0 to 1.
            weirdness_constraint: How unusual the music may become, 0 to 1.
            audio_weight: How close to stay to the source, 0 to 1: up to 0.3 is free, 0.7 and more is close.
            vocal_gender: The singer's voice, `f` or `m`; needs sonic-v4-5 or newer.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips.

        Raises:
            ConfigurationError: As `create`.
            StepFailedError: The upload or the step after it failed; no task was started.
            AIMusicError: As `create`.

        Credits: 10, refunded if the task fails.
        Source: doc, `POST /sonic/upload-cover`. The response waits for the upload, up to a minute.
        """
        fields = {"url": url, "mv": model, "make_instrumental": instrumental, "auto_lyrics": auto_lyrics}
        kinds = (SonicUploadCoverCustom, SonicUploadCoverDescription)
        request = custom_or_described(*kinds, prompt, description, options, **fields)
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
        **options: Unpack[VocalOptions],
    ) -> SubmitT_co:
        """Create two songs around a part of a clip or of a recording.

        Args:
            clip: The clip, or its id; or else
            url: Public, direct URL of an audio file, at most 8 minutes long.
            start_s: Where the part begins, in seconds from the start.
            end_s: Where the part ends, in seconds; after its start.
            prompt: The lyrics, at most 3000 characters; or else
            description: What the songs are about: 1 to 200 characters.
            model: The model that sings.
            instrumental: True for music without a voice.
            auto_lyrics: True when `prompt` says what the song is about. Default: False.
            title: At most 80 characters; the service may rewrite it.
            tags: Styles, separated by commas: at most 200 characters.
            negative_tags: Styles to avoid, separated by commas: at most 200 characters.
            style_weight: How much the tags count, 0 to 1.
            weirdness_constraint: How unusual the music may become, 0 to 1.
            audio_weight: How close to stay to the source, 0 to 1: up to 0.3 is free, 0.7 and more is close.
            vocal_gender: The singer's voice, `f` or `m`; needs sonic-v4-5 or newer.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips.

        Raises:
            ConfigurationError: Not exactly one of `clip` and `url` is given; otherwise as `create`.
            NotFoundError: The clip does not exist.
            AIMusicError: As `create`.

        Credits: 10, refunded if the task fails.
        Source: doc, `POST /sonic/sample`. With `url`, the response waits for the upload, up to a minute.
        """
        if (clip is None) == (url is None):
            raise ConfigurationError("Give a clip or a url to take the sample from, one of the two.")
        fields: dict[str, Any] = {"chop_sample_start_s": start_s, "chop_sample_end_s": end_s}
        fields |= {"mv": model, "make_instrumental": instrumental, "auto_lyrics": auto_lyrics}
        if clip is not None:
            kinds: tuple[type[Any], type[Any]] = (SonicSampleClipCustom, SonicSampleClipDescription)
            fields["sample_clip_id"] = clip_id(clip)
        else:
            kinds = (SonicSampleUrlCustom, SonicSampleUrlDescription)
            fields["url"] = url
        request = custom_or_described(*kinds, prompt, description, options, **fields)
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
        **options: Unpack[VocalOptions],
    ) -> SubmitT_co:
        """Create two songs from two clips.

        Args:
            first: One clip, or its id.
            second: The other clip, or its id.
            prompt: The lyrics, at most 3000 characters; or else
            description: What the song is about: 1 to 200 characters.
            model: The model that sings.
            instrumental: True for music without a voice. Default: False.
            auto_lyrics: True when `prompt` says what the song is about. Default: False.
            title: At most 80 characters; the service may rewrite it.
            tags: Styles, separated by commas: at most 200 characters.
            negative_tags: Styles to avoid, separated by commas: at most 200 characters.
            style_weight: How much the tags count, 0 to 1.
            weirdness_constraint: How unusual the music may become, 0 to 1.
            audio_weight: How close to stay to the source, 0 to 1: up to 0.3 is free, 0.7 and more is close.
            vocal_gender: The singer's voice, `f` or `m`; needs sonic-v4-5 or newer.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips.

        Raises:
            ConfigurationError: As `create`.
            NotFoundError: A clip does not exist.
            AIMusicError: As `create`.

        Credits: 10, refunded if the task fails.
        Source: doc, `POST /sonic/mashup`.
        """
        fields: dict[str, Any] = {"mashup_clip_ids": [clip_id(first), clip_id(second)], "mv": model}
        fields |= {"make_instrumental": instrumental, "auto_lyrics": auto_lyrics}
        kinds = (SonicMashupCustom, SonicMashupDescription)
        request = custom_or_described(*kinds, prompt, description, options, **fields)
        return self._runner.submit(call(create_sonic_mashup, accepted, request))

    def create_voice(self, audio_url: str, **options: Unpack[WebhookOptions]) -> SubmitT_co:
        """Create a voice from a recording of one clear singing or speaking voice.

        Args:
            audio_url: Public URL of an MP3 or WAV file, longer than 10 seconds.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task. Once it has ended, `voice` is set, and `sing_as` takes the task.

        Raises:
            InsufficientCreditsError: The balance is too low (402 or 403).
            AIMusicError: See the table of errors.

        Credits: 4, refunded if the task fails.
        Source: copy, `POST /sonic/create-voice`.
        """
        request = body(SonicVoiceRequest, options, audio_url=audio_url)
        return self._runner.submit(call(create_sonic_voice, accepted, request))

    def upload_in_background(self, url: str, callback_url: str, **options: Unpack[ExtraOptions]) -> SubmitT_co:
        """Upload a recording without waiting for it.

        Args:
            url: Public, direct URL of an audio file, at most 8 minutes long.
            callback_url: Public URL that receives the result; its format is not documented.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task.

        Raises:
            AIMusicError: See the table of errors.

        Credits: 2, refunded if the task fails.
        Source: doc, `POST /sonic/upload` with `callback_url`.
        """
        request = body(SonicUploadCallbackRequest, options, url=url, callback_url=callback_url)
        return self._runner.submit(call(upload_sonic_audio, accepted, request))
