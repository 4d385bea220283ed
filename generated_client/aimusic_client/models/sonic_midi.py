from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.sonic_midi_instrument import SonicMidiInstrument


T = TypeVar("T", bound="SonicMidi")


@_attrs_define
class SonicMidi:
    """The notes of a clip.

    Attributes:
        midi_url (str): The URL of the MIDI file.
        instruments (list[SonicMidiInstrument]): The same notes, one entry an instrument.
    """

    midi_url: str
    instruments: list[SonicMidiInstrument]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        midi_url = self.midi_url

        instruments = []
        for instruments_item_data in self.instruments:
            instruments_item = instruments_item_data.to_dict()
            instruments.append(instruments_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "midi_url": midi_url,
                "instruments": instruments,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.sonic_midi_instrument import SonicMidiInstrument  # noqa: PLC0415

        d = dict(src_dict)
        midi_url = d.pop("midi_url")

        instruments = []
        _instruments = d.pop("instruments")
        for instruments_item_data in _instruments:
            instruments_item = SonicMidiInstrument.from_dict(instruments_item_data)

            instruments.append(instruments_item)

        sonic_midi = cls(
            midi_url=midi_url,
            instruments=instruments,
        )

        sonic_midi.additional_properties = d
        return sonic_midi

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
