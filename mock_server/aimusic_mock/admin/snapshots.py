"""Save a world as one JSON document, and restore it."""

from __future__ import annotations

from aimusic_mock.admin.context import OK, AdminCall, AdminHandlers, AdminReply
from aimusic_mock.worlds import snapshot

handlers = AdminHandlers()


@handlers.handles("take_snapshot")
def take(call: AdminCall) -> AdminReply:
    """Return the world as one document."""
    return 200, {"contract": call.mock.contract.document["info"]["version"], **snapshot.take(call.world)}


@handlers.handles("restore_snapshot")
def restore(call: AdminCall) -> AdminReply:
    """Replace the world by a saved one."""
    snapshot.restore(call.world, call.body, call.mock.contract, call.mock.rule_reader.check)
    return OK
