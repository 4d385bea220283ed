"""The signature of a webhook, computed from the contract's sentence alone: no code of the mock or of the SDK is asked."""

from __future__ import annotations

import hashlib
import hmac


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Return what `X-Webhook-Signature` must be.

    Args:
        secret: the webhook's secret.
        stamp: `X-Webhook-Timestamp`, as it is sent.
        body: the raw bytes.
    """
    return "sha256=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
