from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="TaskAccepted")


@_attrs_define
class TaskAccepted:
    """The task was accepted and charged. Poll the task until every clip has ended.

    Attributes:
        message (str): Always `success`.
        task_id (str): The task's id, a UUID in every known reply. Keep it; it is the only way to get the clips.
        code (int | Unset): The HTTP status again, 200. Absent from many live replies; do not rely on it.
        warning (str | Unset): A problem of the input that may degrade the result. Known from voice creation only.
    """

    message: str
    task_id: str
    code: int | Unset = UNSET
    warning: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        task_id = self.task_id

        code = self.code

        warning = self.warning

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message": message,
                "task_id": task_id,
            }
        )
        if code is not UNSET:
            field_dict["code"] = code
        if warning is not UNSET:
            field_dict["warning"] = warning

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        message = d.pop("message")

        task_id = d.pop("task_id")

        code = d.pop("code", UNSET)

        warning = d.pop("warning", UNSET)

        task_accepted = cls(
            message=message,
            task_id=task_id,
            code=code,
            warning=warning,
        )

        task_accepted.additional_properties = d
        return task_accepted

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
