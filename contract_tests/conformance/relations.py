"""Relations between numbers of a reply, which the contract states in `x-order`, `x-sorted` and `x-position`.

The first two are keywords of the suite's validators, so that a broken one is reported like any other error of a schema. The
last one needs the length of the clip, which the observer knows from the polls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

SLACK_S = 1.0
"""How far beyond a clip's stated duration a position may be: durations are often rounded to seconds."""

LEAST_PART = 0.02
"""The part of a clip within which several positions cannot all be: minutes or hours instead of seconds would be."""


class Order:
    """`x-order`: numbers of one object that do not decrease."""

    def __init__(self, _parent: Any, value: list[str], _path: Any) -> None:
        self.names = value

    def validate(self, instance: Any) -> None:
        """Raise ValueError when they decrease."""
        numbers = _numbers(instance.get(name) for name in self.names) if isinstance(instance, Mapping) else []
        if numbers != sorted(numbers):
            raise ValueError(f"{self.names} are {numbers}, which are not in order")


class Sorted:
    """`x-sorted`: a number that does not decrease from item to item."""

    def __init__(self, _parent: Any, value: str, _path: Any) -> None:
        self.name = value

    def validate(self, instance: Any) -> None:
        """Raise ValueError when it decreases."""
        numbers = _numbers(named(instance, self.name))
        if numbers != sorted(numbers):
            raise ValueError(f"the items are not sorted by {self.name}")


KEYWORDS = {"x-order": Order, "x-sorted": Sorted}


def misplaced(reply: Any, name: str, duration: float) -> str:
    """Return what is wrong with the positions of a name in a reply about a clip, in words; empty if nothing is."""
    positions = _numbers(named(reply, name))
    latest = max(positions, default=0.0)
    if latest > duration + SLACK_S:
        return f"{name} is {latest:g} s in a clip of {duration:g} s"
    if len(positions) > 1 and latest < LEAST_PART * duration:
        return f"every {name} is within {latest:g} s of a clip of {duration:g} s"
    return ""


def named(value: Any, name: str) -> Iterator[Any]:
    """Yield the values with a name at any depth of a reply, in its order."""
    return (member[name] for member in objects(value) if name in member)


def objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the objects at any depth of a reply, in its order."""
    if isinstance(value, Mapping):
        yield value
    for entry in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from objects(entry)


def _numbers(values: Any) -> list[float]:
    return [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
