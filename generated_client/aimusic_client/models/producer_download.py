from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ProducerDownload")


@_attrs_define
class ProducerDownload:
    """The file of a download task.

    Attributes:
        audio_url (str): The URL of the file, in the requested format.
        wav_url (None | str | Unset): The URL of the file, if it is a WAV.
        clip_id (str | Unset): The clip that was encoded.
    """

    audio_url: str
    wav_url: None | str | Unset = UNSET
    clip_id: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        audio_url = self.audio_url

        wav_url: None | str | Unset
        if isinstance(self.wav_url, Unset):
            wav_url = UNSET
        else:
            wav_url = self.wav_url

        clip_id = self.clip_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "audio_url": audio_url,
            }
        )
        if wav_url is not UNSET:
            field_dict["wav_url"] = wav_url
        if clip_id is not UNSET:
            field_dict["clip_id"] = clip_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        audio_url = d.pop("audio_url")

        def _parse_wav_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        wav_url = _parse_wav_url(d.pop("wav_url", UNSET))

        clip_id = d.pop("clip_id", UNSET)

        producer_download = cls(
            audio_url=audio_url,
            wav_url=wav_url,
            clip_id=clip_id,
        )

        producer_download.additional_properties = d
        return producer_download

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
