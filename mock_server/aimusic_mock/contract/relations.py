"""Relations between fields of a reply, as keywords that JSON Schema validators call: `x-order` and `x-sorted`.

A validator that has them reports a broken relation like any other error of a schema. Values that are not numbers are left
to the other keywords. `openapi/extensions.md` describes the keywords.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any


class _Order:
    """`x-order: [start, end]`: the numbers in these properties do not decrease."""

    def __init__(self, _parent: Mapping[str, Any], names: list[str], _path: list[str | int]) -> None:
        self.names = names

    def validate(self, instance: Any) -> None:
        """Raise ValueError when a number is less than the one before it."""
        if isinstance(instance, dict) and not _ascends(instance.get(name) for name in self.names):
            raise ValueError(f"{' <= '.join(self.names)} does not hold")


class _Sorted:
    """`x-sorted: start`: the numbers in this property do not decrease from item to item."""

    def __init__(self, _parent: Mapping[str, Any], name: str, _path: list[str | int]) -> None:
        self.name = name

    def validate(self, instance: Any) -> None:
        """Raise ValueError when a number is less than that of an earlier item."""
        if isinstance(instance, list) and not _ascends(
            item.get(self.name) for item in instance if isinstance(item, dict)
        ):
            raise ValueError(f"the items are not sorted by {self.name}")


def _ascends(values: Iterable[Any]) -> bool:
    numbers = (value for value in values if isinstance(value, int | float) and not isinstance(value, bool))
    return all(earlier <= later for earlier, later in pairwise(numbers))


KEYWORDS: Mapping[str, type[Any]] = {"x-order": _Order, "x-sorted": _Sorted}
"""The validators' classes by keyword, for the `keywords` of jsonschema-rs."""
