from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SonicBpm")


@_attrs_define
class SonicBpm:
    """The tempo of a clip, in beats per minute.

    Attributes:
        avg_bpm (float): Average tempo, beats per minute.
        max_bpm (float): Highest tempo, beats per minute.
        min_bpm (float): Lowest tempo, beats per minute.
    """

    avg_bpm: float
    max_bpm: float
    min_bpm: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        avg_bpm = self.avg_bpm

        max_bpm = self.max_bpm

        min_bpm = self.min_bpm

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "avg_bpm": avg_bpm,
                "max_bpm": max_bpm,
                "min_bpm": min_bpm,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        avg_bpm = d.pop("avg_bpm")

        max_bpm = d.pop("max_bpm")

        min_bpm = d.pop("min_bpm")

        sonic_bpm = cls(
            avg_bpm=avg_bpm,
            max_bpm=max_bpm,
            min_bpm=min_bpm,
        )

        sonic_bpm.additional_properties = d
        return sonic_bpm

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
