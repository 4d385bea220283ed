"""The clock of a world: read it, advance it, freeze it, let it run."""

from __future__ import annotations

from typing import Any

from aimusic_mock.admin.context import AdminCall, AdminHandlers, AdminReply
from aimusic_mock.domain.clock import LATEST
from aimusic_mock.errors import BadRequestError

handlers = AdminHandlers()

SETTLE_S = 5.0
"""How long to wait for webhooks in progress, in real seconds: half the timeout of one attempt."""

MAX_EVENTS = 100_000
"""More events than all tasks of a world have; guards against an event that stays due."""


@handlers.handles("get_clock")
def get_clock(call: AdminCall) -> AdminReply:
    """Return the time, the mode of the clock and the next event."""
    return 200, _shown(call)


@handlers.handles("set_clock")
def set_clock(call: AdminCall) -> AdminReply:
    """Change the mode of the clock."""
    try:
        call.world.clock.set_mode(call.body["clock"])
    except ValueError as error:
        raise BadRequestError(f"The 'clock' field is invalid: {error}.") from error
    return 200, _shown(call)


@handlers.handles("advance_clock")
def advance(call: AdminCall) -> AdminReply:
    """Advance by some seconds, or from event to event until no more are planned or the client has gone."""
    settle_s = call.body.get("settle_s", SETTLE_S)
    clock = call.world.clock
    if "seconds" in call.body:
        max_seconds = LATEST - clock.now()
        if call.body["seconds"] > max_seconds:
            raise BadRequestError(f"The 'seconds' field should be at most {max_seconds:.0f}.")
        clock.advance(float(call.body["seconds"]))
        settled = call.mock.dispatcher.settle(call.world, settle_s, call.client)
        return 200, {**_shown(call), "settled": settled}
    for _ in range(MAX_EVENTS):
        event = call.world.next_event()
        if event is None or call.client.is_gone:
            break
        clock.advance_to(event)
        call.mock.dispatcher.settle(call.world, settle_s, call.client)
    # Also waits for deliveries that were due before the first event, or are still in progress.
    settled = call.mock.dispatcher.settle(call.world, settle_s, call.client)
    return 200, {**_shown(call), "settled": settled}


def _shown(call: AdminCall) -> dict[str, Any]:
    clock = call.world.clock
    return {"clock": clock.name, "now": clock.now(), "next_event": call.world.next_event()}
