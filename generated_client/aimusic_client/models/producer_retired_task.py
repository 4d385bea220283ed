from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.producer_retired_task_task_type import (
    ProducerRetiredTaskTaskType,
    check_producer_retired_task_task_type,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="ProducerRetiredTask")


@_attrs_define
class ProducerRetiredTask:
    """A task type of 2025 that works on an existing clip. The service now returns 410. The field descriptions say which of
    the task types take the field.

        Attributes:
            task_type (ProducerRetiredTaskTaskType): What to do with the clip.
            sound (str | Unset): Style, mood and instruments; 10 words or more are advised. No limit in characters is
                documented.
            lyrics (str | Unset): The lyrics as plain text, with markers such as `[Verse]` and `[Chorus]` on separate lines;
                20 words or more are advised. No limit in characters is documented.
            mv (str | Unset): The model. The set is open; FUZZ-2.0 Pro is the recommended one. Default: 'FUZZ-2.0'.
            title (str | Unset): The title, at most 80 characters.
            seed (float | str | Unset): The number that the song starts from, as a string of digits; a number is accepted
                too. No range is documented.
            make_instrumental (bool | Unset): True for music without a voice, even if lyrics are sent. Default: False.
            lyrics_strength (float | Unset): How much the lyrics count, 0 to 1. In older pages only. Default: 0.5.
            sound_strength (float | Unset): How much `sound` counts, 0.2 to 1. In older pages only. Default: 0.5.
            weirdness (float | Unset): How unusual the music may become, 0 to 1. In older pages only. Default: 0.5.
            cover_url (str | Unset): The URL of an image to use as the cover. In older pages only.
            bpm (float | str | Unset): The tempo in beats per minute, a number or a string. In the vendor's contract only.
            webhook_url (str | Unset): Where to send the result when the task ends, instead of polling: a public HTTPS URL,
                at most 1024 characters.
            webhook_secret (str | Unset): The key that signs the webhooks of this task (HMAC-SHA256). It is never shown
                again.
            clip_id (str | Unset): The clip to work on; every one of these task types needed it.
            starts_at (float | Unset): Where the new part begins, seconds from the start of the clip. For extend and
                replace; 30 by default in an extend.
            ends_at (float | Unset): Where the replaced part ends, seconds from the start of the clip; after `starts_at`.
                For replace; by default, the end of the clip.
            cover_strength (float | Unset): How close to the clip to stay, 0 to 1; 0.2 and more is advised. For cover and
                the swaps.
            strength (float | Unset): The newer name of `cover_strength`, 0 to 1; 0.5 by default. For cover.
            instruction (str | Unset): What to do, in words. For extend, replace and cover.
            length (float | Unset): The length of the new part in seconds, 1 to 240; 60 by default. For extend.
            extend_s (float | Unset): Seconds; for extend. In the vendor's contract only, which does not explain it.
            starts (float | Unset): An older name of `starts_at`, in seconds.
            ends (float | Unset): An older name of `ends_at`, in seconds.
            lyrics_text (str | Unset): An older name of `lyrics`.
    """

    task_type: ProducerRetiredTaskTaskType
    sound: str | Unset = UNSET
    lyrics: str | Unset = UNSET
    mv: str | Unset = "FUZZ-2.0"
    title: str | Unset = UNSET
    seed: float | str | Unset = UNSET
    make_instrumental: bool | Unset = False
    lyrics_strength: float | Unset = 0.5
    sound_strength: float | Unset = 0.5
    weirdness: float | Unset = 0.5
    cover_url: str | Unset = UNSET
    bpm: float | str | Unset = UNSET
    webhook_url: str | Unset = UNSET
    webhook_secret: str | Unset = UNSET
    clip_id: str | Unset = UNSET
    starts_at: float | Unset = UNSET
    ends_at: float | Unset = UNSET
    cover_strength: float | Unset = UNSET
    strength: float | Unset = UNSET
    instruction: str | Unset = UNSET
    length: float | Unset = UNSET
    extend_s: float | Unset = UNSET
    starts: float | Unset = UNSET
    ends: float | Unset = UNSET
    lyrics_text: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        task_type: str = self.task_type

        sound = self.sound

        lyrics = self.lyrics

        mv = self.mv

        title = self.title

        seed: float | str | Unset
        if isinstance(self.seed, Unset):
            seed = UNSET
        else:
            seed = self.seed

        make_instrumental = self.make_instrumental

        lyrics_strength = self.lyrics_strength

        sound_strength = self.sound_strength

        weirdness = self.weirdness

        cover_url = self.cover_url

        bpm: float | str | Unset
        if isinstance(self.bpm, Unset):
            bpm = UNSET
        else:
            bpm = self.bpm

        webhook_url = self.webhook_url

        webhook_secret = self.webhook_secret

        clip_id = self.clip_id

        starts_at = self.starts_at

        ends_at = self.ends_at

        cover_strength = self.cover_strength

        strength = self.strength

        instruction = self.instruction

        length = self.length

        extend_s = self.extend_s

        starts = self.starts

        ends = self.ends

        lyrics_text = self.lyrics_text

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "task_type": task_type,
            }
        )
        if sound is not UNSET:
            field_dict["sound"] = sound
        if lyrics is not UNSET:
            field_dict["lyrics"] = lyrics
        if mv is not UNSET:
            field_dict["mv"] = mv
        if title is not UNSET:
            field_dict["title"] = title
        if seed is not UNSET:
            field_dict["seed"] = seed
        if make_instrumental is not UNSET:
            field_dict["make_instrumental"] = make_instrumental
        if lyrics_strength is not UNSET:
            field_dict["lyrics_strength"] = lyrics_strength
        if sound_strength is not UNSET:
            field_dict["sound_strength"] = sound_strength
        if weirdness is not UNSET:
            field_dict["weirdness"] = weirdness
        if cover_url is not UNSET:
            field_dict["cover_url"] = cover_url
        if bpm is not UNSET:
            field_dict["bpm"] = bpm
        if webhook_url is not UNSET:
            field_dict["webhook_url"] = webhook_url
        if webhook_secret is not UNSET:
            field_dict["webhook_secret"] = webhook_secret
        if clip_id is not UNSET:
            field_dict["clip_id"] = clip_id
        if starts_at is not UNSET:
            field_dict["starts_at"] = starts_at
        if ends_at is not UNSET:
            field_dict["ends_at"] = ends_at
        if cover_strength is not UNSET:
            field_dict["cover_strength"] = cover_strength
        if strength is not UNSET:
            field_dict["strength"] = strength
        if instruction is not UNSET:
            field_dict["instruction"] = instruction
        if length is not UNSET:
            field_dict["length"] = length
        if extend_s is not UNSET:
            field_dict["extend_s"] = extend_s
        if starts is not UNSET:
            field_dict["starts"] = starts
        if ends is not UNSET:
            field_dict["ends"] = ends
        if lyrics_text is not UNSET:
            field_dict["lyrics_text"] = lyrics_text

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        task_type = check_producer_retired_task_task_type(d.pop("task_type"))

        sound = d.pop("sound", UNSET)

        lyrics = d.pop("lyrics", UNSET)

        mv = d.pop("mv", UNSET)

        title = d.pop("title", UNSET)

        def _parse_seed(data: object) -> float | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(float | str | Unset, data)

        seed = _parse_seed(d.pop("seed", UNSET))

        make_instrumental = d.pop("make_instrumental", UNSET)

        lyrics_strength = d.pop("lyrics_strength", UNSET)

        sound_strength = d.pop("sound_strength", UNSET)

        weirdness = d.pop("weirdness", UNSET)

        cover_url = d.pop("cover_url", UNSET)

        def _parse_bpm(data: object) -> float | str | Unset:
            if isinstance(data, Unset):
                return data
            return cast(float | str | Unset, data)

        bpm = _parse_bpm(d.pop("bpm", UNSET))

        webhook_url = d.pop("webhook_url", UNSET)

        webhook_secret = d.pop("webhook_secret", UNSET)

        clip_id = d.pop("clip_id", UNSET)

        starts_at = d.pop("starts_at", UNSET)

        ends_at = d.pop("ends_at", UNSET)

        cover_strength = d.pop("cover_strength", UNSET)

        strength = d.pop("strength", UNSET)

        instruction = d.pop("instruction", UNSET)

        length = d.pop("length", UNSET)

        extend_s = d.pop("extend_s", UNSET)

        starts = d.pop("starts", UNSET)

        ends = d.pop("ends", UNSET)

        lyrics_text = d.pop("lyrics_text", UNSET)

        producer_retired_task = cls(
            task_type=task_type,
            sound=sound,
            lyrics=lyrics,
            mv=mv,
            title=title,
            seed=seed,
            make_instrumental=make_instrumental,
            lyrics_strength=lyrics_strength,
            sound_strength=sound_strength,
            weirdness=weirdness,
            cover_url=cover_url,
            bpm=bpm,
            webhook_url=webhook_url,
            webhook_secret=webhook_secret,
            clip_id=clip_id,
            starts_at=starts_at,
            ends_at=ends_at,
            cover_strength=cover_strength,
            strength=strength,
            instruction=instruction,
            length=length,
            extend_s=extend_s,
            starts=starts,
            ends=ends,
            lyrics_text=lyrics_text,
        )

        producer_retired_task.additional_properties = d
        return producer_retired_task

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
