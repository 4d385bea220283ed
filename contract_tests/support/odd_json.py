"""JSON documents with one odd place, for tests that generate invalid input: a value replaced, removed or repeated."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

Path = tuple[str | int, ...]

VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    7.5,
    2**62,
    -(10**400),
    1e308,
    "",
    "x",
    "true",
    "\x00\x1b[31m\n::error::",
    "\u202e\U0001f3b5",
    "https://[bad",
    "x" * 5000,
    [],
    {},
    [None],
    [[[[]]]],
    {"": 1},
    {"a": {"b": []}},
)
"""Values of every JSON type, at and beyond the usual bounds."""

RAW = (
    "1e400",
    "-1e400",
    "NaN",
    "Infinity",
    "9" * 5000,
    '"\\ud800"',
    "[" * 2000 + "]" * 2000,
    '{"a": 1, "a": 2}',
    "01",
    "",
)
"""Values that Python's JSON writer does not produce; some of them are not JSON."""

MARK = "odd-value-here"


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every value in a document, except the document's own."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield (*path, key)
        yield from paths(member, (*path, key))


def at(document: Any, path: Path) -> Any:
    """Return the value at a path."""
    for step in path:
        document = document[step]
    return document


def changed(document: Any, kind: str, path: Path, value: Any = None) -> Any:
    """Return a copy of a document with a value replaced, removed or repeated.

    Args:
        document: The JSON, parsed.
        kind: `replace`, `remove` or `repeat`.
        path: Where.
        value: The new value, for `replace`.
    """
    result = copy.deepcopy(document)
    parent: Any = at(result, path[:-1])
    last: Any = path[-1]
    if kind == "replace":
        parent[last] = value
    elif kind == "remove":
        del parent[last]
    elif isinstance(parent, list):
        parent.append(copy.deepcopy(parent[last]))
    else:
        parent[f"{last}2"] = copy.deepcopy(parent[last])
    return result


def odd_texts(document: Any) -> st.SearchStrategy[str]:
    """Return texts of a document with one odd place; a few are not JSON."""
    places = list(paths(document))
    values = st.sampled_from(VALUES) | st.text(max_size=20) | st.floats(allow_nan=False, allow_infinity=False)
    kinds = st.tuples(st.sampled_from(("replace", "remove", "repeat")), st.sampled_from(places), values)
    valid = kinds.map(lambda drawn: json.dumps(changed(document, *drawn)))
    raw = st.tuples(st.sampled_from(places), st.sampled_from(RAW)).map(
        lambda drawn: json.dumps(changed(document, "replace", drawn[0], MARK)).replace(f'"{MARK}"', drawn[1])
    )
    cut = st.integers(0, len(json.dumps(document)) - 1).map(lambda end: json.dumps(document)[:end])
    return valid | raw | cut
