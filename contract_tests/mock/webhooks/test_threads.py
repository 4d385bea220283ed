"""When webhooks leave, by every kind of clock, and that they are in nobody's way: slow receivers, threads, resets."""

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
from aimusic_mock.webhooks import dispatcher
from aimusic_mock.worlds import snapshot
from contract_tests.support.mock_app import Api
from contract_tests.support.receivers import RawReceiver, Receiver, drip
from contract_tests.support.webhook_mock import LONG_S, SONG, Desk, senders_end, threads


def test_slow_receivers_delay_neither_requests_nor_other_receivers(
    make_desk: Callable[..., Desk],
    make_receiver: Callable[..., Receiver],
    make_raw_receiver: Callable[..., RawReceiver],
) -> None:
    desk = make_desk(carrier={"timeout_s": 20.0})
    held = [make_receiver() for _ in range(6)]
    for each in held:
        each.gate.clear()
    quick = make_receiver()
    urls = [make_raw_receiver(drip(b"HTTP/1.1 200 OK\r\n")).url, *(each.url for each in held)]
    for url in urls:
        for _ in range(3):
            desk.submit(url)
    for _ in range(3):
        desk.submit(quick.url)
    desk.world.clock.advance(LONG_S)
    for _ in range(3):
        quick.wait()
    assert desk.api.get("/get-credits").status_code == 200
    assert not desk.mock.courier.settle(desk.world, 0)
    assert sum(len(each.came) for each in held) <= len(held)
    desk.world.outbox.clear()
    assert desk.mock.courier.settle(desk.world, 5)


def test_dripping_receiver_is_given_up_within_the_time_of_an_attempt(
    make_desk: Callable[..., Desk], make_raw_receiver: Callable[..., RawReceiver]
) -> None:
    desk = make_desk(carrier={"timeout_s": 0.2})
    desk.submit(make_raw_receiver(drip(b"")).url)
    began = real_ticks()
    desk.later()
    assert real_ticks() - began < 2
    assert [each.outcome for each in desk.world.outbox.deliveries()[0].attempts] == ["timeout"]


def test_reset_takes_back_what_was_planned_and_starts_with_the_same_ids(desk: Desk, receiver: Receiver) -> None:
    desk.submit(receiver.url)
    (first,) = desk.world.outbox.deliveries()
    desk.world.reset()
    desk.later()
    assert receiver.came == []
    desk.submit(receiver.url)
    desk.later()
    assert receiver.ids == [first.event_id]


def test_reset_while_a_webhook_is_on_its_way_waits_for_nobody(desk: Desk, receiver: Receiver) -> None:
    receiver.gate.clear()
    desk.submit(receiver.url)
    desk.world.clock.advance(LONG_S)
    receiver.wait()
    desk.world.reset()
    assert desk.mock.courier.settle(desk.world, 0)
    receiver.gate.set()
    assert threads() == []
    assert desk.states() == []


def test_webhook_that_waits_for_its_world_during_a_reset_is_not_sent(desk: Desk, receiver: Receiver) -> None:
    desk.submit(receiver.url)
    with desk.world.store.lock:
        desk.world.clock.advance(LONG_S)
        assert desk.states() == ["sending"]
        desk.world.reset()
        # The same ids come again.
        desk.submit(receiver.url)
    assert threads() == []
    assert (desk.states(), receiver.came) == (["planned"], [])


@pytest.mark.parametrize("answers", [[], [500]])
def test_snapshot_of_a_later_time_sends_nothing_of_what_it_replaces(
    desk: Desk, receiver: Receiver, answers: list[int]
) -> None:
    receiver.answers += answers
    desk.submit(receiver.url)
    if answers:
        desk.later()
    earlier = snapshot.take(desk.world)
    desk.later()
    later = snapshot.take(desk.world)
    came = len(receiver.came)
    for each in (earlier, later):
        snapshot.restore(desk.world, each, lambda name: name)
    assert threads() == []
    assert (desk.states(), len(receiver.came)) == (["delivered"], came)


def test_auto_clock_moves_on_for_a_client_that_only_waits(make_desk: Callable[..., Desk], receiver: Receiver) -> None:
    desk = make_desk(clock="auto", carrier={"silence_s": 0.05})
    receiver.answers.append(500)
    began = desk.world.clock.now()
    desk.submit(receiver.url)
    receiver.wait()
    # And for the second attempt as well.
    receiver.wait()
    assert 60 < desk.world.clock.now() - began < LONG_S
    assert receiver.events == ["song.completed"] * 2


def test_auto_clock_stands_while_somebody_asks(make_desk: Callable[..., Desk], receiver: Receiver) -> None:
    ticks = [0.0]
    desk = make_desk(clock="auto", carrier={"silence_s": 0.25, "ticks": lambda: ticks[0]})
    desk.submit(receiver.url)
    began = desk.world.clock.now()
    for _ in range(5):
        ticks[0] += 0.2
        desk.api.get("/get-credits")
        desk.mock.courier.wake()
        desk.mock.courier._leap()
    assert (receiver.came, desk.world.clock.now()) == ([], began)
    ticks[0] += 0.25
    desk.mock.courier._leap()
    receiver.wait()


