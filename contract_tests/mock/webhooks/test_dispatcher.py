"""Webhooks from a whole mock to real receivers: signed, retried, and sent to allowed addresses only."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from aimusic_mock.domain import outcomes
from aimusic_mock.domain.clock import wall_time
from aimusic_mock.domain.deliveries import RETRY_S
from aimusic_mock.outbound.address_policy import AddressPolicy
from aimusic_mock.webhooks import signing
from contract_tests.support.receivers import Receiver
from contract_tests.support.webhook_mock import SECRET, SONG, WebhookMock


def test_webhook_arrives_signed_over_its_very_bytes_when_its_task_ends(
    webhook_mock: WebhookMock, receiver: Receiver
) -> None:
    task_id = webhook_mock.submit(receiver.url)
    webhook_mock.later(1.0)
    assert receiver.requests == []
    webhook_mock.later()
    (request,) = receiver.requests
    headers = request.headers
    assert (request.method, request.path, headers["Content-Type"]) == ("POST", "/hook", "application/json")
    assert headers["X-Webhook-Id"] == headers["Idempotency-Key"]
    assert headers["X-Webhook-Event"] == "song.completed"
    assert int(headers["X-Webhook-Timestamp"]) == int(webhook_mock.world.clock.now())
    assert headers["X-Webhook-Signature"] == signing.sign(SECRET, int(headers["X-Webhook-Timestamp"]), request.body)
    assert json.loads(request.body)["task_id"] == task_id
    assert "Höhe".encode() in request.body
    assert webhook_mock.states() == ["delivered"]


def test_webhook_without_a_secret_is_signed_with_the_default_one(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    body = {**SONG, "webhook_url": receiver.url}
    webhook_mock.api.submit("/sonic/create", body)
    webhook_mock.later()
    assert signing.verify(signing.DEFAULT_SECRET, receiver.requests[0].headers, receiver.requests[0].body) == "valid"


def test_webhook_time_wall_dates_signatures_with_the_real_time(
    make_webhook_mock: Callable[..., WebhookMock], receiver: Receiver
) -> None:
    webhook_mock = make_webhook_mock(webhook_time="wall")
    webhook_mock.submit(receiver.url)
    webhook_mock.later()
    assert abs(int(receiver.requests[0].headers["X-Webhook-Timestamp"]) - wall_time()) < 60


def test_streaming_event_comes_before_the_end_if_it_is_switched_on(
    make_webhook_mock: Callable[..., WebhookMock], receiver: Receiver
) -> None:
    webhook_mock = make_webhook_mock(webhook_streaming=True)
    webhook_mock.submit(receiver.url)
    webhook_mock.later(6.0)
    assert receiver.events == ["song.streaming"]
    webhook_mock.later()
    assert receiver.events == ["song.streaming", "song.completed"]


def test_failed_task_reports_its_refund(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    webhook_mock.submit(receiver.url, "task-fails")
    webhook_mock.later()
    assert receiver.events == ["song.failed"]
    assert json.loads(receiver.requests[0].body)["refund_processed"] is True


def test_forced_task_sends_at_once_what_it_has_become(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    task_id = webhook_mock.submit(receiver.url)
    webhook_mock.api.app.test_client().put(f"/__mock__/tasks/{task_id}", json={"state": "failed"})
    assert webhook_mock.mock.dispatcher.settle(webhook_mock.world, 10)
    assert receiver.events == ["song.failed"]


def test_webhook_that_is_refused_comes_again_on_the_clock_with_its_id_and_a_fresh_signature(
    webhook_mock: WebhookMock, receiver: Receiver
) -> None:
    receiver.answers += [500, 301, 404]
    webhook_mock.submit(receiver.url)
    webhook_mock.later()
    for number, wait in enumerate(RETRY_S[:3]):
        assert len(receiver.requests) == number + 1
        webhook_mock.later(wait - 1)
        assert len(receiver.requests) == number + 1
        webhook_mock.later(1)
    assert webhook_mock.states() == ["delivered"]
    assert len(set(receiver.ids)) == 1
    assert len({request.body for request in receiver.requests}) == 1
    stamps = [int(request.headers["X-Webhook-Timestamp"]) for request in receiver.requests]
    assert [later - first for first, later in pairwise(stamps)] == [5, 30, 120]
    assert all(signing.verify(SECRET, request.headers, request.body) == "valid" for request in receiver.requests)
    log = webhook_mock.world.outbox.deliveries()[0].attempts
    assert [(attempt.outcome, attempt.status, attempt.answer) for attempt in log] == [
        ("status", 500, "thank you"),
        ("redirect", 301, "thank you"),
        ("status", 404, "thank you"),
        ("answered", 200, "thank you"),
    ]
    assert [attempt.signed_at for attempt in log] == stamps


def test_webhook_that_comes_again_is_what_it_was_though_its_task_is_forgotten(
    webhook_mock: WebhookMock, receiver: Receiver
) -> None:
    receiver.answers.append(500)
    task_id = webhook_mock.submit(receiver.url)
    webhook_mock.later()
    webhook_mock.world.store.tasks.pop(task_id)
    webhook_mock.later(5)
    first, second = receiver.requests
    assert first.body == second.body


def test_webhook_without_a_receiver_is_given_up_after_five_attempts(webhook_mock: WebhookMock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    webhook_mock.submit(f"http://127.0.0.1:{port}/hook")
    webhook_mock.later()
    for wait in RETRY_S:
        assert webhook_mock.states() == ["retrying"]
        webhook_mock.later(wait)
    (delivery,) = webhook_mock.world.outbox.deliveries()
    assert (delivery.state, delivery.sent) == ("failed", 5)
    assert {attempt.outcome for attempt in delivery.attempts} == {"no-connection"}


def test_webhook_to_a_receiver_that_is_gone_is_not_tried_again(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    receiver.answers.append(410)
    webhook_mock.submit(receiver.url)
    webhook_mock.later()
    webhook_mock.later(1000)
    assert (webhook_mock.states(), len(receiver.requests)) == (["failed"], 1)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/hooks/aimusic",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:10.0.0.1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://user:pass@127.0.0.1/",
        "not an address",
    ],
)
def test_webhook_to_another_machine_is_suppressed_and_nothing_is_connected_to(
    webhook_mock: WebhookMock, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    def forbidden(*_: Any, **__: Any) -> None:
        raise AssertionError("a connection or a name lookup was attempted")

    monkeypatch.setattr(socket, "create_connection", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    webhook_mock.submit(url)
    webhook_mock.later()
    webhook_mock.later(1000)
    (delivery,) = webhook_mock.world.outbox.deliveries()
    assert (delivery.state, [attempt.outcome for attempt in delivery.attempts]) == ("suppressed", ["suppressed"])


def test_webhooks_that_are_switched_off_are_suppressed(
    make_webhook_mock: Callable[..., WebhookMock], receiver: Receiver
) -> None:
    webhook_mock = make_webhook_mock(webhooks=False)
    webhook_mock.submit(receiver.url)
    webhook_mock.later()
    assert (webhook_mock.states(), receiver.requests) == (["suppressed"], [])


def test_listed_name_is_checked_at_every_dispatch(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    answers = [["127.0.0.1"], ["169.254.169.254"]]
    policy = AddressPolicy(("rebind.test",), lambda *_: answers.pop(0))
    webhook_mock.mock.dispatcher.deliverer.policy = policy
    receiver.answers.append(500)
    webhook_mock.submit(f"http://rebind.test:{receiver.port}/hook")
    webhook_mock.later()
    webhook_mock.later(5)
    assert len(receiver.requests) == 1
    assert [attempt.outcome for attempt in webhook_mock.world.outbox.deliveries()[0].attempts] == [
        "status",
        "suppressed",
    ]


def test_name_without_an_address_is_tried_again(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    answers: list[list[str]] = [[], ["127.0.0.1"]]
    webhook_mock.mock.dispatcher.deliverer.policy = AddressPolicy(("late.test",), lambda *_: answers.pop(0))
    webhook_mock.submit(f"http://late.test:{receiver.port}/hook")
    webhook_mock.later()
    assert webhook_mock.states() == ["retrying"]
    webhook_mock.later(5)
    assert (webhook_mock.states(), len(receiver.requests)) == (["delivered"], 1)


def test_one_receiver_gets_its_webhooks_in_the_order_of_their_events(
    webhook_mock: WebhookMock, receiver: Receiver
) -> None:
    tasks = [webhook_mock.submit(receiver.url) for _ in range(12)]
    webhook_mock.later()
    ends = {task_id: webhook_mock.world.store.tasks[task_id].ends_at for task_id in tasks}
    assert [json.loads(request.body)["task_id"] for request in receiver.requests] == sorted(
        tasks, key=lambda task_id: ends[task_id]
    )


def test_resend_comes_with_the_same_id(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    webhook_mock.submit(receiver.url)
    webhook_mock.later()
    webhook_mock.world.clock.advance(50)
    receiver.wait()
    webhook_mock.world.outbox.resend(
        webhook_mock.world.outbox.deliveries()[0].delivery_id, webhook_mock.world.clock.now()
    )
    receiver.wait()
    first, second = receiver.requests
    assert first.headers["X-Webhook-Id"] == second.headers["X-Webhook-Id"]
    assert int(second.headers["X-Webhook-Timestamp"]) == int(first.headers["X-Webhook-Timestamp"]) + 50


def test_task_that_is_forgotten_sends_no_webhook(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    webhook_mock.world.store.tasks.pop(webhook_mock.submit(receiver.url))
    webhook_mock.later()
    assert (webhook_mock.states(), receiver.requests) == (["dropped"], [])


def test_task_that_gets_another_end_while_its_webhook_leaves_sends_none(
    webhook_mock: WebhookMock, receiver: Receiver
) -> None:
    task_id = webhook_mock.submit(receiver.url)
    tasks = webhook_mock.world.store.tasks
    # Bypasses the outbox, like another thread that forces the task at this moment.
    tasks[task_id] = outcomes.fail_later(tasks[task_id], "failed", "Generation failed.")
    webhook_mock.later()
    assert (webhook_mock.states(), receiver.requests) == (["dropped"], [])


def test_secret_stands_in_no_log_not_even_when_the_receiver_repeats_it(
    webhook_mock: WebhookMock, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.text = f"I know {SECRET}!"
    receiver.answers.append(500)
    task_id = webhook_mock.submit(receiver.url)
    webhook_mock.later()
    client = webhook_mock.api.app.test_client()
    shown = client.get("/__mock__/webhooks").get_json()["items"][0]
    whole = client.get(f"/__mock__/webhooks/{shown['delivery_id']}").get_json()
    assert whole["log"][0]["answer"] == "I know [hidden]!"
    assert task_id in str(whole)
    assert SECRET not in str((shown, whole, caplog.text))
