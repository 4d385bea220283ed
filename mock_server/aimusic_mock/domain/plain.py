"""Reads attrs classes back from plain JSON, and takes nothing that their annotations don't allow.

A snapshot comes from outside: what is let in with a text for a number breaks much later, in a background thread.
It knows the forms that the domain's own classes have, and no others.
"""

from __future__ import annotations

import functools
import math
import types
from collections import deque
from collections.abc import Mapping
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from attrs import has

T = TypeVar("T")


def read(kind: type[T], raw: Mapping[str, Any]) -> T:
    """Return the object of an attrs class whose fields `raw` holds.

    Args:
        kind: the class; its fields are texts, finite numbers, booleans, literals, mappings of them, other such classes,
            and tuples or deques of one kind.
        raw: each field by its name; those that have a default may be missing.

    Raises:
        KeyError, TypeError, ValueError: a field is unknown, missing, or not of its kind.
    """
    hints = _hints(kind)  # type: ignore[arg-type]  # a class can be hashed, though mypy doubts it
    return kind(**{name: _fit(value, hints[name]) for name, value in mapping(raw).items()})


def mapping(raw: object) -> Mapping[str, Any]:
    """Return what is a mapping as it is.

    Raises:
        TypeError: it is not one.
    """
    if not isinstance(raw, Mapping):
        raise TypeError("not an object")
    return raw


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    # Once: evaluating the annotations costs more than a thousand fields.
    return get_type_hints(kind)


def _fit(value: Any, expected: Any) -> Any:
    """Return a value as the annotation wants it."""
    origin, args = get_origin(expected), get_args(expected)
    if origin in (Union, types.UnionType):
        return None if value is None else _fit(value, next(arg for arg in args if arg is not types.NoneType))
    if origin is Literal:
        fits = isinstance(value, str) and value in args
    elif origin in (tuple, deque):
        if not isinstance(value, (list, tuple)):
            raise TypeError("not a list")
        return origin(_fit(item, args[0]) for item in value)
    elif origin is Mapping:
        return {_fit(name, args[0]): _fit(item, args[1]) for name, item in mapping(value).items()}
    elif has(expected):
        return read(expected, value)
    elif expected is float:
        fits = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    else:
        fits = isinstance(value, expected) and isinstance(value, bool) == (expected is bool)
    if not fits:
        raise TypeError(f"not a {expected}")
    return value
