"""What all resources share: the runner behind them, ids of clips and personas, and the types of asynchronous methods.

A namespace's methods are written once. Those that start a task return a type variable: a `Task`, or something to await
for an `AsyncTask`. Those that answer at once hand on what the runner returns, and `asynchronous` tells type checkers
that it must be awaited there. So there is one signature, one docstring and one way to build a request for both clients.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypedDict, TypeVar, cast

from aimusic._errors import ConfigurationError
from aimusic._http.call import Accepted, Call, Extra, model
from aimusic._tasks.clip import BaseClip
from aimusic._tasks.snapshot import Product
from aimusic._tasks.task import AsyncTask, Task
from aimusic.types import Persona, Upload
from aimusic_client.models import SonicVoice

P = ParamSpec("P")
T = TypeVar("T")
ResultT_co = TypeVar("ResultT_co", covariant=True)
SubmitT_co = TypeVar("SubmitT_co", covariant=True)
HandleT_co = TypeVar("HandleT_co", covariant=True)

ClipLike = str | BaseClip | Upload | Task | AsyncTask
"""A clip, or its id. A task stands for the first of its clips that succeeded."""

PersonaLike = str | Persona | SonicVoice | Task | AsyncTask
"""A persona, a voice, its id, or the task that made the voice."""


class Runner(Protocol[SubmitT_co, HandleT_co]):
    """What does the sending: one for threads, one for coroutines, and one that only asks for the price."""

    def submit(self, call: Call[Accepted]) -> SubmitT_co:
        """Make a call that starts a task and return the task."""
        ...

    def answer(self, call: Call[T]) -> Any:
        """Make a call and return its result, or something to await for it."""
        ...

    def build(self, call: Call[T], timeout: float) -> Any:
        """Make a call again and again until what it asks for is ready; otherwise as `answer`."""
        ...

    def handle(self, product: Product, task_id: str) -> HandleT_co:
        """Return a task by its id, without asking the service."""
        ...


class Namespace(Generic[SubmitT_co, HandleT_co]):
    """A product's methods on a client."""

    def __init__(self, runner: Runner[SubmitT_co, HandleT_co]) -> None:
        self._runner = runner

    def _answer(self, call: Call[T]) -> T:
        return cast("T", self._runner.answer(call))


class AsyncMethod(Protocol[P, ResultT_co]):
    """A method of a synchronous namespace as type checkers see it in the asynchronous one."""

    def __get__(self, instance: object, owner: type | None = None) -> Callable[P, Coroutine[Any, Any, ResultT_co]]:
        """Bind it."""
        ...


def asynchronous(method: Callable[Concatenate[Any, P], T]) -> AsyncMethod[P, T]:
    """Return the method as it is: behind an asynchronous runner, what it returns must be awaited."""
    return cast("AsyncMethod[P, T]", method)


class Extras(TypedDict, total=False):
    """`extra`: fields that the contract does not know, sent as they are."""

    extra: Extra


class Delivery(Extras, total=False):
    """Options of every call that starts a task.

    `webhook_url`: a public HTTPS address for the result, at most 1024 characters. `webhook_secret`: what the service
    signs it with, see `verify_webhook`. And `extra`.
    """

    webhook_url: str
    webhook_secret: str


class Style(Delivery, total=False):
    """Options of songs.

    `title`: at most 80 characters. `tags`: the style, separated by commas; at most 1000 characters, 200 with sonic-v3-5
    and sonic-v4. `negative_tags`: styles to keep away from, at most 200 characters. `style_weight` and
    `weirdness_constraint`: 0 to 1. And those of `Delivery`.
    """

    title: str
    tags: str
    negative_tags: str
    style_weight: float
    weirdness_constraint: float


class Weighted(Style, total=False):
    """`Style`, and `audio_weight`: how much the source's sound counts, 0 to 1."""

    audio_weight: float


class Sung(Weighted, total=False):
    """`Weighted`, and `vocal_gender`: the singer, `f` or `m`; heard by sonic-v4-5 and newer."""

    vocal_gender: str


class Replaced(Style, total=False):
    """`Style`, and `vocal_gender`, as in `Sung`."""

    vocal_gender: str


def either(
    custom: type[Any], described: type[Any], prompt: str | None, description: str | None, options: Any, /, **fields: Any
) -> Any:
    """Return the body with your own words or, given a description, the one for words that are written from it.

    Args:
        custom: The model for `prompt`.
        described: The model for `description`.
        prompt: The lyrics.
        description: What the song is about.
        options: One of the options above.
        fields: What both models have.

    Raises:
        ConfigurationError: Both are given.
    """
    if description is None:
        return body(custom, options, prompt=prompt, **fields)
    if prompt is not None:
        raise ConfigurationError("prompt and description exclude each other: give the lyrics, or what they are about.")
    return body(described, options, gpt_description_prompt=description, **fields)


def body(kind: type[T], options: Any, /, **fields: Any) -> T:
    """Return a generated model of fields and options.

    Raises:
        TypeError: An option is unknown, as for any unknown argument.
    """
    values = dict(options)
    return model(kind, values.pop("extra", None), **values, **fields)


def clip_id(clip: ClipLike) -> str:
    """Return the id of a clip.

    Raises:
        ConfigurationError: It has none, such as a task that has made nothing yet.
    """
    if isinstance(clip, (Task, AsyncTask)):
        succeeded = [item.id for item in clip.clips if item.state == "succeeded"]
        if not succeeded:
            raise ConfigurationError(f"{clip!r} has no clip that succeeded: wait for it, and pass one of its clips.")
        return succeeded[0]
    return _text(clip.id if isinstance(clip, (BaseClip, Upload)) else clip, "clip")


def is_upload(clip: ClipLike, uploaded: bool | None) -> bool:
    """Return whether a clip came from `upload`: as said, or as its type tells."""
    return isinstance(clip, Upload) if uploaded is None else uploaded


def persona_id(persona: PersonaLike) -> str:
    """Return the id of a persona or of a voice.

    Raises:
        ConfigurationError: It has none.
    """
    if isinstance(persona, (Task, AsyncTask)):
        if persona.voice is None:
            raise ConfigurationError(f"{persona!r} has made no voice (yet).")
        return persona.voice.persona_id
    if isinstance(persona, SonicVoice):
        return persona.persona_id
    return _text(persona.id if isinstance(persona, Persona) else persona, "persona")


def _text(value: object, name: str) -> str:
    if not isinstance(value, str) or not value:
        raise ConfigurationError(f"{name} is {value!r}: give an id, or an object that has one.")
    return value
