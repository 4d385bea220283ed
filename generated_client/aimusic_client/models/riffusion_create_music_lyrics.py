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

from ..models.riffusion_create_music_lyrics_mv import (
    RiffusionCreateMusicLyricsMv,
    check_riffusion_create_music_lyrics_mv,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="RiffusionCreateMusicLyrics")


@_attrs_define
class RiffusionCreateMusicLyrics:
    """Makes two songs from your lyrics and sound.

    Attributes:
        custom_mode (Literal[True]): True, since you write lyrics and sound. A JSON boolean, nothing else. Default:
            True.
        make_instrumental (bool): True for music without a voice. A JSON boolean, nothing else.
        mv (RiffusionCreateMusicLyricsMv | Unset): The model. The documentation calls it required; the vendor's contract
            uses FUZZ-1.1 Pro by default. Default: 'FUZZ-1.1 Pro'.
        lyrics (str | Unset): The lyrics, with section tags such as `[Verse]` and `[Chorus]`; at most 3000 characters.
        sound (str | Unset): Genre and voice in words, at most 200 characters.
        title (str | Unset): The title, at most 80 characters.
        vocal_variation (float | Unset): How much the voice may vary, 0 to 1. The vendor's contract names it without a
            meaning.
        task_type (Literal['create_music'] | Unset): What to do. Default: 'create_music'.
    """

    make_instrumental: bool
    custom_mode: Literal[True] = True
    mv: RiffusionCreateMusicLyricsMv | Unset = "FUZZ-1.1 Pro"
    lyrics: str | Unset = UNSET
    sound: str | Unset = UNSET
    title: str | Unset = UNSET
    vocal_variation: float | Unset = UNSET
    task_type: Literal["create_music"] | Unset = "create_music"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        custom_mode = self.custom_mode

        make_instrumental = self.make_instrumental

        mv: str | Unset = UNSET
        if not isinstance(self.mv, Unset):
            mv = self.mv

        lyrics = self.lyrics

        sound = self.sound

        title = self.title

        vocal_variation = self.vocal_variation

        task_type = self.task_type

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "custom_mode": custom_mode,
                "make_instrumental": make_instrumental,
            }
        )
        if mv is not UNSET:
            field_dict["mv"] = mv
        if lyrics is not UNSET:
            field_dict["lyrics"] = lyrics
        if sound is not UNSET:
            field_dict["sound"] = sound
        if title is not UNSET:
            field_dict["title"] = title
        if vocal_variation is not UNSET:
            field_dict["vocal_variation"] = vocal_variation
        if task_type is not UNSET:
            field_dict["task_type"] = task_type

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        custom_mode = cast(Literal[True], d.pop("custom_mode"))
        if custom_mode != True:
            raise ValueError(f"custom_mode must match const True, got '{custom_mode}'")

        make_instrumental = d.pop("make_instrumental")

        _mv = d.pop("mv", UNSET)
        mv: RiffusionCreateMusicLyricsMv | Unset
        if isinstance(_mv, Unset):
            mv = UNSET
        else:
            mv = check_riffusion_create_music_lyrics_mv(_mv)

        lyrics = d.pop("lyrics", UNSET)

        sound = d.pop("sound", UNSET)

        title = d.pop("title", UNSET)

        vocal_variation = d.pop("vocal_variation", UNSET)

        task_type = cast(Literal["create_music"] | Unset, d.pop("task_type", UNSET))
        if task_type != "create_music" and not isinstance(task_type, Unset):
            raise ValueError(f"task_type must match const 'create_music', got '{task_type}'")

        riffusion_create_music_lyrics = cls(
            custom_mode=custom_mode,
            make_instrumental=make_instrumental,
            mv=mv,
            lyrics=lyrics,
            sound=sound,
            title=title,
            vocal_variation=vocal_variation,
            task_type=task_type,
        )

        riffusion_create_music_lyrics.additional_properties = d
        return riffusion_create_music_lyrics

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
