from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.producer_song import ProducerSong


T = TypeVar("T", bound="ProducerTaskResult")


@_attrs_define
class ProducerTaskResult:
    """The current state of a Producer task. With `status`, it has ended when that is `SUCCESS`; without it, when `data` is
    not empty and every item with a `state` has ended.

        Attributes:
            data (list[ProducerSong]): One item when the task has succeeded, empty before. Do not rely on the number.
            code (int | Unset): The HTTP status again, 200. It is present before the end too, so it does not mark the end.
            status (str | Unset): The state of the task; absent from older replies. Treat an unknown status as `RUNNING`.
            message (str | Unset): `success` when the task has succeeded.
            task_type (str | Unset): What the task does. The documentation says that it may appear; no known reply has it.
    """

    data: list[ProducerSong]
    code: int | Unset = UNSET
    status: str | Unset = UNSET
    message: str | Unset = UNSET
    task_type: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        data = []
        for data_item_data in self.data:
            data_item = data_item_data.to_dict()
            data.append(data_item)

        code = self.code

        status = self.status

        message = self.message

        task_type = self.task_type

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "data": data,
            }
        )
        if code is not UNSET:
            field_dict["code"] = code
        if status is not UNSET:
            field_dict["status"] = status
        if message is not UNSET:
            field_dict["message"] = message
        if task_type is not UNSET:
            field_dict["task_type"] = task_type

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.producer_song import ProducerSong  # noqa: PLC0415

        d = dict(src_dict)
        data = []
        _data = d.pop("data")
        for data_item_data in _data:
            data_item = ProducerSong.from_dict(data_item_data)

            data.append(data_item)

        code = d.pop("code", UNSET)

        status = d.pop("status", UNSET)

        message = d.pop("message", UNSET)

        task_type = d.pop("task_type", UNSET)

        producer_task_result = cls(
            data=data,
            code=code,
            status=status,
            message=message,
            task_type=task_type,
        )

        producer_task_result.additional_properties = d
        return producer_task_result

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
