"""Say for each object of the bundle where its author finds it: file and line of the sources.

A user who has only the bundle, such as one of the installed mock, gets the source line of a finding.
It knows the bundle's tree and the places that the loader kept, and nothing of its callers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping as Readable

from openapi.tools.sources import Mapping, Place, place_at
from openapi.tools.tree import Pointer, walk

NAMED = ("path", "operation", "body", "content", "response", "header", "parameter", "schema", "property", "condition")
"""What has a line. Examples and links have none: nothing is ever checked against them."""


def lines(document: Mapping, named: Readable[Pointer, Place]) -> dict[str, dict[str, int]]:
    """Return the line of each object, counted from 1: by file below the contract's folder, then by JSON pointer.

    Webhooks are left out: nothing but the service sends them, so no exchange that is looked at has one.

    Args:
        document: the bundle, with its places.
        named: where the names of its components stand.
    """
    places: dict[str, dict[str, int]] = {}
    for node in walk(document):
        if node.kind in NAMED and node.pointer[0] != "webhooks":
            place = named.get(node.pointer) or place_at(document, node.pointer)
            places.setdefault(place.file.as_posix(), {})[_text(node.pointer)] = place.line
    return {file: places[file] for file in sorted(places)}


def render(document: Mapping, named: Readable[Pointer, Place]) -> str:
    """Return the text of `lines.json`, one object a line, so that a change of the sources shows as few lines."""
    return json.dumps(lines(document, named), ensure_ascii=False, indent=0) + "\n"


def _text(pointer: Pointer) -> str:
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in pointer)
