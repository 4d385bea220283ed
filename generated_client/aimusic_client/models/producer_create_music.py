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

T = TypeVar("T", bound="ProducerCreateMusic")


@_attrs_define
class ProducerCreateMusic:
    """Makes one song from a sound, from lyrics, or from both. One of the two is required and must not be empty.

    Attributes:
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
        task_type (Literal['create_music'] | Unset): What to do. Default: 'create_music'.
        length (float | Unset): The length of the song in seconds, 1 to 240. In the vendor's contract only.
    """

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
    task_type: Literal["create_music"] | Unset = "create_music"
    length: float | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
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

        task_type = self.task_type

        length = self.length

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
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
        if task_type is not UNSET:
            field_dict["task_type"] = task_type
        if length is not UNSET:
            field_dict["length"] = length

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
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

        task_type = cast(Literal["create_music"] | Unset, d.pop("task_type", UNSET))
        if task_type != "create_music" and not isinstance(task_type, Unset):
            raise ValueError(f"task_type must match const 'create_music', got '{task_type}'")

        length = d.pop("length", UNSET)

        producer_create_music = cls(
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
            task_type=task_type,
            length=length,
        )

        producer_create_music.additional_properties = d
        return producer_create_music

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
