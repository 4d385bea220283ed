"""Lints: client behaviour that the service objects to, found in a world's journal. Pure functions.

Poll intervals and prices come from the contract. Times are the mock's; under an auto clock, which advances by itself, a
client's waiting time is unknown and not reported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from attrs import frozen

from aimusic_mock.contract import suggestion
from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import Operation
from aimusic_mock.domain.journal import Exchange

SLACK_S = 0.05
"""The seconds by which a request may be early: rounding, and the duration of a request."""

MIN_FAST_POLLS = 2
"""The number of early polls to report. One is allowed: a poll at a deadline, or a test that polls twice."""

LOST = "a connection that was lost"
CONNECTION_FAULTS = {"cut": LOST, "cut-before": LOST, "cut-middle": LOST, "slow": "a response that was late"}
"""Scenarios in which the client misses a response that the journal has, and their description."""

POLL_SENTENCE = re.compile(r"Poll every (\d+) to (\d+) seconds")
"""The sentence on polling in the contract's description of each poll operation."""


@frozen
class Lint:
    """One violation of the service's rules."""

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
    """Return the lints, each kind once per task or operation.

    Args:
        exchanges: the requests and their replies, in order.
        contract: the contract that the mock follows.
        retry_after: the Retry-After of each 429 in seconds, by request id.
        ended_at: returns when a task ended, in seconds since 1970, by task id.
    """
    known = [
        (exchange, contract.operations[exchange.operation])
        for exchange in exchanges
        if exchange.operation in contract.operations
    ]
    return [
        *_fast_polls(known, contract, ended_at),
        *_early_retries([exchange for exchange, _ in known], retry_after),
        *_paid_twice(known),
        *_unknown_paths(exchanges, contract),
    ]


def poll_seconds(contract: Contract, operation: str) -> tuple[float, float]:
    """Return the shortest and the longest documented poll interval, in seconds.

    Raises:
        LookupError: the contract does not document one.
    """
    for path in contract.document["paths"].values():
        for raw in path.values():
            match = POLL_SENTENCE.search(raw["description"]) if raw.get("operationId") == operation else None
            if match:
                return float(match[1]), float(match[2])
    raise LookupError(f"the contract does not document a poll interval for {operation}")


def _fast_polls(
    known: Sequence[tuple[Exchange, Operation]], contract: Contract, ended_at: Callable[[str], float]
) -> Iterator[Lint]:
    polls: dict[str, list[Exchange]] = {}
    for exchange, operation in known:
        if operation.task_polled and exchange.explanation.get("clock") != "auto":
            polls.setdefault(exchange.path.partition("?")[0], []).append(exchange)
    for path, exchanges in polls.items():
        least, most = poll_seconds(contract, str(exchanges[0].operation))
        task_id = path.rpartition("/")[2]
        gaps = [second.at - first.at for first, second in pairwise(exchanges) if first.at < ended_at(task_id)]
        short = [gap for gap in gaps if gap < least - SLACK_S]
        if len(short) >= MIN_FAST_POLLS:
            yield Lint(
                "polls-too-fast",
                f"GET {path} was repeated after {min(short):g} s ({len(short)} of {len(gaps)} times under {least:g} s);"
                f" the contract says every {least:g} to {most:g} s",
            )


def _early_retries(exchanges: Sequence[Exchange], retry_after: Mapping[str, float]) -> Iterator[Lint]:
    reported_operations: set[str | None] = set()
    for number, refused in enumerate(exchanges):
        wait = retry_after.get(refused.request_id)
        if wait is None or refused.operation in reported_operations or refused.explanation.get("clock") == "auto":
            continue
        retry = next((exchange for exchange in exchanges[number + 1 :] if _is_repetition(exchange, refused)), None)
        if retry is not None and retry.at < refused.at + wait - SLACK_S:
            reported_operations.add(refused.operation)
            yield Lint(
                "ignores-retry-after",
                f"{refused.method} {refused.path} was answered with 429 and Retry-After {wait:g},"
                f" and was repeated after {retry.at - refused.at:g} s",
            )


def _is_repetition(one: Exchange, other: Exchange) -> bool:
    return (one.method, one.path, one.account) == (other.method, other.path, other.account)


def _paid_twice(known: Iterable[tuple[Exchange, Operation]]) -> Iterator[Lint]:
    open_charges: dict[tuple[object, ...], Exchange] = {}
    reported_requests: set[tuple[object, ...]] = set()
    for exchange, operation in known:
        if not _is_paid(operation) or "request" in exchange.truncated:
            continue
        request = (exchange.operation, exchange.account, exchange.request)
        first = open_charges.get(request)
        if first is not None and request not in reported_requests:
            reported_requests.add(request)
            yield Lint(
                "replays-a-paid-request",
                f"{exchange.method} {exchange.path} was sent twice with the same body, the second time after"
                f" {_outcome(first)}; both may be charged",
            )
        if _leaves_the_charge_open(exchange):
            open_charges[request] = exchange
        else:  # once the outcome of the first request is known, the same request may be sent on purpose
            open_charges.pop(request, None)


def _unknown_paths(exchanges: Iterable[Exchange], contract: Contract) -> Iterator[Lint]:
    unknown = (exchange for exchange in exchanges if exchange.operation is None and exchange.status in {404, 405})
    for method, path in dict.fromkeys((exchange.method, exchange.path.partition("?")[0]) for exchange in unknown):
        operation = suggestion.nearest(contract.operations.values(), method, path)
        if operation is not None:
            yield Lint(
                "unknown-path",
                f"{method} {path} is not in the API; did you mean {operation.method} {operation.path}?",
            )


def _leaves_the_charge_open(exchange: Exchange) -> bool:
    """Return whether the client cannot tell from the response whether it was charged; a refusal (4xx) costs nothing."""
    if 400 <= exchange.status < 500:
        return False
    return exchange.status >= 500 or bool(_connection_faults(exchange)) or not _is_json_object(exchange.reply)


def _is_json_object(reply: str | None) -> bool:
    try:
        return isinstance(json.loads(reply or ""), dict)
    except ValueError:
        return False


def _connection_faults(exchange: Exchange) -> list[str]:
    """Return the scenarios that affected the connection, which the status does not show."""
    return [name for name in exchange.explanation.get("scenarios", ()) if name in CONNECTION_FAULTS]


def _is_paid(operation: Operation) -> bool:
    """Return whether every call of an operation is paid, and not only the first one for a clip."""
    prices = [operation.price, *(member.price for member in operation.bodies)]
    return operation.method == "POST" and any(price.amount and not price.once_per_clip for price in prices)


def _outcome(exchange: Exchange) -> str:
    faults = _connection_faults(exchange)
    return CONNECTION_FAULTS[faults[0]] if faults else f"status {exchange.status} without a valid response"
