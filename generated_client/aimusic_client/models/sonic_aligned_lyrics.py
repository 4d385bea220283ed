from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.sonic_aligned_word import SonicAlignedWord


T = TypeVar("T", bound="SonicAlignedLyrics")


@_attrs_define
class SonicAlignedLyrics:
    """The words of a clip, in the order in which they are sung.

    Attributes:
        alignment (list[SonicAlignedWord]): The words; may be empty.
    """

    alignment: list[SonicAlignedWord]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        alignment = []
        for alignment_item_data in self.alignment:
            alignment_item = alignment_item_data.to_dict()
            alignment.append(alignment_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "alignment": alignment,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.sonic_aligned_word import SonicAlignedWord  # noqa: PLC0415

        d = dict(src_dict)
        alignment = []
        _alignment = d.pop("alignment")
        for alignment_item_data in _alignment:
            alignment_item = SonicAlignedWord.from_dict(alignment_item_data)

            alignment.append(alignment_item)

        sonic_aligned_lyrics = cls(
            alignment=alignment,
        )

        sonic_aligned_lyrics.additional_properties = d
        return sonic_aligned_lyrics

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
