from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.sonic_vox_wave_response import SonicVoxWaveResponse


T = TypeVar("T", bound="SonicVox")


@_attrs_define
class SonicVox:
    """A vocal extract.

    Attributes:
        vox_audio_id (str): The extract's id; `sonic/persona` takes it.
        status (str | Unset): The state of the extraction; `complete` when the id can be used.
        source_clip_id (str | Unset): The id of the clip that the voice was taken from.
        vocal_start_s (float | Unset): Where the part begins, seconds from the start of the clip.
        vocal_end_s (float | Unset): Where the part ends, seconds from the start of the clip.
        wave_response (SonicVoxWaveResponse | Unset): The provider's data for drawing the waveform, in no documented
            form.
    """

    vox_audio_id: str
    status: str | Unset = UNSET
    source_clip_id: str | Unset = UNSET
    vocal_start_s: float | Unset = UNSET
    vocal_end_s: float | Unset = UNSET
    wave_response: SonicVoxWaveResponse | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        vox_audio_id = self.vox_audio_id

        status = self.status

        source_clip_id = self.source_clip_id

        vocal_start_s = self.vocal_start_s

        vocal_end_s = self.vocal_end_s

        wave_response: dict[str, Any] | Unset = UNSET
        if not isinstance(self.wave_response, Unset):
            wave_response = self.wave_response.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "vox_audio_id": vox_audio_id,
            }
        )
        if status is not UNSET:
            field_dict["status"] = status
        if source_clip_id is not UNSET:
            field_dict["source_clip_id"] = source_clip_id
        if vocal_start_s is not UNSET:
            field_dict["vocal_start_s"] = vocal_start_s
        if vocal_end_s is not UNSET:
            field_dict["vocal_end_s"] = vocal_end_s
        if wave_response is not UNSET:
            field_dict["wave_response"] = wave_response

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.sonic_vox_wave_response import SonicVoxWaveResponse  # noqa: PLC0415

        d = dict(src_dict)
        vox_audio_id = d.pop("vox_audio_id")

        status = d.pop("status", UNSET)

        source_clip_id = d.pop("source_clip_id", UNSET)

        vocal_start_s = d.pop("vocal_start_s", UNSET)

        vocal_end_s = d.pop("vocal_end_s", UNSET)

        _wave_response = d.pop("wave_response", UNSET)
        wave_response: SonicVoxWaveResponse | Unset
        if isinstance(_wave_response, Unset):
            wave_response = UNSET
        else:
            wave_response = SonicVoxWaveResponse.from_dict(_wave_response)

        sonic_vox = cls(
            vox_audio_id=vox_audio_id,
            status=status,
            source_clip_id=source_clip_id,
            vocal_start_s=vocal_start_s,
            vocal_end_s=vocal_end_s,
            wave_response=wave_response,
        )

        sonic_vox.additional_properties = d
        return sonic_vox

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
