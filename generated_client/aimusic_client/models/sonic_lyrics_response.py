from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.sonic_lyrics import SonicLyrics


T = TypeVar("T", bound="SonicLyricsResponse")


@_attrs_define
class SonicLyricsResponse:
    """The lyrics. They are in `results`, not in `data`.

    Attributes:
        results (list[SonicLyrics]): The texts to choose from, two in every known reply.
        code (int | Unset): The HTTP status again, 200.
        message (str | Unset): Always `success`.
    """

    results: list[SonicLyrics]
    code: int | Unset = UNSET
    message: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        results = []
        for results_item_data in self.results:
            results_item = results_item_data.to_dict()
            results.append(results_item)

        code = self.code

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "results": results,
            }
        )
        if code is not UNSET:
            field_dict["code"] = code
        if message is not UNSET:
            field_dict["message"] = message

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.sonic_lyrics import SonicLyrics  # noqa: PLC0415

        d = dict(src_dict)
        results = []
        _results = d.pop("results")
        for results_item_data in _results:
            results_item = SonicLyrics.from_dict(results_item_data)

            results.append(results_item)

        code = d.pop("code", UNSET)

        message = d.pop("message", UNSET)

        sonic_lyrics_response = cls(
            results=results,
            code=code,
            message=message,
        )

        sonic_lyrics_response.additional_properties = d
        return sonic_lyrics_response

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