def test_auto_clock_stands_for_a_while_after_a_webhook_so_that_its_receiver_can_ask(
    make_desk: Callable[..., Desk], receiver: Receiver
) -> None:
    ticks = [0.0]
    desk = make_desk(clock="auto", carrier={"silence_s": 0.25, "ticks": lambda: ticks[0]})
    receiver.answers.append(500)
    desk.submit(receiver.url)
    ticks[0] += 0.25
    desk.mock.courier._leap()
    receiver.wait()
    assert senders_end(desk)
    failed_at = desk.world.clock.now()
    desk.mock.courier._leap()
    assert desk.world.clock.now() == failed_at
    ticks[0] += 0.25
    desk.mock.courier._leap()
    receiver.wait()
    assert desk.world.clock.now() == failed_at + RETRY_S[0]


def test_auto_clock_at_the_end_of_time_keeps_nobody_busy(make_desk: Callable[..., Desk], receiver: Receiver) -> None:
    desk = make_desk(clock="auto", start=LATEST - 1, carrier={"silence_s": 0.0})
    desk.submit(receiver.url)
    assert threads() == []
    assert desk.states() == ["planned"]


def test_running_clock_sends_when_the_time_has_come(make_desk: Callable[..., Desk], receiver: Receiver) -> None:
    desk = make_desk(clock="speed=1000")
    desk.submit(receiver.url)
    receiver.wait()
    assert receiver.events == ["song.completed"]
    assert abs(int(receiver.came[0].headers["X-Webhook-Timestamp"]) - desk.world.outbox.deliveries()[0].at) < 200


def test_frozen_clock_that_is_let_go_sends(make_desk: Callable[..., Desk], receiver: Receiver) -> None:
    desk = make_desk()
    desk.submit(receiver.url)
    assert threads() == []
    desk.world.clock.go("speed=1000")
    receiver.wait()


def test_worlds_send_by_their_own_clocks(desk: Desk, receiver: Receiver) -> None:
    other = desk.mock.worlds.get("other")
    headers = {**desk.api.headers, "X-Mock-World": "other"}
    desk.api.app.test_client().post("/api/v1/sonic/create", headers=headers, json={**SONG, "webhook_url": receiver.url})
    desk.submit(receiver.url)
    other.clock.advance(LONG_S)
    assert desk.mock.courier.settle(other, 10)
    assert len(receiver.came) == 1
    assert desk.states() == ["planned"]


def test_forgotten_world_takes_its_webhooks_with_it(receiver: Receiver) -> None:
    # Not by the fixture, which remembers all that it made.
    api = Api(create_app(Settings(clock="real", plan="unlimited")))
    carrier = api.mock.courier
    Desk(api).submit(receiver.url)
    known = weakref.ref(api.mock.world)
    assert carrier._keeper is not None
    del api
    pause, ends_at = threading.Event(), real_ticks() + 5
    # The keeper may be looking at the world at this very moment.
    while known() is not None and real_ticks() < ends_at:
        gc.collect()
        pause.wait(0.005)
    assert known() is None
    carrier.wake()
    assert threads() == []


def test_mock_without_webhooks_starts_no_thread(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(clock="real")
    desk.api.submit("/sonic/create", SONG)
    desk.mock.courier.wake()
    assert [each for each in threading.enumerate() if "webhook" in each.name] == []


def test_closed_courier_sends_nothing_more(desk: Desk, receiver: Receiver) -> None:
    desk.submit(receiver.url)
    desk.mock.courier.close()
    desk.world.clock.advance(LONG_S)
    assert not desk.mock.courier.settle(desk.world, 0.01)
    assert (desk.states(), receiver.came) == (["planned"], [])


def test_close_does_not_wait_for_a_receiver_that_hangs(desk: Desk, receiver: Receiver) -> None:
    receiver.gate.clear()
    desk.submit(receiver.url)
    desk.world.clock.advance(LONG_S)
    receiver.wait()
    began = real_ticks()
    desk.mock.courier.close(timeout_s=0.05)
    assert real_ticks() - began < 5  # the receiver hangs until the test ends


def test_fault_of_the_mock_does_not_leave_a_webhook_on_its_way(
    desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(dispatcher, "event_body", fails)
    desk.submit(receiver.url)
    desk.later()
    assert [each.outcome for each in desk.world.outbox.deliveries()[0].attempts] == ["broken"]
    assert "planted" in caplog.text
    monkeypatch.undo()
    desk.later(5)
    assert desk.states() == ["delivered"]


def test_many_webhooks_need_few_threads(desk: Desk, make_receiver: Callable[..., Receiver]) -> None:
    receivers = [make_receiver() for _ in range(3)]
    for number in range(60):
        desk.submit(receivers[number % 3].url)
    most = 0
    desk.world.clock.advance(LONG_S)
    while not desk.mock.courier.settle(desk.world, 0.01):
        most = max(most, len(desk.mock.courier._senders))
    assert [len(each.came) for each in receivers] == [20, 20, 20]
    assert most <= 3
