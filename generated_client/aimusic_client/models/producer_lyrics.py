from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ProducerLyrics")


@_attrs_define
class ProducerLyrics:
    """The lyrics of a lyrics task.

    Attributes:
        lyrics (str): The lyrics, with markers such as `[Verse]` on separate lines.
        title (None | str | Unset): A title for the song.
        lyrics_id (None | str | Unset): The id of the lyrics.
        clip_id (str | Unset): The id of the result.
    """

    lyrics: str
    title: None | str | Unset = UNSET
    lyrics_id: None | str | Unset = UNSET
    clip_id: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        lyrics = self.lyrics

        title: None | str | Unset
        if isinstance(self.title, Unset):
            title = UNSET
        else:
            title = self.title

        lyrics_id: None | str | Unset
        if isinstance(self.lyrics_id, Unset):
            lyrics_id = UNSET
        else:
            lyrics_id = self.lyrics_id

        clip_id = self.clip_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "lyrics": lyrics,
            }
        )
        if title is not UNSET:
            field_dict["title"] = title
        if lyrics_id is not UNSET:
            field_dict["lyrics_id"] = lyrics_id
        if clip_id is not UNSET:
            field_dict["clip_id"] = clip_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        lyrics = d.pop("lyrics")

        def _parse_title(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        title = _parse_title(d.pop("title", UNSET))

        def _parse_lyrics_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        lyrics_id = _parse_lyrics_id(d.pop("lyrics_id", UNSET))

        clip_id = d.pop("clip_id", UNSET)

        producer_lyrics = cls(
            lyrics=lyrics,
            title=title,
            lyrics_id=lyrics_id,
            clip_id=clip_id,
        )

        producer_lyrics.additional_properties = d
        return producer_lyrics

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
