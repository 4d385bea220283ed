"""Public types: options of methods, types of clips and personas that they accept, and small results.

Use them to annotate wrappers: `def folk(prompt: str, **options: Unpack[SongOptions])`. The limits are those of the
contract; the service checks them, not this module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

from attrs import frozen

from aimusic._result import Result
from aimusic._tasks.base import BaseTask
from aimusic._tasks.clip import BaseClip
from aimusic._tasks.snapshot import Product, State
from aimusic._tasks.task import AsyncTask, Task
from aimusic_client.models import (
    NuroGenre,
    NuroInstrument,
    NuroMood,
    NuroTheme,
    ProducerRetiredTaskTaskType,
    SonicModel,
    SonicReplaceModel,
    SonicVoice,
    VocalGender,
)

__all__ = [
    "BackgroundOptions",
    "BaseClip",
    "BaseTask",
    "ChangeOptions",
    "ClipLike",
    "Credits",
    "ExtraOptions",
    "KnownProducerModel",
    "Model",
    "Persona",
    "PersonaLike",
    "ProducerModel",
    "Product",
    "ReplaceModel",
    "ReplaceOptions",
    "RetiredTask",
    "RiffusionCoverOptions",
    "RiffusionModel",
    "RiffusionOptions",
    "SongOptions",
    "SoundOptions",
    "State",
    "StyleOptions",
    "Upload",
    "VocalOptions",
    "WebhookOptions",
    "WeightedOptions",
]


@frozen
class Upload(Result):
    """An uploaded recording. Methods that take clips also take an `Upload`, and then know that it is one.

    Attributes:
        id: The clip id of the recording.
    """

    id: str

    def to_dict(self) -> dict[str, Any]:
        """Return the upload as JSON."""
        return {"id": self.id}


@frozen
class Persona(Result):
    """A voice taken from a clip, for `sonic.sing_as`.

    Attributes:
        id: The persona's id.
    """

    id: str

    def to_dict(self) -> dict[str, Any]:
        """Return the persona as JSON."""
        return {"id": self.id}


@frozen
class Credits(Result):
    """The balance of an account.

    Attributes:
        credits: Credits of the subscription.
        extra_credits: Credits bought in addition; they are spent first.
    """

    credits: float
    extra_credits: float

    @property
    def total(self) -> float:
        """The sum of both."""
        return self.credits + self.extra_credits

    def to_dict(self) -> dict[str, Any]:
        """Return the balance as JSON, with the total."""
        return {"credits": self.credits, "extra_credits": self.extra_credits, "total": self.total}


ClipLike = str | BaseClip | Upload | Task | AsyncTask
"""A clip or its id. A task stands for the first of its clips that succeeded."""

PersonaLike = str | Persona | SonicVoice | Task | AsyncTask
"""A persona, a voice, the id of either, or the task that created the voice."""

Model = SonicModel
"""A Sonic model. The names are checked by type checkers only; at run time, any name is sent."""

ReplaceModel = SonicReplaceModel
"""A Sonic model that can replace a section: all except sonic-v3-5."""

KnownProducerModel = Literal[
    "FUZZ-2.0 Pro",
    "FUZZ-2.0",
    "FUZZ-2.0 Raw",
    "FUZZ-1.1 Pro",
    "FUZZ-1.0 Pro",
    "FUZZ-1.0",
    "FUZZ-1.1",
    "FUZZ-0.8",
    "Lyria 3 preview",
    "FUZZ-3-Demo",
]
"""The Producer models that the contract knows."""

ProducerModel = KnownProducerModel | str
"""A Producer model: one of the known names, or a newer one."""

RiffusionModel = Literal["FUZZ-1.1 Pro", "FUZZ-1.1", "FUZZ-1.0 Pro", "FUZZ-1.0"]
"""A Riffusion model."""

RetiredTask = ProducerRetiredTaskTaskType
"""A Producer task type of 2025; the service has retired them all."""


class ExtraOptions(TypedDict, total=False):
    """Options of every call."""

    extra: Mapping[str, Any]
    """Fields that the contract does not list, sent unchanged. A field that has an argument of its own is refused."""


class WebhookOptions(ExtraOptions, total=False):
    """Options of calls that start a task, with those of `ExtraOptions`."""

    webhook_url: str
    """Public HTTPS URL that receives the result, at most 1024 characters. Default: none, poll instead."""

    webhook_secret: str
    """Key that the service signs the webhooks of this task with; see `verify_webhook`. Default: not signed."""


class StyleOptions(WebhookOptions, total=False):
    """The style of a song, with `WebhookOptions`."""

    title: str
    """At most 80 characters; the service may rewrite it."""

    tags: str
    """Styles, separated by commas: at most 1000 characters, 200 with sonic-v3-5 and sonic-v4."""

    negative_tags: str
    """Styles to avoid, separated by commas: at most 200 characters."""

    style_weight: float
    """How much the tags count, 0 to 1."""

    weirdness_constraint: float
    """How unusual the music may become, 0 to 1."""


class WeightedOptions(StyleOptions, total=False):
    """`StyleOptions` of a song with a source."""

    audio_weight: float
    """How much the source's sound counts, 0 to 1."""


