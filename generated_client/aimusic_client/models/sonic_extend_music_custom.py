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

T = TypeVar("T", bound="SonicExtendMusicCustom")


@_attrs_define
class SonicExtendMusicCustom:
    """Continues a clip with your lyrics, which are required unless `make_instrumental` is true. The new clips contain only
    the new part; `concat_music` joins one with what came before.

        Attributes:
            mv (SonicModel): The model that sings. `sonic-v5` is the newest one that the Introduction page lists.
            continue_clip_id (str): The id of the clip to work on, made by this service. Uploaded clips have their own task
                types.
            task_type (Literal['extend_music']): Always `extend_music`. Default: 'extend_music'.
            custom_mode (Literal[True]): True, since you write the lyrics. A JSON boolean, nothing else. Default: True.
            continue_at (float): Where the new part begins, seconds from the start of the clip.
            vocal_gender (VocalGender | Unset): The singer's voice, `f` or `m`. Supported by sonic-v4-5 and newer; its
                effect on older models is not documented.
            webhook_url (str | Unset): Where to send the result when the task ends, instead of polling: a public HTTPS URL,
                at most 1024 characters.
            webhook_secret (str | Unset): The key that signs the webhooks of this task (HMAC-SHA256). It is never shown
                again.
            use_suno_cdn (bool | Unset): Newer than the Introduction. Later pages list it, some as required, yet requests
                without it are accepted. Its effect is not documented. A JSON boolean, nothing else.
            style_weight (float | Unset): How much the style tags count, 0 to 1.
            weirdness_constraint (float | Unset): How unusual the music may become, 0 to 1.
            audio_weight (float | Unset): How much the source's sound counts, 0 to 1. The effect is documented for covers
                only.
            title (str | Unset): The song's title, at most 80 characters. The service may rewrite it.
            tags (str | Unset): Style tags, separated by commas. At most 1000 characters; 200 with sonic-v3-5 and sonic-v4.
            negative_tags (str | Unset): Styles to avoid, separated by commas. At most 200 characters.
            make_instrumental (bool | Unset): True for music without a voice. A JSON boolean, nothing else; false by
                default. Default: False.
            prompt (str | Unset): The lyrics, with section tags such as `[Verse]` and `[Chorus]`. At most 5000 characters;
                3000 with sonic-v3-5 and sonic-v4.
            lyrics (str | Unset): Another name for `prompt`, which wins when both are sent. At most 5000 characters; 3000
                with sonic-v3-5 and sonic-v4.
    """

    mv: SonicModel
    continue_clip_id: str
    continue_at: float
    task_type: Literal["extend_music"] = "extend_music"
    custom_mode: Literal[True] = True
    vocal_gender: VocalGender | Unset = UNSET
    webhook_url: str | Unset = UNSET
    webhook_secret: str | Unset = UNSET
    use_suno_cdn: bool | Unset = UNSET
    style_weight: float | Unset = UNSET
    weirdness_constraint: float | Unset = UNSET
    audio_weight: float | Unset = UNSET
    title: str | Unset = UNSET
    tags: str | Unset = UNSET
    negative_tags: str | Unset = UNSET
    make_instrumental: bool | Unset = False
    prompt: str | Unset = UNSET
    lyrics: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        mv: str = self.mv

        continue_clip_id = self.continue_clip_id

        task_type = self.task_type

        custom_mode = self.custom_mode

        continue_at = self.continue_at

        vocal_gender: str | Unset = UNSET
        if not isinstance(self.vocal_gender, Unset):
            vocal_gender = self.vocal_gender

        webhook_url = self.webhook_url

        webhook_secret = self.webhook_secret

        use_suno_cdn = self.use_suno_cdn

        style_weight = self.style_weight

        weirdness_constraint = self.weirdness_constraint

        audio_weight = self.audio_weight

        title = self.title

        tags = self.tags

        negative_tags = self.negative_tags

        make_instrumental = self.make_instrumental

        prompt = self.prompt

        lyrics = self.lyrics

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "mv": mv,
                "continue_clip_id": continue_clip_id,
                "task_type": task_type,
                "custom_mode": custom_mode,
                "continue_at": continue_at,
            }
        )
        if vocal_gender is not UNSET:
            field_dict["vocal_gender"] = vocal_gender
        if webhook_url is not UNSET:
            field_dict["webhook_url"] = webhook_url
        if webhook_secret is not UNSET:
            field_dict["webhook_secret"] = webhook_secret
        if use_suno_cdn is not UNSET:
            field_dict["use_suno_cdn"] = use_suno_cdn
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
        if make_instrumental is not UNSET:
            field_dict["make_instrumental"] = make_instrumental
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if lyrics is not UNSET:
            field_dict["lyrics"] = lyrics

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        mv = check_sonic_model(d.pop("mv"))

        continue_clip_id = d.pop("continue_clip_id")

        task_type = cast(Literal["extend_music"], d.pop("task_type"))
        if task_type != "extend_music":
            raise ValueError(f"task_type must match const 'extend_music', got '{task_type}'")

        custom_mode = cast(Literal[True], d.pop("custom_mode"))
        if custom_mode != True:
            raise ValueError(f"custom_mode must match const True, got '{custom_mode}'")

        continue_at = d.pop("continue_at")

        _vocal_gender = d.pop("vocal_gender", UNSET)
        vocal_gender: VocalGender | Unset
        if isinstance(_vocal_gender, Unset):
            vocal_gender = UNSET
        else:
            vocal_gender = check_vocal_gender(_vocal_gender)

        webhook_url = d.pop("webhook_url", UNSET)

        webhook_secret = d.pop("webhook_secret", UNSET)

        use_suno_cdn = d.pop("use_suno_cdn", UNSET)

        style_weight = d.pop("style_weight", UNSET)

        weirdness_constraint = d.pop("weirdness_constraint", UNSET)

        audio_weight = d.pop("audio_weight", UNSET)

        title = d.pop("title", UNSET)

        tags = d.pop("tags", UNSET)

        negative_tags = d.pop("negative_tags", UNSET)

        make_instrumental = d.pop("make_instrumental", UNSET)

        prompt = d.pop("prompt", UNSET)

        lyrics = d.pop("lyrics", UNSET)

        sonic_extend_music_custom = cls(
            mv=mv,
            continue_clip_id=continue_clip_id,
            task_type=task_type,
            custom_mode=custom_mode,
            continue_at=continue_at,
            vocal_gender=vocal_gender,
            webhook_url=webhook_url,
            webhook_secret=webhook_secret,
            use_suno_cdn=use_suno_cdn,
            style_weight=style_weight,
            weirdness_constraint=weirdness_constraint,
            audio_weight=audio_weight,
            title=title,
            tags=tags,
            negative_tags=negative_tags,
            make_instrumental=make_instrumental,
            prompt=prompt,
            lyrics=lyrics,
        )

        sonic_extend_music_custom.additional_properties = d
        return sonic_extend_music_custom

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
