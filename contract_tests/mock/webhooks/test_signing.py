"""Signatures, checked against a vector computed by openssl."""

from __future__ import annotations

import pytest

from aimusic_mock.webhooks import signing

BODY = b'{"event":"song.completed"}'
VECTOR = "sha256=e0a04f22ff30eb85f1440865cbcb36e75c82f0b356cfbd478fa3f95127ed7fbf"
"""printf '1769261315.{"event":"song.completed"}' | openssl dgst -sha256 -hmac s3cret"""


def test_signature_of_known_bytes_is_what_openssl_computes() -> None:
    assert signing.sign("s3cret", 1769261315, BODY) == VECTOR


def test_headers_name_one_event_twice_and_sign_the_body() -> None:
    assert signing.headers("evt_1", "song.completed", "s3cret", 1769261315, BODY) == {
        "X-Webhook-Id": "evt_1",
        "X-Webhook-Event": "song.completed",
        "X-Webhook-Timestamp": "1769261315",
        "X-Webhook-Signature": VECTOR,
        "Idempotency-Key": "evt_1",
    }


@pytest.mark.parametrize("secret", ["s3cret", "", "Schlüssel ⚷", "half a pair \ud800", None])
def test_signature_with_any_secret_is_verified_with_that_secret_only(secret: str | None) -> None:
    sent = signing.headers("evt_1", "song.failed", secret, 1, BODY)
    assert signing.verify(secret, sent, BODY) == "valid"
    assert signing.verify("another", sent, BODY) == "wrong"


def test_signature_without_secret_is_the_documented_default_one() -> None:
    assert signing.sign(None, 1, BODY) == signing.sign(signing.DEFAULT_SECRET, 1, BODY)
    assert signing.sign(None, 1, BODY) != signing.sign("", 1, BODY)


@pytest.mark.parametrize("change", [{"X-Webhook-Timestamp": "2"}, {"X-Webhook-Signature": "sha256=äöü"}])
def test_signature_with_a_changed_header_is_wrong(change: dict[str, str]) -> None:
    sent = signing.headers("evt_1", "song.failed", "s3cret", 1, BODY)
    assert signing.verify("s3cret", {**sent, **change}, BODY) == "wrong"
    assert signing.verify("s3cret", sent, BODY + b" ") == "wrong"


@pytest.mark.parametrize("timestamp", ["", "1.5", "-1", "٣", "1" * 5000, "soon"])
def test_signature_without_a_whole_timestamp_is_missing(timestamp: str) -> None:
    sent = signing.headers("evt_1", "song.failed", "s3cret", 1, BODY)
    assert signing.verify("s3cret", {**sent, "X-Webhook-Timestamp": timestamp}, BODY) == "missing"
    assert signing.verify("s3cret", {}, BODY) == "missing"
