"""The retry policy: when to retry, and how long to wait before. Pure functions, shared by both clients and by downloads.

A paid submit is retried only when it was certainly not charged, since the service documents no idempotency key: after a
429, or if the connection was never opened (openapi/decisions/0014).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import httpx
from attrs import frozen

from aimusic import _defaults
from aimusic._clock import Clock, in_utc, is_real
from aimusic_client.operations import OPERATIONS

TRANSIENT = frozenset({429, 500, 502, 503, 504})
"""Statuses that may not recur when the same request is sent again."""

REFUSED = frozenset({400, 401, 402, 403, 404, 410, 429})
"""The documented refusals, which are not charged. After any other error status, a paid request may have been charged."""

CONNECTION_ERRORS = (httpx.RequestError, httpx.InvalidURL, OSError)
"""Exceptions for a lost connection or a malformed response. An in-process application raises plain OSErrors; httpx raises
InvalidURL for a redirect that it cannot parse, even if it does not follow redirects."""

_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, ConnectionRefusedError)
"""A ProxyError, too, is raised before the request: the proxy refused to connect."""

_SPEED = re.compile(r"speed=([0-9]{1,9}(?:\.[0-9]{1,20})?)")

_POSTS = {operation.path: operation for operation in OPERATIONS.values() if operation.method == "POST"}


@frozen
class Cost:
    """The consequences of sending a request.

    Attributes:
        paid: Whether it may cost credits.
        repeatable: Whether sending it again changes nothing and costs nothing.
    """

    paid: bool
    repeatable: bool


def cost_of(method: str, path: str) -> Cost:
    """Return the consequences of a request according to the contract. An unknown POST counts as paid."""
    if method in {"GET", "HEAD", "OPTIONS"}:
        return Cost(paid=False, repeatable=True)
    for known, operation in _POSTS.items():
        if path.endswith(known):  # a proxy may add a prefix
            free = not operation.credits
            return Cost(paid=not free, repeatable=free and operation.idempotent)
    return Cost(paid=True, repeatable=False)


def may_have_been_sent(error: BaseException) -> bool:
    """Return whether the request may have reached the service before the connection failed."""
    return not isinstance(error, _NEVER_SENT)


def should_retry_error(cost: Cost, error: BaseException) -> bool:
    """Return whether to retry after a connection error."""
    return cost.repeatable or not may_have_been_sent(error)


def should_retry_status(cost: Cost, status: int, kind: str | None) -> bool:
    """Return whether to retry after a response; `kind` is the `type` in its body."""
    if kind == "timeout":
        return False  # a 504 with this type means that the job has ended; a gateway's 504 has no such body
    return status == 429 or (cost.repeatable and status in TRANSIENT)


def backoff(attempt: int, chance: float) -> float:
    """Return the pause before the next attempt, in seconds: exponential backoff with full jitter.

    Args:
        attempt: The number of failed attempts, from 1.
        chance: A random number in [0, 1).
    """
    longest = min(_defaults.BACKOFF_LAST, _defaults.BACKOFF_FIRST * 2.0 ** min(attempt - 1, 10))
    return longest * chance


def pause_before(attempt: int, chance: float, retry_after: float | None) -> float | None:
    """Return the pause before the next attempt, in seconds, or None if `retry_after` exceeds RETRY_AFTER_CAP.

    The longer of `retry_after` and the backoff applies; see `backoff` for the other arguments.
    """
    if retry_after is not None and retry_after > _defaults.RETRY_AFTER_CAP:
        return None
    return max(retry_after or 0.0, backoff(attempt, chance))


def parse_retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return `Retry-After` in seconds; it may be a number or an HTTP date. None if it is missing or invalid.

    Args:
        headers: The response headers, in lower case or case-insensitive.
        now: Seconds since 1970, for a date. The response's `Date` header takes precedence, as clocks differ.
    """
    value = (headers.get("retry-after") or "").strip()
    if value.isascii() and value.replace(".", "", 1).isdigit():
        return float(value)
    moment = _timestamp(value)
    if moment is None:
        return None
    sent = _timestamp(headers.get("date") or "")
    return max(0.0, moment - (now if sent is None else sent))


def clock_pause(pause: float, headers: Mapping[str, str], clock: Clock) -> float:
    """Return how long to wait on the client's clock for a pause in the service's seconds; see `service_speed`.

    The clock of a test advances the mock's time when the client waits, so it waits in the service's seconds.
    """
    return pause / service_speed(headers) if is_real(clock) else pause


def service_speed(headers: Mapping[str, str]) -> float:
    """Return how fast the service's time passes, at least 1; infinity if its clock does not wait for real time.

    The mock states its clock in a header, `auto`, `manual`, `real` or `speed=N` (openapi/decisions/0020). The service
    has no such header. A clock slower than real time counts as 1, so that no pause becomes longer.
    """
    mode = headers.get("x-mock-clock", "").partition(";")[0]
    if mode in ("auto", "manual"):
        return math.inf
    speed = _SPEED.fullmatch(mode)
    return max(1.0, float(speed[1])) if speed else 1.0


def _timestamp(date: str) -> float | None:
    try:
        return in_utc(parsedate_to_datetime(date)).timestamp()
    except (ValueError, OverflowError):  # not a date, or an impossible one
        return None
