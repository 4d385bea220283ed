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
    from ..models.sonic_clip import SonicClip


T = TypeVar("T", bound="SonicCompletedEvent")


@_attrs_define
class SonicCompletedEvent:
    """A Sonic task has succeeded: the reply to its poll, with the task.

    Attributes:
        event (Literal['song.completed']): The event, as in the header `X-Webhook-Event`. Default: 'song.completed'.
        platform (str): The platform of the task; `suno` for Sonic, and `sonic` in one client.
        task_id (str): The task's id, as the submit returned it.
        data (list[SonicClip]): The clips, each of them ended. Bodies for pairs and voices are not documented.
        code (int | Unset): The HTTP status of the poll, 200.
        message (str | Unset): Always `success`.
    """

    platform: str
    task_id: str
    data: list[SonicClip]
    event: Literal["song.completed"] = "song.completed"
    code: int | Unset = UNSET
    message: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        event = self.event

        platform = self.platform

        task_id = self.task_id

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
                "event": event,
                "platform": platform,
                "task_id": task_id,
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
        event = cast(Literal["song.completed"], d.pop("event"))
        if event != "song.completed":
            raise ValueError(f"event must match const 'song.completed', got '{event}'")

        platform = d.pop("platform")

        task_id = d.pop("task_id")

        data = []
        _data = d.pop("data")
        for data_item_data in _data:
            data_item = SonicClip.from_dict(data_item_data)

            data.append(data_item)

        code = d.pop("code", UNSET)

        message = d.pop("message", UNSET)

        sonic_completed_event = cls(
            event=event,
            platform=platform,
            task_id=task_id,
            data=data,
            code=code,
            message=message,
        )

        sonic_completed_event.additional_properties = d
        return sonic_completed_event

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
