"""Check that a parsed response matches its types. The generated parsers accept any value in a field.

Used for models that are returned to the user unchanged. Clips are read field by field, and drop invalid values.
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
"""As type checkers define them. A boolean is neither, although it is an int in Python."""


def validated(value: T) -> T:
    """Return a parsed model, or a list of models, unchanged.

    Raises:
        TypeError: A field does not match its type.
    """
    if isinstance(value, list):
        for element in value:
            validated(element)
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
    """Return whether a value matches a type hint, including the fields of nested models."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return any(fits(value, arg) for arg in get_args(hint))
    if origin is Literal:
        return value in get_args(hint)
    if origin is list:
        return isinstance(value, list) and all(fits(element, get_args(hint)[0]) for element in value)
    if hint in _NUMBERS:
        return isinstance(value, _NUMBERS[hint]) and not isinstance(value, bool)
    if hint is None:
        return isinstance(value, NoneType)
    if not isinstance(value, hint):
        return False
    return not attrs.has(hint) or all(fits(getattr(value, name), part) for name, part in _hints(hint))
