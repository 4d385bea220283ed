from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SonicUpsampledTags")


@_attrs_define
class SonicUpsampledTags:
    """The expanded tags.

    Attributes:
        upsampled_tags (str): A full description of the style, to be sent as `tags`.
    """

    upsampled_tags: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        upsampled_tags = self.upsampled_tags

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "upsampled_tags": upsampled_tags,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        upsampled_tags = d.pop("upsampled_tags")

        sonic_upsampled_tags = cls(
            upsampled_tags=upsampled_tags,
        )

        sonic_upsampled_tags.additional_properties = d
        return sonic_upsampled_tags

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
