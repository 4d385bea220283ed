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

T = TypeVar("T", bound="SonicUploadExtendCustom")


@_attrs_define
class SonicUploadExtendCustom:
    """Uploads a recording and continues it with your lyrics, which are required unless `make_instrumental` is true.

    Attributes:
        mv (SonicModel): The model that sings. `sonic-v5` is the newest one that the Introduction page lists.
        url (str): The URL of the recording: public, direct, MP3, WAV or another common format, at most 8 minutes long,
            and yours to use. The service checks the URL before it fetches the file.
        custom_mode (Literal[True]): True, since you write the lyrics. A JSON boolean, nothing else. Default: True.
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
        tags (str | Unset): Style tags, separated by commas. At most 1000 characters; 200 with sonic-v3-5 and sonic-v4.
        make_instrumental (bool | Unset): True for music without a voice. A JSON boolean, nothing else.
        audio_weight (float | Unset): How much the given audio counts, 0 to 1: up to 0.3 leaves the song free, 0.7 and
            more keeps it close.
        continue_at (float | Unset): Where the new part begins, seconds from the start of the recording. 0.1 is the
            advised value.
        auto_concat (bool | Unset): True to get the joined song too; each result is then a pair. False by default.
        prompt (str | Unset): The lyrics, with section tags such as `[Verse]` and `[Chorus]`; with `auto_lyrics`, what
            the song is about. At most 5000 characters; 3000 with sonic-v3-5 and sonic-v4.
        auto_lyrics (bool | Unset): True when `prompt` says what the song is about and the lyrics are to be written from
            it.
    """

    mv: SonicModel
    url: str
    custom_mode: Literal[True] = True
    webhook_url: str | Unset = UNSET
    webhook_secret: str | Unset = UNSET
    negative_tags: str | Unset = UNSET
    vocal_gender: VocalGender | Unset = UNSET
    style_weight: float | Unset = UNSET
    weirdness_constraint: float | Unset = UNSET
    title: str | Unset = UNSET
    tags: str | Unset = UNSET
    make_instrumental: bool | Unset = UNSET
    audio_weight: float | Unset = UNSET
    continue_at: float | Unset = UNSET
    auto_concat: bool | Unset = UNSET
    prompt: str | Unset = UNSET
    auto_lyrics: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        mv: str = self.mv

        url = self.url

        custom_mode = self.custom_mode

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

        make_instrumental = self.make_instrumental

        audio_weight = self.audio_weight

        continue_at = self.continue_at

        auto_concat = self.auto_concat

        prompt = self.prompt

        auto_lyrics = self.auto_lyrics

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "mv": mv,
                "url": url,
                "custom_mode": custom_mode,
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
        if make_instrumental is not UNSET:
            field_dict["make_instrumental"] = make_instrumental
        if audio_weight is not UNSET:
            field_dict["audio_weight"] = audio_weight
        if continue_at is not UNSET:
            field_dict["continue_at"] = continue_at
        if auto_concat is not UNSET:
            field_dict["auto_concat"] = auto_concat
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if auto_lyrics is not UNSET:
            field_dict["auto_lyrics"] = auto_lyrics

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        mv = check_sonic_model(d.pop("mv"))

        url = d.pop("url")

        custom_mode = cast(Literal[True], d.pop("custom_mode"))
        if custom_mode != True:
            raise ValueError(f"custom_mode must match const True, got '{custom_mode}'")

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

        make_instrumental = d.pop("make_instrumental", UNSET)

        audio_weight = d.pop("audio_weight", UNSET)

        continue_at = d.pop("continue_at", UNSET)

        auto_concat = d.pop("auto_concat", UNSET)

        prompt = d.pop("prompt", UNSET)

        auto_lyrics = d.pop("auto_lyrics", UNSET)

        sonic_upload_extend_custom = cls(
            mv=mv,
            url=url,
            custom_mode=custom_mode,
            webhook_url=webhook_url,
            webhook_secret=webhook_secret,
            negative_tags=negative_tags,
            vocal_gender=vocal_gender,
            style_weight=style_weight,
            weirdness_constraint=weirdness_constraint,
            title=title,
            tags=tags,
            make_instrumental=make_instrumental,
            audio_weight=audio_weight,
            continue_at=continue_at,
            auto_concat=auto_concat,
            prompt=prompt,
            auto_lyrics=auto_lyrics,
        )

        sonic_upload_extend_custom.additional_properties = d
        return sonic_upload_extend_custom

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
