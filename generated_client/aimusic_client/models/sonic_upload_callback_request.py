from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SonicUploadCallbackRequest")


@_attrs_define
class SonicUploadCallbackRequest:
    """The recording to upload. The reply has a task at once, and the clip is sent to `callback_url`.

    Attributes:
        url (str): The URL of the recording: public, direct, MP3, WAV or another common format, at most 8 minutes long,
            and yours to use. The service checks the URL before it fetches the file.
        callback_url (str): Where to send the result. What is sent there is not documented.
    """

    url: str
    callback_url: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        url = self.url

        callback_url = self.callback_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "url": url,
                "callback_url": callback_url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        url = d.pop("url")

        callback_url = d.pop("callback_url")

        sonic_upload_callback_request = cls(
            url=url,
            callback_url=callback_url,
        )

        sonic_upload_callback_request.additional_properties = d
        return sonic_upload_callback_request

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
