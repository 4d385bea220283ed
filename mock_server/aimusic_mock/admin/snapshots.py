"""A whole world as one file, and back."""

from __future__ import annotations

from aimusic_mock.admin.context import OK, AdminCall, AdminHandlers, AdminReply
from aimusic_mock.worlds import snapshot

handlers = AdminHandlers()


@handlers.handles("take_snapshot")
def take(call: AdminCall) -> AdminReply:
    """Give the whole world."""
    return 200, {"contract": call.mock.contract.document["info"]["version"], **snapshot.take(call.world)}


@handlers.handles("restore_snapshot")
def restore(call: AdminCall) -> AdminReply:
    """Put a whole world in the place of this one."""
    snapshot.restore(call.world, call.body, call.mock.catalogue.named)
    return OK
