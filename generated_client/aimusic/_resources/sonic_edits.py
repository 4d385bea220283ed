"""Sonic's changes to earlier clips: joining, remastering, adding and replacing parts, stems."""

from __future__ import annotations

from typing import Any, Literal, Unpack

from aimusic._http.call import accepted, call
from aimusic._resources.base import HandleT_co, Namespace, SubmitT_co, body, clip_id
from aimusic._resources.sonic_songs import NEWEST
from aimusic.types import (
    ClipLike,
    ExtraOptions,
    Model,
    ReplaceModel,
    ReplaceOptions,
    VocalOptions,
    WebhookOptions,
    WeightedOptions,
)
from aimusic_client.api.sonic import (
    create_sonic_music,
    replace_sonic_section,
    separate_sonic_stems_basic,
    separate_sonic_stems_full,
)
from aimusic_client.models import (
    SonicAddInstrumental,
    SonicAddVocals,
    SonicClipRequest,
    SonicConcatMusic,
    SonicRemaster,
    SonicReplaceSectionRequest,
)


class SonicEdits(Namespace[SubmitT_co, HandleT_co]):
    """Changes to earlier clips."""

    def concat(self, extension: ClipLike, **options: Unpack[WebhookOptions]) -> SubmitT_co:
        """Join an extension with what it continues into the full song.

        Args:
            extension: A clip that `extend` created, or its id; not the clip before it.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates one clip.

        Raises:
            NotFoundError: The clip does not exist.
            AIMusicError: See the table of errors.

        Credits: 2, refunded if the task fails.
        Source: intro, `POST /sonic/create` with `concat_music`.
        """
        return self._edit(body(SonicConcatMusic, options, continue_clip_id=clip_id(extension)))

    def remaster(
        self,
        clip: ClipLike,
        *,
        model: Model = NEWEST,
        variation: Literal["subtle", "normal", "high"] | None = None,
        **options: Unpack[WebhookOptions],
    ) -> SubmitT_co:
        """Render a clip again, with the same lyrics and music.

        Args:
            clip: The clip to render, or its id; best when less than 24 hours old.
            model: The model.
            variation: How far the result may be from the clip; documented for sonic-v5 only.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips.

        Raises:
            NotFoundError: The clip does not exist.
            AIMusicError: See the table of errors.

        Credits: 10, refunded if the task fails.
        Source: doc, `POST /sonic/create` with `remaster`.
        """
        fields = {"continue_clip_id": clip_id(clip), "mv": model, "variation_category": variation}
        return self._edit(body(SonicRemaster, options, **fields))

    def add_vocals(
        self,
        clip: ClipLike,
        prompt: str | None = None,
        *,
        start_s: float | None = None,
        end_s: float | None = None,
        model: Model = NEWEST,
        **options: Unpack[VocalOptions],
    ) -> SubmitT_co:
        """Add a voice with your lyrics to an uploaded clip.

        Args:
            clip: The upload to sing over, or its id; at most 24 hours old.
            prompt: The lyrics: at most 5000 characters, 3000 with sonic-v3-5 and sonic-v4.
            start_s: Where the part to sing over begins, in seconds from the start of the clip.
            end_s: Where that part ends, in seconds; after its start.
            model: The model that sings.
            title: At most 80 characters; the service may rewrite it.
            tags: Styles, separated by commas: at most 1000 characters, 200 with sonic-v3-5 and sonic-v4.
            negative_tags: Styles to avoid, separated by commas: at most 200 characters.
            style_weight: How much the tags count, 0 to 1.
            weirdness_constraint: How unusual the music may become, 0 to 1.
            audio_weight: How much the uploaded recording counts beside what is added, 0 to 1.
            vocal_gender: The singer's voice, `f` or `m`; needs sonic-v4-5 or newer.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips.

        Raises:
            NotFoundError: The clip does not exist.
            AIMusicError: As `create`.

        Credits: 10, refunded if the task fails.
        Source: doc, `POST /sonic/create` with `add_vocals`.
        """
        return self._edit(body(SonicAddVocals, options, prompt=prompt, **_over(clip, start_s, end_s, model)))

    def add_instrumental(
        self,
        clip: ClipLike,
        *,
        start_s: float | None = None,
        end_s: float | None = None,
        model: Model = NEWEST,
        **options: Unpack[WeightedOptions],
    ) -> SubmitT_co:
        """Add instruments to an uploaded clip of a voice.

        Args:
            clip: The upload to accompany, or its id; at most 24 hours old.
            start_s: Where the part to accompany begins, in seconds from the start of the clip.
            end_s: Where that part ends, in seconds; after its start.
            model: The model that plays.
            title: At most 80 characters; the service may rewrite it.
            tags: Styles, separated by commas: at most 1000 characters, 200 with sonic-v3-5 and sonic-v4.
            negative_tags: Styles to avoid, separated by commas: at most 200 characters.
            style_weight: How much the tags count, 0 to 1.
            weirdness_constraint: How unusual the music may become, 0 to 1.
            audio_weight: How much the uploaded recording counts beside what is added, 0 to 1.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips.

        Raises:
            NotFoundError: The clip does not exist.
            AIMusicError: See the table of errors.

        Credits: 10, refunded if the task fails.
        Source: doc, `POST /sonic/create` with `add_instrumental`.
        """
        return self._edit(body(SonicAddInstrumental, options, **_over(clip, start_s, end_s, model)))

    def replace_section(
        self,
        clip: ClipLike,
        *,
        start_s: float,
        end_s: float,
        lyrics: str | None = None,
        prompt: str | None = None,
        model: ReplaceModel = NEWEST,
        concat: bool | None = None,
        **options: Unpack[ReplaceOptions],
    ) -> SubmitT_co:
        """Regenerate a section of a clip and keep the rest.

        Args:
            clip: A clip or its id; best when less than 24 hours old.
            start_s: Where the section begins, in seconds from the start of the clip.
            end_s: Where the section ends, in seconds; after its start.
            lyrics: The new lyrics of the section, at most 3000 characters.
            prompt: The lyrics of the whole song as they stand, for context: at most 5000 characters, 3000 with
                sonic-v4.
            model: The model that sings: any except sonic-v3-5.
            concat: True to get the whole song too: each result is then a pair of clips, `replaced` and `full`.
                Default: False.
            title: At most 80 characters; the service may rewrite it.
            tags: Styles, separated by commas: at most 1000 characters, 200 with sonic-v3-5 and sonic-v4.
            negative_tags: Styles to avoid, separated by commas: at most 200 characters.
            style_weight: How much the tags count, 0 to 1.
            weirdness_constraint: How unusual the music may become, 0 to 1.
            vocal_gender: The singer's voice, `f` or `m`; needs sonic-v4-5 or newer.
            webhook_url: Public HTTPS URL that receives the result, at most 1024 characters.
            webhook_secret: Key that signs the webhooks of this task; see `verify_webhook`.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips, or two pairs.

        Raises:
            NotFoundError: The clip does not exist.
            AIMusicError: As `create`.

        Credits: 10, refunded if the task fails.
        Source: doc, `POST /sonic/replace-section`.
        """
        fields = {"clip_id": clip_id(clip), "infill_start_s": start_s, "infill_end_s": end_s, "infill_lyrics": lyrics}
        fields |= {"prompt": prompt, "mv": model, "auto_concat": concat}
        request = body(SonicReplaceSectionRequest, options, **fields)
        return self._runner.submit(call(replace_sonic_section, accepted, request))

    def stems(self, clip: ClipLike, *, full: bool = False, **options: Unpack[ExtraOptions]) -> SubmitT_co:
        """Separate a song into its parts.

        Args:
            clip: The song, also an upload, or its id.
            full: True for twelve parts, False for vocals and instruments. Twelve fail more often.
            extra: Fields that the contract does not list, sent unchanged.

        Returns:
            The task, which creates two clips or twelve; `stem_type` or the title names the part.

        Raises:
            NotFoundError: The clip does not exist.
            AIMusicError: See the table of errors.

        Credits: 10, or 50 with `full`, refunded if the task fails.
        Source: intro, `POST /sonic/stems/basic` and `POST /sonic/stems/full`.
        """
        endpoint = separate_sonic_stems_full if full else separate_sonic_stems_basic
        return self._runner.submit(call(endpoint, accepted, body(SonicClipRequest, options, clip_id=clip_id(clip))))

    def _edit(self, request: Any) -> SubmitT_co:
        return self._runner.submit(call(create_sonic_music, accepted, request))


def _over(clip: ClipLike, start_s: float | None, end_s: float | None, model: Model) -> dict[str, Any]:
    return {
        "continue_clip_id": clip_id(clip),
        "overpainting_start_s": start_s,
        "overpainting_end_s": end_s,
        "mv": model,
        "custom_mode": True,  # in every known request
    }
