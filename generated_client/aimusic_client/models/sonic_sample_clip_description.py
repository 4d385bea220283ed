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

T = TypeVar("T", bound="SonicSampleClipDescription")


@_attrs_define
class SonicSampleClipDescription:
    """Makes a song around a part of a clip, written from your description.

    Attributes:
        mv (SonicModel): The model that sings. `sonic-v5` is the newest one that the Introduction page lists.
        make_instrumental (bool): True for music without a voice. A JSON boolean, nothing else.
        chop_sample_start_s (float): Where the sample begins, seconds from the start of the audio.
        chop_sample_end_s (float): Where the sample ends, seconds from the start of the audio; after its start.
        sample_clip_id (str): The id of a clip that this account made or uploaded; best when less than 24 hours old.
        custom_mode (Literal[False]): False, since the lyrics are written from your description. A JSON boolean, nothing
            else. Default: False.
        gpt_description_prompt (str): What the song should be, in words. 1 to 200 characters, half of what a plain
            create takes.
        webhook_url (str | Unset): Where to send the result when the task ends, instead of polling: a public HTTPS URL,
            at most 1024 characters.
        webhook_secret (str | Unset): The key that signs the webhooks of this task (HMAC-SHA256). It is never shown
            again.
        negative_tags (str | Unset): Styles to avoid, separated by commas. At most 200 characters.
        vocal_gender (VocalGender | Unset): The singer's voice, `f` or `m`. Supported by sonic-v4-5 and newer; its
            effect on older models is not documented.
        style_weight (float | Unset): How much the style tags count, 0 to 1.
        weirdness_constraint (float | Unset): How unusual the music may become, 0 to 1.
        title (str | Unset): The song's title, at most 80 characters. The service may rewrite it.
        tags (str | Unset): Style tags, separated by commas. At most 200 characters on every model.
        audio_weight (float | Unset): How much the given audio counts, 0 to 1: up to 0.3 leaves the song free, 0.7 and
            more keeps it close.
    """

    mv: SonicModel
    make_instrumental: bool
    chop_sample_start_s: float
    chop_sample_end_s: float
    sample_clip_id: str
    gpt_description_prompt: str
    custom_mode: Literal[False] = False
    webhook_url: str | Unset = UNSET
    webhook_secret: str | Unset = UNSET
    negative_tags: str | Unset = UNSET
    vocal_gender: VocalGender | Unset = UNSET
    style_weight: float | Unset = UNSET
    weirdness_constraint: float | Unset = UNSET
    title: str | Unset = UNSET
    tags: str | Unset = UNSET
    audio_weight: float | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        mv: str = self.mv

        make_instrumental = self.make_instrumental

        chop_sample_start_s = self.chop_sample_start_s

        chop_sample_end_s = self.chop_sample_end_s

        sample_clip_id = self.sample_clip_id

        custom_mode = self.custom_mode

        gpt_description_prompt = self.gpt_description_prompt

        webhook_url = self.webhook_url

        webhook_secret = self.webhook_secret

        negative_tags = self.negative_tags

        vocal_gender: str | Unset = UNSET
        if not isinstance(self.vocal_gender, Unset):
            vocal_gender = self.vocal_gender

        style_weight = self.style_weight

        weirdness_constraint = self.weirdness_constraint

        title = self.title

        tags = self.tags

        audio_weight = self.audio_weight

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "mv": mv,
                "make_instrumental": make_instrumental,
                "chop_sample_start_s": chop_sample_start_s,
                "chop_sample_end_s": chop_sample_end_s,
                "sample_clip_id": sample_clip_id,
                "custom_mode": custom_mode,
                "gpt_description_prompt": gpt_description_prompt,
            }
        )
        if webhook_url is not UNSET:
            field_dict["webhook_url"] = webhook_url
        if webhook_secret is not UNSET:
            field_dict["webhook_secret"] = webhook_secret
        if negative_tags is not UNSET:
            field_dict["negative_tags"] = negative_tags
        if vocal_gender is not UNSET:
            field_dict["vocal_gender"] = vocal_gender
        if style_weight is not UNSET:
            field_dict["style_weight"] = style_weight
        if weirdness_constraint is not UNSET:
            field_dict["weirdness_constraint"] = weirdness_constraint
        if title is not UNSET:
            field_dict["title"] = title
        if tags is not UNSET:
            field_dict["tags"] = tags
        if audio_weight is not UNSET:
            field_dict["audio_weight"] = audio_weight

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        mv = check_sonic_model(d.pop("mv"))

        make_instrumental = d.pop("make_instrumental")

        chop_sample_start_s = d.pop("chop_sample_start_s")

        chop_sample_end_s = d.pop("chop_sample_end_s")

        sample_clip_id = d.pop("sample_clip_id")

        custom_mode = cast(Literal[False], d.pop("custom_mode"))
        if custom_mode != False:
            raise ValueError(f"custom_mode must match const False, got '{custom_mode}'")

        gpt_description_prompt = d.pop("gpt_description_prompt")

        webhook_url = d.pop("webhook_url", UNSET)

        webhook_secret = d.pop("webhook_secret", UNSET)

        negative_tags = d.pop("negative_tags", UNSET)

        _vocal_gender = d.pop("vocal_gender", UNSET)
        vocal_gender: VocalGender | Unset
        if isinstance(_vocal_gender, Unset):
            vocal_gender = UNSET
        else:
            vocal_gender = check_vocal_gender(_vocal_gender)

        style_weight = d.pop("style_weight", UNSET)

        weirdness_constraint = d.pop("weirdness_constraint", UNSET)

        title = d.pop("title", UNSET)

        tags = d.pop("tags", UNSET)

        audio_weight = d.pop("audio_weight", UNSET)

        sonic_sample_clip_description = cls(
            mv=mv,
            make_instrumental=make_instrumental,
            chop_sample_start_s=chop_sample_start_s,
            chop_sample_end_s=chop_sample_end_s,
            sample_clip_id=sample_clip_id,
            custom_mode=custom_mode,
            gpt_description_prompt=gpt_description_prompt,
            webhook_url=webhook_url,
            webhook_secret=webhook_secret,
            negative_tags=negative_tags,
            vocal_gender=vocal_gender,
            style_weight=style_weight,
            weirdness_constraint=weirdness_constraint,
            title=title,
            tags=tags,
            audio_weight=audio_weight,
        )

        sonic_sample_clip_description.additional_properties = d
        return sonic_sample_clip_description

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
