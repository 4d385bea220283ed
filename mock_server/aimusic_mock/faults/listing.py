"""The catalogue of scenarios as data, for the admin API and for `aimusic-mock scenarios`."""

from __future__ import annotations

from typing import Any

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.faults import profiles
from aimusic_mock.faults.options import OPTIONS, Option
from aimusic_mock.faults.scenarios import MEDIA, SHORTCUTS, Catalogue, Scenario, possible


def describe(catalogue: Catalogue, contract: Contract) -> dict[str, Any]:
    """Return the scenarios with their options and operations, the shortcuts, and the profiles."""
    return {
        "scenarios": [_scenario(scenario, contract) for scenario in catalogue.scenarios.values()],
        "shortcuts": dict(SHORTCUTS),
        "options": list(OPTIONS),
        "profiles": {name: profiles.about(name) for name in profiles.names()},
    }


def operations_of(scenario: Scenario, contract: Contract) -> list[str]:
    """Return the operations that a scenario can happen to, with `get_media` for files."""
    names = [name for name, operation in contract.operations.items() if possible(scenario, operation)]
    return [*names, *([MEDIA] if possible(scenario, None) else [])]


def _scenario(scenario: Scenario, contract: Contract) -> dict[str, Any]:
    return {
        "name": scenario.name,
        "kind": scenario.kind,
        "about": scenario.about,
        "operations": operations_of(scenario, contract),
        "options": [_option(OPTIONS[name]) for name in scenario.options],
    }


def _option(option: Option) -> dict[str, Any]:
    low, high = ("minLength", "maxLength") if option.kind == "string" else ("minimum", "maximum")
    return {
        "name": option.name,
        "about": option.about,
        "type": option.kind,
        "default": option.default,
        low: option.minimum,
        high: option.maximum,
    }
