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

from ..models.nuro_genre import NuroGenre, check_nuro_genre
from ..models.nuro_instrument import NuroInstrument, check_nuro_instrument
from ..models.nuro_mood import NuroMood, check_nuro_mood
from ..models.nuro_theme import NuroTheme, check_nuro_theme
from ..types import UNSET, Unset

T = TypeVar("T", bound="NuroBackgroundV1")


@_attrs_define
class NuroBackgroundV1:
    """Background music of up to a minute, from a description and lists of labels.

    Attributes:
        type_ (Literal['bgm']): Background music, without a voice. Default: 'bgm'.
        description (str): The purpose or character of the music. No limit in characters is documented.
        webhook_url (str | Unset): Where to send the result when the task ends, instead of polling: a public HTTPS URL,
            at most 1024 characters.
        webhook_secret (str | Unset): The key that signs the webhooks of this task (HMAC-SHA256). It is never shown
            again.
        version (Literal['v1.0'] | Unset): The version of the model. Default: 'v1.0'.
        duration (int | Unset): The length in seconds, 1 to 60. Default: 60.
        genre (list[NuroGenre] | Unset): The genres, at most 5.
        mood (list[NuroMood] | Unset): The moods, at most 5.
        instrument (list[NuroInstrument] | Unset): The instruments, at most 5.
        theme (list[NuroTheme] | Unset): The themes, at most 5.
    """

    description: str
    type_: Literal["bgm"] = "bgm"
    webhook_url: str | Unset = UNSET
    webhook_secret: str | Unset = UNSET
    version: Literal["v1.0"] | Unset = "v1.0"
    duration: int | Unset = 60
    genre: list[NuroGenre] | Unset = UNSET
    mood: list[NuroMood] | Unset = UNSET
    instrument: list[NuroInstrument] | Unset = UNSET
    theme: list[NuroTheme] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        description = self.description

        webhook_url = self.webhook_url

        webhook_secret = self.webhook_secret

        version = self.version

        duration = self.duration

        genre: list[str] | Unset = UNSET
        if not isinstance(self.genre, Unset):
            genre = []
            for genre_item_data in self.genre:
                genre_item: str = genre_item_data
                genre.append(genre_item)

        mood: list[str] | Unset = UNSET
        if not isinstance(self.mood, Unset):
            mood = []
            for mood_item_data in self.mood:
                mood_item: str = mood_item_data
                mood.append(mood_item)

        instrument: list[str] | Unset = UNSET
        if not isinstance(self.instrument, Unset):
            instrument = []
            for instrument_item_data in self.instrument:
                instrument_item: str = instrument_item_data
                instrument.append(instrument_item)

        theme: list[str] | Unset = UNSET
        if not isinstance(self.theme, Unset):
            theme = []
            for theme_item_data in self.theme:
                theme_item: str = theme_item_data
                theme.append(theme_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "description": description,
            }
        )
        if webhook_url is not UNSET:
            field_dict["webhook_url"] = webhook_url
        if webhook_secret is not UNSET:
            field_dict["webhook_secret"] = webhook_secret
        if version is not UNSET:
            field_dict["version"] = version
        if duration is not UNSET:
            field_dict["duration"] = duration
        if genre is not UNSET:
            field_dict["genre"] = genre
        if mood is not UNSET:
            field_dict["mood"] = mood
        if instrument is not UNSET:
            field_dict["instrument"] = instrument
        if theme is not UNSET:
            field_dict["theme"] = theme

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = cast(Literal["bgm"], d.pop("type"))
        if type_ != "bgm":
            raise ValueError(f"type must match const 'bgm', got '{type_}'")

        description = d.pop("description")

        webhook_url = d.pop("webhook_url", UNSET)

        webhook_secret = d.pop("webhook_secret", UNSET)

        version = cast(Literal["v1.0"] | Unset, d.pop("version", UNSET))
        if version != "v1.0" and not isinstance(version, Unset):
            raise ValueError(f"version must match const 'v1.0', got '{version}'")

        duration = d.pop("duration", UNSET)

        _genre = d.pop("genre", UNSET)
        genre: list[NuroGenre] | Unset = UNSET
        if _genre is not UNSET:
            genre = []
            for genre_item_data in _genre:
                genre_item = check_nuro_genre(genre_item_data)

                genre.append(genre_item)

        _mood = d.pop("mood", UNSET)
        mood: list[NuroMood] | Unset = UNSET
        if _mood is not UNSET:
            mood = []
            for mood_item_data in _mood:
                mood_item = check_nuro_mood(mood_item_data)

                mood.append(mood_item)

        _instrument = d.pop("instrument", UNSET)
        instrument: list[NuroInstrument] | Unset = UNSET
        if _instrument is not UNSET:
            instrument = []
            for instrument_item_data in _instrument:
                instrument_item = check_nuro_instrument(instrument_item_data)

                instrument.append(instrument_item)

        _theme = d.pop("theme", UNSET)
        theme: list[NuroTheme] | Unset = UNSET
        if _theme is not UNSET:
            theme = []
            for theme_item_data in _theme:
                theme_item = check_nuro_theme(theme_item_data)

                theme.append(theme_item)

        nuro_background_v1 = cls(
            type_=type_,
            description=description,
            webhook_url=webhook_url,
            webhook_secret=webhook_secret,
            version=version,
            duration=duration,
            genre=genre,
            mood=mood,
            instrument=instrument,
            theme=theme,
        )

        nuro_background_v1.additional_properties = d
        return nuro_background_v1

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
