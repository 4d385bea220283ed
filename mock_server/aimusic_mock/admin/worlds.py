"""Worlds: list, reset and delete them."""

from __future__ import annotations

from aimusic_mock.admin.context import OK, AdminCall, AdminHandlers, AdminReply, not_found

handlers = AdminHandlers()


@handlers.handles("reset_world")
def reset(call: AdminCall) -> AdminReply:
    """Reset the request's world; other worlds stay as they are."""
    call.world.reset()
    return OK


@handlers.handles("list_worlds")
def list_worlds(call: AdminCall) -> AdminReply:
    """List the worlds."""
    listed = [
        {
            "name": world.name,
            "clock": world.clock.name,
            "now": world.clock.now(),
            "tasks": len(world.store.tasks),
            "requests": world.journal.numbers,
            "bytes": world.size,
            "forgotten": world.store.forgotten,
        }
        for world in call.mock.worlds.all()
    ]
    return 200, {"worlds": listed, "dropped": call.mock.worlds.dropped}


@handlers.handles("drop_world")
def drop_world(call: AdminCall) -> AdminReply:
    """Delete a world."""
    if not call.mock.worlds.drop(call.path["name"]):
        raise not_found("world")
    return OK
