"""Fault injection: rules and profiles."""

from __future__ import annotations

from aimusic_mock.admin.context import OK, AdminCall, AdminHandlers, AdminReply, not_found
from aimusic_mock.errors import BadRequestError
from aimusic_mock.faults import profiles
from aimusic_mock.faults.rules import as_json

handlers = AdminHandlers()

PROFILE_CAUSE = "balance of the profile"


@handlers.handles("list_rules")
def list_rules(call: AdminCall) -> AdminReply:
    """List the rules."""
    with call.world.store.lock:
        return 200, {"rules": [as_json(rule) for rule in call.world.faults.rules.values()]}


@handlers.handles("add_rule")
def add_rule(call: AdminCall) -> AdminReply:
    """Add a rule, if it can fire."""
    rule = call.mock.rule_reader.read(call.body, len(call.world.store.accounts))
    with call.world.store.lock:
        try:
            return 200, as_json(call.world.faults.add(rule))
        except ValueError as error:
            raise BadRequestError(f"The rule cannot be added: {error}.") from error


@handlers.handles("clear_rules")
def clear_rules(call: AdminCall) -> AdminReply:
    """Remove all rules."""
    with call.world.store.lock:
        call.world.faults.clear()
    return OK


@handlers.handles("remove_rule")
def remove_rule(call: AdminCall) -> AdminReply:
    """Remove a rule."""
    with call.world.store.lock:
        if not call.world.faults.remove(call.path["rule_id"]):
            raise not_found("rule")
    return OK


@handlers.handles("set_profile")
def set_profile(call: AdminCall) -> AdminReply:
    """Replace the rules by those of a profile, and set its balances."""
    try:
        profile = profiles.load(call.body["profile"], call.mock.rule_reader)
    except ValueError as error:
        raise BadRequestError(f"The 'profile' field is invalid: {error}.") from error
    world = call.world
    with world.store.lock:
        world.faults.clear()
        for rule in profile.rules:
            world.faults.add(rule)
        for account in world.store.accounts.values():
            account.set_balance(profile.credits, profile.extra_credits, call.now, PROFILE_CAUSE)
        return 200, {"rules": [as_json(rule) for rule in world.faults.rules.values()]}
