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

from ..types import UNSET, Unset

T = TypeVar("T", bound="SonicConcatMusic")


@_attrs_define
class SonicConcatMusic:
    """Joins an extension with the clip that it continues into one clip, the full song. Costs 2 credits.

    Attributes:
        task_type (Literal['concat_music']): Always `concat_music`. Default: 'concat_music'.
        continue_clip_id (str): The id of the extension, a clip that an extend made; not that of the clip before it.
        webhook_url (str | Unset): Where to send the result when the task ends, instead of polling: a public HTTPS URL,
            at most 1024 characters.
        webhook_secret (str | Unset): The key that signs the webhooks of this task (HMAC-SHA256). It is never shown
            again.
        use_suno_cdn (bool | Unset): Newer than the Introduction. Later pages list it, some as required, yet requests
            without it are accepted. Its effect is not documented. A JSON boolean, nothing else.
    """

    continue_clip_id: str
    task_type: Literal["concat_music"] = "concat_music"
    webhook_url: str | Unset = UNSET
    webhook_secret: str | Unset = UNSET
    use_suno_cdn: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        task_type = self.task_type

        continue_clip_id = self.continue_clip_id

        webhook_url = self.webhook_url

        webhook_secret = self.webhook_secret

        use_suno_cdn = self.use_suno_cdn

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "task_type": task_type,
                "continue_clip_id": continue_clip_id,
            }
        )
        if webhook_url is not UNSET:
            field_dict["webhook_url"] = webhook_url
        if webhook_secret is not UNSET:
            field_dict["webhook_secret"] = webhook_secret
        if use_suno_cdn is not UNSET:
            field_dict["use_suno_cdn"] = use_suno_cdn

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        task_type = cast(Literal["concat_music"], d.pop("task_type"))
        if task_type != "concat_music":
            raise ValueError(f"task_type must match const 'concat_music', got '{task_type}'")

        continue_clip_id = d.pop("continue_clip_id")

        webhook_url = d.pop("webhook_url", UNSET)

        webhook_secret = d.pop("webhook_secret", UNSET)

        use_suno_cdn = d.pop("use_suno_cdn", UNSET)

        sonic_concat_music = cls(
            task_type=task_type,
            continue_clip_id=continue_clip_id,
            webhook_url=webhook_url,
            webhook_secret=webhook_secret,
            use_suno_cdn=use_suno_cdn,
        )

        sonic_concat_music.additional_properties = d
        return sonic_concat_music

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
