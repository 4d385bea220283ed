"""The clock of a world: read it, move it, freeze it, let it run."""

from __future__ import annotations

from typing import Any

from aimusic_mock.admin.context import AdminCall, AdminHandlers, AdminReply
from aimusic_mock.domain.clock import LATEST
from aimusic_mock.errors import BadRequestError

handlers = AdminHandlers()

SETTLE_S = 5.0
"""How long to wait for webhooks that are being sent: half of what one attempt may take at most."""

MOST_EVENTS = 100_000
"""More events than all the tasks of a world have; a guard against an event that does not pass."""


@handlers.handles("get_clock")
def get_clock(call: AdminCall) -> AdminReply:
    """Tell the time."""
    return 200, _shown(call)


@handlers.handles("set_clock")
def set_clock(call: AdminCall) -> AdminReply:
    """Let the clock go in another way."""
    try:
        call.world.clock.go(call.body["clock"])
    except ValueError as error:
        raise BadRequestError(f"The 'clock' field is invalid: {error}.") from error
    return 200, _shown(call)


@handlers.handles("advance_clock")
def advance(call: AdminCall) -> AdminReply:
    """Leap forward by some seconds, or from event to event until nothing more happens."""
    settle_s = call.body.get("settle_s", SETTLE_S)
    clock = call.world.clock
    if "seconds" in call.body:
        most = LATEST - clock.now()
        if call.body["seconds"] > most:
            raise BadRequestError(f"The 'seconds' field should be at most {most:.0f}.")
        clock.advance(float(call.body["seconds"]))
        settled = call.mock.dispatcher.settle(call.world, settle_s)
        return 200, {**_shown(call), "settled": settled}
    for _ in range(MOST_EVENTS):
        event = call.world.next_event()
        if event is None:
            break
        clock.advance_to(event)
        call.mock.dispatcher.settle(call.world, settle_s)
    # Once more: what was due before the first event, or is on its way since.
    settled = call.mock.dispatcher.settle(call.world, settle_s)
    return 200, {**_shown(call), "settled": settled}


def _shown(call: AdminCall) -> dict[str, Any]:
    clock = call.world.clock
    return {"clock": clock.name, "now": clock.now(), "next_event": call.world.next_event()}
