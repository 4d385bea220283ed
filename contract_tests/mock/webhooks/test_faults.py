"""What the lab does to webhooks, as real receivers see it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from aimusic_mock.webhooks import signing
from contract_tests.support.receivers import Receiver
from contract_tests.support.webhook_mock import LONG_S, SECRET, Desk


def test_duplicate_comes_twice_with_one_id(desk: Desk, receiver: Receiver) -> None:
    desk.submit(receiver.url, "webhook-duplicate")
    desk.later()
    assert receiver.events == ["song.completed"] * 2
    assert len(set(receiver.ids)) == 1


def test_out_of_order_tells_of_the_end_before_the_stream(desk: Desk, receiver: Receiver) -> None:
    desk.submit(receiver.url, "webhook-out-of-order")
    desk.later()
    assert receiver.events == ["song.completed", "song.streaming"]


def test_late_comes_ten_minutes_after_the_end_freshly_signed(desk: Desk, receiver: Receiver) -> None:
    desk.submit(receiver.url, "webhook-late")
    desk.later(LONG_S + 240)
    assert receiver.came == []
    desk.later(600)
    assert int(receiver.came[0].headers["X-Webhook-Timestamp"]) == int(desk.world.clock.now())


def test_lost_never_comes(desk: Desk, receiver: Receiver) -> None:
    desk.submit(receiver.url, "webhook-lost")
    desk.later(10_000)
    assert (desk.states(), receiver.came) == (["lost"], [])


def test_before_comes_before_the_reply_to_the_submit(desk: Desk, receiver: Receiver) -> None:
    task_id = desk.submit(receiver.url, "webhook-before")
    assert json.loads(receiver.came[0].body)["task_id"] == task_id


def test_wrong_signature_fits_no_secret_of_the_task(desk: Desk, receiver: Receiver) -> None:
    desk.submit(receiver.url, "webhook-wrong-signature")
    desk.later()
    (came,) = receiver.came
    assert signing.verify(SECRET, came.headers, came.body) == "wrong"
    assert signing.verify(None, came.headers, came.body) == "wrong"
    assert int(came.headers["X-Webhook-Timestamp"]) == int(desk.world.clock.now())


def test_stale_is_rightly_signed_with_an_old_timestamp(desk: Desk, receiver: Receiver) -> None:
    desk.submit(receiver.url, "webhook-stale")
    desk.later()
    (came,) = receiver.came
    assert signing.verify(SECRET, came.headers, came.body) == "valid"
    assert int(came.headers["X-Webhook-Timestamp"]) == int(desk.world.clock.now() - 600)


@pytest.mark.parametrize(("lab", "count"), [("duplicate", 2), ("lost", 0), ("before", 1)])
def test_lab_of_the_settings_is_for_every_task(
    make_desk: Callable[..., Desk], receiver: Receiver, lab: str, count: int
) -> None:
    desk = make_desk(webhook_lab=lab)
    desk.submit(receiver.url)
    if lab != "before":
        desk.later()
    assert len(receiver.came) == count
