from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.sonic_clip import SonicClip


T = TypeVar("T", bound="SonicReplacedPair")


@_attrs_define
class SonicReplacedPair:
    """The result of a replace-section with `auto_concat`, the new section and the whole song.

    Attributes:
        replaced (SonicClip): One song of a task. Each clip has its own state; two clips of a task end independently.
        full (None | SonicClip): The whole song with the new section; null while the join runs.
    """

    replaced: SonicClip
    full: None | SonicClip
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.sonic_clip import SonicClip  # noqa: PLC0415

        replaced = self.replaced.to_dict()

        full: dict[str, Any] | None
        if isinstance(self.full, SonicClip):
            full = self.full.to_dict()
        else:
            full = self.full

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "replaced": replaced,
                "full": full,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.sonic_clip import SonicClip  # noqa: PLC0415

        d = dict(src_dict)
        replaced = SonicClip.from_dict(d.pop("replaced"))

        def _parse_full(data: object) -> None | SonicClip:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                full_type_0 = SonicClip.from_dict(data)

                return full_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SonicClip, data)

        full = _parse_full(d.pop("full"))

        sonic_replaced_pair = cls(
            replaced=replaced,
            full=full,
        )

        sonic_replaced_pair.additional_properties = d
        return sonic_replaced_pair

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
