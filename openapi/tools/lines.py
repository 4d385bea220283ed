"""Map each object of the bundle to its file and line in the sources.

The map ships with the bundle, so that findings of an installed mock name source lines.
Depends on the tree of the bundle and on the places that the loader recorded.
"""

from __future__ import annotations

import json
from collections.abc import Mapping as Readable

from openapi.tools.sources import Mapping, Place, place_at
from openapi.tools.tree import Pointer, pointer_text, walk

NAMED = ("path", "operation", "body", "content", "response", "header", "parameter", "schema", "property", "condition")
"""The kinds with a line. Examples and links have none, since no value is checked against them."""


def lines(document: Mapping, named: Readable[Pointer, Place]) -> dict[str, dict[str, int]]:
    """Return the line of each object, counted from 1: by file below the contract's folder, then by JSON pointer.

    Webhooks are left out, since recorded exchanges never contain one.

    Args:
        document: the bundle, with its places.
        named: the places of the names of its components.
    """
    places: dict[str, dict[str, int]] = {}
    for node in walk(document):
        if node.kind in NAMED and node.pointer[0] != "webhooks":
            place = named.get(node.pointer) or place_at(document, node.pointer)
            places.setdefault(place.file.as_posix(), {})[pointer_text(node.pointer)] = place.line
    return {file: places[file] for file in sorted(places)}


def render(document: Mapping, named: Readable[Pointer, Place]) -> str:
    """Return the text of `lines.json` with one object per line, for small diffs."""
    return json.dumps(lines(document, named), ensure_ascii=False, indent=0) + "\n"
