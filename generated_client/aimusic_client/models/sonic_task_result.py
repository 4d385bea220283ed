from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.sonic_clip import SonicClip


T = TypeVar("T", bound="SonicTaskResult")


@_attrs_define
class SonicTaskResult:
    """The clips of a task. The task has ended when every clip is `succeeded` or `failed`.

    Attributes:
        data (list[SonicClip]): Two clips for most tasks, one for a concat, one a part for stems. Do not rely on the
            number.
        code (int | Unset): The HTTP status again, 200.
        message (str | Unset): Always `success`.
    """

    data: list[SonicClip]
    code: int | Unset = UNSET
    message: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        data = []
        for data_item_data in self.data:
            data_item = data_item_data.to_dict()
            data.append(data_item)

        code = self.code

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "data": data,
            }
        )
        if code is not UNSET:
            field_dict["code"] = code
        if message is not UNSET:
            field_dict["message"] = message

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.sonic_clip import SonicClip  # noqa: PLC0415

        d = dict(src_dict)
        data = []
        _data = d.pop("data")
        for data_item_data in _data:
            data_item = SonicClip.from_dict(data_item_data)

            data.append(data_item)

        code = d.pop("code", UNSET)

        message = d.pop("message", UNSET)

        sonic_task_result = cls(
            data=data,
            code=code,
            message=message,
        )

        sonic_task_result.additional_properties = d
        return sonic_task_result

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
