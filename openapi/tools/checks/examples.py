"""Functions for examples: they are present, valid, and cover every member of a request's union."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import jsonschema_rs

from openapi.tools.checks.base import Fault, Function, Options, fault
from openapi.tools.tree import JSON, Contract, Node

# A whole reply in a message would bury the reason.
LONGEST_ERROR = 200
BODY = ("requestBody", "content", JSON)


def shorten(text: str) -> str:
    """Return the first line of `text`, shortened to `LONGEST_ERROR` characters."""
    line = text.partition("\n")[0]
    return line if len(line) <= LONGEST_ERROR else line[: LONGEST_ERROR - 1] + "…"


class Misfit(NamedTuple):
    """The path to an invalid part of a value, and the validator's message."""

    path: list[str | int]
    message: str

    @property
    def fields(self) -> dict[str, str]:
        """The values of the placeholders `{at}` and `{error}`."""
        at = "/".join(str(step) for step in self.path)
        return {"at": f"'{at}'" if at else "its top", "error": self.message}


def first_error(validator: jsonschema_rs.Validator | None, value: Any) -> Misfit | None:
    """Return the first validation error of `value`, or None if it is valid or has no validator."""
    error = next(iter(validator.iter_errors(value)), None) if validator else None
    return Misfit(error.instance_path, shorten(error.message)) if error else None


def success_has_content(contract: Contract, node: Node, _options: Options) -> Iterator[Fault]:
    """Every successful reply has content."""
    for status, response in node.value.get("responses", {}).items():
        if status.startswith("2") and not contract.resolve(response).get("content"):
            yield fault(node, "responses", status, status=status)


def examples_fit(contract: Contract, node: Node, _options: Options) -> Iterator[Fault]:
    """Every example of a body is valid against its schema."""
    validator = contract.validator((*node.pointer, "schema"))
    for example, entry in node.value.get("examples", {}).items():
        error = first_error(validator, entry.get("value"))
        if error:
            yield fault(node, "examples", example, "value", *error.path, example=example, **error.fields)


def example_fits(contract: Contract, node: Node, _options: Options) -> Iterator[Fault]:
    """The example of a parameter or header is valid against its schema."""
    validator = contract.validator((*node.pointer, "schema"))
    error = first_error(validator, node.value["example"]) if "example" in node.value else None
    if error:
        yield fault(node, "example", *error.path, **error.fields)


def schema_examples_fit(contract: Contract, node: Node, _options: Options) -> Iterator[Fault]:
    """Every entry of a schema's `examples` is valid against it."""
    values = node.value.get("examples", []) if isinstance(node.value, dict) else []
    validator = contract.validator(node.pointer) if values else None
    for index, value in enumerate(values):
        error = first_error(validator, value)
        if error:
            yield fault(node, "examples", index, *error.path, **error.fields)


def _fits(contract: Contract, node: Node) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return an operation's request examples, and for each member of its union the valid ones."""
    content = node.value.get("requestBody", {}).get("content", {}).get(JSON, {})
    union = content.get("schema", {}).get("oneOf", [])
    examples = content.get("examples", {})
    fits: dict[str, list[str]] = {}
    for index, member in enumerate(union):
        reference = member.get("$ref", f"oneOf/{index}")
        validator = contract.validator((*node.pointer, *BODY, "schema", "oneOf", index))
        if validator:
            fitting = [key for key, entry in examples.items() if validator.is_valid(entry.get("value"))]
            fits[reference.rpartition("/")[2]] = fitting
    return examples, fits


def examples_fit_one_member(contract: Contract, node: Node, _options: Options) -> Iterator[Fault]:
    """Every request example is valid against exactly one member of the union."""
    examples, fits = _fits(contract, node)
    for example in examples if fits else ():
        which = [member for member, fitting in fits.items() if example in fitting]
        if len(which) != 1:
            names = f" ({', '.join(which)})" if which else ""
            yield fault(node, *BODY, "examples", example, "value", example=example, count=len(which), which=names)


def members_reached(contract: Contract, node: Node, _options: Options) -> Iterator[Fault]:
    """Every member of a request's union has an example."""
    for index, (member, fitting) in enumerate(_fits(contract, node)[1].items()):
        if not fitting:
            yield fault(node, *BODY, "schema", "oneOf", index, member=member)


FUNCTIONS: dict[str, Function] = {
    "success_has_content": Function(success_has_content),
    "examples_fit": Function(examples_fit),
    "example_fits": Function(example_fits),
    "schema_examples_fit": Function(schema_examples_fit),
    "examples_fit_one_member": Function(examples_fit_one_member),
    "members_reached": Function(members_reached),
}
