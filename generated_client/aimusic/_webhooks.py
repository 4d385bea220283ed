"""Webhooks: is it from the service, is it fresh, and what does it say. Pure functions; nothing is sent.

The scheme is that of the webhook guide: `X-Webhook-Signature` is `sha256=` and the hex HMAC-SHA256, keyed with the
`webhook_secret` that the submit named, of the timestamp, a dot and the raw body. So the body must come as the bytes that
arrived: parsed and written again, it is another text. Nothing is read from it before the signature has been checked.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from attrs import field, frozen

from aimusic import _defaults
from aimusic._clock import SYSTEM
from aimusic._errors import ConfigurationError, WebhookVerificationError
from aimusic_client.models import (
    NuroCompletedEvent,
    ProducerCompletedEvent,
    SonicCompletedEvent,
    SonicStreamingEvent,
    TaskFailedEvent,
)

ID = "X-Webhook-Id"
EVENT = "X-Webhook-Event"
TIMESTAMP = "X-Webhook-Timestamp"
SIGNATURE = "X-Webhook-Signature"
IDEMPOTENCY = "Idempotency-Key"

EventData = SonicCompletedEvent | SonicStreamingEvent | ProducerCompletedEvent | NuroCompletedEvent | TaskFailedEvent

_DIGITS = re.compile(r"[0-9]{1,12}")
"""Whole seconds since 1970; twelve digits reach the year 33658."""

_SIGNED = re.compile(r"sha256=[0-9a-f]{64}")

_SONIC = ("suno", "sonic")
"""What the service calls Sonic, and what one known client reads."""

_PARSERS: Mapping[tuple[str, str], Callable[[Mapping[str, Any]], EventData]] = {
    **{("song.completed", name): SonicCompletedEvent.from_dict for name in _SONIC},
    **{("song.streaming", name): SonicStreamingEvent.from_dict for name in _SONIC},
    ("song.completed", "producer"): ProducerCompletedEvent.from_dict,
    ("song.completed", "nuro"): NuroCompletedEvent.from_dict,
    **{("song.failed", name): TaskFailedEvent.from_dict for name in (*_SONIC, "producer", "nuro")},
}


class Headers(Protocol):
    """The headers of any framework: a mapping, or werkzeug's `Headers`, which is not one."""

    def items(self) -> Iterable[tuple[str, str]]:
        """Return names and values."""
        ...


@frozen
class WebhookEvent:
    """A webhook that was verified.

    Attributes:
        id: The event's id. The same event may come twice: drop what you have seen.
        event: `song.completed`, `song.streaming` or `song.failed`; another word is kept as it is.
        product: Whose task it is, as the client calls it: `sonic`, `producer` or `nuro`.
        task_id: The task: go on with `client.sonic.task(event.task_id)`.
        timestamp: When it was signed, in UTC.
        data: The contract's model of the body; None for an event that the contract does not know.
        body: The body as it came.
    """

    id: str
    event: str
    product: str
    task_id: str
    timestamp: datetime
    data: EventData | None = field(repr=False)
    body: Mapping[str, Any] = field(repr=False)