class VocalOptions(WeightedOptions, total=False):
    """`WeightedOptions` of a song with a voice."""

    vocal_gender: VocalGender
    """The singer's voice, `f` or `m`; needs sonic-v4-5 or newer."""


class SongOptions(VocalOptions, total=False):
    """All options of `sonic.create`, `extend`, `cover` and `mashup` beside lyrics, description and sources."""

    model: Model
    """The model that sings. Default: sonic-v5."""

    instrumental: bool
    """True for music without a voice. Default: False."""


class ReplaceOptions(StyleOptions, total=False):
    """`StyleOptions` of a regenerated section."""

    vocal_gender: VocalGender
    """The singer's voice, `f` or `m`; needs sonic-v4-5 or newer."""


class SoundOptions(WebhookOptions, total=False):
    """Options of a Producer song, with `WebhookOptions`."""

    title: str
    """At most 80 characters."""

    seed: str | int
    """The number that the song starts from, a number or its digits. Default: chosen by the service."""

    lyrics_strength: float
    """How much the lyrics count, 0 to 1. Default: 0.5. In older pages only."""

    sound_strength: float
    """How much `sound` counts, 0.2 to 1. Default: 0.5. In older pages only."""

    weirdness: float
    """How unusual the music may become, 0 to 1. Default: 0.5. In older pages only."""

    cover_url: str
    """URL of an image to use as the cover. In older pages only."""

    bpm: float | str
    """The tempo in beats per minute. In the vendor's contract only."""

    length: float
    """The length of the song in seconds, 1 to 240. In the vendor's contract only."""


class ChangeOptions(SoundOptions, total=False):
    """`SoundOptions` of Producer's retired task types."""

    starts_at: float
    """Where the new part begins, in seconds from the start of the clip. Default: 30 when extending."""

    ends_at: float
    """Where the replaced part ends, in seconds from the start of the clip. Default: the end of the clip."""

    cover_strength: float
    """How close to stay to the clip, 0 to 1; 0.2 or more is advised."""

    strength: float
    """The newer name of `cover_strength`, 0 to 1. Default: 0.5."""

    instruction: str
    """What to do, in words."""

    extend_s: float
    """Seconds; in the vendor's contract only, which does not explain it."""


class BackgroundOptions(WebhookOptions, total=False):
    """Labels of Nuro's background music, with `WebhookOptions`."""

    genre: Sequence[NuroGenre]
    """Genres, at most 5."""

    mood: Sequence[NuroMood]
    """Moods, at most 5."""

    instrument: Sequence[NuroInstrument]
    """Instruments, at most 5."""

    theme: Sequence[NuroTheme]
    """Themes, at most 5."""


class RiffusionOptions(ExtraOptions, total=False):
    """Options of a Riffusion song, with `ExtraOptions`."""

    model: RiffusionModel
    """The model. Default: FUZZ-1.1 Pro."""

    title: str
    """At most 80 characters."""

    vocal_variation: float
    """How much the voice may vary, 0 to 1."""


class RiffusionCoverOptions(RiffusionOptions, total=False):
    """`RiffusionOptions` of a song that is made from another one."""

    lyrics: str
    """The lyrics, at most 3000 characters."""

    sound: str
    """Genre and voice in words, at most 200 characters."""
