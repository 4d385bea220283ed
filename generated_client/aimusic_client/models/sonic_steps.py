from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.sonic_step import SonicStep


T = TypeVar("T", bound="SonicSteps")


@_attrs_define
class SonicSteps:
    """The steps of a combined call, the upload and what follows it.

    Attributes:
        upload (SonicStep | Unset): The result of one step of a combined call. New keys may appear.
        extend (SonicStep | Unset): The result of one step of a combined call. New keys may appear.
        cover (SonicStep | Unset): The result of one step of a combined call. New keys may appear.
        sample (SonicStep | Unset): The result of one step of a combined call. New keys may appear.
    """

    upload: SonicStep | Unset = UNSET
    extend: SonicStep | Unset = UNSET
    cover: SonicStep | Unset = UNSET
    sample: SonicStep | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        upload: dict[str, Any] | Unset = UNSET
        if not isinstance(self.upload, Unset):
            upload = self.upload.to_dict()

        extend: dict[str, Any] | Unset = UNSET
        if not isinstance(self.extend, Unset):
            extend = self.extend.to_dict()

        cover: dict[str, Any] | Unset = UNSET
        if not isinstance(self.cover, Unset):
            cover = self.cover.to_dict()

        sample: dict[str, Any] | Unset = UNSET
        if not isinstance(self.sample, Unset):
            sample = self.sample.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if upload is not UNSET:
            field_dict["upload"] = upload
        if extend is not UNSET:
            field_dict["extend"] = extend
        if cover is not UNSET:
            field_dict["cover"] = cover
        if sample is not UNSET:
            field_dict["sample"] = sample

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.sonic_step import SonicStep  # noqa: PLC0415

        d = dict(src_dict)
        _upload = d.pop("upload", UNSET)
        upload: SonicStep | Unset
        if isinstance(_upload, Unset):
            upload = UNSET
        else:
            upload = SonicStep.from_dict(_upload)

        _extend = d.pop("extend", UNSET)
        extend: SonicStep | Unset
        if isinstance(_extend, Unset):
            extend = UNSET
        else:
            extend = SonicStep.from_dict(_extend)

        _cover = d.pop("cover", UNSET)
        cover: SonicStep | Unset
        if isinstance(_cover, Unset):
            cover = UNSET
        else:
            cover = SonicStep.from_dict(_cover)

        _sample = d.pop("sample", UNSET)
        sample: SonicStep | Unset
        if isinstance(_sample, Unset):
            sample = UNSET
        else:
            sample = SonicStep.from_dict(_sample)

        sonic_steps = cls(
            upload=upload,
            extend=extend,
            cover=cover,
            sample=sample,
        )

        sonic_steps.additional_properties = d
        return sonic_steps

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
