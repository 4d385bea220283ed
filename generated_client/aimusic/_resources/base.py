"""What all resources share: the runner behind them, request bodies, ids, and the check of option names.

Methods that start a task are written once for both clients: their return type is a type variable, `Task` in one and a
coroutine of `AsyncTask` in the other. Methods that return a result directly are written per client, as thin shells over
one function that builds the call.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, Generic, Protocol, TypeVar, cast, get_args, get_type_hints

import httpx

from aimusic._config import shown
from aimusic._errors import ConfigurationError
from aimusic._http.call import Accepted, Call, build_model
from aimusic._tasks.clip import BaseClip
from aimusic._tasks.task import AsyncTask, Task
from aimusic.types import ClipLike, Persona, PersonaLike, Product, Upload
from aimusic_client.models import SonicVoice
from aimusic_client.types import UNSET

T = TypeVar("T")
SubmitT_co = TypeVar("SubmitT_co", covariant=True)
HandleT_co = TypeVar("HandleT_co", covariant=True)


class Runner(Protocol[SubmitT_co, HandleT_co]):
    """Sends calls: one implementation for threads, one for coroutines, and one that only reads the price."""

    def submit(self, call: Call[Accepted]) -> SubmitT_co:
        """Make a call that starts a task and return the task."""
        ...

    def answer(self, call: Call[T]) -> Any:
        """Make a call and return its result, or an awaitable of it."""
        ...

    def build(self, call: Call[T], timeout: float) -> Any:
        """Repeat a call until its file has been built; otherwise as `answer`."""
        ...

    def handle(self, product: Product, task_id: str) -> HandleT_co:
        """Return a task by its id, without a request."""
        ...


class Namespace(Generic[SubmitT_co, HandleT_co]):
    """A product's methods on a client.

    Every method with `**options` checks their names before it does anything else, see `_with_checked_options`.
    """

    def __init__(self, runner: Runner[SubmitT_co, HandleT_co]) -> None:
        self._runner = runner

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        for name, member in list(vars(cls).items()):
            if (
                inspect.isfunction(member)
                and member.__code__.co_flags & inspect.CO_VARKEYWORDS
                and not name.startswith("_")
            ):
                setattr(cls, name, _with_checked_options(member))

    def _answer(self, call: Call[T]) -> T:
        return cast("T", self._runner.answer(call))

    async def _await_answer(self, call: Call[T]) -> T:
        return cast("T", await self._runner.answer(call))


def _with_checked_options(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method that refuses unknown keywords and suggests the nearest known one.

    A method's signature names its options by a TypedDict, which Python does not check at run time.
    """

    @wraps(method)
    def checked_method(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        known = _keywords(method)
        for name in kwargs:
            if name not in known:
                nearest = difflib.get_close_matches(name, known, n=1)
                hint = f"; did you mean {nearest[0]!r}?" if nearest else f"; it takes {', '.join(sorted(known))}."
                raise TypeError(f"{method.__name__}() got an unexpected option {name!r}{hint}")
        return method(self, *args, **kwargs)

    return checked_method


@cache
def _keywords(method: Callable[..., Any]) -> frozenset[str]:
    """Return every keyword that a method takes: its own, and those of the TypedDict of its `**options`."""
    code = method.__code__
    own = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
    options = code.co_varnames[code.co_argcount + code.co_kwonlyargcount]
    (typed,) = get_args(get_type_hints(method, include_extras=True)[options])  # of Unpack[...]
    return frozenset((*own, *typed.__annotations__))


def custom_or_described(
    custom: type[Any],
    described: type[Any],
    prompt: str | None,
    description: str | None,
    options: Any,
    /,
    **fields: Any,
) -> Any:
    """Return the request body for given lyrics or, with a description, for lyrics that the service writes.

    Args:
        custom: The model for `prompt`.
        described: The model for `description`.
        prompt: The lyrics.
        description: What the song is about.
        options: The `**options` of the method.
        fields: Fields that both models have, and `auto_lyrics` where `custom` has it.

    Raises:
        ConfigurationError: Both are given, or neither for a song with a voice; or `auto_lyrics` with a description.
    """
    if prompt is not None and description is not None:
        raise ConfigurationError("prompt and description exclude each other: give the lyrics, or what they are about.")
    if description is not None:
        if fields.pop("auto_lyrics", None) is not None:
            raise ConfigurationError("auto_lyrics goes with prompt: with a description, the lyrics are always written.")
        return body(described, options, gpt_description_prompt=description, **fields)
    if prompt is None and not fields.get("make_instrumental"):
        raise ConfigurationError("Give prompt (the lyrics) or description (what they are about), or instrumental=True.")
    return body(custom, options, prompt=prompt, **fields)


URL_FIELDS = ("url", "audio_url", "callback_url", "cover_url", "webhook_url")
"""The fields with a URL that the service requests: a path of this machine would be charged, and then fail."""


def body(kind: type[T], options: Any, /, **fields: Any) -> T:
    """Return a generated model of fields and options.

    Raises:
        ConfigurationError: A URL cannot be one that the service requests.
    """
    values = dict(options)
    for name in URL_FIELDS:
        _check_url(name, fields.get(name, values.get(name)))
    return build_model(kind, values.pop("extra", None), **values, **fields)


def clip_id(clip: ClipLike, product: Product = "sonic") -> str:
    """Return the id of a clip.

    Args:
        clip: The clip, its id, or a task.
        product: The product that takes the clip.

    Raises:
        ConfigurationError: The value has no id, such as a task without a finished clip, or belongs to another product.
    """
    if isinstance(clip, (BaseClip, Task, AsyncTask)) and clip.product != product:
        kind = "Clip" if isinstance(clip, BaseClip) else "Task"
        raise ConfigurationError(f"{kind} {clip.id} belongs to {clip.product}: pass a clip of {product}.")
    if isinstance(clip, (Task, AsyncTask)):
        succeeded = [song.id for song in clip.clips if song.state == "succeeded"]
        if not succeeded:
            raise ConfigurationError(f"{clip!r} has no clip that succeeded: wait for it, and pass one of its clips.")
        return succeeded[0]
    return _checked_id(clip.id if isinstance(clip, (BaseClip, Upload)) else clip, "clip")


def is_upload(clip: ClipLike, uploaded: bool | None) -> bool:
    """Return whether a clip came from `upload`: as stated by the caller, otherwise by its type."""
    return isinstance(clip, Upload) if uploaded is None else uploaded


def persona_id(persona: PersonaLike) -> str:
    """Return the id of a persona or of a voice.

    Raises:
        ConfigurationError: The value has no id, such as a task without a voice.
    """
    if isinstance(persona, (Task, AsyncTask)):
        if persona.voice is None:
            raise ConfigurationError(f"{persona!r} has no voice: pass a finished task of create_voice.")
        return persona.voice.persona_id
    if isinstance(persona, SonicVoice):
        return persona.persona_id
    return _checked_id(persona.id if isinstance(persona, Persona) else persona, "persona")


def _check_url(name: str, value: object) -> None:
    if value is None or value is UNSET:
        return
    try:
        parsed = httpx.URL(value if isinstance(value, str) else "")
    except (httpx.InvalidURL, UnicodeEncodeError):  # a lone surrogate
        parsed = httpx.URL("")
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise ConfigurationError(
            f"{name} is {shown(value)}: give a public URL that begins with https://. The service cannot read files of this "
            "machine; put the recording on a server first."
        )


def _checked_id(value: object, name: str) -> str:
    if not isinstance(value, str) or not value:
        raise ConfigurationError(f"{name} is {shown(value)}: give an id, or an object that has one.")
    return value
