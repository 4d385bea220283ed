from __future__ import annotations

from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="TaskFailedEvent")


@_attrs_define
class TaskFailedEvent:
    """A task of any platform has failed. The body has no `code` and no `data`.

    Attributes:
        task_id (str): The task's id, as the submit returned it.
        platform (str): The platform of the task; `suno` for Sonic, and `sonic` in one client.
        event (Literal['song.failed']): The event, as in the header `X-Webhook-Event`. Default: 'song.failed'.
        type_ (str | Unset): The kind of failure.
        message (str | Unset): A human-readable sentence.
        refund_processed (bool | Unset): Whether the credits were refunded.
    """

    task_id: str
    platform: str
    event: Literal["song.failed"] = "song.failed"
    type_: str | Unset = UNSET
    message: str | Unset = UNSET
    refund_processed: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        task_id = self.task_id

        platform = self.platform

        event = self.event

        type_ = self.type_

        message = self.message

        refund_processed = self.refund_processed

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "task_id": task_id,
                "platform": platform,
                "event": event,
            }
        )
        if type_ is not UNSET:
            field_dict["type"] = type_
        if message is not UNSET:
            field_dict["message"] = message
        if refund_processed is not UNSET:
            field_dict["refund_processed"] = refund_processed

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        task_id = d.pop("task_id")

        platform = d.pop("platform")

        event = cast(Literal["song.failed"], d.pop("event"))
        if event != "song.failed":
            raise ValueError(f"event must match const 'song.failed', got '{event}'")

        type_ = d.pop("type", UNSET)

        message = d.pop("message", UNSET)

        refund_processed = d.pop("refund_processed", UNSET)

        task_failed_event = cls(
            task_id=task_id,
            platform=platform,
            event=event,
            type_=type_,
            message=message,
            refund_processed=refund_processed,
        )

        task_failed_event.additional_properties = d
        return task_failed_event

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
