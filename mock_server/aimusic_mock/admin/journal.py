"""The journal: list, filter, export and replay exchanges."""

from __future__ import annotations

from typing import Any

from aimusic_mock.admin import replay as replays
from aimusic_mock.admin.context import OK, AdminCall, AdminHandlers, AdminReply, page
from aimusic_mock.domain.journal import Exchange

handlers = AdminHandlers()


@handlers.handles("get_journal")
def get_journal(call: AdminCall) -> AdminReply:
    """List exchanges."""
    journal = call.world.journal
    shown = page([exchange for exchange in journal.exchanges() if _matches(exchange, call.query)], call.query)
    return 200, {
        **shown,
        "items": [replays.as_json(exchange) for exchange in shown["items"]],
        "dropped": journal.dropped,
    }


@handlers.handles("clear_journal")
def clear_journal(call: AdminCall) -> AdminReply:
    """Delete all exchanges."""
    call.world.journal.clear()
    return OK


@handlers.handles("export_journal")
def export_journal(call: AdminCall) -> AdminReply:
    """Return the whole journal as a recording."""
    return 200, replays.recording(call.mock, call.world)


@handlers.handles("replay")
def replay(call: AdminCall) -> AdminReply:
    """Replay a recording, or the world's own journal, and compare the replies."""
    return 200, replays.replay(call.mock, call.body or replays.recording(call.mock, call.world))


def _matches(exchange: Exchange, query: dict[str, Any] | Any) -> bool:
    exact = ("operation", "method", "status", "request_id")
    return (
        all(query[name] == getattr(exchange, name) for name in exact if name in query)
        and query.get("path", "") in exchange.path
        and query.get("unmatched", exchange.operation is None) == (exchange.operation is None)
    )
