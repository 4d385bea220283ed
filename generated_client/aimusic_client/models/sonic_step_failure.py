from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.sonic_steps import SonicSteps


T = TypeVar("T", bound="SonicStepFailure")


@_attrs_define
class SonicStepFailure:
    """A step failed, so there is no task. The vendor's contract gives it with HTTP status 200; for a recording that cannot
    be fetched, the service was observed to return 400 instead.

        Attributes:
            failed_step (str): The step that failed.
            code (int | Unset): The status as a number.
            message (str | Unset): A human-readable sentence.
            steps (SonicSteps | Unset): The steps of a combined call, the upload and what follows it.
    """

    failed_step: str
    code: int | Unset = UNSET
    message: str | Unset = UNSET
    steps: SonicSteps | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        failed_step = self.failed_step

        code = self.code

        message = self.message

        steps: dict[str, Any] | Unset = UNSET
        if not isinstance(self.steps, Unset):
            steps = self.steps.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "failed_step": failed_step,
            }
        )
        if code is not UNSET:
            field_dict["code"] = code
        if message is not UNSET:
            field_dict["message"] = message
        if steps is not UNSET:
            field_dict["steps"] = steps

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.sonic_steps import SonicSteps  # noqa: PLC0415

        d = dict(src_dict)
        failed_step = d.pop("failed_step")

        code = d.pop("code", UNSET)

        message = d.pop("message", UNSET)

        _steps = d.pop("steps", UNSET)
        steps: SonicSteps | Unset
        if isinstance(_steps, Unset):
            steps = UNSET
        else:
            steps = SonicSteps.from_dict(_steps)

        sonic_step_failure = cls(
            failed_step=failed_step,
            code=code,
            message=message,
            steps=steps,
        )

        sonic_step_failure.additional_properties = d
        return sonic_step_failure

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
