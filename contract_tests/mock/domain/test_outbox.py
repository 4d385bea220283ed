"""The bookkeeping of webhooks: what is planned, in which order it leaves, when it is tried again, what is remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from aimusic_mock.domain import outcomes
from aimusic_mock.domain.deliveries import (
    MAX_ATTEMPTS,
    RETRY_S,
    STATES,
    WEBHOOK_FAULTS,
    Attempt,
    Delivery,
    Outcome,
    plan,
)
from aimusic_mock.domain.ids import Ids
from aimusic_mock.domain.outbox import Outbox, OutboxState
from aimusic_mock.domain.tasks import Clip, Failure, Task

URL, SECRET = "http://127.0.0.1:9/hook", "s3cret"
MakeTask = Callable[..., Task]
END = 100.0
"""When the fixture's task ends; its clips start at 10."""


@pytest.fixture
def outbox() -> Outbox:
    return Outbox(Ids(1))


def taken(outbox: Outbox, now: float) -> Delivery:
    delivery = outbox.take(now)
    assert delivery is not None
    return delivery


def tell(
    outbox: Outbox, delivery: Delivery, now: float, outcome: Outcome = "answered", status: int | None = None
) -> None:
    outbox.finish(delivery, Attempt(delivery.sent + 1, now, outcome, int(now), status), "{}", now)


def plans(task: Task, lab: str | None = None, *, streaming: bool = False) -> list[tuple[Any, ...]]:
    return [(item.event.removeprefix("song."), item.at, item.due_at) for item in plan(task, lab, streaming=streaming)]


def test_plan_of_a_task_is_its_end(make_task: MakeTask) -> None:
    assert plans(make_task()) == [("completed", END, END)]


def test_plan_of_a_failing_task_is_its_failure(make_task: MakeTask) -> None:
    assert plans(make_task(failure=Failure(30.0, "timeout", "Out of time."))) == [("failed", 30.0, 30.0)]
    broken = tuple(evolve(clip, error="No.") for clip in make_task().clips)
    assert plans(make_task(clips=broken)) == [("failed", END, END)]
    assert plans(make_task(clips=(broken[0], make_task().clips[1]))) == [("completed", END, END)]


def test_plan_of_a_stuck_task_is_empty(make_task: MakeTask) -> None:
    assert plans(outcomes.stick(make_task(streaming=True), 0.0)) == []


def test_plan_with_streaming_has_the_start_of_tasks_that_stream(
    make_task: MakeTask, make_clip: Callable[..., Clip]
) -> None:
    streaming = make_task(streaming=True)
    assert plans(streaming) == [("completed", END, END)]
    assert plans(streaming, streaming=True) == [("streaming", 10.0, 10.0), ("completed", END, END)]
    assert plans(make_task(), streaming=True) == [("completed", END, END)]
    assert plans(make_task(streaming=True, item="SonicVoice"), streaming=True) == [("completed", END, END)]
    assert plans(outcomes.succeed(streaming, 0.0), streaming=True) == [("completed", 0.0, 0.0)]


@pytest.mark.parametrize(
    ("lab", "expected"),
    [
        ("duplicate", [("completed", END, END), ("completed", END, END + 1)]),
        ("out-of-order", [("completed", END, END + 60)]),
        ("late", [("completed", END, END + 600)]),
        ("lost", [("completed", END, END)]),
        ("before", [("completed", END, END)]),
        ("wrong-signature", [("completed", END, END)]),
        ("stale", [("completed", END, END)]),
    ],
)
def test_plan_under_a_lab_profile(make_task: MakeTask, lab: str, expected: list[tuple[Any, ...]]) -> None:
    assert lab in WEBHOOK_FAULTS
    assert plans(make_task(), lab) == expected


def test_plan_out_of_order_has_the_stream_after_the_end_even_where_streams_are_not_sent(make_task: MakeTask) -> None:
    assert sorted(plans(make_task(streaming=True), "out-of-order"), key=lambda plan: plan[2]) == [
        ("completed", END, END),
        ("streaming", 10.0, END + 1),
    ]


