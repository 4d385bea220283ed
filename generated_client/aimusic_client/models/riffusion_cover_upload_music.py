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

from ..models.riffusion_cover_upload_music_mv import (
    RiffusionCoverUploadMusicMv,
    check_riffusion_cover_upload_music_mv,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="RiffusionCoverUploadMusic")


@_attrs_define
class RiffusionCoverUploadMusic:
    """Makes a cover of an uploaded clip.

    Attributes:
        continue_clip_id (str): The id of a clip from `riffusion/upload`.
        custom_mode (Literal[True]): True, since you write lyrics and sound. A JSON boolean, nothing else. Default:
            True.
        task_type (Literal['cover_upload_music']): What to do. Default: 'cover_upload_music'.
        mv (RiffusionCoverUploadMusicMv | Unset): The model. The documentation calls it required; the vendor's contract
            uses FUZZ-1.1 Pro by default. Default: 'FUZZ-1.1 Pro'.
        lyrics (str | Unset): The lyrics, with section tags such as `[Verse]` and `[Chorus]`; at most 3000 characters.
        sound (str | Unset): Genre and voice in words, at most 200 characters.
        title (str | Unset): The title, at most 80 characters.
        vocal_variation (float | Unset): How much the voice may vary, 0 to 1. The vendor's contract names it without a
            meaning.
    """

    continue_clip_id: str
    custom_mode: Literal[True] = True
    task_type: Literal["cover_upload_music"] = "cover_upload_music"
    mv: RiffusionCoverUploadMusicMv | Unset = "FUZZ-1.1 Pro"
    lyrics: str | Unset = UNSET
    sound: str | Unset = UNSET
    title: str | Unset = UNSET
    vocal_variation: float | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        continue_clip_id = self.continue_clip_id

        custom_mode = self.custom_mode

        task_type = self.task_type

        mv: str | Unset = UNSET
        if not isinstance(self.mv, Unset):
            mv = self.mv

        lyrics = self.lyrics

        sound = self.sound

        title = self.title

        vocal_variation = self.vocal_variation

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "continue_clip_id": continue_clip_id,
                "custom_mode": custom_mode,
                "task_type": task_type,
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

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        continue_clip_id = d.pop("continue_clip_id")

        custom_mode = cast(Literal[True], d.pop("custom_mode"))
        if custom_mode != True:
            raise ValueError(f"custom_mode must match const True, got '{custom_mode}'")

        task_type = cast(Literal["cover_upload_music"], d.pop("task_type"))
        if task_type != "cover_upload_music":
            raise ValueError(f"task_type must match const 'cover_upload_music', got '{task_type}'")

        _mv = d.pop("mv", UNSET)
        mv: RiffusionCoverUploadMusicMv | Unset
        if isinstance(_mv, Unset):
            mv = UNSET
        else:
            mv = check_riffusion_cover_upload_music_mv(_mv)

        lyrics = d.pop("lyrics", UNSET)

        sound = d.pop("sound", UNSET)

        title = d.pop("title", UNSET)

        vocal_variation = d.pop("vocal_variation", UNSET)

        riffusion_cover_upload_music = cls(
            continue_clip_id=continue_clip_id,
            custom_mode=custom_mode,
            task_type=task_type,
            mv=mv,
            lyrics=lyrics,
            sound=sound,
            title=title,
            vocal_variation=vocal_variation,
        )

        riffusion_cover_upload_music.additional_properties = d
        return riffusion_cover_upload_music

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
