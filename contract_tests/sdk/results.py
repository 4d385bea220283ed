"""The classes of all results of the SDK, derived from the signatures of its public methods, and instances of them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

import aimusic
from aimusic import AIMusic, AsyncAIMusic
from aimusic._resources import base
from aimusic._tasks.snapshot import Snapshot
from aimusic_client import models, types
from aimusic_client.types import UNSET, Unset

PARAMETERS = {
    base.SubmitT_co: (aimusic.Task, aimusic.AsyncTask),
    base.HandleT_co: (aimusic.Task, aimusic.AsyncTask),
}
"""The types that the type variables of methods stand for."""

HIDDEN = {"_connection", "_is_fresh", "_fetch", "_known"}
"""Fields of tasks and clips that are not attributes of the public interface."""


def methods() -> Iterator[Any]:
    """Yield every public function and method that returns something to the caller."""
    owners = [AIMusic, AsyncAIMusic, aimusic.Task, aimusic.AsyncTask, aimusic.Clip, aimusic.AsyncClip]
    for client in (AIMusic, AsyncAIMusic):
        resources = (member for member in vars(client).values() if isinstance(member, cached_property))
        kinds = (get_type_hints(member.func)["return"] for member in resources)
        owners += [kind for kind in kinds if issubclass(kind, base.Namespace)]
    for owner in owners:
        for name, member in inspect.getmembers(owner):
            function = member.fget if isinstance(member, property) else member
            if not name.startswith("_") and inspect.isfunction(function):
                yield inspect.unwrap(function)
    yield from (getattr(aimusic, name) for name in aimusic.__all__ if inspect.isfunction(getattr(aimusic, name)))


def hints_of(subject: Any) -> dict[str, Any]:
    """Return the type hints of a function or class, with the names that are imported for type checkers only."""
    return get_type_hints(subject, localns=vars(types) | vars(models))


def classes(hint: Any) -> Iterator[type[Any]]:
    """Yield the classes of this project in a type hint, with those of their public attributes."""
    if hint in PARAMETERS:
        for kind in PARAMETERS[hint]:
            yield from classes(kind)
    elif get_args(hint) and get_origin(hint) is not Literal:
        for part in get_args(hint):
            yield from classes(part)
    elif inspect.isclass(hint) and attrs.has(hint) and hint.__module__.startswith("aimusic"):
        yield hint
        for name, part in hints_of(hint).items():
            if name not in HIDDEN and name != "additional_properties":
                yield from classes(part)


def results() -> list[type[Any]]:
    """Return the classes of all results, by name."""
    kinds: set[type[Any]] = set()
    for method in methods():
        kinds.update(classes(hints_of(method).get("return")))
    return sorted(kinds - {AIMusic, AsyncAIMusic}, key=lambda kind: kind.__name__)


def built(hint: Any, *, full: bool) -> Any:
    """Return an instance of a class, or a value of another type.

    Args:
        hint: The class or type.
        full: Whether all attributes have a value, or only those that must.
    """
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        empty = [None] * (NoneType in args) + [UNSET] * (Unset in args)
        if empty and not full:
            return empty[0]
        return built(next(part for part in args if part not in (NoneType, Unset)), full=full)
    if origin is Literal:
        return args[0]
    if origin in (list, tuple):
        return origin(built(args[0], full=full) for _ in range(2 if origin is tuple else full))
    if inspect.isclass(hint) and attrs.has(hint):
        return _instance(hint, full=full)
    return PLAIN[hint]


PLAIN: dict[Any, Any] = {
    str: 'Lamp "é"\n💡',
    float: 0.25,
    int: 7,
    bool: False,
    Any: {"nested": [None, 1]},
    datetime: datetime(2026, 1, 24, 5, 28, 35, 117000, UTC),
}


def _instance(kind: type[Any], *, full: bool) -> Any:
    hints = hints_of(kind)
    fields = [field for field in attrs.fields(kind) if field.init and field.name not in HIDDEN]
    values = {field.alias: _value(field.name, hints[field.name], full=full) for field in fields}
    if kind in (aimusic.Task, aimusic.AsyncTask):
        return _task(kind, values, full=full)
    instance = kind(**values)
    if full and hasattr(instance, "additional_properties"):
        instance.additional_properties = {"newer": [{"than": None}, "the contract"]}
    return instance


def _value(name: str, hint: Any, *, full: bool) -> Any:
    return {"event": "song.sung", "newer": [1, None]} if name == "body" else built(hint, full=full)


def _task(kind: type[Any], values: dict[str, Any], *, full: bool) -> Any:
    clip = aimusic.Clip if kind is aimusic.Task else aimusic.AsyncClip
    clips = (built(clip, full=True), built(clip, full=False)) if full else ()
    failure = built(aimusic.Failure, full=True) if full else None
    voice = built(models.SonicVoice, full=True) if full else None
    return kind(**values, known=(Snapshot("failed" if full else "pending", None, failure, voice), clips))
