"""Profiles: sets of rules with an opening balance that simulate a bad day, read from `profiles.yaml`."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from attrs import field, frozen

from aimusic_mock.domain.fault_rules import Match, Rule

_FILE = Path(__file__).with_name("profiles.yaml")


@frozen
class Profile:
    """The rules and balances that a world starts with; a balance of None leaves that of the fixtures."""

    name: str | None = None
    about: str = "An ordinary day."
    credits: int | None = None
    extra_credits: int | None = None
    rules: tuple[Rule, ...] = field(factory=tuple)


def load(name: str | None) -> Profile:
    """Return a profile by name; None is an ordinary day without rules.

    Raises:
        ValueError: the name is unknown.
    """
    if name is None:
        return Profile()
    if name not in names():
        raise ValueError(f"unknown profile '{name}': use {', '.join(names())}")
    raw = _read()[name]
    rules = tuple(read_rule(rule) for rule in raw["rules"])
    return Profile(name, raw["about"], raw.get("credits"), raw.get("extra_credits"), rules)


def names() -> list[str]:
    """Return the names of all profiles."""
    return list(_read())


def read_rule(raw: Mapping[str, Any]) -> Rule:
    """Parse a rule, which has the same form in profiles and in the admin API."""
    limits = {name: raw[name] for name in ("times", "probability") if name in raw}
    match = Match(**raw.get("match", {}))
    return Rule(raw.get("rule_id", ""), tuple(raw["scenarios"]), match, raw.get("options", {}), **limits)


@functools.cache
def _read() -> Mapping[str, Any]:
    # CSafeLoader is the fast form of safe_load.
    profiles: Mapping[str, Any] = yaml.load(_FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return profiles
