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


T = TypeVar("T", bound="ProducerCompletedEvent")


@_attrs_define
class ProducerCompletedEvent:
    """A Producer task has succeeded: the reply to its poll, with the task.

    Attributes:
        event (Literal['song.completed']): The event, as in the header `X-Webhook-Event`. Default: 'song.completed'.
        task_id (str): The task's id, as the submit returned it.
        platform (str): The platform of the task.
        data (list[ProducerSong]): One song. What calls other than create send is not documented.
        code (int | Unset): The HTTP status of the poll, 200.
        status (str | Unset): The state of the task, as in the poll's newer form.
        message (str | Unset): Always `success`.
    """

    task_id: str
    platform: str
    data: list[ProducerSong]
    event: Literal["song.completed"] = "song.completed"
    code: int | Unset = UNSET
    status: str | Unset = UNSET
    message: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        event = self.event

        task_id = self.task_id

        platform = self.platform

        data = []
        for data_item_data in self.data:
            data_item = data_item_data.to_dict()
            data.append(data_item)

        code = self.code

        status = self.status

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "event": event,
                "task_id": task_id,
                "platform": platform,
                "data": data,
            }
        )
        if code is not UNSET:
            field_dict["code"] = code
        if status is not UNSET:
            field_dict["status"] = status
        if message is not UNSET:
            field_dict["message"] = message

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.producer_song import ProducerSong  # noqa: PLC0415

        d = dict(src_dict)
        event = cast(Literal["song.completed"], d.pop("event"))
        if event != "song.completed":
            raise ValueError(f"event must match const 'song.completed', got '{event}'")

        task_id = d.pop("task_id")

        platform = d.pop("platform")

        data = []
        _data = d.pop("data")
        for data_item_data in _data:
            data_item = ProducerSong.from_dict(data_item_data)

            data.append(data_item)

        code = d.pop("code", UNSET)

        status = d.pop("status", UNSET)

        message = d.pop("message", UNSET)

        producer_completed_event = cls(
            event=event,
            task_id=task_id,
            platform=platform,
            data=data,
            code=code,
            status=status,
            message=message,
        )

        producer_completed_event.additional_properties = d
        return producer_completed_event

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
