"""Webhooks: verify the signature and the age, and parse the event. Pure functions; nothing is sent.

The scheme is that of the webhook guide: `X-Webhook-Signature` is `sha256=` and the hex HMAC-SHA256 of the timestamp, a dot
and the raw body, keyed with the `webhook_secret` of the submit. Verification therefore needs the raw bytes: JSON that was
parsed and serialized again may differ. The body is parsed only after its signature has been verified.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from attrs import field, frozen

from aimusic import _config, _defaults, _json
from aimusic._clock import SYSTEM
from aimusic._errors import ConfigurationError, WebhookVerificationError
from aimusic._result import Result
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
"""Whole seconds since 1970."""

_LAST = 253_402_300_799
"""The end of the year 9999, the last that Python has dates for."""

_SIGNED = re.compile(r"sha256=[0-9a-f]{64}")

_SONIC = ("suno", "sonic")
"""The service's name for Sonic, and the name that one known client accepts."""

_PARSERS: Mapping[tuple[str, str], Callable[[Mapping[str, Any]], EventData]] = {
    **{("song.completed", name): SonicCompletedEvent.from_dict for name in _SONIC},
    **{("song.streaming", name): SonicStreamingEvent.from_dict for name in _SONIC},
    ("song.completed", "producer"): ProducerCompletedEvent.from_dict,
    ("song.completed", "nuro"): NuroCompletedEvent.from_dict,
    **{("song.failed", name): TaskFailedEvent.from_dict for name in (*_SONIC, "producer", "nuro")},
}


class HeaderItems(Protocol):
    """A mapping, or an object with `items()` such as werkzeug's `Headers`, which is not a mapping."""

    def items(self) -> Iterable[tuple[Any, Any]]:
        """Return pairs of name and value."""
        ...


Headers = HeaderItems | Iterable[tuple[Any, Any]]
"""The headers of any framework: names and values as text or bytes, and values also as lists."""

_RELEVANT = frozenset(name.lower() for name in (ID, EVENT, TIMESTAMP, SIGNATURE))


