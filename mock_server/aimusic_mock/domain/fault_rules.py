"""Rules that select requests for scenarios or for a stub: matched in order, counted, and random only by the seed.

A rule names scenarios; `faults/scenarios.py` knows what they do. A stub is a reply that the rule contains.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from attrs import asdict, define, evolve, field, frozen

from aimusic_mock.domain.ids import rng

MAX_RULES = 200
"""More than a test writes by hand; each request is matched against all of them."""

MAX_RULE_BYTES = 32 * 1024
"""One rule with its stub, as JSON: the part of a request body that the journal keeps, so that a replay can repeat it."""

MAX_BYTES = 1024 * 1024
"""All rules of a world together, in bytes."""


@frozen
class RequestFacts:
    """The facts of a request that a rule can match.

    `account` is the number of the key's account, from 1; `task` is the id of the task that is polled.
    """

    operation: str
    product: str
    method: str
    account: int
    body: Mapping[str, Any] = field(factory=dict, repr=False)
    task: str | None = None


@frozen
class Match:
    """The requests a rule matches; None and empty match everything.

    `nth` is the number of the one matching request that is meant, from 1.
    """

    operation: str | None = None
    product: str | None = None
    method: str | None = None
    account: int | None = None
    body: Mapping[str, Any] = field(factory=dict)
    nth: int | None = None
    task: str | None = None

    def fits(self, facts: RequestFacts) -> bool:
        """Return whether a request matches."""
        return (
            self.operation in (None, facts.operation)
            and self.product in (None, facts.product)
            and self.method in (None, facts.method)
            and self.account in (None, facts.account)
            and self.task in (None, facts.task)
            and all(name in facts.body and _same(facts.body[name], value) for name, value in self.body.items())
        )


@frozen
class Stub:
    """A reply that a rule gives instead of the mock's own.

    Args:
        status: the status.
        body: the JSON body.
        headers: further headers.
        unchecked: whether it may break the contract.
    """

    status: int
    body: Any = field(repr=False)
    headers: Mapping[str, str] = field(factory=dict)
    unchecked: bool = False


@frozen
class Rule:
    """One rule: its scenarios happen to matching requests, at most `times` times, with `probability`.

    `reply` is the stub that answers them. `seen` counts the requests that matched, `fired` those that the scenarios happened to.
    """

    rule_id: str
    scenarios: tuple[str, ...]
    match: Match = field(factory=Match)
    options: Mapping[str, Any] = field(factory=dict)
    times: int | None = None
    probability: float = 1.0
    seen: int = 0
    fired: int = 0
    reply: Stub | None = None

    @property
    def size(self) -> int:
        """The size in bytes, as JSON."""
        return len(json.dumps(asdict(self), ensure_ascii=False).encode("utf-8", "surrogatepass"))

    @property
    def spent(self) -> bool:
        """Whether the rule will never fire again."""
        past = self.match.nth is not None and self.seen >= self.match.nth
        return past or (self.times is not None and self.fired >= self.times)

    def next(self, seed: int) -> tuple[Rule, bool]:
        """Return the rule after one more matching request, and whether it fires on it."""
        matches = self.seen + 1
        due = not self.spent and self.match.nth in (None, matches)
        fires = due and rng(seed, "rule", self.rule_id, matches).random() < self.probability
        return evolve(self, seen=matches, fired=self.fired + fires), fires


@define
class FaultRules:
    """The rules of one world. Its callers hold the world's lock."""

    seed: int
    rules: dict[str, Rule] = field(factory=dict)
    last_number: int = 0

    @property
    def size(self) -> int:
        """The size in bytes, roughly."""
        return sum(rule.size for rule in list(self.rules.values()))

    def add(self, rule: Rule) -> Rule:
        """Add a rule, with an id if it has none, and return it.

        Raises:
            ValueError: there are too many rules, or they are too large.
        """
        if rule.rule_id not in self.rules and len(self.rules) >= MAX_RULES:
            raise ValueError(f"the world has {MAX_RULES} rules already; delete one first")
        others = sum(other.size for other in self.rules.values() if other.rule_id != rule.rule_id)
        if rule.size > MAX_RULE_BYTES:
            raise ValueError(f"a rule has at most {MAX_RULE_BYTES} bytes as JSON; shorten its body")
        if others + rule.size > MAX_BYTES:
            raise ValueError(f"the rules of the world have over {MAX_BYTES} bytes; delete one first")
        self.last_number += 1
        if not rule.rule_id:
            while f"rule-{self.last_number}" in self.rules:  # the id of a user's own rule
                self.last_number += 1
            rule = evolve(rule, rule_id=f"rule-{self.last_number}")
        self.rules[rule.rule_id] = rule
        return rule

    def remove(self, rule_id: str) -> bool:
        """Delete a rule, and return whether it existed."""
        return self.rules.pop(rule_id, None) is not None

    def choose(self, facts: RequestFacts, possible: Callable[[Rule], bool]) -> Rule | None:
        """Return the first rule that fires on a request; every matching rule counts the request.

        Args:
            facts: the facts of the request.
            possible: whether a rule's scenarios can happen to the request; other rules do not count it.
        """
        chosen = None
        for rule in self._matching(facts, possible):
            counted, fires = rule.next(self.seed)
            if fires and chosen is None:
                chosen, self.rules[rule.rule_id] = rule, counted
            else:
                self.rules[rule.rule_id] = evolve(counted, fired=rule.fired)
        return chosen

    def count(self, facts: RequestFacts, possible: Callable[[Rule], bool]) -> None:
        """Count a request that requested its own faults, so that no rule fires for it."""
        for rule in self._matching(facts, possible):
            self.rules[rule.rule_id] = evolve(rule, seen=rule.seen + 1)

    def _matching(self, facts: RequestFacts, possible: Callable[[Rule], bool]) -> list[Rule]:
        return [rule for rule in self.rules.values() if rule.match.fits(facts) and possible(rule)]

    def clear(self) -> None:
        """Delete all rules."""
        self.rules.clear()
        self.last_number = 0


def _same(sent: Any, expected: Any) -> bool:
    # To Python, true is 1.
    return bool(sent == expected) and isinstance(sent, bool) == isinstance(expected, bool)
