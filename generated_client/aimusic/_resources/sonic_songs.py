"""Sonic's songs from lyrics or a description: new ones, extensions, covers and songs of a persona.

All of them are `POST /sonic/create`; `task_type` selects one.
"""

from __future__ import annotations

from typing import Any, Final, Literal, Unpack, overload

from aimusic._http.call import accepted, call
from aimusic._resources.base import (
    HandleT_co,
    Namespace,
    SubmitT_co,
    clip_id,
    custom_or_described,
    is_upload,
    persona_id,
)
from aimusic.types import ClipLike, Model, PersonaLike, VocalOptions, WeightedOptions
from aimusic_client.api.sonic import create_sonic_music
from aimusic_client.models import (
    SonicCoverMusicCustom,
    SonicCoverMusicDescription,
    SonicCoverUploadMusicCustom,
    SonicCoverUploadMusicDescription,
    SonicCreateMusicCustom,
    SonicCreateMusicDescription,
    SonicExtendMusicCustom,
    SonicExtendMusicDescription,
    SonicExtendUploadMusicCustom,
    SonicExtendUploadMusicDescription,
    SonicPersonaMusicCustom,
    SonicPersonaMusicDescription,
)

NEWEST: Final = "sonic-v5"
"""The newest model that the Introduction lists."""

_EXTEND: dict[bool, tuple[type[Any], type[Any]]] = {
    False: (SonicExtendMusicCustom, SonicExtendMusicDescription),
    True: (SonicExtendUploadMusicCustom, SonicExtendUploadMusicDescription),
}
_COVER: dict[bool, tuple[type[Any], type[Any]]] = {
    False: (SonicCoverMusicCustom, SonicCoverMusicDescription),
    True: (SonicCoverUploadMusicCustom, SonicCoverUploadMusicDescription),
}


