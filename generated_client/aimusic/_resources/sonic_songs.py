"""Sonic's songs: new ones, and those made of earlier clips. All of them are `POST /sonic/create`, told by `task_type`."""

from __future__ import annotations

from typing import Any, Literal, Unpack

from aimusic._http.call import accepted, call
from aimusic._resources.base import (
    ClipLike,
    Delivery,
    HandleT_co,
    Namespace,
    PersonaLike,
    SubmitT_co,
    Sung,
    Weighted,
    body,
    clip_id,
    either,
    is_upload,
    persona_id,
)
from aimusic_client.api.sonic import create_sonic_music
from aimusic_client.models import (
    SonicAddInstrumental,
    SonicAddVocals,
    SonicConcatMusic,
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
    SonicModel,
    SonicPersonaMusicCustom,
    SonicPersonaMusicDescription,
    SonicRemaster,
)

Model = SonicModel | str
"""A model of the contract, or one that is newer than it."""

NEWEST: SonicModel = "sonic-v5"
"""The newest model that the Introduction lists."""


class SonicSongs(Namespace[SubmitT_co, HandleT_co]):
    """Songs that begin with words, a clip or a persona."""

    def create(
        self,
        prompt: str | None = None,
        *,
        model: Model = NEWEST,
        instrumental: bool | None = None,
        auto_lyrics: bool | None = None,
        **options: Unpack[Sung],
    ) -> SubmitT_co:
        """Make two songs with your lyrics.

        Args:
            prompt: The lyrics, with section tags such as `[Verse]`: at most 5000 characters, 3000 with sonic-v3-5 and
                sonic-v4. Not needed for an instrumental.
            model: The model that sings.
            instrumental: True for music without a voice.
            auto_lyrics: True when `prompt` says what the song is about, and the lyrics are to be written from it.
            options: See `Sung`: title, tags, negative_tags, weights, vocal_gender, webhook, extra.

        Returns:
            The task, which makes two clips.

        Raises:
            ValidationError: A text is too long, or missing.
            InsufficientCreditsError: The balance is too low.
            PermissionDeniedError: The lyrics are against the content rules.
            AIMusicError: See the table of errors.

        Credits: 10, given back when the task fails.
        Source: intro, `POST /sonic/create` with `create_music`.
        """
        fields = {"mv": model, "make_instrumental": instrumental, "auto_lyrics": auto_lyrics}
        return self._song(body(SonicCreateMusicCustom, options, prompt=prompt, **fields))

    def describe(
        self,
        description: str,
        *,
        model: Model = NEWEST,
        instrumental: bool | None = None,
        **options: Unpack[Sung],
    ) -> SubmitT_co:
        """Make two songs from a description; the lyrics are written for you.

        Args:
            description: What the songs are like: at most 400 characters.
            model: The model that sings.
            instrumental: True for music without a voice.
            options: See `Sung`.

        Returns:
            The task, which makes two clips.

        Raises:
            ValidationError: The description is too long, or empty.
            InsufficientCreditsError: The balance is too low.
            PermissionDeniedError: The description is against the content rules.
            AIMusicError: See the table of errors.

        Credits: 10, given back when the task fails.
        Source: intro, `POST /sonic/create` with `create_music`.
        """
        fields = {"gpt_description_prompt": description, "mv": model, "make_instrumental": instrumental}
        return self._song(body(SonicCreateMusicDescription, options, **fields))

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
        **options: Unpack[Sung],
    ) -> SubmitT_co:
        """Continue a clip; the new clips hold the new part alone, and `concat` joins one with what came before.

        Args:
            clip: What to continue.
            at: Where the new part begins, seconds from the start of the clip.
            prompt: The lyrics of the new part; or else
            description: What it is about, at most 400 characters.
            model: The model that sings.
            instrumental: True for music without a voice.
            uploaded: Whether the clip came from `upload`. Known for an `Upload`; say it for a bare id.
            options: See `Sung`.

        Returns:
            The task, which makes two clips.

        Raises:
            NotFoundError: There is no such clip.
            AIMusicError: As `create`.

        Credits: 10, given back when the task fails.
        Source: doc, `POST /sonic/create` with `extend_music` or `extend_upload_music`.
        """
        kinds = (SonicExtendMusicCustom, SonicExtendMusicDescription)
        if is_upload(clip, uploaded):
            kinds = (SonicExtendUploadMusicCustom, SonicExtendUploadMusicDescription)  # type: ignore[assignment]
        fields = {"continue_clip_id": clip_id(clip), "continue_at": at, "mv": model, "make_instrumental": instrumental}
        return self._song(either(*kinds, prompt, description, options, **fields))

    def cover(
        self,
        clip: ClipLike,
        *,
        prompt: str | None = None,
        description: str | None = None,
        model: Model = NEWEST,
        instrumental: bool | None = None,
        uploaded: bool | None = None,
        **options: Unpack[Sung],
    ) -> SubmitT_co:
        """Sing a clip anew, in another style.

        Args:
            clip: What to sing.
            prompt: The lyrics; or else
            description: What the cover is like, at most 400 characters.
            model: The model that sings.
            instrumental: True for music without a voice.
            uploaded: Whether the clip came from `upload`. Known for an `Upload`; say it for a bare id.
            options: See `Sung`; `tags` say the style.

        Returns:
            The task, which makes two clips.

        Raises:
            NotFoundError: There is no such clip.
            AIMusicError: As `create`.

        Credits: 10, given back when the task fails.
        Source: doc, `POST /sonic/create` with `cover_music` or `cover_upload_music`.
        """
        kinds = (SonicCoverMusicCustom, SonicCoverMusicDescription)
        if is_upload(clip, uploaded):
            kinds = (SonicCoverUploadMusicCustom, SonicCoverUploadMusicDescription)  # type: ignore[assignment]
        fields = {"continue_clip_id": clip_id(clip), "mv": model, "make_instrumental": instrumental}
        return self._song(either(*kinds, prompt, description, options, **fields))

    def concat(self, extension: ClipLike, **options: Unpack[Delivery]) -> SubmitT_co:
        """Join an extension with what it continues into the full song.

        Args:
            extension: A clip that `extend` made; not the one before it.
            options: See `Delivery`.

        Returns:
            The task, which makes one clip.

        Raises:
            NotFoundError: There is no such clip.
            AIMusicError: See the table of errors.

        Credits: 2, given back when the task fails.
        Source: intro, `POST /sonic/create` with `concat_music`.
        """
        return self._song(body(SonicConcatMusic, options, continue_clip_id=clip_id(extension)))

    def sing_as(
        self,
        persona: PersonaLike,
        prompt: str | None = None,
        *,
        description: str | None = None,
        model: Model = NEWEST,
        instrumental: bool | None = None,
        **options: Unpack[Weighted],
    ) -> SubmitT_co:
        """Make two songs that a persona sings.

        Args:
            persona: The voice: from `create_persona`, or a voice from `create_voice`.
            prompt: The lyrics; or else
            description: What the songs are like, at most 400 characters.
            model: The model.
            instrumental: True for music without a voice.
            options: See `Weighted`.

        Returns:
            The task, which makes two clips.

        Raises:
            NotFoundError: There is no such persona.
            AIMusicError: As `create`.

        Credits: 10, given back when the task fails.
        Source: doc, `POST /sonic/create` with `persona_music`.
        """
        fields = {"persona_id": persona_id(persona), "mv": model, "make_instrumental": instrumental}
        kinds = (SonicPersonaMusicCustom, SonicPersonaMusicDescription)
        return self._song(either(*kinds, prompt, description, options, **fields))

    def remaster(
        self,
        clip: ClipLike,
        *,
        model: Model = NEWEST,
        variation: Literal["subtle", "normal", "high"] | None = None,
        **options: Unpack[Delivery],
    ) -> SubmitT_co:
        """Render a clip anew, with the same words and music.

        Args:
            clip: What to render; made less than 24 hours ago whenever possible.
            model: The model.
            variation: How far the result may be from the clip. Documented for sonic-v5 only.
            options: See `Delivery`.

        Returns:
            The task, which makes two clips.

        Raises:
            NotFoundError: There is no such clip.
            AIMusicError: See the table of errors.

        Credits: 10, given back when the task fails.
        Source: doc, `POST /sonic/create` with `remaster`.
        """
        fields = {"continue_clip_id": clip_id(clip), "mv": model, "variation_category": variation}
        return self._song(body(SonicRemaster, options, **fields))

    def add_vocals(
        self,
        clip: ClipLike,
        prompt: str | None = None,
        *,
        start_s: float | None = None,
        end_s: float | None = None,
        model: Model = NEWEST,
        **options: Unpack[Sung],
    ) -> SubmitT_co:
        """Sing your lyrics over an uploaded clip without a voice.

        Args:
            clip: What to sing over: an upload, at most 24 hours old.
            prompt: The lyrics.
            start_s: Where the part to sing over begins, seconds from the start of the clip.
            end_s: Where it ends; after its start.
            model: The model that sings.
            options: See `Sung`.

        Returns:
            The task, which makes two clips.

        Raises:
            NotFoundError: There is no such clip.
            AIMusicError: As `create`.

        Credits: 10, given back when the task fails.
        Source: doc, `POST /sonic/create` with `add_vocals`.
        """
        return self._song(body(SonicAddVocals, options, prompt=prompt, **_over(clip, start_s, end_s, model)))

    def add_instrumental(
        self,
        clip: ClipLike,
        *,
        start_s: float | None = None,
        end_s: float | None = None,
        model: Model = NEWEST,
        **options: Unpack[Weighted],
    ) -> SubmitT_co:
        """Accompany an uploaded clip of a voice.

        Args:
            clip: What to accompany: an upload, at most 24 hours old.
            start_s: Where the part to accompany begins, seconds from the start of the clip.
            end_s: Where it ends; after its start.
            model: The model that plays.
            options: See `Weighted`; `tags` say the style.

        Returns:
            The task, which makes two clips.

        Raises:
            NotFoundError: There is no such clip.
            AIMusicError: See the table of errors.

        Credits: 10, given back when the task fails.
        Source: doc, `POST /sonic/create` with `add_instrumental`.
        """
        return self._song(body(SonicAddInstrumental, options, **_over(clip, start_s, end_s, model)))

    def _song(self, task_type: Any) -> SubmitT_co:
        return self._runner.submit(call(create_sonic_music, accepted, task_type))


def _over(clip: ClipLike, start_s: float | None, end_s: float | None, model: Model) -> dict[str, Any]:
    return {
        "continue_clip_id": clip_id(clip),
        "overpainting_start_s": start_s,
        "overpainting_end_s": end_s,
        "mv": model,
        "custom_mode": True,  # in every known request
    }
