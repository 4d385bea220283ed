"""What this mock is: health, descriptions, and the catalogue of scenarios."""

from __future__ import annotations

from aimusic_mock.admin import description
from aimusic_mock.admin.context import AdminCall, AdminHandlers, AdminReply
from aimusic_mock.faults import profiles, scenarios

handlers = AdminHandlers()


@handlers.handles("get_health")
def get_health(call: AdminCall) -> AdminReply:
    """Say that the mock is up, and how it was set."""
    settings = call.mock.settings
    return 200, {
        "status": "ok",
        "operations": len(call.mock.contract.operations),
        "contract": call.mock.contract.document["info"]["version"],
        "admin": description.load().document["info"]["version"],
        "dialect": settings.dialect,
        "clock": call.world.clock.name,
        "seed": settings.seed,
        "plan": settings.plan,
        "profile": settings.profile,
        "world": call.world.name,
    }


@handlers.handles("get_admin_description")
def get_admin_description(call: AdminCall) -> AdminReply:
    """Give the description of this API."""
    del call  # the same for every world
    return 200, description.load().document


@handlers.handles("get_contract")
def get_contract(call: AdminCall) -> AdminReply:
    """Give the contract that the mock follows."""
    return 200, call.mock.contract.document


@handlers.handles("list_scenarios")
def list_scenarios(call: AdminCall) -> AdminReply:
    """List what can be made to go wrong."""
    listed = [
        {"name": each.name, "kind": each.kind, "about": each.about} for each in call.mock.catalogue.scenarios.values()
    ]
    return 200, {
        "scenarios": listed,
        "shortcuts": dict(scenarios.SHORTCUTS),
        "options": list(scenarios.OPTIONS),
        "profiles": {name: profiles.load(name).about for name in profiles.names()},
    }
