"""One request of the admin API, and the registry of its handlers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import define, field

from aimusic_mock.api.registry import HandlerRegistry
from aimusic_mock.domain.tasks import NEVER
from aimusic_mock.domain.world import World
from aimusic_mock.errors import ApiError
from aimusic_mock.mock import Mock
from aimusic_mock.server.client import Client

AdminReply = tuple[int, Mapping[str, Any]]
AdminHandler = Callable[["AdminCall"], AdminReply]

OK: AdminReply = (200, {"status": "ok"})


@define
class AdminCall:
    """A validated request of the admin API.

    Args:
        mock: the mock it was sent to.
        world: the world it is about.
        now: the time on the world's clock.
        body: the validated body; empty if none was sent.
        query: query parameters, with types and defaults of the description.
        path: path parameters.
        headers: request headers, case-insensitive.
        raw: the bytes of the body.
        client: the client that sent it, for handlers that wait.
    """

    mock: Mock = field(repr=False)
    world: World
    now: float
    body: Mapping[str, Any]
    query: Mapping[str, Any]
    path: Mapping[str, str]
    headers: Mapping[str, str]
    raw: bytes = field(default=b"", repr=False)
    client: Client = field(factory=Client, repr=False)


class AdminHandlers(HandlerRegistry[AdminHandler]):
    """Handlers of the admin API; their paths and methods come from its description."""


def not_found(resource: str) -> ApiError:
    """Return the 404 error for a resource, such as `task`."""
    return ApiError(404, "not_found", f"There is no such {resource}.")


def planned_time(at: float | None) -> float | None:
    """Return a time for a reply; None for no time, or for one that never comes."""
    return None if at is None or at >= NEVER else at


def page(entries: list[Any], query: Mapping[str, Any]) -> dict[str, Any]:
    """Return one page of a list (`offset` and `limit` of the query), its total length, and the offset of the next page."""
    start = query["offset"]
    end = start + query["limit"]
    return {"total": len(entries), "next": end if end < len(entries) else None, "items": entries[start:end]}
