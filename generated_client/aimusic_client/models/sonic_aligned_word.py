from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SonicAlignedWord")


@_attrs_define
class SonicAlignedWord:
    """One word of the lyrics and when it is sung.

    Attributes:
        word (str): The word with the spaces and line ends around it; a section tag before it belongs to it.
        start_s (float): When the word begins, seconds from the start of the clip.
        end_s (float): When the word ends, seconds from the start of the clip.
        success (bool | Unset): Whether the word was found in the song. Skip the word when it is false.
        p_align (float | Unset): The confidence of the alignment; 1 is certain.
    """

    word: str
    start_s: float
    end_s: float
    success: bool | Unset = UNSET
    p_align: float | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        word = self.word

        start_s = self.start_s

        end_s = self.end_s

        success = self.success

        p_align = self.p_align

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "word": word,
                "start_s": start_s,
                "end_s": end_s,
            }
        )
        if success is not UNSET:
            field_dict["success"] = success
        if p_align is not UNSET:
            field_dict["p_align"] = p_align

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        word = d.pop("word")

        start_s = d.pop("start_s")

        end_s = d.pop("end_s")

        success = d.pop("success", UNSET)

        p_align = d.pop("p_align", UNSET)

        sonic_aligned_word = cls(
            word=word,
            start_s=start_s,
            end_s=end_s,
            success=success,
            p_align=p_align,
        )

        sonic_aligned_word.additional_properties = d
        return sonic_aligned_word

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
