"""Profiles: sets of rules with an opening balance that simulate a bad day, from `profiles.yaml` or from a user's file."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from aimusic_mock.domain.fault_rules import MAX_BYTES, MAX_RULE_BYTES, MAX_RULES, Rule
from aimusic_mock.errors import BadRequestError, did_you_mean
from aimusic_mock.faults import documents, rules
from aimusic_mock.faults.documents import Document
from aimusic_mock.faults.rules import RuleReader

_FILE = Path(__file__).with_name("profiles.yaml")


@frozen
class Profile:
    """The rules and balances that a world starts with; a balance of None leaves that of the fixtures."""

    name: str | None = None
    about: str = "An ordinary day."
    credits: int | None = None
    extra_credits: int | None = None
    rules: tuple[Rule, ...] = field(factory=tuple)

    def as_json(self) -> dict[str, Any]:
        """Return the profile in the form of a file."""
        shown = [rules.as_json(rule) for rule in self.rules]
        return {
            "about": self.about,
            "credits": self.credits,
            "extra_credits": self.extra_credits,
            "rules": [
                {
                    name: value
                    for name, value in rule.items()
                    if name not in ("seen", "fired") and value not in (None, [], "")
                }
                for rule in shown
            ],
        }


def check_name(text: str) -> None:
    """Check the name of a profile, or of a file.

    Raises:
        ValueError: the text is neither.
    """
    if text not in names() and not documents.is_path(text):
        raise ValueError(
            f"{text!r} is not one of {', '.join(map(repr, names()))}, nor a file that ends in"
            f" {', '.join(documents.SUFFIXES)}{did_you_mean(text, names(), '. ')}"
        )


def load(name: str | None, reader: RuleReader) -> Profile:
    """Return a profile by name; None is an ordinary day without rules.

    Raises:
        ValueError: the name is unknown.
    """
    if name is None:
        return Profile()
    if name not in names():
        raise ValueError(f"unknown profile; use {', '.join(names())}{did_you_mean(name, names(), '. ')}")
    return read(Document(_FILE, _read()[name]), reader, name)


def read(document: Document, reader: RuleReader, name: str | None = None, accounts: int | None = None) -> Profile:
    """Read a profile.

    Args:
        document: the profile.
        reader: reads its rules.
        name: its name; None for the file's.
        accounts: the number of accounts; None if it is unknown.

    Raises:
        DocumentError: the profile or a rule is invalid; the sentence names the place.
    """
    if (wrong := rules.schema_error(document.value, "Profile")) is not None:
        raise document.error(*wrong)
    raw = document.value
    balances = {key: raw[key] for key in ("credits", "extra_credits") if key in raw}
    read_rules = _read_rules(document, raw["rules"], ("rules",), reader, accounts)
    return Profile(name or document.path.name, raw.get("about", ""), rules=read_rules, **balances)


def read_rules(document: Document, reader: RuleReader, accounts: int | None = None) -> tuple[Rule, ...]:
    """Read a list of rules.

    Args:
        document: the list.
        reader: reads a rule.
        accounts: the number of accounts; None if it is unknown.

    Raises:
        DocumentError: the file is not a list, or a rule is invalid; the sentence names the place.
    """
    if not isinstance(document.value, list):
        raise document.error((), "a file of rules is a list; use --profile for an object with 'rules'.")
    return _read_rules(document, document.value, (), reader, accounts)


def with_rules(profile: Profile, more: Sequence[Rule]) -> Profile:
    """Return a profile with rules in front of its own.

    Raises:
        ValueError: two rules have the same id, or they are too many or too large for one world.
    """
    joined = (*more, *profile.rules)
    ids = [rule.rule_id for rule in joined if rule.rule_id]
    for rule_id in ids:
        if ids.count(rule_id) > 1:
            raise ValueError(f"two rules have the id '{rule_id}'; rename one of them")
    if len(joined) > MAX_RULES or sum(rule.size for rule in joined) > MAX_BYTES:
        raise ValueError(f"a world takes {MAX_RULES} rules of {MAX_BYTES} bytes together; remove some of them")
    return evolve(profile, rules=joined)


def names() -> list[str]:
    """Return the names of all profiles."""
    return list(_read())


def about(name: str) -> str:
    """Return the description of a profile."""
    return str(_read()[name]["about"])


def _read_rules(
    document: Document, raw: Sequence[Any], place: Sequence[str], reader: RuleReader, accounts: int | None
) -> tuple[Rule, ...]:
    accepted: list[Rule] = []
    for number, entry in enumerate(raw):
        if (wrong := rules.schema_error(entry, "Rule")) is not None:
            raise document.error((*place, number, *wrong[0]), wrong[1])
        try:
            rule = reader.read(entry, accounts)
        except BadRequestError as error:
            raise document.error((*place, number), error.sentence) from error
        if rule.size > MAX_RULE_BYTES:
            raise document.error((*place, number), f"a rule has at most {MAX_RULE_BYTES} bytes as JSON.")
        if rule.rule_id and any(rule.rule_id == other.rule_id for other in accepted):
            raise document.error((*place, number, "rule_id"), "another rule has the same id; rename one of them.")
        accepted.append(rule)
    return tuple(accepted)


@functools.cache
def _read() -> Mapping[str, Any]:
    profiles: Mapping[str, Any] = documents.read(_FILE).value
    return profiles