@frozen
class WebhookEvent(Result):
    """A verified webhook.

    Attributes:
        id: The event's id. An event may be delivered twice: ignore ids that you have already processed.
        event: `song.completed`, `song.streaming` or `song.failed`; other names are kept unchanged.
        product: The task's product: `sonic`, `producer` or `nuro`.
        task_id: The task's id, for `client.sonic.task(event.task_id)`.
        timestamp: When the webhook was signed, in UTC.
        data: The body as a generated model; None for an event that is not in the contract.
        body: The body as parsed JSON.
    """

    id: str
    event: str
    product: str
    task_id: str
    timestamp: datetime
    data: EventData | None = field(repr=False, hash=False)
    body: Mapping[str, Any] = field(repr=False, hash=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the event as JSON, without `data`: `body` holds the same."""
        names = ("id", "event", "product", "task_id")
        when = self.timestamp.isoformat()
        return {**{name: getattr(self, name) for name in names}, "timestamp": when, "body": dict(self.body)}


def verify_webhook(
    body: bytes,
    headers: Headers,
    secret: str | bytes,
    *,
    tolerance: float = _defaults.WEBHOOK_TOLERANCE,
    now: float | None = None,
) -> WebhookEvent:
    """Verify a webhook and return its event.

    Args:
        body: The raw bytes: `request.get_data()` in Flask, `await request.body()` in FastAPI.
        headers: The request's headers: a mapping, a list of pairs as in ASGI, or a WSGI environ. Names are case-insensitive;
            names and values may be bytes, and a value may be a list, as from API Gateway.
        secret: The `webhook_secret` of the submit.
        tolerance: Seconds by which the timestamp may be off, in either direction; 0 or more.
        now: Seconds since 1970; by default the current time.

    Returns:
        The event. A signed event that is not in the contract has `data` None.

    Raises:
        WebhookVerificationError: A header is missing, the signature is wrong, the webhook is too old or too new, or the
            body is not an event. Respond with 400.
        ConfigurationError: An argument is of a wrong type, the secret is empty, or `tolerance` or `now` is not a number.

    Credits: 0.
    Source: doc, the webhook guide.
    """
    key = _key(secret)
    _check_raw(body)
    for name, value in (("tolerance", tolerance), ("now", 0 if now is None else now)):
        if not (_config.is_number(value) and value >= 0):
            raise ConfigurationError(f"{name} is {_config.shown(value)}: it must be a number of seconds, 0 or more.")
    lowered = _relevant(headers)
    stamp, signature = _header(lowered, TIMESTAMP), _header(lowered, SIGNATURE)
    if not _DIGITS.fullmatch(stamp) or int(stamp) > _LAST:
        raise WebhookVerificationError(f"{TIMESTAMP} is not a number of seconds up to the year 9999.")
    if not _SIGNED.fullmatch(signature):
        raise WebhookVerificationError(f"{SIGNATURE} must have the form sha256=<64 hex digits>.")
    raw = bytes(body)
    if not hmac.compare_digest(_signature(key, stamp, raw), signature):
        raise WebhookVerificationError("The signature does not match: the secret is wrong, or the body was changed.")
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
    """Return the headers of a signed webhook, for tests of a receiver.

    Args:
        body: The raw bytes that the test sends.
        secret: The secret to sign with.
        event: The event's name; by default the one in the body.
        webhook_id: The event's id.
        timestamp: Seconds since 1970; by default the current time.

    Raises:
        ConfigurationError: The body or the secret is of a wrong type, the secret is empty, or the timestamp is not an
            integer up to the year 9999.
        WebhookVerificationError: `event` is not given, and the body is not a JSON object.

    Credits: 0.
    """
    _check_raw(body)
    moment = int(SYSTEM.wall()) if timestamp is None else timestamp
    if not isinstance(moment, int) or isinstance(moment, bool) or not 0 <= moment <= _LAST:
        raise ConfigurationError(
            f"timestamp is {_config.shown(moment)}: it must be an integer of seconds from 0 to the year 9999."
        )
    stamp = str(moment)
    return {
        "Content-Type": "application/json",
        ID: webhook_id,
        EVENT: event or str(_object(body).get("event", "")),
        TIMESTAMP: stamp,
        SIGNATURE: _signature(_key(secret), stamp, body),
        IDEMPOTENCY: webhook_id,
    }


def _check_raw(body: object) -> None:
    if not isinstance(body, (bytes, bytearray, memoryview)):
        raise ConfigurationError(
            "The webhook's body must be the raw bytes: request.get_data() in Flask, await request.body() in FastAPI."
        )


def _key(secret: str | bytes) -> bytes:
    if not isinstance(secret, (str, bytes, bytearray)):
        raise ConfigurationError(f"The webhook secret is of the type {type(secret).__name__}: it must be str or bytes.")
    try:
        key = secret.encode() if isinstance(secret, str) else bytes(secret)
    except UnicodeEncodeError:
        raise ConfigurationError("The webhook secret contains a character that UTF-8 cannot encode.") from None
    if not key:
        raise ConfigurationError(
            "The webhook secret is empty, so anyone could sign with it: pass the secret of the submit."
        )
    return key


def _relevant(headers: Headers) -> dict[str, str]:
    """Return the headers of the scheme, with names in lower case.

    Raises:
        ConfigurationError: The headers have another form.
        WebhookVerificationError: A header has several values that differ.
    """
    items = getattr(headers, "items", None)
    values: dict[str, str] = {}
    try:
        for raw_name, value in items() if items is not None else headers:  # type: ignore[union-attr] # see `Headers`
            name = _text(raw_name).lower()
            if name.startswith("http_"):  # a variable of a WSGI environ
                name = name.removeprefix("http_").replace("_", "-")
            if name not in _RELEVANT:
                continue
            for text in map(_text, value if isinstance(value, (list, tuple)) else [value]):
                if values.setdefault(name, text) != text:
                    raise WebhookVerificationError(f"The header {name} has several values.")
    except (TypeError, ValueError) as error:
        raise ConfigurationError(
            f"The headers are of the type {type(headers).__name__}: pass the headers of the request, unchanged."
        ) from error
    return values


def _text(value: str | bytes) -> str:
    if isinstance(value, (bytes, bytearray)):
        return value.decode("latin-1")
    if not isinstance(value, str):
        raise TypeError
    return value


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
        problem = "old" if age > 0 else "new"
        raise WebhookVerificationError(
            f"The webhook is too {problem}: {abs(age):.0f} s off, of {tolerance:g} s allowed."
        )


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        parsed = _json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WebhookVerificationError("The body is not JSON.") from error
    if not isinstance(parsed, dict):
        raise WebhookVerificationError("The body is not a JSON object.")
    return parsed


def _event(raw: bytes, headers: Mapping[str, str], stamp: int) -> WebhookEvent:
    body = _object(raw)
    words = [body.get(name) for name in ("event", "platform", "task_id")]
    if not all(isinstance(word, str) and word for word in words):
        raise WebhookVerificationError("The body lacks `event`, `platform` or `task_id`.")
    event, platform, task_id = map(str, words)
    if headers.get(EVENT.lower(), event) != event:
        # The header is not signed: a forged one would mislead receivers that only read the header.
        raise WebhookVerificationError(f"{EVENT} differs from the event in the signed body.")
    parse = _PARSERS.get((event, platform))
    try:
        data = parse(body) if parse else None
    except (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError) as error:
        raise WebhookVerificationError(f"The body is not a valid {event} of {platform}: {error!r}.") from error
    return WebhookEvent(
        id=_header(headers, ID),
        event=event,
        product="sonic" if platform in _SONIC else platform,
        task_id=task_id,
        timestamp=datetime.fromtimestamp(stamp, UTC),
        data=data,
        body=body,
    )
