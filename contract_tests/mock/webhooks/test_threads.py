"""When webhooks are sent, on every kind of clock, and that slow receivers, threads and resets block nothing."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from aimusic_mock import Settings, create_app
from aimusic_mock.domain.clock import LATEST, real_ticks
from aimusic_mock.domain.deliveries import RETRY_S
from aimusic_mock.webhooks import attempt
from aimusic_mock.worlds import snapshot
from contract_tests.support.mock_app import Api
from contract_tests.support.receivers import RawReceiver, Receiver, drip
from contract_tests.support.webhook_mock import LONG_S, SONG, WebhookMock, senders_end, threads


def test_slow_receivers_delay_neither_requests_nor_other_receivers(
    make_webhook_mock: Callable[..., WebhookMock],
    make_receiver: Callable[..., Receiver],
    make_raw_receiver: Callable[..., RawReceiver],
) -> None:
    webhook_mock = make_webhook_mock(timeout_s=20.0)
    held = [make_receiver() for _ in range(6)]
    for slow in held:
        slow.gate.clear()
    quick = make_receiver()
    urls = [make_raw_receiver(drip(b"HTTP/1.1 200 OK\r\n")).url, *(slow.url for slow in held)]
    for url in urls:
        for _ in range(3):
            webhook_mock.submit(url)
    for _ in range(3):
        webhook_mock.submit(quick.url)
    webhook_mock.world.clock.advance(LONG_S)
    for _ in range(3):
        quick.wait()
    assert webhook_mock.api.get("/get-credits").status_code == 200
    assert not webhook_mock.mock.dispatcher.settle(webhook_mock.world, 0)
    assert sum(len(slow.requests) for slow in held) <= len(held)
    webhook_mock.world.outbox.clear()
    assert webhook_mock.mock.dispatcher.settle(webhook_mock.world, 5)


def test_dripping_receiver_is_given_up_within_the_time_of_an_attempt(
    make_webhook_mock: Callable[..., WebhookMock], make_raw_receiver: Callable[..., RawReceiver]
) -> None:
    webhook_mock = make_webhook_mock(timeout_s=0.2)
    webhook_mock.submit(make_raw_receiver(drip(b"")).url)
    began = real_ticks()
    webhook_mock.later()
    assert real_ticks() - began < 2
    assert [attempt.outcome for attempt in webhook_mock.world.outbox.deliveries()[0].attempts] == ["timeout"]


def test_reset_takes_back_what_was_planned_and_starts_with_the_same_ids(
    webhook_mock: WebhookMock, receiver: Receiver
) -> None:
    webhook_mock.submit(receiver.url)
    (first,) = webhook_mock.world.outbox.deliveries()
    webhook_mock.world.reset()
    webhook_mock.later()
    assert receiver.requests == []
    webhook_mock.submit(receiver.url)
    webhook_mock.later()
    assert receiver.ids == [first.event_id]


def test_reset_while_a_webhook_is_on_its_way_does_not_wait(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    receiver.gate.clear()
    webhook_mock.submit(receiver.url)
    webhook_mock.world.clock.advance(LONG_S)
    receiver.wait()
    webhook_mock.world.reset()
    assert webhook_mock.mock.dispatcher.settle(webhook_mock.world, 0)
    receiver.gate.set()
    assert threads() == []
    assert webhook_mock.states() == []


def test_webhook_that_waits_for_its_world_during_a_reset_is_not_sent(
    webhook_mock: WebhookMock, receiver: Receiver
) -> None:
    webhook_mock.submit(receiver.url)
    with webhook_mock.world.store.lock:
        webhook_mock.world.clock.advance(LONG_S)
        assert webhook_mock.states() == ["sending"]
        webhook_mock.world.reset()
        # Uses the same ids again.
        webhook_mock.submit(receiver.url)
    assert threads() == []
    assert (webhook_mock.states(), receiver.requests) == (["planned"], [])


@pytest.mark.parametrize("answers", [[], [500]])
def test_snapshot_of_a_later_time_sends_nothing_of_what_it_replaces(
    webhook_mock: WebhookMock, receiver: Receiver, answers: list[int]
) -> None:
    receiver.answers += answers
    webhook_mock.submit(receiver.url)
    if answers:
        webhook_mock.later()
    earlier = snapshot.take(webhook_mock.world)
    webhook_mock.later()
    later = snapshot.take(webhook_mock.world)
    count = len(receiver.requests)
    for saved in (earlier, later):
        snapshot.restore(webhook_mock.world, saved, webhook_mock.mock.contract, lambda _: None)
    assert threads() == []
    assert (webhook_mock.states(), len(receiver.requests)) == (["delivered"], count)


def test_auto_clock_moves_on_for_a_client_that_only_waits(
    make_webhook_mock: Callable[..., WebhookMock], receiver: Receiver
) -> None:
    webhook_mock = make_webhook_mock(clock="auto", silence_s=0.05)
    receiver.answers.append(500)
    began = webhook_mock.world.clock.now()
    webhook_mock.submit(receiver.url)
    receiver.wait()
    # The second attempt.
    receiver.wait()
    assert 60 < webhook_mock.world.clock.now() - began < LONG_S
    assert receiver.events == ["song.completed"] * 2


def test_auto_clock_stands_while_requests_arrive(
    make_webhook_mock: Callable[..., WebhookMock], receiver: Receiver
) -> None:
    ticks = [0.0]
    webhook_mock = make_webhook_mock(clock="auto", silence_s=0.25, ticks=lambda: ticks[0])
    webhook_mock.submit(receiver.url)
    began = webhook_mock.world.clock.now()
    for _ in range(5):
        ticks[0] += 0.2
        webhook_mock.api.get("/get-credits")
        webhook_mock.mock.dispatcher.wake()
        webhook_mock.mock.dispatcher._advance_auto_clocks()
    assert (receiver.requests, webhook_mock.world.clock.now()) == ([], began)
    ticks[0] += 0.25
    webhook_mock.mock.dispatcher._advance_auto_clocks()
    receiver.wait()


def test_auto_clock_stands_for_a_while_after_a_webhook_so_that_its_receiver_can_ask(
    make_webhook_mock: Callable[..., WebhookMock], receiver: Receiver
) -> None:
    ticks = [0.0]
    webhook_mock = make_webhook_mock(clock="auto", silence_s=0.25, ticks=lambda: ticks[0])
    receiver.answers.append(500)
    webhook_mock.submit(receiver.url)
    ticks[0] += 0.25
    webhook_mock.mock.dispatcher._advance_auto_clocks()
    receiver.wait()
    assert senders_end(webhook_mock)
    failed_at = webhook_mock.world.clock.now()
    webhook_mock.mock.dispatcher._advance_auto_clocks()
    assert webhook_mock.world.clock.now() == failed_at
    ticks[0] += 0.25
    webhook_mock.mock.dispatcher._advance_auto_clocks()
    receiver.wait()
    assert webhook_mock.world.clock.now() == failed_at + RETRY_S[0]


def test_auto_clock_at_the_end_of_time_keeps_no_thread_busy(
    make_webhook_mock: Callable[..., WebhookMock], receiver: Receiver
) -> None:
    webhook_mock = make_webhook_mock(clock="auto", start=LATEST - 1, silence_s=0.0)
    webhook_mock.submit(receiver.url)
    assert threads() == []
    assert webhook_mock.states() == ["planned"]


def test_running_clock_sends_when_the_time_has_come(
    make_webhook_mock: Callable[..., WebhookMock], receiver: Receiver
) -> None:
    webhook_mock = make_webhook_mock(clock="speed=1000")
    webhook_mock.submit(receiver.url)
    receiver.wait()
    assert receiver.events == ["song.completed"]
    assert (
        abs(int(receiver.requests[0].headers["X-Webhook-Timestamp"]) - webhook_mock.world.outbox.deliveries()[0].at)
        < 200
    )


def test_frozen_clock_that_is_let_go_sends(make_webhook_mock: Callable[..., WebhookMock], receiver: Receiver) -> None:
    webhook_mock = make_webhook_mock()
    webhook_mock.submit(receiver.url)
    assert threads() == []
    webhook_mock.world.clock.set_mode("speed=1000")
    receiver.wait()


def test_worlds_send_by_their_own_clocks(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    other = webhook_mock.mock.worlds.get("other")
    headers = {**webhook_mock.api.headers, "X-Mock-World": "other"}
    webhook_mock.api.app.test_client().post(
        "/api/v1/sonic/create", headers=headers, json={**SONG, "webhook_url": receiver.url}
    )
    webhook_mock.submit(receiver.url)
    other.clock.advance(LONG_S)
    assert webhook_mock.mock.dispatcher.settle(other, 10)
    assert len(receiver.requests) == 1
    assert webhook_mock.states() == ["planned"]


def test_forgotten_world_takes_its_webhooks_with_it(receiver: Receiver) -> None:
    # Not from the fixture, which keeps its mocks alive.
    api = Api(create_app(Settings(clock="real", plan="unlimited")))
    dispatcher = api.mock.dispatcher
    WebhookMock(api).submit(receiver.url)
    known = weakref.ref(api.mock.world)
    assert dispatcher._scheduler is not None
    del api
    pause, ends_at = threading.Event(), real_ticks() + 5
    # The scheduler may hold a reference to the world at this moment.
    while known() is not None and real_ticks() < ends_at:
        gc.collect()
        pause.wait(0.005)
    assert known() is None
    dispatcher.wake()
    assert threads() == []


def test_mock_without_webhooks_starts_no_thread(make_webhook_mock: Callable[..., WebhookMock]) -> None:
    before = set(threading.enumerate())  # those of an earlier test may still be ending
    webhook_mock = make_webhook_mock(clock="real")
    webhook_mock.api.submit("/sonic/create", SONG)
    webhook_mock.mock.dispatcher.wake()
    assert [thread for thread in threading.enumerate() if "webhook" in thread.name and thread not in before] == []


def test_closed_dispatcher_sends_nothing_more(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    webhook_mock.submit(receiver.url)
    webhook_mock.mock.dispatcher.close()
    webhook_mock.world.clock.advance(LONG_S)
    assert not webhook_mock.mock.dispatcher.settle(webhook_mock.world, 0.01)
    assert (webhook_mock.states(), receiver.requests) == (["planned"], [])


def test_close_does_not_wait_for_a_receiver_that_hangs(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    receiver.gate.clear()
    webhook_mock.submit(receiver.url)
    webhook_mock.world.clock.advance(LONG_S)
    receiver.wait()
    began = real_ticks()
    webhook_mock.mock.dispatcher.close(timeout_s=0.05)
    assert real_ticks() - began < 1


def test_fault_of_the_mock_does_not_leave_a_webhook_on_its_way(
    webhook_mock: WebhookMock, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(attempt, "event_body", fails)
    webhook_mock.submit(receiver.url)
    webhook_mock.later()
    assert [attempt.outcome for attempt in webhook_mock.world.outbox.deliveries()[0].attempts] == ["broken"]
    assert "planted" in caplog.text
    monkeypatch.undo()
    webhook_mock.later(5)
    assert webhook_mock.states() == ["delivered"]


def test_many_webhooks_need_few_threads(webhook_mock: WebhookMock, make_receiver: Callable[..., Receiver]) -> None:
    receivers = [make_receiver() for _ in range(3)]
    for number in range(60):
        webhook_mock.submit(receivers[number % 3].url)
    most, most_sending = 0, 0
    webhook_mock.world.clock.advance(LONG_S)
    while not webhook_mock.mock.dispatcher.settle(webhook_mock.world, 0.01):
        most = max(most, len(webhook_mock.mock.dispatcher._senders))
        most_sending = max(most_sending, len(webhook_mock.world.outbox._queue.busy))
    assert [len(receiver.requests) for receiver in receivers] == [20, 20, 20]
    assert most_sending <= 3  # one for each receiver
    assert most <= 6  # and, for each, at most one thread that has finished its delivery and is about to end
