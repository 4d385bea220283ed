"""Functions for extensions (`x-` keys): each is documented, and valid against its documented shape."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from openapi.tools.checks.base import Fault, Function, Options, fault
from openapi.tools.checks.examples import first_error
from openapi.tools.sources import ROOT
from openapi.tools.tree import Contract, Node


@cache
def described(file: str) -> frozenset[str]:
    """Return the `x-` keys with a heading in a Markdown file of the contract's folder."""
    text = (ROOT / file).read_text(encoding="utf-8")
    return frozenset(re.findall(r"^## (x-[a-z-]+)$", text, re.MULTILINE))


@cache
def _compiled(shape: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(json.loads(shape))


def _extensions(node: Node) -> Iterator[tuple[str, Any]]:
    if isinstance(node.value, dict):
        yield from ((key, value) for key, value in node.value.items() if str(key).startswith("x-"))


def known_extension(_contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """Each `x-` key has a heading in the file `headings_of`."""
    for key, _ in _extensions(node):
        if key not in described(options["headings_of"]):
            yield fault(node, key, key=key)


def shaped(_contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """Each `x-` key is valid against its schema in `shapes`."""
    for key, value in _extensions(node):
        shape = options["shapes"].get(key)
        error = first_error(_compiled(json.dumps(shape)), value) if shape else None
        if error:
            yield fault(node, key, *error.path, key=key, **error.fields)


def named_properties(contract: Contract, node: Node, _options: Options) -> Iterator[Fault]:
    """The properties that `x-range` and `x-sum` refer to exist."""
    if not isinstance(node.value, dict):
        return
    bounds = node.value.get("x-range", {})
    items = contract.resolve(node.value.get("items", {}))
    named = [("x-range", key, bounds.get(key), node.value) for key in ("start", "end")]
    named.append(("x-sum", "property", node.value.get("x-sum", {}).get("property"), items))
    for extension, key, value, schema in named:
        if extension in node.value and value not in schema.get("properties", {}):
            yield fault(node, extension, key, key=extension, found=value)


FUNCTIONS: dict[str, Function] = {
    "known_extension": Function(known_extension, required=("headings_of",)),
    "shaped": Function(shaped, required=("shapes",)),
    "named_properties": Function(named_properties),
}
