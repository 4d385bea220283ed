from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="NuroFailure")


@_attrs_define
class NuroFailure:
    """The task failed, in Nuro's own form of an error. Nuro's 400, 403, 404 and 500 may have this form too. No page shows
    which of the two forms a failed task has, this one or `status` `failed`.

        Attributes:
            type_ (str): The kind of failure. `api_error`, `timeout`, `bad_request` and `forbidden` refund the credits.
            message (str): A human-readable sentence; other replies call it `error`.
            error (str | Unset): A human-readable sentence, in replies that do not call it `message`.
            refund_processed (bool | Unset): Whether the credits were refunded.
    """

    type_: str
    message: str
    error: str | Unset = UNSET
    refund_processed: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        message = self.message

        error = self.error

        refund_processed = self.refund_processed

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "message": message,
            }
        )
        if error is not UNSET:
            field_dict["error"] = error
        if refund_processed is not UNSET:
            field_dict["refund_processed"] = refund_processed

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = d.pop("type")

        message = d.pop("message")

        error = d.pop("error", UNSET)

        refund_processed = d.pop("refund_processed", UNSET)

        nuro_failure = cls(
            type_=type_,
            message=message,
            error=error,
            refund_processed=refund_processed,
        )

        nuro_failure.additional_properties = d
        return nuro_failure

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
