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

T = TypeVar("T", bound="NotReady")


@_attrs_define
class NotReady:
    """The task is still running and has no result yet. Poll again later.

    Attributes:
        type_ (Literal['not_ready']): Always `not_ready`. Default: 'not_ready'.
        error (str | Unset): A human-readable sentence.
        code (int | Unset): The HTTP status again, 202. Only Producer's older reply has it.
    """

    type_: Literal["not_ready"] = "not_ready"
    error: str | Unset = UNSET
    code: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        error = self.error

        code = self.code

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
            }
        )
        if error is not UNSET:
            field_dict["error"] = error
        if code is not UNSET:
            field_dict["code"] = code

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = cast(Literal["not_ready"], d.pop("type"))
        if type_ != "not_ready":
            raise ValueError(f"type must match const 'not_ready', got '{type_}'")

        error = d.pop("error", UNSET)

        code = d.pop("code", UNSET)

        not_ready = cls(
            type_=type_,
            error=error,
            code=code,
        )

        not_ready.additional_properties = d
        return not_ready

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
