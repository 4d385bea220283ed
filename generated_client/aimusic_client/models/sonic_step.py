from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SonicStep")


@_attrs_define
class SonicStep:
    """The result of one step of a combined call. New keys may appear.

    Attributes:
        success (bool | Unset): Whether the step succeeded.
        clip_id (str | Unset): The clip of a successful upload.
        task_id (str | Unset): The task that the step started.
        error (str | Unset): Why the step failed, a human-readable sentence; some replies call it `message`.
        message (str | Unset): Why the step failed, a human-readable sentence; some replies call it `error`.
    """

    success: bool | Unset = UNSET
    clip_id: str | Unset = UNSET
    task_id: str | Unset = UNSET
    error: str | Unset = UNSET
    message: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        clip_id = self.clip_id

        task_id = self.task_id

        error = self.error

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if success is not UNSET:
            field_dict["success"] = success
        if clip_id is not UNSET:
            field_dict["clip_id"] = clip_id
        if task_id is not UNSET:
            field_dict["task_id"] = task_id
        if error is not UNSET:
            field_dict["error"] = error
        if message is not UNSET:
            field_dict["message"] = message

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        success = d.pop("success", UNSET)

        clip_id = d.pop("clip_id", UNSET)

        task_id = d.pop("task_id", UNSET)

        error = d.pop("error", UNSET)

        message = d.pop("message", UNSET)

        sonic_step = cls(
            success=success,
            clip_id=clip_id,
            task_id=task_id,
            error=error,
            message=message,
        )

        sonic_step.additional_properties = d
        return sonic_step

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
