from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="NuroTask")


@_attrs_define
class NuroTask:
    """The current state of a Nuro task, in one flat object without an envelope. Texts are empty and the length is 0 until
    it has ended.

        Attributes:
            task_id (str): The task's id, a UUID in every known reply.
            status (str): The state of the task. Treat an unknown status as `running`.
            progress (int | Unset): The progress in percent; 100 at the end.
            audio_url (str | Unset): The song, WAV.
            lyrics (str | Unset): The lyrics as sung, with section tags on separate lines.
            duration (float | Unset): The length in seconds.
            genre (str | Unset): The genre, as sent or as predicted.
            mood (str | Unset): The mood, as sent or as predicted.
            gender (str | Unset): The singer's voice, as sent or as predicted.
            timbre (str | Unset): The timbre of the voice, as sent or as predicted.
            prompt (str | Unset): The description of background music. Known from webhooks; may be missing here.
            theme (str | Unset): The themes of background music. Known from webhooks; may be missing here.
            instrument (str | Unset): The instruments of background music. Known from webhooks; may be missing here.
    """

    task_id: str
    status: str
    progress: int | Unset = UNSET
    audio_url: str | Unset = UNSET
    lyrics: str | Unset = UNSET
    duration: float | Unset = UNSET
    genre: str | Unset = UNSET
    mood: str | Unset = UNSET
    gender: str | Unset = UNSET
    timbre: str | Unset = UNSET
    prompt: str | Unset = UNSET
    theme: str | Unset = UNSET
    instrument: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        task_id = self.task_id

        status = self.status

        progress = self.progress

        audio_url = self.audio_url

        lyrics = self.lyrics

        duration = self.duration

        genre = self.genre

        mood = self.mood

        gender = self.gender

        timbre = self.timbre

        prompt = self.prompt

        theme = self.theme

        instrument = self.instrument

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "task_id": task_id,
                "status": status,
            }
        )
        if progress is not UNSET:
            field_dict["progress"] = progress
        if audio_url is not UNSET:
            field_dict["audio_url"] = audio_url
        if lyrics is not UNSET:
            field_dict["lyrics"] = lyrics
        if duration is not UNSET:
            field_dict["duration"] = duration
        if genre is not UNSET:
            field_dict["genre"] = genre
        if mood is not UNSET:
            field_dict["mood"] = mood
        if gender is not UNSET:
            field_dict["gender"] = gender
        if timbre is not UNSET:
            field_dict["timbre"] = timbre
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if theme is not UNSET:
            field_dict["theme"] = theme
        if instrument is not UNSET:
            field_dict["instrument"] = instrument

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        task_id = d.pop("task_id")

        status = d.pop("status")

        progress = d.pop("progress", UNSET)

        audio_url = d.pop("audio_url", UNSET)

        lyrics = d.pop("lyrics", UNSET)

        duration = d.pop("duration", UNSET)

        genre = d.pop("genre", UNSET)

        mood = d.pop("mood", UNSET)

        gender = d.pop("gender", UNSET)

        timbre = d.pop("timbre", UNSET)

        prompt = d.pop("prompt", UNSET)

        theme = d.pop("theme", UNSET)

        instrument = d.pop("instrument", UNSET)

        nuro_task = cls(
            task_id=task_id,
            status=status,
            progress=progress,
            audio_url=audio_url,
            lyrics=lyrics,
            duration=duration,
            genre=genre,
            mood=mood,
            gender=gender,
            timbre=timbre,
            prompt=prompt,
            theme=theme,
            instrument=instrument,
        )

        nuro_task.additional_properties = d
        return nuro_task

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
