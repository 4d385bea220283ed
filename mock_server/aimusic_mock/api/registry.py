"""Registries of handlers by operationId, and the blueprints that serve them.

The API and the admin API both use `HandlerRegistry`, `build_blueprint` and `check_reply`. `Handlers` is the API's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, Protocol, TypeVar

from flask import Blueprint, Response

from aimusic_mock.api.context import RequestContext
from aimusic_mock.domain.tasks import Task
from aimusic_mock.errors import ContractViolationError
from aimusic_mock.replies.common import Reply

STUCK_POLL_S = 15.0
"""How far an auto clock advances when a stuck task is polled: the shortest documented polling interval."""


class ServedOperation(Protocol):
    """An operation as a blueprint needs it."""

    @property
    def operation_id(self) -> str:
        """The name that connects it with its handler."""

    @property
    def method(self) -> str:
        """The HTTP method."""

    @property
    def path(self) -> str:
        """The path template, e.g. `/api/v1/sonic/task/{task_id}`."""

    def reply_faults(self, status: int, body: Any) -> list[str]:
        """Return what is wrong with a reply; empty for a valid one."""


HandlerT = TypeVar("HandlerT", bound=Callable[..., Any])
OperationT = TypeVar("OperationT", bound=ServedOperation)
View = Callable[..., Response]


class HandlerRegistry(Generic[HandlerT]):
    """Handlers by operationId; their paths and methods come from the OpenAPI document."""

    def __init__(self) -> None:
        self.by_operation: dict[str, HandlerT] = {}

    def handles(self, *operation_ids: str) -> Callable[[HandlerT], HandlerT]:
        """Register a function for these operations."""

        def register(handler: HandlerT) -> HandlerT:
            self.by_operation.update(dict.fromkeys(operation_ids, handler))
            return handler

        return register


Handler = Callable[[RequestContext], Reply]
PollHandler = Callable[[RequestContext, Task], Reply]


class Handlers(HandlerRegistry[Handler]):
    """Handlers of the API."""

    def polls(self, operation_id: str) -> Callable[[PollHandler], PollHandler]:
        """Register a function that returns the reply for a polled task; an auto clock then advances to its next event."""

        def register(show: PollHandler) -> PollHandler:
            def handler(context: RequestContext) -> Reply:
                task = context.resources.polled
                if task is None:
                    raise LookupError(f"{operation_id} has no task_id in its path")
                reply = show(context, task)
                if not task.ended(context.now):
                    context.world.clock.advance_for_waiter(task.next_event(context.now) or context.now + STUCK_POLL_S)
                return reply

            self.by_operation[operation_id] = handler
            return show

        return register


def build_blueprint(
    name: str,
    operations: Mapping[str, OperationT],
    registries: Iterable[HandlerRegistry[HandlerT]],
    make_view: Callable[[OperationT, HandlerT], View],
    *,
    url_prefix: str = "",
) -> Blueprint:
    """Return a blueprint that serves every operation.

    Args:
        name: the blueprint's name.
        operations: the operations by operationId.
        registries: the handlers, exactly one for each operation.
        make_view: returns the Flask view of an operation and its handler.
        url_prefix: the beginning that all paths share and the blueprint adds.

    Raises:
        LookupError: an operation has no handler, or a handler has no operation.
    """
    handlers = {key: handler for registry in registries for key, handler in registry.by_operation.items()}
    if unmatched := operations.keys() ^ handlers.keys():
        raise LookupError(
            f"{name}: operations without a handler, or handlers without an operation: {', '.join(sorted(unmatched))}"
        )
    blueprint = Blueprint(name, __name__, url_prefix=url_prefix or None)
    for operation_id, operation in operations.items():
        rule = operation.path.removeprefix(url_prefix).replace("{", "<").replace("}", ">")
        view = make_view(operation, handlers[operation_id])
        blueprint.add_url_rule(rule, operation_id, view, methods=[operation.method], provide_automatic_options=False)
    return blueprint


def check_reply(operation: ServedOperation, status: int, body: Any) -> None:
    """Check a reply against the OpenAPI document.

    Raises:
        ContractViolationError: the document does not allow the reply.
    """
    if faults := operation.reply_faults(status, body):
        raise ContractViolationError(f"{operation.operation_id} {status}: {'; '.join(faults[:3])}")
