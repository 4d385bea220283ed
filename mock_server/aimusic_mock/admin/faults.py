"""Fault injection: rules and profiles."""

from __future__ import annotations

from typing import Any

from attrs import asdict

from aimusic_mock.admin.context import OK, AdminCall, AdminHandlers, AdminReply, not_found
from aimusic_mock.domain.fault_rules import Rule
from aimusic_mock.errors import BadRequestError
from aimusic_mock.faults import profiles, scenarios

handlers = AdminHandlers()

PROFILE_CAUSE = "balance of the profile"


@handlers.handles("list_rules")
def list_rules(call: AdminCall) -> AdminReply:
    """List the rules."""
    with call.world.store.lock:
        return 200, {"rules": [_shown(rule) for rule in call.world.faults.rules.values()]}


@handlers.handles("add_rule")
def add_rule(call: AdminCall) -> AdminReply:
    """Add a rule, if at least one operation matches and can have its scenarios."""
    rule = profiles.read_rule(call.body)
    scenarios.check_options(rule.options)
    chosen = [call.mock.catalogue.named(name) for name in rule.scenarios]
    operations = call.mock.contract.operations
    known = (*operations, scenarios.MEDIA)
    if rule.match.operation is not None and rule.match.operation not in known:
        raise BadRequestError("The 'match.operation' field should be an operationId of the contract, or 'get_media'.")
    candidates = [
        operations.get(name)
        for name in known
        if rule.match.operation in (None, name)
        and rule.match.product in (None, operations[name].product if name in operations else "media")
        and rule.match.method in (None, operations[name].method if name in operations else "GET")
    ]
    if not any(all(scenarios.possible(scenario, operation) for scenario in chosen) for operation in candidates):
        names = ", ".join(f"'{name}'" for name in rule.scenarios)
        raise BadRequestError(f"No operation that the rule matches can have the scenario {names}.")
    with call.world.store.lock:
        try:
            return 200, _shown(call.world.faults.add(rule))
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
        profile = profiles.load(call.body["profile"])
    except ValueError as error:
        raise BadRequestError(f"The 'profile' field is invalid: {error}.") from error
    world = call.world
    with world.store.lock:
        world.faults.clear()
        for rule in profile.rules:
            world.faults.add(rule)
        for account in world.store.accounts.values():
            account.set_balance(profile.credits, profile.extra_credits, call.now, PROFILE_CAUSE)
        return 200, {"rules": [_shown(rule) for rule in world.faults.rules.values()]}


def _shown(rule: Rule) -> dict[str, Any]:
    match = {name: value for name, value in asdict(rule.match).items() if value not in (None, {})}
    return {**asdict(rule), "scenarios": list(rule.scenarios), "match": match, "options": dict(rule.options)}