class SonicSongs(Namespace[SubmitT_co, HandleT_co]):
    """Songs from lyrics or a description."""

    @overload
    def create(
        self,
        prompt: str,
        *,
        description: None = None,
        model: Model = NEWEST,
        instrumental: bool | None = None,
        auto_lyrics: bool | None = None,
        **options: Unpack[VocalOptions],
    ) -> SubmitT_co: ...

    @overload
    def create(
        self,
        prompt: None = None,
        *,
        description: str,
        model: Model = NEWEST,
        instrumental: bool | None = None,
        auto_lyrics: None = None,
        **options: Unpack[VocalOptions],
    ) -> SubmitT_co: ...

    @overload
    def create(
        self,
        prompt: None = None,
        *,
        description: None = None,
        model: Model = NEWEST,
        instrumental: Literal[True],
        auto_lyrics: None = None,
        **options: Unpack[VocalOptions],
    ) -> SubmitT_co: ...

    def create(
        self,
        prompt: str | None = None,
        *,
        description: str | None = None,
        model: Model = NEWEST,
        instrumental: bool | None = None,
        auto_lyrics: bool | None = None,
        **options: Unpack[VocalOptions],
    ) -> SubmitT_co:
        """Create two songs with your lyrics, or with lyrics written from a description.

        Args:
            prompt: The lyrics, with section tags such as `[Verse]`: at most 5000 characters, 3000 with sonic-v3-5 and
                sonic-v4. Not needed for an instrumental.
            description: What the songs are like, instead of lyrics: 1 to 400 characters.
            model: The model that sings.
            instrumental: True for music without a voice. Default: False.
            auto_lyrics: True when `prompt` says what the song is about, and the lyrics are to be written from it.
            title: At most 80 characters; the service may rewrite it.
            tags: Styles, separated by commas: at most 1000 characters, 200 with sonic-v3-5 and sonic-v4.
            negative_tags: Styles to avoid, separated by commas: at most 200 characters.
            style_weight: How much the tags count, 0 to 1.
            weirdness_constraint: How unusual the music may become, 0 to 1.
            audio_weight: How much the source's sound counts, 0 to 1; documented for covers only.
            vocal_gender: The singer's voice, `f` or `m`; needs sonic-v4-5 or newer.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips.

        Raises:
            ConfigurationError: Both `prompt` and `description` are given, or neither for a song with a voice.
            ValidationError: A text is too long, or empty.
            InsufficientCreditsError: The balance is too low.
            PermissionDeniedError: The text violates the content rules.
            AIMusicError: See the table of errors.

        Credits: 10, refunded if the task fails.
        Source: intro, `POST /sonic/create` with `create_music`.
        """
        kinds = (SonicCreateMusicCustom, SonicCreateMusicDescription)
        fields = {"mv": model, "make_instrumental": instrumental, "auto_lyrics": auto_lyrics}
        return self._song(custom_or_described(*kinds, prompt, description, options, **fields))

    def extend(
        self,
        clip: ClipLike,
        *,
        at: float,
        prompt: str | None = None,
        description: str | None = None,
        model: Model = NEWEST,
        instrumental: bool | None = None,
        uploaded: bool | None = None,
        **options: Unpack[VocalOptions],
    ) -> SubmitT_co:
        """Continue a clip. The new clips hold the new part only; `concat` joins one with what came before.

        Args:
            clip: The clip to continue, or its id.
            at: Where the new part begins, in seconds from the start of the clip.
            prompt: The lyrics of the new part, as in `create`; or else
            description: What the new part is about: 1 to 400 characters.
            model: The model that sings.
            instrumental: True for music without a voice. Default: False.
            uploaded: Whether the clip came from `upload`; known for an `Upload`, needed for a bare id.
                Default: False.
            title: At most 80 characters; the service may rewrite it.
            tags: Styles, separated by commas: at most 1000 characters, 200 with sonic-v3-5 and sonic-v4.
            negative_tags: Styles to avoid, separated by commas: at most 200 characters.
            style_weight: How much the tags count, 0 to 1.
            weirdness_constraint: How unusual the music may become, 0 to 1.
            audio_weight: How much the source's sound counts, 0 to 1; documented for covers only.
            vocal_gender: The singer's voice, `f` or `m`; needs sonic-v4-5 or newer.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips.

        Raises:
            ConfigurationError: As `create`.
            NotFoundError: The clip does not exist.
            AIMusicError: As `create`.

        Credits: 10, refunded if the task fails.
        Source: doc, `POST /sonic/create` with `extend_music` or `extend_upload_music`.
        """
        fields = {"continue_clip_id": clip_id(clip), "continue_at": at, "mv": model, "make_instrumental": instrumental}
        kinds = _EXTEND[is_upload(clip, uploaded)]
        return self._song(custom_or_described(*kinds, prompt, description, options, **fields))

    def cover(
        self,
        clip: ClipLike,
        *,
        prompt: str | None = None,
        description: str | None = None,
        model: Model = NEWEST,
        instrumental: bool | None = None,
        uploaded: bool | None = None,
        **options: Unpack[VocalOptions],
    ) -> SubmitT_co:
        """Create two covers of a clip, in another style.

        Args:
            clip: The clip to cover, or its id.
            prompt: The lyrics, as in `create`; or else
            description: What the cover is like: 1 to 400 characters.
            model: The model that sings.
            instrumental: True for music without a voice. Default: False.
            uploaded: Whether the clip came from `upload`; known for an `Upload`, needed for a bare id.
                Default: False.
            title: At most 80 characters; the service may rewrite it.
            tags: Styles, separated by commas: at most 1000 characters, 200 with sonic-v3-5 and sonic-v4.
            negative_tags: Styles to avoid, separated by commas: at most 200 characters.
            style_weight: How much the tags count, 0 to 1.
            weirdness_constraint: How unusual the music may become, 0 to 1.
            audio_weight: How close to stay to the clip, 0 to 1: up to 0.3 is free, 0.7 and more is close.
            vocal_gender: The singer's voice, `f` or `m`; needs sonic-v4-5 or newer.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips.

        Raises:
            ConfigurationError: As `create`.
            NotFoundError: The clip does not exist.
            AIMusicError: As `create`.

        Credits: 10, refunded if the task fails.
        Source: doc, `POST /sonic/create` with `cover_music` or `cover_upload_music`.
        """
        fields = {"continue_clip_id": clip_id(clip), "mv": model, "make_instrumental": instrumental}
        kinds = _COVER[is_upload(clip, uploaded)]
        return self._song(custom_or_described(*kinds, prompt, description, options, **fields))

    def sing_as(
        self,
        persona: PersonaLike,
        prompt: str | None = None,
        *,
        description: str | None = None,
        model: Model = NEWEST,
        instrumental: bool | None = None,
        **options: Unpack[WeightedOptions],
    ) -> SubmitT_co:
        """Create two songs that a persona sings.

        Args:
            persona: A persona from `create_persona`, a voice from `create_voice`, or the id of either.
            prompt: The lyrics, as in `create`; or else
            description: What the songs are like: 1 to 400 characters.
            model: The model that sings.
            instrumental: True for music without a voice. Default: False.
            title: At most 80 characters; the service may rewrite it.
            tags: Styles, separated by commas: at most 1000 characters, 200 with sonic-v3-5 and sonic-v4.
            negative_tags: Styles to avoid, separated by commas: at most 200 characters.
            style_weight: How much the tags count, 0 to 1.
            weirdness_constraint: How unusual the music may become, 0 to 1.
            audio_weight: How much the source's sound counts, 0 to 1; documented for covers only.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips.

        Raises:
            ConfigurationError: As `create`.
            NotFoundError: The persona does not exist.
            AIMusicError: As `create`.

        Credits: 10, refunded if the task fails.
        Source: doc, `POST /sonic/create` with `persona_music`.
        """
        fields = {"persona_id": persona_id(persona), "mv": model, "make_instrumental": instrumental}
        kinds = (SonicPersonaMusicCustom, SonicPersonaMusicDescription)
        return self._song(custom_or_described(*kinds, prompt, description, options, **fields))

    def _song(self, request: Any) -> SubmitT_co:
        return self._runner.submit(call(create_sonic_music, accepted, request))