def test_delivery_is_due_at_the_end_of_its_task_and_not_before(outbox: Outbox, make_task: MakeTask) -> None:
    outbox.subscribe(make_task(), URL, SECRET)
    assert (outbox.next_at(), outbox.take(END - 0.001)) == (END, None)
    delivery = taken(outbox, END)
    assert delivery.event_id.startswith("evt_")
    assert len(delivery.event_id) == 4 + 32
    assert (delivery.state, delivery.task_id, outbox.is_settled(END)) == ("sending", "t1", False)
    tell(outbox, delivery, END, status=200)
    assert outbox.is_settled(END)
    assert [delivery.state for delivery in outbox.deliveries()] == ["delivered"]
    assert outbox.next_at() is None


def test_delivery_that_fails_is_tried_again_by_the_schedule_under_one_id(outbox: Outbox, make_task: MakeTask) -> None:
    outbox.subscribe(make_task(), URL, SECRET)
    now, ids = END, set()
    for wait in RETRY_S:
        delivery = taken(outbox, now)
        ids.add(delivery.event_id)
        tell(outbox, delivery, now + 2, "status", 500)
        assert outbox.deliveries()[0].state == "retrying"
        # Counted from the end of the attempt.
        assert outbox.next_at() == now + 2 + wait
        now += 2 + wait
    tell(outbox, taken(outbox, now), now, "timeout")
    (given_up,) = outbox.deliveries()
    assert (given_up.state, given_up.sent, len(ids), outbox.next_at()) == ("failed", 5, 1, None)
    assert [attempt.number for attempt in given_up.attempts] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("outcome", "status", "state"),
    [
        ("answered", 204, "delivered"),
        ("status", 410, "failed"),
        ("status", 400, "retrying"),
        ("redirect", 302, "retrying"),
        ("timeout", None, "retrying"),
        ("unresolved", None, "retrying"),
        ("suppressed", None, "suppressed"),
    ],
)
def test_outcome_decides_what_becomes_of_a_delivery(
    outbox: Outbox, make_task: MakeTask, outcome: Outcome, status: int | None, state: str
) -> None:
    outbox.subscribe(make_task(), URL, SECRET)
    tell(outbox, taken(outbox, END), END, outcome, status)
    assert outbox.deliveries()[0].state == state
    assert state in STATES


def test_receiver_gets_one_at_a_time_in_order_and_others_meanwhile(outbox: Outbox, make_task: MakeTask) -> None:
    for number in range(4):
        url = "http://127.0.0.1:9/a" if number < 2 else f"http://127.0.0.1:1{number}/"
        outbox.subscribe(make_task(task_id=f"t{number}"), url, None)
    first, other, third = taken(outbox, END), taken(outbox, END), taken(outbox, END)
    assert [item.task_id for item in (first, other, third)] == ["t0", "t2", "t3"]
    assert outbox.take(END) is None
    assert (outbox.next_at(), outbox.next_at(free=True)) == (END, None)
    tell(outbox, first, END)
    assert taken(outbox, END).task_id == "t1"


def test_tasks_of_riffusion_have_no_webhooks(outbox: Outbox, make_task: MakeTask) -> None:
    outbox.subscribe(make_task(product="riffusion"), URL, None)
    assert (outbox.deliveries(), outbox.subscription("t1")) == ([], None)


def test_replan_moves_what_was_not_sent_and_keeps_its_id(outbox: Outbox, make_task: MakeTask) -> None:
    task = make_task()
    outbox.subscribe(task, URL, SECRET)
    before = outbox.deliveries()[0].event_id
    outbox.replan(outcomes.succeed(task, 50.0))
    assert [(delivery.event_id, delivery.due_at) for delivery in outbox.deliveries()] == [(before, 50.0)]
    assert outbox.next_at() == 50.0


def test_replan_of_a_task_that_now_fails_or_hangs_changes_its_event(outbox: Outbox, make_task: MakeTask) -> None:
    task = make_task()
    outbox.subscribe(task, URL, SECRET)
    outbox.replan(outcomes.stick(task, 0.0))
    assert (outbox.deliveries(), outbox.next_at()) == ([], None)
    outbox.replan(outcomes.fail(task, 20.0, "failed", "No."))
    assert [(delivery.event, delivery.due_at) for delivery in outbox.deliveries()] == [("song.failed", 20.0)]


