"""The signature of a webhook, implemented from the contract alone, without code of the mock or the SDK."""

from __future__ import annotations

import hashlib
import hmac


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Return the expected `X-Webhook-Signature`.

    Args:
        secret: The webhook's secret.
        stamp: The value of `X-Webhook-Timestamp`.
        body: The raw bytes of the body.
    """
    return "sha256=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
