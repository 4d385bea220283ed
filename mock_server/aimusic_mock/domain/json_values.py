"""Equality of JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def json_equal(one: Any, other: Any) -> bool:
    """Check whether two values are the same JSON. Unlike in Python, `1` does not equal `true`."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(json_equal(value, other[key]) for key, value in one.items())
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(json_equal, one, other))
    return bool(one == other)
