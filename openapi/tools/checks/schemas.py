"""Checks of schemas: names and forms that the generator cannot take, and descriptions."""

from __future__ import annotations

from collections.abc import Iterator

from openapi.tools.checks.base import Check, Fault, Options, fault, has
from openapi.tools.tree import Contract, Node


def not_named(_contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """The schema has none of the names in `names`."""
    if node.key in options["names"]:
        yield fault(node)


def not_boolean(_contract: Contract, node: Node, _options: Options) -> Iterator[Fault]:
    """The schema is an object; `additionalProperties` alone may be a boolean, which every tool reads."""
    if isinstance(node.value, bool) and node.key != "additionalProperties":
        yield fault(node, found=str(node.value).lower())


def without_format(_contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """The schema has not the format `format`."""
    if isinstance(node.value, dict) and node.value.get("format") == options["format"]:
        yield fault(node, "format", format=options["format"])


def not_in_requests(contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """No schema that a request leads to has `key`."""
    if isinstance(node.value, dict) and options["key"] in node.value and id(node.value) in contract.in_requests:
        yield fault(node, options["key"], key=options["key"])


def has_or_refers(contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """Each of `keys` is there, or in the schema that is referred to."""
    yield from has(contract, node._replace(value=contract.resolve(node.value)), options)


CHECKS: dict[str, Check] = {
    "not_named": not_named,
    "not_boolean": not_boolean,
    "without_format": without_format,
    "not_in_requests": not_in_requests,
    "has_or_refers": has_or_refers,
}
