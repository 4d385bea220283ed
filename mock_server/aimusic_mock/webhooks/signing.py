"""Sign webhooks over their exact bytes, and verify such signatures. Pure functions.

The contract defines the five headers and the format of the signature in its `webhooks`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Literal

DEFAULT_SECRET = "aimusic-mock-default-secret"  # noqa: S105  # not secret: published here
"""Signs the webhooks of a task without a `webhook_secret`. The service uses a secret of its own, which receivers do not
know; the mock's is public so that tests can verify it."""

ID, EVENT, TIMESTAMP = "X-Webhook-Id", "X-Webhook-Event", "X-Webhook-Timestamp"
SIGNATURE, IDEMPOTENCY = "X-Webhook-Signature", "Idempotency-Key"


def sign(secret: str | None, timestamp: int, body: bytes) -> str:
    """Return the value of `X-Webhook-Signature`.

    Args:
        secret: the task's `webhook_secret`; None for `DEFAULT_SECRET`.
        timestamp: the time of signing, in whole seconds since 1970.
        body: the raw body.
    """
    # A secret from JSON may hold a lone surrogate, which strict UTF-8 does not encode.
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


def verify(secret: str | None, received: Mapping[str, str], body: bytes) -> Literal["valid", "wrong", "missing"]:
    """Verify the signature in the headers of a webhook, over the exact bytes of its body."""
    signature, timestamp = received.get(SIGNATURE), read_timestamp(received)
    if signature is None or timestamp is None:
        return "missing"
    is_right = hmac.compare_digest(sign(secret, timestamp, body).encode(), signature.encode("utf-8", "replace"))
    return "valid" if is_right else "wrong"


def read_timestamp(received: Mapping[str, str]) -> int | None:
    """Return the timestamp in the headers of a webhook, None if it is missing or not a whole number."""
    text = received.get(TIMESTAMP, "")
    # 12 digits last for 30,000 years; without a limit, parsing could take arbitrarily long.
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None