def verify_webhook(
    body: bytes,
    headers: Headers,
    secret: str | bytes,
    *,
    tolerance: float = _defaults.WEBHOOK_TOLERANCE,
    now: float | None = None,
) -> WebhookEvent:
    """Check a webhook and return what it says.

    Args:
        body: The raw bytes: `request.get_data()` in Flask, `await request.body()` in FastAPI.
        headers: The request's headers, in any case.
        secret: The `webhook_secret` that the submit named.
        tolerance: Seconds by which its timestamp may be off, either way.
        now: Seconds since 1970; the time now unless said.

    Returns:
        The event. One that the contract does not know is returned too, with `data` None: it was signed.

    Raises:
        WebhookVerificationError: A header is missing, the signature is wrong, it is too old or too new, or the body
            is no event. Answer with 400.
        ConfigurationError: The body is no bytes, the secret is empty, or the tolerance no number of seconds.

    Credits: 0.
    Source: doc, the webhook guide.
    """
    key = _key(secret)
    if not isinstance(body, (bytes, bytearray, memoryview)):
        raise ConfigurationError(
            "The webhook's body must be the raw bytes: request.get_data() in Flask, await request.body() in FastAPI."
        )
    if not 0 <= tolerance < float("inf"):
        raise ConfigurationError(f"tolerance is {tolerance!r}: it must be a number of seconds, 0 or more.")
    lowered = {name.lower(): value for name, value in headers.items()}
    stamp, signature = _header(lowered, TIMESTAMP), _header(lowered, SIGNATURE)
    if not _DIGITS.fullmatch(stamp):
        raise WebhookVerificationError(f"{TIMESTAMP} is no number of seconds.")
    if not _SIGNED.fullmatch(signature):
        raise WebhookVerificationError(f"{SIGNATURE} is not of the form sha256=<64 hex digits>.")
    raw = bytes(body)
    if not hmac.compare_digest(_signature(key, stamp, raw), signature):
        raise WebhookVerificationError("The signature does not fit the body: wrong secret, or it was changed.")
    _check_age(int(stamp), SYSTEM.wall() if now is None else now, tolerance)
    return _event(raw, lowered, int(stamp))


def sign_webhook(
    body: bytes,
    secret: str | bytes,
    *,
    event: str | None = None,
    webhook_id: str = "evt_test",
    timestamp: int | None = None,
) -> dict[str, str]:
    """Return the headers of a webhook, for tests of your receiver.

    Args:
        body: The raw bytes that you will send.
        secret: What to sign with.
        event: The event; the body's own unless said.
        webhook_id: The event's id.
        timestamp: Seconds since 1970; now unless said.

    Credits: 0.
    """
    stamp = str(int(SYSTEM.wall()) if timestamp is None else timestamp)
    return {
        "Content-Type": "application/json",
        ID: webhook_id,
        EVENT: event or str(_object(body).get("event", "")),
        TIMESTAMP: stamp,
        SIGNATURE: _signature(_key(secret), stamp, body),
        IDEMPOTENCY: webhook_id,
    }


def _key(secret: str | bytes) -> bytes:
    key = secret.encode() if isinstance(secret, str) else bytes(secret)
    if not key:
        raise ConfigurationError("The webhook secret is empty: anybody could sign with it.")
    return key


def _signature(key: bytes, stamp: str, body: bytes) -> str:
    return "sha256=" + hmac.new(key, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _header(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name.lower())
    if not value:
        raise WebhookVerificationError(f"The header {name} is missing.")
    return value


def _check_age(stamp: int, now: float, tolerance: float) -> None:
    age = now - stamp
    if abs(age) > tolerance:
        way = "old" if age > 0 else "new"
        raise WebhookVerificationError(f"It is too {way}: {abs(age):.0f} s off, and {tolerance:g} s are allowed.")


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WebhookVerificationError("The body is no JSON.") from error
    if not isinstance(read, dict):
        raise WebhookVerificationError("The body is no JSON object.")
    return read


def _event(raw: bytes, headers: Mapping[str, str], stamp: int) -> WebhookEvent:
    body = _object(raw)
    words = [body.get(name) for name in ("event", "platform", "task_id")]
    if not all(isinstance(word, str) and word for word in words):
        raise WebhookVerificationError("The body does not name an event, a platform and a task.")
    event, platform, task_id = map(str, words)
    if headers.get(EVENT.lower(), event) != event:
        # The header is not signed: a changed one would mislead a receiver that reads only the header.
        raise WebhookVerificationError(f"{EVENT} does not name the event that was signed.")
    parse = _PARSERS.get((event, platform))
    try:
        data = parse(body) if parse else None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise WebhookVerificationError(f"The body is no {event} of {platform}: {error!r}.") from error
    return WebhookEvent(
        id=_header(headers, ID),
        event=event,
        product="sonic" if platform in _SONIC else platform,
        task_id=task_id,
        timestamp=datetime.fromtimestamp(stamp, UTC),
        data=data,
        body=body,
    )
