"""The journal: look, filter, export, replay."""

from __future__ import annotations

from typing import Any

from attrs import asdict

from aimusic_mock.admin import replay as replays
from aimusic_mock.admin.context import OK, AdminCall, AdminHandlers, AdminReply, page
from aimusic_mock.domain.journal import Exchange

handlers = AdminHandlers()


@handlers.handles("get_journal")
def get_journal(call: AdminCall) -> AdminReply:
    """List exchanges."""
    journal = call.world.journal
    found = page([each for each in journal.exchanges() if _wanted(each, call.query)], call.query)
    return 200, {**found, "items": [asdict(each) for each in found["items"]], "dropped": journal.dropped}


@handlers.handles("clear_journal")
def clear_journal(call: AdminCall) -> AdminReply:
    """Forget what was written."""
    call.world.journal.clear()
    return OK


@handlers.handles("export_journal")
def export_journal(call: AdminCall) -> AdminReply:
    """Give the whole journal."""
    return 200, replays.recording(call.mock, call.world)


@handlers.handles("replay")
def replay(call: AdminCall) -> AdminReply:
    """Ask everything again and compare."""
    return 200, replays.replay(call.mock, call.body or replays.recording(call.mock, call.world))


def _wanted(exchange: Exchange, query: dict[str, Any] | Any) -> bool:
    exact = ("operation", "method", "status", "request_id")
    return (
        all(query[name] == getattr(exchange, name) for name in exact if name in query)
        and query.get("path", "") in exchange.path
        and query.get("unmatched", exchange.operation is None) == (exchange.operation is None)
    )
