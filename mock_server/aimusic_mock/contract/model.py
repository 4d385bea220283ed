"""The facts of the contract as values: operations, variants of their bodies, prices and tasks.

Nothing here reads the bundle; `bundle.py` builds these values from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve, field, frozen

JSON = "application/json"


@frozen
class Price:
    """The price of a request in credits; with `once_per_clip`, only the first request for a clip is charged."""

    amount: int = 0
    once_per_clip: bool = False


@frozen
class TaskSpec:
    """The task that a request starts, as described by `x-task`; `duration_s` is in seconds."""

    product: str
    poll: str
    item: str
    clips: int = 1
    duration_s: tuple[float, float] = (60.0, 180.0)
    streaming: bool = False
    parts: tuple[str, ...] = ()
    variants: tuple[Mapping[str, Any], ...] = ()

    def for_request(self, body: Mapping[str, Any]) -> TaskSpec:
        """Return the task that this request body starts."""
        spec = self
        for variant in self.variants:
            if all(body.get(name) == value for name, value in variant["when"].items()):
                spec = evolve(spec, **{key: value for key, value in variant.items() if key != "when"})
        return spec


@frozen
class BodyVariant:
    """One variant of a request body: a member of its `oneOf`, or the only schema."""

    name: str
    schema: Mapping[str, Any] = field(repr=False)
    properties: Mapping[str, Mapping[str, Any]] = field(repr=False)
    validator: Any = field(repr=False)
    resources: Mapping[str, Mapping[str, str]] = field(repr=False)
    price: Price
    task: TaskSpec | None
    retired: bool = False

    @property
    def constants(self) -> dict[str, Any]:
        """The properties with a single allowed value, which distinguish this variant from the others."""
        return {name: schema["const"] for name, schema in self.properties.items() if "const" in schema}


@frozen
class Operation:
    """One operation of the API.

    Args:
        operation_id: the contract's operationId.
        method: the HTTP method, in capitals.
        path: the path template.
        product: the operation's tag.
        price: the price of a request, unless its body's variant has its own.
        task: the task that a request starts, unless its body's variant has its own.
        bodies: the variants of the request body, none for an operation without a body.
        replies: the validators of the replies, by status.
        refusals: the shared responses that the operation documents, by the name of the component, with the status.
        examples: the examples of the 200, by name.
    """

    operation_id: str
    method: str
    path: str
    product: str
    price: Price
    task: TaskSpec | None
    bodies: tuple[BodyVariant, ...] = field(repr=False)
    replies: Mapping[str, Any] = field(repr=False)
    refusals: Mapping[str, int] = field(repr=False)
    examples: Mapping[str, Any] = field(repr=False)

    @property
    def task_polled(self) -> bool:
        """Whether this operation polls a task."""
        return "{task_id}" in self.path

    @property
    def starts_task(self) -> bool:
        """Whether a request to this operation can start a task."""
        return self.task is not None or any(body.task is not None for body in self.bodies)

    def reply_faults(self, status: int, body: Any) -> list[str]:
        """Return how a reply violates the contract; an empty list if it does not."""
        return reply_faults(self.replies, status, body)


def reply_faults(validators: Mapping[str, Any], status: int, body: Any) -> list[str]:
    """Return how a reply violates an OpenAPI document; an empty list if it does not.

    Args:
        validators: the validators of an operation's replies, by status.
        status: the reply's status.
        body: the reply's parsed body.
    """
    validator = validators.get(str(status))
    if validator is None:
        return [f"status {status} is not documented"]
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in validator.iter_errors(body)]
