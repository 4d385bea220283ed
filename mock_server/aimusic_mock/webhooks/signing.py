"""Signs a webhook over its exact bytes, and checks such a signature. Pure functions.

The five headers and the form of the signature stand in the contract's `webhooks`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Literal

DEFAULT_SECRET = "aimusic-mock-default-secret"  # noqa: S105  # no secret: it stands here for everyone to read
"""What signs the webhooks of a task without a `webhook_secret`. The service has a secret of its own for that, too, which
no receiver knows; a test may want to check the mock's."""

ID, EVENT, TIMESTAMP = "X-Webhook-Id", "X-Webhook-Event", "X-Webhook-Timestamp"
SIGNATURE, IDEMPOTENCY = "X-Webhook-Signature", "Idempotency-Key"


def sign(secret: str | None, timestamp: int, body: bytes) -> str:
    """Return the value of `X-Webhook-Signature`.

    Args:
        secret: the task's `webhook_secret`, None for `DEFAULT_SECRET`.
        timestamp: the time of signing, in whole seconds since 1970.
        body: the raw body.
    """
    # A secret from JSON may hold half a surrogate pair, which plain UTF-8 refuses.
    key = (DEFAULT_SECRET if secret is None else secret).encode("utf-8", "surrogatepass")
    return "sha256=" + hmac.new(key, f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def headers(event_id: str, event: str, secret: str | None, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the five headers of a webhook."""
    return {
        ID: event_id,
        EVENT: event,
        TIMESTAMP: str(timestamp),
        SIGNATURE: sign(secret, timestamp, body),
        IDEMPOTENCY: event_id,
    }


def verify(secret: str | None, sent: Mapping[str, str], body: bytes) -> Literal["valid", "wrong", "missing"]:
    """Check the signature among the headers `sent`, by the very bytes of the body, as a receiver should."""
    signature, timestamp = sent.get(SIGNATURE), read_timestamp(sent)
    if signature is None or timestamp is None:
        return "missing"
    is_right = hmac.compare_digest(sign(secret, timestamp, body).encode(), signature.encode("utf-8", "replace"))
    return "valid" if is_right else "wrong"


def read_timestamp(sent: Mapping[str, str]) -> int | None:
    """Return the timestamp among the headers `sent`, None when there is none that is a whole number of seconds."""
    text = sent.get(TIMESTAMP, "")
    # 12 digits last for 30,000 years; a number of any length would cost any time.
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None
