"""Webhooks: those signed by the mock are accepted, and all others are refused."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimusic import AIMusic, ConfigurationError, WebhookVerificationError, sign_webhook, verify_webhook
from aimusic._clock import SYSTEM
from aimusic_client.models import (
    NuroCompletedEvent,
    ProducerCompletedEvent,
    SonicCompletedEvent,
    SonicStreamingEvent,
    TaskFailedEvent,
)
from contract_tests.support.header_forms import FORMS, environ
from contract_tests.support.mock_app import Api
from contract_tests.support.receivers import Receiver
from contract_tests.support.webhook_mock import SECRET as WEBHOOK_SECRET
from contract_tests.support.webhook_mock import WebhookMock

SECRET = "made-up"
INBOX = "http://127.0.0.1:8000/__mock__/inbox/me"
NOW = 1_769_261_315
BODY = json.dumps({"event": "song.failed", "platform": "suno", "task_id": "t-1", "type": "failed"}).encode()

KINDS: dict[tuple[str, str], type] = {
    ("song.completed", "sonic"): SonicCompletedEvent,
    ("song.streaming", "sonic"): SonicStreamingEvent,
    ("song.completed", "producer"): ProducerCompletedEvent,
    ("song.completed", "nuro"): NuroCompletedEvent,
    ("song.failed", "sonic"): TaskFailedEvent,
    ("song.failed", "producer"): TaskFailedEvent,
    ("song.failed", "nuro"): TaskFailedEvent,
}
SUBMITS: dict[str, tuple[str, dict[str, Any]]] = {
    "sonic": ("/sonic/create", {"custom_mode": True, "mv": "sonic-v5", "prompt": "la la"}),
    "producer": ("/producer/create", {"sound": "slow folk"}),
    "nuro": ("/nuro/create", {"type": "vocal", "lyrics": "la la"}),
}


def signed(body: bytes = BODY, secret: str = SECRET, stamp: int = NOW, /, **changes: str | None) -> dict[str, str]:
    """Return headers created without the code under test; some can be changed or, with None, removed."""
    mac = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    headers: dict[str, str | None] = {
        "X-Webhook-Id": "evt_1",
        "X-Webhook-Event": "song.failed",
        "X-Webhook-Timestamp": str(stamp),
        "X-Webhook-Signature": f"sha256={mac}",
        "Idempotency-Key": "evt_1",
        **{f"X-Webhook-{name.capitalize()}": value for name, value in changes.items()},
    }
    return {name: value for name, value in headers.items() if value is not None}


def refuse(reason: str, body: bytes, headers: Mapping[str, str], **options: Any) -> None:
    """Check that a webhook is refused for a reason, and that the message reveals no secret."""
    with pytest.raises(WebhookVerificationError, match=reason) as caught:
        verify_webhook(body, headers, SECRET, **{"now": NOW, **options})
    assert SECRET not in str(caught.value)
    assert hmac.new(SECRET.encode(), b"", hashlib.sha256).hexdigest()[:8] not in str(caught.value)


@pytest.mark.parametrize("scenario", [None, "task-fails"])
@pytest.mark.parametrize("product", SUBMITS)
def test_events_of_the_mock_are_verified_and_typed(
    make_api: Callable[..., Api], product: str, scenario: str | None
) -> None:
    api = make_api(webhook_time="wall")
    path, body = SUBMITS[product]
    headers = {"X_Mock_Scenario": scenario} if scenario else {}
    requested = {**body, "webhook_url": INBOX, "webhook_secret": SECRET}
    task_id = api.ask("POST", f"/api/v1{path}", requested, **headers).get_json()["task_id"]
    api.advance(2000)
    messages = api.app.test_client().get("/__mock__/inbox/me").get_json()["items"]

    events = [verify_webhook(message["body"].encode(), message["headers"], SECRET) for message in messages]

    assert [event.task_id for event in events] == [task_id] * len(events)
    assert {event.product for event in events} == {product}
    assert [type(event.data) for event in events] == [KINDS[event.event, product] for event in events]
    assert events[-1].event == ("song.failed" if scenario else "song.completed")
    assert len({event.id for event in events}) == len(events)
    for message in messages:
        with pytest.raises(WebhookVerificationError):
            verify_webhook(message["body"].encode(), message["headers"], "another")


LAB: dict[str, list[str]] = {
    "webhook-duplicate": ["song.completed"] * 2,
    "webhook-out-of-order": ["song.completed", "song.streaming"],
    "webhook-late": ["song.completed"],
    "webhook-lost": [],
    "webhook-before": ["song.completed"],
    "webhook-wrong-signature": ["The signature does not match"],
    "webhook-stale": ["The webhook is too old"],
}
"""The outcome of each webhook fault at a receiver: the events it accepts, or the start of the error."""


def test_every_webhook_fault_is_tested_here(api: Api) -> None:
    assert {scenario.name for scenario in api.mock.catalogue.scenarios.values() if scenario.kind == "webhook"} == set(
        LAB
    )


@pytest.mark.parametrize("scenario", LAB)
def test_webhook_fault_has_the_expected_outcome(scenario: str, webhook_mock: WebhookMock, receiver: Receiver) -> None:
    task_id = webhook_mock.submit(receiver.url, scenario)
    reported: list[str] = []
    for _ in range(15):  # minutes: verify each webhook on arrival, as a receiver does
        webhook_mock.later(60)
        for request in receiver.requests[len(reported) :]:
            try:
                event = verify_webhook(
                    request.body, request.headers, WEBHOOK_SECRET, now=webhook_mock.world.clock.now()
                )
            except WebhookVerificationError as refusal:
                reported.append(str(refusal))
            else:
                assert event.task_id == task_id
                reported.append(event.event)

    assert len(reported) == len(LAB[scenario]), reported
    assert all(sentence.startswith(expected) for sentence, expected in zip(reported, LAB[scenario], strict=True)), (
        reported
    )


@pytest.mark.parametrize("spell", [str, str.lower, str.upper], ids=["original", "lower", "upper"])
def test_header_names_are_case_insensitive(spell: Callable[[str], str]) -> None:
    headers = {spell(name): value for name, value in signed().items()}
    assert verify_webhook(BODY, headers, SECRET, now=NOW).id == "evt_1"


def test_body_may_be_a_bytearray_and_headers_of_any_type() -> None:
    event = verify_webhook(bytearray(BODY), httpx.Headers(signed()), SECRET.encode(), now=NOW)  # type: ignore[arg-type]
    assert (event.event, event.task_id, int(event.timestamp.timestamp())) == ("song.failed", "t-1", NOW)
    assert event.body == json.loads(BODY)


@pytest.mark.parametrize("name", ["id", "timestamp", "signature"])
def test_missing_header_is_refused(name: str) -> None:
    refuse("missing", BODY, signed(**{name: None}))
    refuse("missing", BODY, signed(**{name: ""}))


@pytest.mark.parametrize("stamp", ["soon", "-1", "1e9", "١٢٣", "9" * 30, " 1769261315", "1769261315.0"])
def test_timestamp_that_is_not_a_number_is_refused(stamp: str) -> None:
    refuse("not a number of seconds", BODY, signed(timestamp=stamp))


@pytest.mark.parametrize("signature", ["0" * 64, "sha256=", "sha256=" + "G" * 64, "sha256=é", "sha1=" + "0" * 64])
def test_signature_of_the_wrong_form_is_refused(signature: str) -> None:
    refuse("form", BODY, signed(signature=signature))


def test_age_is_accepted_up_to_the_tolerance() -> None:
    for off in (-300, 0, 300):
        assert verify_webhook(BODY, signed(BODY, SECRET, NOW + off), SECRET, now=NOW), off
    refuse("too old", BODY, signed(BODY, SECRET, NOW - 301))
    refuse("too new", BODY, signed(BODY, SECRET, NOW + 301))
    refuse("too old", BODY, signed(BODY, SECRET, NOW - 11), tolerance=10)
    assert verify_webhook(BODY, signed(BODY, SECRET, int(SYSTEM.wall())), SECRET)
    with pytest.raises(WebhookVerificationError, match="too old"):
        verify_webhook(BODY, signed(BODY, SECRET, NOW), SECRET)


@pytest.mark.parametrize("tolerance", [-1, float("nan"), float("inf")])
def test_invalid_tolerance_is_refused(tolerance: float) -> None:
    with pytest.raises(ConfigurationError, match="tolerance"):
        verify_webhook(BODY, signed(), SECRET, tolerance=tolerance, now=NOW)


@pytest.mark.parametrize("body", [BODY.decode(), json.loads(BODY)], ids=["decoded", "parsed"])
def test_body_that_is_not_bytes_is_refused(body: Any) -> None:
    for call in (lambda: verify_webhook(body, signed(), SECRET, now=NOW), lambda: sign_webhook(body, SECRET)):
        with pytest.raises(ConfigurationError, match="get_data"):
            call()


@pytest.mark.parametrize("secret", ["", b""])
def test_empty_secret_is_refused(secret: str | bytes) -> None:
    with pytest.raises(ConfigurationError, match="empty"):
        verify_webhook(BODY, signed(), secret, now=NOW)


@pytest.mark.fuzz
@given(st.data())
def test_any_changed_byte_is_refused(data: st.DataObject) -> None:
    headers = signed()
    part = data.draw(st.sampled_from(["body", "X-Webhook-Timestamp", "X-Webhook-Signature"]))
    whole = BODY if part == "body" else headers[part].encode()
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(33, 126).filter(lambda byte: byte != whole[at]))
    changed = whole[:at] + bytes([other]) + whole[at + 1 :]
    body = changed if part == "body" else BODY
    with pytest.raises(WebhookVerificationError):
        verify_webhook(body, headers if part == "body" else {**headers, part: changed.decode()}, SECRET, now=NOW)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b'{"event": "song.failed"}', b'{"event": 1}', b"[" * 10**5]
)
def test_signed_body_that_is_not_an_event_is_refused(body: bytes) -> None:
    refuse("body", body, signed(body))


def test_signed_event_without_required_members_is_refused() -> None:
    body = json.dumps({"event": "song.completed", "platform": "suno", "task_id": "t-1"}).encode()
    refuse("not a valid song.completed of suno", body, signed(body, event="song.completed"))


def test_header_that_names_another_event_is_refused() -> None:
    refuse("differs from the event", BODY, signed(event="song.completed"))
    assert verify_webhook(BODY, signed(event=None), SECRET, now=NOW)


def test_signed_unknown_event_is_returned() -> None:
    body = json.dumps({"event": "song.sung", "platform": "new", "task_id": "t-1", "more": [1]}).encode()

    event = verify_webhook(body, signed(body, event="song.sung"), SECRET, now=NOW)

    assert (event.event, event.product, event.data, event.body["more"]) == ("song.sung", "new", None, [1])


@pytest.mark.fuzz
@given(
    st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5) | st.none(), max_size=4),
    st.text(min_size=1, max_size=20),
)
def test_signed_webhook_is_verified(more: dict[str, Any], secret: str) -> None:
    body = json.dumps({**more, "event": "song.failed", "platform": "nuro", "task_id": "t-1"}).encode()
    more.pop("type", None)

    headers = sign_webhook(body, secret, webhook_id="evt_9", timestamp=NOW)

    assert headers["X-Webhook-Signature"] == signed(body, secret)["X-Webhook-Signature"]
    event = verify_webhook(body, headers, secret, now=NOW)
    assert (event.id, event.product) == ("evt_9", "nuro")


def short(value: object) -> str:
    return str(value)[:12]


@pytest.mark.parametrize("form", FORMS)
def test_headers_of_any_framework_are_read(form: str) -> None:
    event = verify_webhook(BODY, FORMS[form](signed()), SECRET, now=NOW)

    assert (event.id, event.event, event.task_id) == ("evt_1", "song.failed", "t-1")
    refuse("does not match", b"{}", FORMS[form](signed()))
    refuse("missing", BODY, FORMS[form](signed(signature=None)))


@pytest.mark.parametrize(
    "headers",
    [
        None,
        5,
        "X-Webhook-Id: evt_1",
        b"X-Webhook-Id: evt_1",
        ["X-Webhook-Id", "evt_1"],
        [("X-Webhook-Id",)],
        {5: "a"},
        pytest.param(object(), id="object"),
    ],
    ids=str,
)
def test_headers_of_another_form_are_a_configuration_error(headers: Any) -> None:
    with pytest.raises(ConfigurationError, match="pass the headers of the request"):
        verify_webhook(BODY, headers, SECRET, now=NOW)


@pytest.mark.parametrize("value", [5, None, {"a": 1}, [None], [5, b"a"]], ids=str)
def test_header_value_of_another_type_is_a_configuration_error(value: Any) -> None:
    with pytest.raises(ConfigurationError, match="pass the headers of the request"):
        verify_webhook(BODY, {**signed(), "x-webhook-signature": value}, SECRET, now=NOW)


@pytest.mark.parametrize("name", ["X-Webhook-Id", "X-Webhook-Event", "X-Webhook-Timestamp", "X-Webhook-Signature"])
def test_header_with_values_that_differ_is_refused(name: str) -> None:
    refuse("several values", BODY, [*signed().items(), (name, "other")])  # type: ignore[arg-type] # pairs
    refuse("several values", BODY, {**signed(), name: [signed()[name], "other"]})  # type: ignore[dict-item] # a list
    refuse("missing", BODY, {**signed(), "X-Webhook-Id": []})  # type: ignore[dict-item] # an empty list


@pytest.mark.parametrize("stamp", [253_402_300_800, 10**12 - 1])
def test_timestamp_after_the_year_9999_is_refused(stamp: int) -> None:
    refuse("year 9999", BODY, signed(BODY, SECRET, stamp), now=float(stamp))
    with pytest.raises(ConfigurationError, match="year 9999"):
        sign_webhook(BODY, SECRET, timestamp=stamp)


def test_last_second_of_the_year_9999_is_accepted() -> None:
    last = 253_402_300_799

    assert verify_webhook(BODY, sign_webhook(BODY, SECRET, timestamp=last), SECRET, now=last).timestamp.year == 9999


@pytest.mark.parametrize("name", ["now", "tolerance"])
@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), -1, "5", True, 1j, 10**400, datetime(2026, 1, 24, tzinfo=UTC)], ids=short
)
def test_time_that_is_not_a_number_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name} is "):
        verify_webhook(BODY, signed(), SECRET, **{"now": NOW, name: value})


@pytest.mark.parametrize("now", [0, 1e300, 10**300], ids=short)
def test_time_far_away_is_too_old_or_too_new(now: float) -> None:
    refuse("too old|too new", BODY, signed(), now=now)


@pytest.mark.parametrize("timestamp", [1.5, "5", True, -1, float("nan"), 10**400], ids=short)
def test_timestamp_to_sign_that_is_not_a_number_of_seconds_is_refused(timestamp: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^timestamp is "):
        sign_webhook(BODY, SECRET, timestamp=timestamp)


@pytest.mark.parametrize("secret", [5, 0, True, None, ["s"], "half \ud83d"], ids=ascii)
def test_secret_of_a_wrong_type_is_refused(secret: Any) -> None:
    # bytes(5) is five NUL bytes: anyone could sign with them.
    for call in (lambda: verify_webhook(BODY, signed(), secret, now=NOW), lambda: sign_webhook(BODY, secret)):
        with pytest.raises(ConfigurationError, match="webhook secret"):
            call()


@pytest.mark.parametrize("number", ["1e400", "NaN", "-Infinity", "1" + "0" * 400, "9" * 5000], ids=short)
def test_signed_number_that_no_float_holds_is_refused(number: str) -> None:
    body = BODY[:-1] + f', "duration": {number}}}'.encode()
    refuse("not JSON", body, signed(body))


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=80) | st.binary(max_size=80)
NAMES = st.sampled_from([*signed(), *environ(signed())]) | SCALARS
VALUES = st.recursive(SCALARS | st.sampled_from([*signed().values()]), lambda values: st.lists(values, max_size=3))


@pytest.mark.fuzz
@given(
    st.dictionaries(NAMES, VALUES, max_size=6)
    | st.lists(st.tuples(NAMES, VALUES) | st.lists(VALUES), max_size=6)
    | VALUES,
    st.binary(max_size=30) | st.just(BODY),
    SCALARS,
    SCALARS,
)
def test_any_arguments_end_in_an_event_or_an_error_of_this_package(
    headers: Any, body: bytes, now: Any, tolerance: Any
) -> None:
    for wrong in ({}, {"now": now}, {"tolerance": tolerance}):
        try:
            verify_webhook(body, headers, SECRET, **{"now": NOW, **wrong})
        except (ConfigurationError, WebhookVerificationError):
            continue


def test_client_verifies_with_its_own_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    headers = sign_webhook(BODY, SECRET)
    with AIMusic(api_key="k", webhook_secret=SECRET) as client:
        assert client.verify_webhook(BODY, headers).task_id == "t-1"
        assert SECRET not in repr(client)
    with AIMusic(api_key="k") as client, pytest.raises(ConfigurationError, match="AIMUSIC_WEBHOOK_SECRET"):
        client.verify_webhook(BODY, headers)
    monkeypatch.setenv("AIMUSIC_WEBHOOK_SECRET", SECRET)
    with AIMusic(api_key="k") as client:
        assert client.verify_webhook(BODY, headers)