def test_replan_leaves_what_was_sent_and_what_nobody_watches(outbox: Outbox, make_task: MakeTask) -> None:
    task = make_task(streaming=True)
    outbox.replan(task)
    assert outbox.deliveries() == []
    outbox.streaming = True
    outbox.subscribe(task, URL, SECRET)
    tell(outbox, taken(outbox, 10.0), 10.0)
    outbox.replan(outcomes.slow(task, 20.0))
    assert [(delivery.event, delivery.state) for delivery in outbox.deliveries()] == [
        ("song.streaming", "delivered"),
        ("song.completed", "planned"),
    ]
    assert outbox.next_at() == 20.0 + 5 * 80.0


def test_duplicate_has_the_same_event_id_and_its_own_name(outbox: Outbox, make_task: MakeTask) -> None:
    outbox.subscribe(make_task(), URL, SECRET, "duplicate")
    first, second = outbox.deliveries()
    assert first.event_id == second.event_id
    assert (first.delivery_id, second.delivery_id) == (first.event_id, f"{first.event_id}-2")


def test_lost_delivery_is_never_given_out_but_can_be_asked_for(outbox: Outbox, make_task: MakeTask) -> None:
    outbox.subscribe(make_task(), URL, SECRET, "lost")
    assert outbox.take(END) is None
    (lost,) = outbox.deliveries()
    assert (lost.state, lost.sent) == ("lost", 0)
    assert outbox.resend(lost.delivery_id, END + 5) is not None
    assert taken(outbox, END + 5).event_id == lost.event_id


def test_resend_begins_the_schedule_anew_and_counts_on(outbox: Outbox, make_task: MakeTask) -> None:
    outbox.subscribe(make_task(), URL, SECRET)
    tell(outbox, taken(outbox, END), END, "status", 410)
    name = outbox.deliveries()[0].delivery_id
    outbox.resend(name, 200.0)
    tell(outbox, taken(outbox, 200.0), 200.0, "status", 500)
    (again,) = outbox.deliveries()
    assert (again.state, again.sent, again.due_at) == ("retrying", 2, 200.0 + RETRY_S[0])
    outbox.resend(name, 201.0)
    assert taken(outbox, 201.0).sent == 2


def test_resend_of_what_was_not_sent_or_is_unknown_is_refused(outbox: Outbox, make_task: MakeTask) -> None:
    outbox.subscribe(make_task(), URL, SECRET)
    name = outbox.deliveries()[0].delivery_id
    for _ in range(2):
        with pytest.raises(ValueError, match="not sent yet"):
            outbox.resend(name, 0.0)
        outbox.take(END)
    assert outbox.resend("evt_0", 0.0) is None


def test_attempts_are_remembered_up_to_a_bound(outbox: Outbox, make_task: MakeTask) -> None:
    outbox.subscribe(make_task(), URL, SECRET)
    tell(outbox, taken(outbox, END), END)
    name = outbox.deliveries()[0].delivery_id
    for number in range(2 * MAX_ATTEMPTS):
        outbox.resend(name, END + number)
        tell(outbox, taken(outbox, END + number), END + number)
    reply = outbox.get(name)
    assert reply is not None
    assert (reply.sent, len(reply.attempts)) == (2 * MAX_ATTEMPTS + 1, MAX_ATTEMPTS)
    assert reply.attempts[-1].number == reply.sent


def test_queue_that_is_full_drops_what_comes_and_says_so(make_task: MakeTask) -> None:
    outbox = Outbox(Ids(1), most_waiting=3)
    for number in range(5):
        outbox.subscribe(make_task(task_id=f"t{number}"), URL, None)
    assert [delivery.state for delivery in outbox.deliveries()] == ["planned"] * 3 + ["dropped"] * 2
    assert [delivery.reason for delivery in outbox.deliveries()] == [None] * 3 + [STATES["dropped"]] * 2
    tell(outbox, taken(outbox, END), END)
    outbox.subscribe(make_task(task_id="t5"), URL, None)
    assert outbox.deliveries()[-1].state == "planned"


