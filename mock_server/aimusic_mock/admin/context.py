"""One admin request, and the register of those who answer them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import define, field

from aimusic_mock.domain.world import World
from aimusic_mock.errors import ApiError
from aimusic_mock.mock import Mock

AdminReply = tuple[int, Mapping[str, Any]]
AdminHandler = Callable[["AdminCall"], AdminReply]

OK: AdminReply = (200, {"status": "ok"})


@define
class AdminCall:
    """What was asked: a checked body (empty without one), query and path values, about a world, at a time."""

    mock: Mock = field(repr=False)
    world: World
    now: float
    body: Mapping[str, Any]
    query: Mapping[str, Any]
    path: Mapping[str, str]
    headers: Mapping[str, str]
    raw: bytes = field(default=b"", repr=False)


class AdminHandlers:
    """Handlers by operationId; their paths and methods come from the description."""

    def __init__(self) -> None:
        self.by_operation: dict[str, AdminHandler] = {}

    def handles(self, operation_id: str) -> Callable[[AdminHandler], AdminHandler]:
        """Register a function for an operation."""

        def register(handler: AdminHandler) -> AdminHandler:
            self.by_operation[operation_id] = handler
            return handler

        return register


def not_found(what: str) -> ApiError:
    """Return the refusal that names what there is not."""
    return ApiError(404, "not_found", f"There is no such {what}.")


def page(entries: list[Any], query: Mapping[str, Any]) -> dict[str, Any]:
    """Return one page of a list by `offset` and `limit`, the list's length, and where the next page begins."""
    first = query["offset"]
    after = first + query["limit"]
    return {"total": len(entries), "next": after if after < len(entries) else None, "items": entries[first:after]}
