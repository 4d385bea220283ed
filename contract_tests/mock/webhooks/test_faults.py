"""Webhook faults, as real receivers see them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from aimusic_mock.webhooks import signing
from contract_tests.support.receivers import Receiver
from contract_tests.support.webhook_mock import LONG_S, SECRET, WebhookMock


def test_duplicate_comes_twice_with_one_id(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    webhook_mock.submit(receiver.url, "webhook-duplicate")
    webhook_mock.later()
    assert receiver.events == ["song.completed"] * 2
    assert len(set(receiver.ids)) == 1


def test_out_of_order_tells_of_the_end_before_the_stream(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    webhook_mock.submit(receiver.url, "webhook-out-of-order")
    webhook_mock.later()
    assert receiver.events == ["song.completed", "song.streaming"]


def test_late_comes_ten_minutes_after_the_end_freshly_signed(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    webhook_mock.submit(receiver.url, "webhook-late")
    webhook_mock.later(LONG_S + 240)
    assert receiver.requests == []
    webhook_mock.later(600)
    assert int(receiver.requests[0].headers["X-Webhook-Timestamp"]) == int(webhook_mock.world.clock.now())


def test_lost_never_comes(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    webhook_mock.submit(receiver.url, "webhook-lost")
    webhook_mock.later(10_000)
    assert (webhook_mock.states(), receiver.requests) == (["lost"], [])


def test_before_comes_before_the_reply_to_the_submit(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    task_id = webhook_mock.submit(receiver.url, "webhook-before")
    assert json.loads(receiver.requests[0].body)["task_id"] == task_id


def test_wrong_signature_fits_no_secret_of_the_task(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    webhook_mock.submit(receiver.url, "webhook-wrong-signature")
    webhook_mock.later()
    (request,) = receiver.requests
    assert signing.verify(SECRET, request.headers, request.body) == "wrong"
    assert signing.verify(None, request.headers, request.body) == "wrong"
    assert int(request.headers["X-Webhook-Timestamp"]) == int(webhook_mock.world.clock.now())


def test_stale_is_rightly_signed_with_an_old_timestamp(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    webhook_mock.submit(receiver.url, "webhook-stale")
    webhook_mock.later()
    (request,) = receiver.requests
    assert signing.verify(SECRET, request.headers, request.body) == "valid"
    assert int(request.headers["X-Webhook-Timestamp"]) == int(webhook_mock.world.clock.now() - 600)


@pytest.mark.parametrize(("fault", "count"), [("duplicate", 2), ("lost", 0), ("before", 1)])
def test_fault_of_the_settings_applies_to_every_task(
    make_webhook_mock: Callable[..., WebhookMock], receiver: Receiver, fault: str, count: int
) -> None:
    webhook_mock = make_webhook_mock(webhook_fault=fault)
    webhook_mock.submit(receiver.url)
    if fault != "before":
        webhook_mock.later()
    assert len(receiver.requests) == count
