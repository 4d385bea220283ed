"""When to try again, and how long to wait before: pure functions that both clients and every transport share.

This module sends nothing, waits for nothing and knows no client. A paid submit is never sent twice blindly, since the
service documents no idempotency key: only an answer of 429 or a connection that was never made tells that nothing
was charged (openapi/decisions/0014).
"""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import httpx
from attrs import frozen

from aimusic import _defaults
from aimusic_client.operations import OPERATIONS

TRANSIENT = frozenset({429, 500, 502, 503, 504})
"""Statuses after which the same question may get another answer."""

REFUSED = frozenset({400, 401, 402, 403, 404, 410, 429})
"""The documented refusals, which cost nothing. Of a paid request with any other answer, the charge is not known."""

CONNECTION_FAULTS = (httpx.RequestError, httpx.InvalidURL, OSError)
"""What a lost connection or a garbled answer raises. An application that runs in process raises the system's own errors;
httpx has one of its own for a redirect that it cannot read, even if it follows none."""

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, ConnectionRefusedError)

_POSTS = {operation.path: operation for operation in OPERATIONS.values() if operation.method == "POST"}


@frozen
class Cost:
    """What sending one request means.

    Attributes:
        paid: Whether it may cost credits.
        repeatable: Whether sending it again changes nothing and costs nothing.
    """

    paid: bool
    repeatable: bool


def cost_of(method: str, path: str) -> Cost:
    """Return what a request means, by the contract; a POST that the contract does not know is taken for a paid one."""
    if method in {"GET", "HEAD", "OPTIONS"}:
        return Cost(paid=False, repeatable=True)
    for known, operation in _POSTS.items():
        if path.endswith(known):  # a proxy may put something in front
            free = not operation.credits
            return Cost(paid=not free, repeatable=free and operation.idempotent)
    return Cost(paid=True, repeatable=False)


def was_sent(fault: BaseException) -> bool:
    """Return whether the request may have reached the service before the connection failed."""
    return not isinstance(fault, _NEVER_SENT)


def retry_after_fault(cost: Cost, fault: BaseException) -> bool:
    """Return whether to try again after a connection failed."""
    return cost.repeatable or not was_sent(fault)


def retry_after_status(cost: Cost, status: int, kind: str | None) -> bool:
    """Return whether to try again after an answer; `kind` is the `type` in its body."""
    if kind == "timeout":
        return False  # 504 with this type is about the job, which has ended; a gateway's 504 has no such body
    return status == 429 or (cost.repeatable and status in TRANSIENT)


def backoff(attempt: int, chance: float) -> float:
    """Return the pause before another try, in seconds.

    Args:
        attempt: How many tries have failed, from 1.
        chance: A random number from 0 up to 1: the whole pause is random, so that clients spread.
    """
    longest = min(_defaults.BACKOFF_LAST, _defaults.BACKOFF_FIRST * 2.0 ** min(attempt - 1, 10))
    return longest * chance


def pause_before(attempt: int, chance: float, retry_after: float | None) -> float | None:
    """Return the pause before another try, or None when the service asks for more than can be waited.

    `retry_after` wins where it is longer; see `backoff` for the others.
    """
    if retry_after is not None and retry_after > _defaults.RETRY_AFTER_CAP:
        return None
    return max(retry_after or 0.0, backoff(attempt, chance))


def parse_retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds of `Retry-After`, which may be a number or an HTTP date; None without a readable one.

    Args:
        headers: The answer's headers, whose names are in lower case or compare without case.
        now: Seconds since 1970, for a date; the answer's own `Date` is used where it has one, as clocks differ.
    """
    value = (headers.get("retry-after") or "").strip()
    if value.isascii() and value.replace(".", "", 1).isdigit():
        return float(value)
    moment = _timestamp(value)
    if moment is None:
        return None
    sent = _timestamp(headers.get("date") or "")
    return max(0.0, moment - (now if sent is None else sent))


def _timestamp(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError):  # the words are no date, or one that no calendar has
        return None
