"""The contract's request examples, as test parameters."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from aimusic_mock.contract import bundle
from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import JSON, BodyVariant, Operation


@frozen
class Example:
    """One request example of the contract, with its operation and its variant of the body."""

    name: str
    operation: Operation
    member: BodyVariant
    body: dict[str, Any]

    @property
    def path(self) -> str:
        """The path below /api/v1."""
        return self.operation.path.removeprefix("/api/v1")

    def __str__(self) -> str:
        return f"{self.operation.operation_id}-{self.name}"


def request_examples(spec: Contract | None = None) -> list[Example]:
    """Return every request example of a contract, by default the shipped one."""
    spec = spec or bundle.load()
    document = spec.document
    examples = []
    for operation in spec.operations.values():
        if not operation.bodies:
            continue
        raw = document["paths"][operation.path][operation.method.lower()]
        for name, example in raw["requestBody"]["content"][JSON]["examples"].items():
            (member,) = [body for body in operation.bodies if body.validator.is_valid(example["value"])]
            examples.append(Example(name, operation, member, example["value"]))
    return examples


def task_examples() -> list[Example]:
    """Return the request examples that start a task; retired task types start none."""
    return [example for example in request_examples() if example.member.task and "Retired" not in example.member.name]
