from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.sonic_replace_model import SonicReplaceModel, check_sonic_replace_model
from ..models.vocal_gender import VocalGender, check_vocal_gender
from ..types import UNSET, Unset

T = TypeVar("T", bound="SonicReplaceSectionRequest")


@_attrs_define
class SonicReplaceSectionRequest:
    """The section of a clip to regenerate, and its new lyrics.

    Attributes:
        clip_id (str): The id of a clip that this account made or uploaded; best when less than 24 hours old.
        mv (SonicReplaceModel): The model that sings. All models except sonic-v3-5.
        infill_start_s (float): Where the section begins, seconds from the start of the clip.
        infill_end_s (float): Where the section ends, seconds from the start of the clip; after its start.
        webhook_url (str | Unset): Where to send the result when the task ends, instead of polling: a public HTTPS URL,
            at most 1024 characters.
        webhook_secret (str | Unset): The key that signs the webhooks of this task (HMAC-SHA256). It is never shown
            again.
        negative_tags (str | Unset): Styles to avoid, separated by commas. At most 200 characters.
        vocal_gender (VocalGender | Unset): The singer's voice, `f` or `m`. Supported by sonic-v4-5 and newer; its
            effect on older models is not documented.
        style_weight (float | Unset): How much the style tags count, 0 to 1.
        weirdness_constraint (float | Unset): How unusual the music may become, 0 to 1.
        prompt (str | Unset): The present lyrics of the whole song, for context. At most 5000 characters; 3000 with
            sonic-v4.
        infill_lyrics (str | Unset): The new lyrics of the section, at most 3000 characters.
        auto_concat (bool | Unset): True to get the joined song too; each result is then a pair. False by default.
        title (str | Unset): The song's title, at most 80 characters. The service may rewrite it.
        tags (str | Unset): Style tags, separated by commas. At most 1000 characters; 200 with sonic-v3-5 and sonic-v4.
    """

    clip_id: str
    mv: SonicReplaceModel
    infill_start_s: float
    infill_end_s: float
    webhook_url: str | Unset = UNSET
    webhook_secret: str | Unset = UNSET
    negative_tags: str | Unset = UNSET
    vocal_gender: VocalGender | Unset = UNSET
    style_weight: float | Unset = UNSET
    weirdness_constraint: float | Unset = UNSET
    prompt: str | Unset = UNSET
    infill_lyrics: str | Unset = UNSET
    auto_concat: bool | Unset = UNSET
    title: str | Unset = UNSET
    tags: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        clip_id = self.clip_id

        mv: str = self.mv

        infill_start_s = self.infill_start_s

        infill_end_s = self.infill_end_s

        webhook_url = self.webhook_url

        webhook_secret = self.webhook_secret

        negative_tags = self.negative_tags

        vocal_gender: str | Unset = UNSET
        if not isinstance(self.vocal_gender, Unset):
            vocal_gender = self.vocal_gender

        style_weight = self.style_weight

        weirdness_constraint = self.weirdness_constraint

        prompt = self.prompt

        infill_lyrics = self.infill_lyrics

        auto_concat = self.auto_concat

        title = self.title

        tags = self.tags

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "clip_id": clip_id,
                "mv": mv,
                "infill_start_s": infill_start_s,
                "infill_end_s": infill_end_s,
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
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if infill_lyrics is not UNSET:
            field_dict["infill_lyrics"] = infill_lyrics
        if auto_concat is not UNSET:
            field_dict["auto_concat"] = auto_concat
        if title is not UNSET:
            field_dict["title"] = title
        if tags is not UNSET:
            field_dict["tags"] = tags

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        clip_id = d.pop("clip_id")

        mv = check_sonic_replace_model(d.pop("mv"))

        infill_start_s = d.pop("infill_start_s")

        infill_end_s = d.pop("infill_end_s")

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

        prompt = d.pop("prompt", UNSET)

        infill_lyrics = d.pop("infill_lyrics", UNSET)

        auto_concat = d.pop("auto_concat", UNSET)

        title = d.pop("title", UNSET)

        tags = d.pop("tags", UNSET)

        sonic_replace_section_request = cls(
            clip_id=clip_id,
            mv=mv,
            infill_start_s=infill_start_s,
            infill_end_s=infill_end_s,
            webhook_url=webhook_url,
            webhook_secret=webhook_secret,
            negative_tags=negative_tags,
            vocal_gender=vocal_gender,
            style_weight=style_weight,
            weirdness_constraint=weirdness_constraint,
            prompt=prompt,
            infill_lyrics=infill_lyrics,
            auto_concat=auto_concat,
            title=title,
            tags=tags,
        )

        sonic_replace_section_request.additional_properties = d
        return sonic_replace_section_request

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
