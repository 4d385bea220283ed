"""The tally of a run, and the report. Plain dicts, since xdist sends them between processes; imports nothing else.

Credits come from the mock's ledgers, and so from the contract's prices. Pacing is that of the standard plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

TITLE = "aimusic: what this run would have cost at the service"

MAX_LISTED_TESTS = 50
"""The most tests with lints to list; further ones mostly repeat the same lints."""

MAX_LISTED_WEBHOOKS = 10
"""The most kinds of webhooks that went nowhere to list: destinations and reasons."""


def empty() -> dict[str, Any]:
    """Return an empty tally."""
    return {
        "tests": 0,
        "requests": 0,
        "refunded": 0,
        "waited_s": 0.0,
        "paced_s": 0.0,
        "operations": {},
        "lints": {},
        "webhooks": {},
    }


def add(tally: dict[str, Any], test: str, own: Mapping[str, Any]) -> None:
    """Add the tally of one test to the tally of the run.

    Args:
        tally: the tally of the run, modified in place.
        test: the test's node id.
        own: the test's tally, with `lints` as a list of messages, and `webhooks` as the number that went nowhere by fact.
    """
    if own["requests"]:
        lints = {test: own["lints"]} if own["lints"] else {}
        webhooks = {fact: (number, test) for fact, number in own["webhooks"].items()}
        merge(tally, {**own, "tests": 1, "lints": lints, "webhooks": webhooks})


def merge(tally: dict[str, Any], other: Mapping[str, Any]) -> None:
    """Add one tally to another, in place."""
    for name in ("tests", "requests", "refunded", "waited_s", "paced_s"):
        tally[name] += other[name]
    for name, (calls, credits) in other["operations"].items():
        before = tally["operations"].get(name, (0, 0))
        tally["operations"][name] = (before[0] + calls, before[1] + credits)
    tally["lints"].update(other["lints"])
    for fact, (number, test) in other["webhooks"].items():
        total, first = tally["webhooks"].get(fact, (0, test))
        tally["webhooks"][fact] = (total + number, min(first, test))  # the same in every order of xdist's workers


def lines(tally: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the report."""
    operations = tally["operations"]
    credits = sum(operation[1] for operation in operations.values())
    waited, paced = tally["waited_s"] / 60, tally["paced_s"] / 60
    yield (
        f"{_count(credits, 'credit')} and {waited + paced:.1f} minutes"
        f" ({waited:.1f} for tasks, {paced:.1f} for one submit in 3 seconds)"
    )
    back = f"; {_count(tally['refunded'], 'credit')} refunded for failures" if tally["refunded"] else ""
    yield f"{_count(tally['requests'], 'request')} in {_count(tally['tests'], 'test')}{back}"
    width = max(map(len, operations), default=0)
    for name in sorted(operations, key=lambda name: (-operations[name][1], name)):
        calls, spent = operations[name]
        yield f"  {name:<{width}}  {_count(calls, 'call'):>9}  {_count(spent, 'credit'):>12}"
    yield from _lint_lines(tally["lints"])
    yield from _webhook_lines(tally["webhooks"])


def _lint_lines(lints: Mapping[str, list[str]]) -> Iterator[str]:
    if not lints:
        return
    yield f"misuse of the service, in {_count(len(lints), 'test')}:"
    for test in sorted(lints)[:MAX_LISTED_TESTS]:
        yield f"  {test}"
        for sentence in lints[test]:
            yield f"    {sentence}"
    if len(lints) > MAX_LISTED_TESTS:
        yield f"  and {len(lints) - MAX_LISTED_TESTS} more"


def _webhook_lines(webhooks: Mapping[str, tuple[int, str]]) -> Iterator[str]:
    if not webhooks:
        return
    total = sum(number for number, _ in webhooks.values())
    yield f"{_count(total, 'webhook')} that went nowhere:"
    for fact in sorted(webhooks, key=lambda fact: (-webhooks[fact][0], fact))[:MAX_LISTED_WEBHOOKS]:
        number, test = webhooks[fact]
        yield f"  {number} {fact} (such as in {test})"
    if len(webhooks) > MAX_LISTED_WEBHOOKS:
        yield f"  and {len(webhooks) - MAX_LISTED_WEBHOOKS} more kinds"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