def test_log_is_bounded_by_number_and_by_bytes_and_the_oldest_go_first(make_task: MakeTask) -> None:
    for outbox in (Outbox(Ids(1), most_ended=2), Outbox(Ids(1), most_bytes=5200)):
        for number in range(5):
            outbox.subscribe(make_task(task_id=f"t{number}"), URL, None)
            delivery = taken(outbox, END)
            outbox.finish(delivery, Attempt(1, END, "answered"), "x" * 1000, END)
        assert [delivery.task_id for delivery in outbox.deliveries()] == ["t3", "t4"]
        assert outbox._bytes == sum(delivery.size for delivery in outbox.deliveries())


def test_tasks_that_are_watched_are_bounded_and_a_forgotten_one_is_dropped_when_due(
    outbox: Outbox, make_task: MakeTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aimusic_mock.domain.outbox.MAX_WATCHED", 1)
    for number in range(2):
        outbox.subscribe(make_task(task_id=f"t{number}"), URL, None)
    assert taken(outbox, END).task_id == "t1"
    assert [delivery.state for delivery in outbox.deliveries()] == ["dropped", "sending"]
    with pytest.raises(ValueError, match="deleted"):
        outbox.resend(outbox.deliveries()[0].delivery_id, END)


def test_clear_forgets_what_is_being_sent_and_its_late_report(outbox: Outbox, make_task: MakeTask) -> None:
    outbox.fault = "lost"
    outbox.subscribe(make_task(), URL, SECRET, "stale")
    old = taken(outbox, END)
    outbox.clear()
    outbox.ids.reset()
    assert outbox.deliveries() == []
    assert outbox.is_settled(END)
    assert outbox.state().fault is None
    outbox.subscribe(make_task(), URL, SECRET)
    tell(outbox, old, END)
    (new,) = outbox.deliveries()
    assert (new.delivery_id, new.state) == (old.delivery_id, "planned")
    assert taken(outbox, END).event_id == old.event_id


def test_listener_hears_of_every_plan(outbox: Outbox, make_task: MakeTask) -> None:
    notified: list[None] = []
    outbox.listen(lambda: notified.append(None))
    outbox.subscribe(make_task(), URL, SECRET)
    outbox.replan(make_task())
    outbox.clear()
    assert len(notified) == 3


def test_restored_state_continues_where_it_was_taken(outbox: Outbox, make_task: MakeTask) -> None:
    outbox.streaming, outbox.fault = True, "duplicate"
    outbox.subscribe(make_task(streaming=True), URL, SECRET)
    tell(outbox, taken(outbox, 10.0), 12.0, "status", 500)
    taken(outbox, 13.0)
    state = outbox.state()
    other = Outbox(Ids(1))
    other.restore(state)
    assert other.state() == state
    assert [delivery.state for delivery in other.deliveries()] == ["retrying", "planned", "planned", "planned"]
    subscription = other.subscription("t1")
    assert subscription is not None
    assert (subscription.secret, other.fault, other.streaming) == (SECRET, "duplicate", True)
    assert taken(other, 13.0).is_copy
    other.replan(outcomes.fail(make_task(streaming=True), 15.0, "failed", "No."))
    assert "song.failed" in [delivery.event for delivery in other.deliveries()]


def test_secrets_stand_in_no_repr(outbox: Outbox, make_task: MakeTask) -> None:
    outbox.subscribe(make_task(), URL, SECRET)
    assert SECRET not in repr((outbox, outbox.deliveries(), outbox.subscription("t1")))


def test_same_seed_gives_the_same_event_ids(make_task: MakeTask) -> None:
    ids = []
    for _ in range(2):
        outbox = Outbox(Ids(7))
        outbox.subscribe(make_task(), URL, SECRET, "duplicate")
        ids.append([delivery.delivery_id for delivery in outbox.deliveries()])
    assert ids[0] == ids[1]


def test_one_large_delivery_of_a_snapshot_replaces_thousands_that_wait_for_another_attempt(outbox: Outbox) -> None:
    small = tuple(
        Delivery(f"e{order}", f"e{order}", "song.completed", "t", URL, 1.0, 5.0, order, "retrying", tries=1, sent=1)
        for order in range(1, 3001)
    )
    large = Delivery("e0", "e0", "song.completed", "t", URL + "a" * outbox.most_bytes, 1.0, 5.0, 3001)
    outbox.restore(OutboxState(None, False, 3001, {}, (*small, large)))
    assert outbox.deliveries() == [large]
