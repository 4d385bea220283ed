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

from ..models.nuro_gender import NuroGender, check_nuro_gender
from ..models.nuro_timbre import NuroTimbre, check_nuro_timbre
from ..models.nuro_vocal_genre import NuroVocalGenre, check_nuro_vocal_genre
from ..models.nuro_vocal_mood import NuroVocalMood, check_nuro_vocal_mood
from ..types import UNSET, Unset

T = TypeVar("T", bound="NuroVocal")


@_attrs_define
class NuroVocal:
    """A song with vocals, sung to your lyrics. The service predicts omitted fields from the lyrics.

    Attributes:
        lyrics (str): The lyrics in Chinese or English, at most 2000 characters; 300 or more are advised. Section tags
            are in lower case: `[intro]`, `[verse]`, `[pre-chorus]`, `[chorus]`, `[inst]`, `[bridge]`, `[outro]`.
        webhook_url (str | Unset): Where to send the result when the task ends, instead of polling: a public HTTPS URL,
            at most 1024 characters.
        webhook_secret (str | Unset): The key that signs the webhooks of this task (HMAC-SHA256). It is never shown
            again.
        type_ (Literal['vocal'] | Unset): A song with vocals. Documented as required; a request without it was accepted
            as this one. Default: 'vocal'.
        gender (NuroGender | Unset): The singer's voice.
        genre (NuroVocalGenre | Unset): The genre of a song with vocals.
        mood (NuroVocalMood | Unset): The mood of a song with vocals.
        timbre (NuroTimbre | Unset): The timbre of the voice. Two names have the service's own spelling, including
            capitals.
        duration (int | Unset): The length of the song in seconds, 30 to 240.
    """

    lyrics: str
    webhook_url: str | Unset = UNSET
    webhook_secret: str | Unset = UNSET
    type_: Literal["vocal"] | Unset = "vocal"
    gender: NuroGender | Unset = UNSET
    genre: NuroVocalGenre | Unset = UNSET
    mood: NuroVocalMood | Unset = UNSET
    timbre: NuroTimbre | Unset = UNSET
    duration: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        lyrics = self.lyrics

        webhook_url = self.webhook_url

        webhook_secret = self.webhook_secret

        type_ = self.type_

        gender: str | Unset = UNSET
        if not isinstance(self.gender, Unset):
            gender = self.gender

        genre: str | Unset = UNSET
        if not isinstance(self.genre, Unset):
            genre = self.genre

        mood: str | Unset = UNSET
        if not isinstance(self.mood, Unset):
            mood = self.mood

        timbre: str | Unset = UNSET
        if not isinstance(self.timbre, Unset):
            timbre = self.timbre

        duration = self.duration

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "lyrics": lyrics,
            }
        )
        if webhook_url is not UNSET:
            field_dict["webhook_url"] = webhook_url
        if webhook_secret is not UNSET:
            field_dict["webhook_secret"] = webhook_secret
        if type_ is not UNSET:
            field_dict["type"] = type_
        if gender is not UNSET:
            field_dict["gender"] = gender
        if genre is not UNSET:
            field_dict["genre"] = genre
        if mood is not UNSET:
            field_dict["mood"] = mood
        if timbre is not UNSET:
            field_dict["timbre"] = timbre
        if duration is not UNSET:
            field_dict["duration"] = duration

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        lyrics = d.pop("lyrics")

        webhook_url = d.pop("webhook_url", UNSET)

        webhook_secret = d.pop("webhook_secret", UNSET)

        type_ = cast(Literal["vocal"] | Unset, d.pop("type", UNSET))
        if type_ != "vocal" and not isinstance(type_, Unset):
            raise ValueError(f"type must match const 'vocal', got '{type_}'")

        _gender = d.pop("gender", UNSET)
        gender: NuroGender | Unset
        if isinstance(_gender, Unset):
            gender = UNSET
        else:
            gender = check_nuro_gender(_gender)

        _genre = d.pop("genre", UNSET)
        genre: NuroVocalGenre | Unset
        if isinstance(_genre, Unset):
            genre = UNSET
        else:
            genre = check_nuro_vocal_genre(_genre)

        _mood = d.pop("mood", UNSET)
        mood: NuroVocalMood | Unset
        if isinstance(_mood, Unset):
            mood = UNSET
        else:
            mood = check_nuro_vocal_mood(_mood)

        _timbre = d.pop("timbre", UNSET)
        timbre: NuroTimbre | Unset
        if isinstance(_timbre, Unset):
            timbre = UNSET
        else:
            timbre = check_nuro_timbre(_timbre)

        duration = d.pop("duration", UNSET)

        nuro_vocal = cls(
            lyrics=lyrics,
            webhook_url=webhook_url,
            webhook_secret=webhook_secret,
            type_=type_,
            gender=gender,
            genre=genre,
            mood=mood,
            timbre=timbre,
            duration=duration,
        )

        nuro_vocal.additional_properties = d
        return nuro_vocal

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
