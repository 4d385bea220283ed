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
    """The properties that `x-range`, `x-sum`, `x-order` and `x-sorted` refer to exist."""
    if not isinstance(node.value, dict):
        return
    items = contract.resolve(node.value.get("items", {}))
    for steps, name, schema in _named(node.value, items):
        if name not in schema.get("properties", {}):
            yield fault(node, *steps, key=steps[0], found=name)


def _named(schema: dict[str, Any], items: Any) -> Iterator[tuple[tuple[Any, ...], Any, Any]]:
    """Yield each name of a property in a rule: its steps below the schema, the name, and the schema that declares it."""
    for key in ("start", "end"):
        if "x-range" in schema:
            yield ("x-range", key), schema["x-range"].get(key), schema
    for index, name in enumerate(schema.get("x-order", [])):
        yield ("x-order", index), name, schema
    if "x-sorted" in schema:
        yield ("x-sorted",), schema["x-sorted"], items
    if "x-sum" in schema:
        yield ("x-sum", "property"), schema["x-sum"].get("property"), items


FUNCTIONS: dict[str, Function] = {
    "known_extension": Function(known_extension, required=("headings_of",)),
    "shaped": Function(shaped, required=("shapes",)),
    "named_properties": Function(named_properties),
}
