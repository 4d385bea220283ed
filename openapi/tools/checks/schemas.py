"""Functions for schemas: names and forms that the generator does not support, and descriptions."""

from __future__ import annotations

from collections.abc import Iterator

from openapi.tools.checks.base import Fault, Function, Options, fault, has
from openapi.tools.tree import Contract, Node


def not_named(_contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """The name of the schema is not in `names`."""
    if node.key in options["names"]:
        yield fault(node)


def not_boolean(_contract: Contract, node: Node, _options: Options) -> Iterator[Fault]:
    """The schema is an object. Only `additionalProperties` may be a boolean, which all tools support."""
    if isinstance(node.value, bool) and node.key != "additionalProperties":
        yield fault(node, found=str(node.value).lower())


def without_format(_contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """The schema does not have the format `format`."""
    if isinstance(node.value, dict) and node.value.get("format") == options["format"]:
        yield fault(node, "format", format=options["format"])


def not_in_requests(contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """No schema that is reachable from a request has `key`."""
    if isinstance(node.value, dict) and options["key"] in node.value and id(node.value) in contract.in_requests:
        yield fault(node, options["key"], key=options["key"])


def has_or_refers(contract: Contract, node: Node, options: Options) -> Iterator[Fault]:
    """Each of `keys` is present in the schema or in the schema that it refers to."""
    yield from has(contract, node._replace(value=contract.resolve(node.value)), options)


FUNCTIONS: dict[str, Function] = {
    "not_named": Function(not_named, required=("names",)),
    "not_boolean": Function(not_boolean),
    "without_format": Function(without_format, required=("format",)),
    "not_in_requests": Function(not_in_requests, required=("key",)),
    "has_or_refers": Function(has_or_refers, required=("keys",), optional=("may_be_empty",)),
}
