"""Webhooks with odd headers and bodies: verified, or refused with the SDK's own errors."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimusic import ConfigurationError, WebhookVerificationError, sign_webhook, verify_webhook
from contract_tests.support.odd_json import odd_texts

pytestmark = pytest.mark.fuzz

SECRET, SENT_AT = "made-up-secret", 1_769_000_000
EVENT = {
    "event": "song.completed",
    "platform": "sonic",
    "task_id": "t-1",
    "data": [{"clip_id": "c-1", "state": "succeeded", "duration": "104.88", "created_at": "2026-11-27T12:00:00.000Z"}],
}
SIGNED = sign_webhook(json.dumps(EVENT).encode(), SECRET, event="song.completed", timestamp=SENT_AT)

values: st.SearchStrategy[Any] = st.one_of(
    st.text(max_size=40),
    st.binary(max_size=40),
    st.none(),
    st.integers(),
    st.floats(),
    st.lists(st.text(max_size=20) | st.binary(max_size=20), max_size=3),
    st.sampled_from(["9" * 400, "-1", "1e400", "nan", f"{SENT_AT}.0", "sha256=", "v1=" + "0" * 64]),
)
names = st.sampled_from([*SIGNED, *(name.lower() for name in SIGNED), "HTTP_X_WEBHOOK_SIGNATURE"]) | st.text(
    max_size=20
)
times = st.floats() | st.integers(-(10**12), 10**15) | st.just(SENT_AT)


@given(st.dictionaries(names, values, max_size=4), times)
@settings(deadline=None)
def test_odd_headers_are_refused_in_a_sentence(changed: dict[str, Any], now: float) -> None:
    body = json.dumps(EVENT).encode()
    _verify(body, {**SIGNED, **changed}, now)


@given(st.lists(st.tuples(names | st.binary(max_size=9), values) | values, max_size=4))
@settings(deadline=None)
def test_headers_in_odd_forms_are_refused_in_a_sentence(headers: list[Any]) -> None:
    _verify(json.dumps(EVENT).encode(), headers, SENT_AT)


@given(odd_texts(EVENT))
@settings(deadline=None)
def test_odd_event_that_is_signed_is_read_or_refused(text: str) -> None:
    body = text.encode("utf-8", "surrogatepass")
    _verify(body, sign_webhook(body, SECRET, event="song.completed", timestamp=SENT_AT), SENT_AT)


def _verify(body: bytes, headers: Any, now: float) -> None:
    try:
        sentence = f"{verify_webhook(body, headers, SECRET, now=now).event}."
    except (WebhookVerificationError, ConfigurationError) as error:
        sentence = str(error)
    assert len(sentence) > 1
    assert SECRET not in sentence
