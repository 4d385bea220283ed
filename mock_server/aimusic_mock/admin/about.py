"""Information about the mock: health, API descriptions, and the catalogue of scenarios."""

from __future__ import annotations

from aimusic_mock.admin import description
from aimusic_mock.admin.context import AdminCall, AdminHandlers, AdminReply
from aimusic_mock.faults import listing

handlers = AdminHandlers()


@handlers.handles("get_health")
def get_health(call: AdminCall) -> AdminReply:
    """Return the status and the settings of the mock."""
    settings = call.mock.settings
    return 200, {
        "status": "ok",
        "operations": len(call.mock.contract.operations),
        "contract": call.mock.contract.document["info"]["version"],
        "admin": description.load().document["info"]["version"],
        "dialect": settings.dialect,
        "clock": call.world.clock.name,
        "seed": call.world.ids.seed,
        "plan": settings.plan,
        "profile": call.mock.profile.name,
        "world": call.world.name,
    }


@handlers.handles("get_admin_description")
def get_admin_description(call: AdminCall) -> AdminReply:
    """Return the description of the admin API."""
    del call  # the same for every world
    return 200, description.load().document


@handlers.handles("get_contract")
def get_contract(call: AdminCall) -> AdminReply:
    """Return the contract that the mock implements."""
    return 200, call.mock.contract.document


@handlers.handles("list_scenarios")
def list_scenarios(call: AdminCall) -> AdminReply:
    """List the scenarios, their options and the profiles."""
    return 200, listing.describe(call.mock.catalogue, call.mock.contract)
