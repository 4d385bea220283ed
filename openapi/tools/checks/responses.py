"""Functions for shared responses: the mock derives an error's status and its scenario from them."""

from __future__ import annotations

from collections.abc import Iterator

from openapi.tools.checks.base import Fault, Function, Options, fault
from openapi.tools.tree import JSON, Contract, Node


def _statuses(contract: Contract, component: str) -> set[str]:
    """Return the statuses with which operations document a shared response."""
    reference = f"#/components/responses/{component}"
    return {
        status
        for operation in contract.of("operation")
        for status, response in operation.value.get("responses", {}).items()
        if response.get("$ref") == reference
    }


def _examples(node: Node) -> dict[str, str]:
    """Return the examples of a response: the scenario's name without the status, and the key."""
    examples = node.value.get("content", {}).get(JSON, {}).get("examples", {})
    return {key.replace("_", "-"): key for key in examples}


def one_status(contract: Contract, node: Node, _options: Options) -> Iterator[Fault]:
    """All operations document the response with the same status."""
    statuses = sorted(_statuses(contract, node.key))
    if len(statuses) > 1:
        yield fault(node, statuses=statuses)


def example_of_one_status(contract: Contract, node: Node, _options: Options) -> Iterator[Fault]:
    """No earlier response with the same status has an example of the same name."""
    statuses, examples = _statuses(contract, node.key), _examples(node)
    for other in contract.of("response"):
        if other.pointer == node.pointer:
            return
        if other.registered and (shared := sorted(statuses & _statuses(contract, other.key))):
            for name in examples.keys() & _examples(other).keys():
                example = examples[name]
                yield fault(
                    node, "content", JSON, "examples", example, example=example, other=other.name, status=shared[0]
                )


FUNCTIONS: dict[str, Function] = {
    "one_status": Function(one_status),
    "example_of_one_status": Function(example_of_one_status),
}
