from __future__ import annotations

from collections.abc import Mapping
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.producer_song import ProducerSong


T = TypeVar("T", bound="ProducerTaskFailure")


@_attrs_define
class ProducerTaskFailure:
    """The whole task failed after it was accepted. The HTTP status is 200. Older replies have the form of TaskFailure
    instead.

        Attributes:
            status (Literal['FAILED']): Always `FAILED`. Default: 'FAILED'.
            type_ (str | Unset): The kind of failure.
            message (str | Unset): A human-readable sentence; it says whether the credits were refunded.
            error (str | Unset): A human-readable sentence, in replies that do not call it `message`.
            code (int | Unset): The HTTP status again, 200.
            data (list[ProducerSong] | Unset): Empty.
    """

    status: Literal["FAILED"] = "FAILED"
    type_: str | Unset = UNSET
    message: str | Unset = UNSET
    error: str | Unset = UNSET
    code: int | Unset = UNSET
    data: list[ProducerSong] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        status = self.status

        type_ = self.type_

        message = self.message

        error = self.error

        code = self.code

        data: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.data, Unset):
            data = []
            for data_item_data in self.data:
                data_item = data_item_data.to_dict()
                data.append(data_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "status": status,
            }
        )
        if type_ is not UNSET:
            field_dict["type"] = type_
        if message is not UNSET:
            field_dict["message"] = message
        if error is not UNSET:
            field_dict["error"] = error
        if code is not UNSET:
            field_dict["code"] = code
        if data is not UNSET:
            field_dict["data"] = data

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.producer_song import ProducerSong  # noqa: PLC0415

        d = dict(src_dict)
        status = cast(Literal["FAILED"], d.pop("status"))
        if status != "FAILED":
            raise ValueError(f"status must match const 'FAILED', got '{status}'")

        type_ = d.pop("type", UNSET)

        message = d.pop("message", UNSET)

        error = d.pop("error", UNSET)

        code = d.pop("code", UNSET)

        _data = d.pop("data", UNSET)
        data: list[ProducerSong] | Unset = UNSET
        if _data is not UNSET:
            data = []
            for data_item_data in _data:
                data_item = ProducerSong.from_dict(data_item_data)

                data.append(data_item)

        producer_task_failure = cls(
            status=status,
            type_=type_,
            message=message,
            error=error,
            code=code,
            data=data,
        )

        producer_task_failure.additional_properties = d
        return producer_task_failure

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
