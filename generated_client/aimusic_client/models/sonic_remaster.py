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
from ..models.sonic_remaster_variation_category import (
    SonicRemasterVariationCategory,
    check_sonic_remaster_variation_category,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="SonicRemaster")


@_attrs_define
class SonicRemaster:
    """Renders a clip again, with the same words and music. It has no mode and no texts.

    Attributes:
        task_type (Literal['remaster']): Always `remaster`. Default: 'remaster'.
        mv (SonicModel): The model that sings. `sonic-v5` is the newest one that the Introduction page lists.
        continue_clip_id (str): The id of the clip to render again, less than 24 hours old if possible.
        webhook_url (str | Unset): Where to send the result when the task ends, instead of polling: a public HTTPS URL,
            at most 1024 characters.
        webhook_secret (str | Unset): The key that signs the webhooks of this task (HMAC-SHA256). It is never shown
            again.
        use_suno_cdn (bool | Unset): Newer than the Introduction. Later pages list it, some as required, yet requests
            without it are accepted. Its effect is not documented. A JSON boolean, nothing else.
        variation_category (SonicRemasterVariationCategory | Unset): How far the result may be from the clip. Documented
            for sonic-v5 only.
    """

    mv: SonicModel
    continue_clip_id: str
    task_type: Literal["remaster"] = "remaster"
    webhook_url: str | Unset = UNSET
    webhook_secret: str | Unset = UNSET
    use_suno_cdn: bool | Unset = UNSET
    variation_category: SonicRemasterVariationCategory | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        task_type = self.task_type

        mv: str = self.mv

        continue_clip_id = self.continue_clip_id

        webhook_url = self.webhook_url

        webhook_secret = self.webhook_secret

        use_suno_cdn = self.use_suno_cdn

        variation_category: str | Unset = UNSET
        if not isinstance(self.variation_category, Unset):
            variation_category = self.variation_category

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "task_type": task_type,
                "mv": mv,
                "continue_clip_id": continue_clip_id,
            }
        )
        if webhook_url is not UNSET:
            field_dict["webhook_url"] = webhook_url
        if webhook_secret is not UNSET:
            field_dict["webhook_secret"] = webhook_secret
        if use_suno_cdn is not UNSET:
            field_dict["use_suno_cdn"] = use_suno_cdn
        if variation_category is not UNSET:
            field_dict["variation_category"] = variation_category

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        task_type = cast(Literal["remaster"], d.pop("task_type"))
        if task_type != "remaster":
            raise ValueError(f"task_type must match const 'remaster', got '{task_type}'")

        mv = check_sonic_model(d.pop("mv"))

        continue_clip_id = d.pop("continue_clip_id")

        webhook_url = d.pop("webhook_url", UNSET)

        webhook_secret = d.pop("webhook_secret", UNSET)

        use_suno_cdn = d.pop("use_suno_cdn", UNSET)

        _variation_category = d.pop("variation_category", UNSET)
        variation_category: SonicRemasterVariationCategory | Unset
        if isinstance(_variation_category, Unset):
            variation_category = UNSET
        else:
            variation_category = check_sonic_remaster_variation_category(_variation_category)

        sonic_remaster = cls(
            task_type=task_type,
            mv=mv,
            continue_clip_id=continue_clip_id,
            webhook_url=webhook_url,
            webhook_secret=webhook_secret,
            use_suno_cdn=use_suno_cdn,
            variation_category=variation_category,
        )

        sonic_remaster.additional_properties = d
        return sonic_remaster

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
