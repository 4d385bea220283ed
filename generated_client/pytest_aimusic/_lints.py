"""What a client did that the service would mind, read from a world's journal. Pure functions: no world, no time.

How often to poll is the contract's sentence, and what is paid its prices. Times are the mock's; where that leaps by
itself (an auto clock) a client's waiting time is unknown, and not reported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from attrs import frozen

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import Operation
from aimusic_mock.domain.journal import Exchange

SLACK_S = 0.05
"""How much too early is not worth a word: rounding, and the time that a request takes."""

OUT_OF_TURN = 2
"""From how many polls too soon it is a habit. One is allowed: a poll at a deadline, or a test that polls twice."""

LOST = "a connection that was lost"
TROUBLES = {"cut": LOST, "cut-before": LOST, "cut-middle": LOST, "slow": "a reply that came late"}
"""Scenarios by which a client misses a reply that the journal has, and what became of it."""

POLL_WORDS = re.compile(r"Ask every (\d+) to (\d+) seconds")
"""How the contract says it, in the description of each operation that polls."""


@frozen
class Lint:
    """One thing that the service would mind."""

    rule: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.sentence}"


def find(
    exchanges: Sequence[Exchange],
    contract: Contract,
    retry_after: Mapping[str, float],
    ended_at: Callable[[str], float],
) -> list[Lint]:
    """Return what is wrong, each kind of fault once for a task or an operation.

    Args:
        exchanges: what was asked and answered, in order.
        contract: the contract that the mock follows.
        retry_after: by the ids of requests that were answered with 429, the seconds of their Retry-After.
        ended_at: tells by the id of a task when it ended, in seconds since 1970.
    """
    known = [
        (exchange, contract.operations[exchange.operation])
        for exchange in exchanges
        if exchange.operation in contract.operations
    ]
    return [
        *_fast_polls(known, contract, ended_at),
        *_early_retries([item for item, _ in known], retry_after),
        *_paid_twice(known),
    ]


def poll_seconds(contract: Contract, operation: str) -> tuple[float, float]:
    """Return the shortest and the longest documented time between two polls, in seconds.

    Raises:
        LookupError: the contract does not say.
    """
    for path in contract.document["paths"].values():
        for raw in path.values():
            result = POLL_WORDS.search(raw["description"]) if raw.get("operationId") == operation else None
            if result:
                return float(result[1]), float(result[2])
    raise LookupError(f"the contract does not say how often to ask {operation}")


def _fast_polls(
    known: Sequence[tuple[Exchange, Operation]], contract: Contract, ended_at: Callable[[str], float]
) -> Iterator[Lint]:
    polls: dict[str, list[Exchange]] = {}
    for item, operation in known:
        if operation.task_polled and item.explanation.get("clock") != "auto":
            polls.setdefault(item.path.partition("?")[0], []).append(item)
    for path, looks in polls.items():
        least, most = poll_seconds(contract, str(looks[0].operation))
        task_id = path.rpartition("/")[2]
        gaps = [then.at - first.at for first, then in pairwise(looks) if first.at < ended_at(task_id)]
        short = [gap for gap in gaps if gap < least - SLACK_S]
        if len(short) >= OUT_OF_TURN:
            yield Lint(
                "polls-too-fast",
                f"GET {path} was asked again after {min(short):g} s ({len(short)} of {len(gaps)} times under {least:g} s);"
                f" the contract says every {least:g} to {most:g} s",
            )


def _early_retries(exchanges: Sequence[Exchange], retry_after: Mapping[str, float]) -> Iterator[Lint]:
    reported: set[str | None] = set()
    for number, refused in enumerate(exchanges):
        wait = retry_after.get(refused.request_id)
        if wait is None or refused.operation in reported or refused.explanation.get("clock") == "auto":
            continue
        again = next((exchange for exchange in exchanges[number + 1 :] if _same_way(exchange, refused)), None)
        if again is not None and again.at < refused.at + wait - SLACK_S:
            reported.add(refused.operation)
            yield Lint(
                "ignores-retry-after",
                f"{refused.method} {refused.path} was answered with 429 and Retry-After {wait:g},"
                f" and was asked again after {again.at - refused.at:g} s",
            )


def _same_way(one: Exchange, other: Exchange) -> bool:
    return (one.method, one.path, one.account) == (other.method, other.path, other.account)


def _paid_twice(known: Iterable[tuple[Exchange, Operation]]) -> Iterator[Lint]:
    sent: dict[tuple[object, ...], Exchange] = {}
    reported: set[tuple[object, ...]] = set()
    for item, operation in known:
        if not _is_paid(operation) or "request" in item.truncated:
            continue
        same = (item.operation, item.account, item.request)
        first = sent.get(same)
        if first is not None and same not in reported:
            reported.add(same)
            yield Lint(
                "replays-a-paid-request",
                f"{item.method} {item.path} was sent twice with the same body, the second time after {_outcome(first)};"
                " both may be charged",
            )
        if _leaves_the_charge_open(item):
            sent[same] = item
        else:  # to make the same once more is a wish like any other, when it is known what became of the first
            sent.pop(same, None)


def _leaves_the_charge_open(exchange: Exchange) -> bool:
    """Tell whether a client cannot know from what it got whether it was charged; a refusal (4xx) costs nothing."""
    if 400 <= exchange.status < 500:
        return False
    return exchange.status >= 500 or bool(_troubles(exchange)) or not _is_whole(exchange.reply)


def _is_whole(reply: str | None) -> bool:
    try:
        return isinstance(json.loads(reply or ""), dict)
    except ValueError:
        return False


def _troubles(exchange: Exchange) -> list[str]:
    """Return what was asked to happen to the connection, which no status tells of."""
    return [name for name in exchange.explanation.get("scenarios", ()) if name in TROUBLES]


def _is_paid(operation: Operation) -> bool:
    """Tell whether each call of an operation costs something, and not only the first about a clip."""
    prices = [operation.price, *(member.price for member in operation.bodies)]
    return operation.method == "POST" and any(price.amount and not price.once_per_clip for price in prices)


def _outcome(exchange: Exchange) -> str:
    troubles = _troubles(exchange)
    return TROUBLES[troubles[0]] if troubles else f"status {exchange.status} and no reply that says so"
