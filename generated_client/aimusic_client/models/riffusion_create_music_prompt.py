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

from ..models.riffusion_create_music_prompt_mv import (
    RiffusionCreateMusicPromptMv,
    check_riffusion_create_music_prompt_mv,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="RiffusionCreateMusicPrompt")


@_attrs_define
class RiffusionCreateMusicPrompt:
    """Makes two songs from a description.

    Attributes:
        custom_mode (Literal[False]): False, since the lyrics are written from your description. A JSON boolean, nothing
            else. Default: False.
        prompt (str): What the song should be, in words; 1 to 200 characters.
        mv (RiffusionCreateMusicPromptMv | Unset): The model. The documentation calls it required; the vendor's contract
            uses FUZZ-1.1 Pro by default. Default: 'FUZZ-1.1 Pro'.
        task_type (Literal['create_music'] | Unset): What to do. Default: 'create_music'.
    """

    prompt: str
    custom_mode: Literal[False] = False
    mv: RiffusionCreateMusicPromptMv | Unset = "FUZZ-1.1 Pro"
    task_type: Literal["create_music"] | Unset = "create_music"
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        custom_mode = self.custom_mode

        prompt = self.prompt

        mv: str | Unset = UNSET
        if not isinstance(self.mv, Unset):
            mv = self.mv

        task_type = self.task_type

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "custom_mode": custom_mode,
                "prompt": prompt,
            }
        )
        if mv is not UNSET:
            field_dict["mv"] = mv
        if task_type is not UNSET:
            field_dict["task_type"] = task_type

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        custom_mode = cast(Literal[False], d.pop("custom_mode"))
        if custom_mode != False:
            raise ValueError(f"custom_mode must match const False, got '{custom_mode}'")

        prompt = d.pop("prompt")

        _mv = d.pop("mv", UNSET)
        mv: RiffusionCreateMusicPromptMv | Unset
        if isinstance(_mv, Unset):
            mv = UNSET
        else:
            mv = check_riffusion_create_music_prompt_mv(_mv)

        task_type = cast(Literal["create_music"] | Unset, d.pop("task_type", UNSET))
        if task_type != "create_music" and not isinstance(task_type, Unset):
            raise ValueError(f"task_type must match const 'create_music', got '{task_type}'")

        riffusion_create_music_prompt = cls(
            custom_mode=custom_mode,
            prompt=prompt,
            mv=mv,
            task_type=task_type,
        )

        riffusion_create_music_prompt.additional_properties = d
        return riffusion_create_music_prompt

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
