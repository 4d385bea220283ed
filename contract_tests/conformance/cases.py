"""The requests that the tests send, taken from the contract's own examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from attrs import field, frozen

from contract_tests.conformance.spec import Member, Operation, TaskKind
from contract_tests.conformance.target import Target


@frozen
class Request:
    """A request that the server must accept."""

    name: str
    operation: Operation
    member: Member
    body: dict[str, Any] = field(repr=False)

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> TaskKind:
        """The task that it starts."""
        assert self.member.task is not None, f"{self.name} starts no task"
        return self.member.task.for_request(self.body)

    @property
    def resources(self) -> list[str]:
        """The names of its properties that refer to resources of earlier requests."""
        return [name for name, value in self.member.properties.items() if name in self.body and is_resource(value)]


def first_body(target: Target, operation: Operation) -> dict[str, Any]:
    """Return the body of the first request of an operation.

    Raises:
        LookupError: The contract has no example for the operation.
    """
    for request in requests(target):
        if request.operation is operation:
            return request.body
    raise LookupError(f"{operation.id} has no example of a request: add one to the contract")


def is_resource(schema: Mapping[str, Any]) -> bool:
    """Return whether a property refers to a resource of an earlier request."""
    return "x-resource" in schema or schema.get("items", {}).get("$ref", "").endswith("ClipId")


def requests(target: Target) -> Iterator[Request]:
    """Yield every example of a request, and one for every variant of a task that has no example."""
    for operation in target.operations:
        for member in operation.members:
            for number, body in enumerate(() if member.retired else _bodies(member)):
                yield Request(f"{operation.id}-{member.name}-{number}", operation, member, body)


def _bodies(member: Member) -> list[dict[str, Any]]:
    bodies = [dict(example) for example in member.examples.values()]
    variants = member.task.variants if member.task else ()
    for variant in variants:
        if bodies and not any(all(body.get(k) == v for k, v in variant["when"].items()) for body in bodies):
            bodies.append({**bodies[0], **variant["when"]})
    return bodies


def params(target: Target, cases: list[Request]) -> list[Any]:
    """Return cases as test parameters, in every dialect; those that refer to resources need a server that has them."""
    return [
        pytest.param(
            case, dialect, id=f"{case}-{dialect}", marks=[pytest.mark.needs("seeded")] if case.resources else []
        )
        for dialect in target.dialects
        for case in cases
    ]
