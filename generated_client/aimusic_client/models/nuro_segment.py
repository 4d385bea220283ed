from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.nuro_segment_name import NuroSegmentName, check_nuro_segment_name

T = TypeVar("T", bound="NuroSegment")


@_attrs_define
class NuroSegment:
    """One part of a piece.

    Attributes:
        name (NuroSegmentName): The role of a segment in a piece.
        duration (int): The length of the part in seconds, 5 to 120; at least 30 when it is the only one.
    """

    name: NuroSegmentName
    duration: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        duration = self.duration

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "duration": duration,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = check_nuro_segment_name(d.pop("name"))

        duration = d.pop("duration")

        nuro_segment = cls(
            name=name,
            duration=duration,
        )

        nuro_segment.additional_properties = d
        return nuro_segment

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
