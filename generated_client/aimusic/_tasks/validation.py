"""Check that a parsed response matches its types. The generated parsers accept any value in a field.

Only what is handed to the user as it is needs this; clips are read field by field, and leave out what makes no sense.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs

from aimusic_client import models, types

T = TypeVar("T")

_NUMBERS: Mapping[Any, tuple[type, ...]] = {float: (int, float), int: (int,)}
"""As type checkers define them; a boolean is neither, although it is an int in Python."""


def checked(value: T) -> T:
    """Return a parsed model, or a list of them, as it is.

    Raises:
        TypeError: A field holds something else than its type says.
    """
    if isinstance(value, list):
        for item in value:
            checked(item)
        return value
    kind: type[Any] = type(value)
    for name, hint in _hints(kind):  # type: ignore[arg-type] # every class can be hashed
        attribute = getattr(value, name)
        if not fits(attribute, hint):
            raise TypeError(f"{name} is {attribute!r:.60}")
    return value


@cache
def _hints(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    names = {**vars(types), **vars(models)}
    hints = get_type_hints(kind, localns=names)
    return tuple((field.name, hints[field.name]) for field in attrs.fields(kind) if field.init)


def fits(value: Any, hint: Any) -> bool:
    """Tell whether a value is of a type; models in it are looked into."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return any(fits(value, arg) for arg in get_args(hint))
    if origin is Literal:
        return value in get_args(hint)
    if origin is list:
        return isinstance(value, list) and all(fits(item, get_args(hint)[0]) for item in value)
    if hint in _NUMBERS:
        return isinstance(value, _NUMBERS[hint]) and not isinstance(value, bool)
    if hint is None:
        return isinstance(value, NoneType)
    if not isinstance(value, hint):
        return False
    return not attrs.has(hint) or all(fits(getattr(value, name), part) for name, part in _hints(hint))
