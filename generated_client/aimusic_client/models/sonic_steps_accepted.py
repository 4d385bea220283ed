from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.sonic_steps import SonicSteps


T = TypeVar("T", bound="SonicStepsAccepted")


@_attrs_define
class SonicStepsAccepted:
    """Every step succeeded; the task was accepted and charged. Poll the task until every clip has ended.

    Attributes:
        message (str): Always `success`.
        task_id (str): The task's id, a UUID in every known reply. Keep it; it is the only way to get the clips.
        code (int | Unset): The HTTP status again, 200.
        steps (SonicSteps | Unset): The steps of a combined call, the upload and what follows it.
    """

    message: str
    task_id: str
    code: int | Unset = UNSET
    steps: SonicSteps | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        task_id = self.task_id

        code = self.code

        steps: dict[str, Any] | Unset = UNSET
        if not isinstance(self.steps, Unset):
            steps = self.steps.to_dict()

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
        if steps is not UNSET:
            field_dict["steps"] = steps

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.sonic_steps import SonicSteps  # noqa: PLC0415

        d = dict(src_dict)
        message = d.pop("message")

        task_id = d.pop("task_id")

        code = d.pop("code", UNSET)

        _steps = d.pop("steps", UNSET)
        steps: SonicSteps | Unset
        if isinstance(_steps, Unset):
            steps = UNSET
        else:
            steps = SonicSteps.from_dict(_steps)

        sonic_steps_accepted = cls(
            message=message,
            task_id=task_id,
            code=code,
            steps=steps,
        )

        sonic_steps_accepted.additional_properties = d
        return sonic_steps_accepted

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
