from __future__ import annotations

from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.sonic_model import SonicModel, check_sonic_model
from ..models.vocal_gender import VocalGender, check_vocal_gender
from ..types import UNSET, Unset

T = TypeVar("T", bound="SonicAddVocals")


@_attrs_define
class SonicAddVocals:
    """Sings your lyrics over an uploaded clip without a voice.

    Attributes:
        continue_clip_id (str): The id of the clip to work on, as `sonic/upload` returned it, at most 24 hours ago.
        task_type (Literal['add_vocals']): Always `add_vocals`. Default: 'add_vocals'.
        mv (SonicModel): The model that sings. `sonic-v5` is the newest one that the Introduction page lists.
        webhook_url (str | Unset): Where to send the result when the task ends, instead of polling: a public HTTPS URL,
            at most 1024 characters.
        webhook_secret (str | Unset): The key that signs the webhooks of this task (HMAC-SHA256). It is never shown
            again.
        use_suno_cdn (bool | Unset): Newer than the Introduction. Later pages list it, some as required, yet requests
            without it are accepted. Its effect is not documented. A JSON boolean, nothing else.
        vocal_gender (VocalGender | Unset): The singer's voice, `f` or `m`. Supported by sonic-v4-5 and newer; its
            effect on older models is not documented.
        overpainting_start_s (float | Unset): Where the part to add to begins, seconds from the start of the clip.
        overpainting_end_s (float | Unset): Where the part to add to ends, seconds from the start of the clip; after its
            start.
        style_weight (float | Unset): How much the style tags count, 0 to 1.
        weirdness_constraint (float | Unset): How unusual the music may become, 0 to 1.
        audio_weight (float | Unset): How much the uploaded recording counts compared with the added part, 0 to 1.
        title (str | Unset): The song's title, at most 80 characters. The service may rewrite it.
        tags (str | Unset): Style tags, separated by commas. At most 1000 characters; 200 with sonic-v3-5 and sonic-v4.
        negative_tags (str | Unset): Styles to avoid, separated by commas. At most 200 characters.
        prompt (str | Unset): The lyrics, with section tags such as `[Verse]` and `[Chorus]`. At most 5000 characters;
            3000 with sonic-v3-5 and sonic-v4.
        lyrics (str | Unset): Another name for `prompt`, which wins when both are sent. At most 5000 characters; 3000
            with sonic-v3-5 and sonic-v4.
        custom_mode (bool | Unset): True in every known request; this task has one mode only. A JSON boolean, nothing
            else.
    """

    continue_clip_id: str
    mv: SonicModel
    task_type: Literal["add_vocals"] = "add_vocals"
    webhook_url: str | Unset = UNSET
    webhook_secret: str | Unset = UNSET
    use_suno_cdn: bool | Unset = UNSET
    vocal_gender: VocalGender | Unset = UNSET
    overpainting_start_s: float | Unset = UNSET
    overpainting_end_s: float | Unset = UNSET
    style_weight: float | Unset = UNSET
    weirdness_constraint: float | Unset = UNSET
    audio_weight: float | Unset = UNSET
    title: str | Unset = UNSET
    tags: str | Unset = UNSET
    negative_tags: str | Unset = UNSET
    prompt: str | Unset = UNSET
    lyrics: str | Unset = UNSET
    custom_mode: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        continue_clip_id = self.continue_clip_id

        task_type = self.task_type

        mv: str = self.mv

        webhook_url = self.webhook_url

        webhook_secret = self.webhook_secret

        use_suno_cdn = self.use_suno_cdn

        vocal_gender: str | Unset = UNSET
        if not isinstance(self.vocal_gender, Unset):
            vocal_gender = self.vocal_gender

        overpainting_start_s = self.overpainting_start_s

        overpainting_end_s = self.overpainting_end_s

        style_weight = self.style_weight

        weirdness_constraint = self.weirdness_constraint

        audio_weight = self.audio_weight

        title = self.title

        tags = self.tags

        negative_tags = self.negative_tags

        prompt = self.prompt

        lyrics = self.lyrics

        custom_mode = self.custom_mode

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "continue_clip_id": continue_clip_id,
                "task_type": task_type,
                "mv": mv,
            }
        )
        if webhook_url is not UNSET:
            field_dict["webhook_url"] = webhook_url
        if webhook_secret is not UNSET:
            field_dict["webhook_secret"] = webhook_secret
        if use_suno_cdn is not UNSET:
            field_dict["use_suno_cdn"] = use_suno_cdn
        if vocal_gender is not UNSET:
            field_dict["vocal_gender"] = vocal_gender
        if overpainting_start_s is not UNSET:
            field_dict["overpainting_start_s"] = overpainting_start_s
        if overpainting_end_s is not UNSET:
            field_dict["overpainting_end_s"] = overpainting_end_s
        if style_weight is not UNSET:
            field_dict["style_weight"] = style_weight
        if weirdness_constraint is not UNSET:
            field_dict["weirdness_constraint"] = weirdness_constraint
        if audio_weight is not UNSET:
            field_dict["audio_weight"] = audio_weight
        if title is not UNSET:
            field_dict["title"] = title
        if tags is not UNSET:
            field_dict["tags"] = tags
        if negative_tags is not UNSET:
            field_dict["negative_tags"] = negative_tags
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if lyrics is not UNSET:
            field_dict["lyrics"] = lyrics
        if custom_mode is not UNSET:
            field_dict["custom_mode"] = custom_mode

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        continue_clip_id = d.pop("continue_clip_id")

        task_type = cast(Literal["add_vocals"], d.pop("task_type"))
        if task_type != "add_vocals":
            raise ValueError(f"task_type must match const 'add_vocals', got '{task_type}'")

        mv = check_sonic_model(d.pop("mv"))

        webhook_url = d.pop("webhook_url", UNSET)

        webhook_secret = d.pop("webhook_secret", UNSET)

        use_suno_cdn = d.pop("use_suno_cdn", UNSET)

        _vocal_gender = d.pop("vocal_gender", UNSET)
        vocal_gender: VocalGender | Unset
        if isinstance(_vocal_gender, Unset):
            vocal_gender = UNSET
        else:
            vocal_gender = check_vocal_gender(_vocal_gender)

        overpainting_start_s = d.pop("overpainting_start_s", UNSET)

        overpainting_end_s = d.pop("overpainting_end_s", UNSET)

        style_weight = d.pop("style_weight", UNSET)

        weirdness_constraint = d.pop("weirdness_constraint", UNSET)

        audio_weight = d.pop("audio_weight", UNSET)

        title = d.pop("title", UNSET)

        tags = d.pop("tags", UNSET)

        negative_tags = d.pop("negative_tags", UNSET)

        prompt = d.pop("prompt", UNSET)

        lyrics = d.pop("lyrics", UNSET)

        custom_mode = d.pop("custom_mode", UNSET)

        sonic_add_vocals = cls(
            continue_clip_id=continue_clip_id,
            task_type=task_type,
            mv=mv,
            webhook_url=webhook_url,
            webhook_secret=webhook_secret,
            use_suno_cdn=use_suno_cdn,
            vocal_gender=vocal_gender,
            overpainting_start_s=overpainting_start_s,
            overpainting_end_s=overpainting_end_s,
            style_weight=style_weight,
            weirdness_constraint=weirdness_constraint,
            audio_weight=audio_weight,
            title=title,
            tags=tags,
            negative_tags=negative_tags,
            prompt=prompt,
            lyrics=lyrics,
            custom_mode=custom_mode,
        )

        sonic_add_vocals.additional_properties = d
        return sonic_add_vocals

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
