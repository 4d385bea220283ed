"""The queue of deliveries agrees with a search through all of them, in far fewer steps."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from aimusic_mock.domain.deliveries import Delivery
from aimusic_mock.domain.delivery_queue import MAX_STALE, DeliveryQueue

RECEIVERS = [f"r{number}.test" for number in range(3)]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "move", "remove", "pop", "finish", "clear"]),
        st.integers(0, 9),
        st.sampled_from(RECEIVERS),
        st.integers(0, 9),
    ),
    max_size=60,
)


def _delivery(order: int, receiver: str, due_at: float) -> Delivery:
    return Delivery(f"d{order}", f"d{order}", "song.completed", "t", f"http://{receiver}/", 0.0, due_at, order)


def _first(deliveries: Iterable[Delivery], busy: set[str]) -> Delivery | None:
    """Return the first waiting delivery to a free receiver, by a search through all of them."""
    free = [delivery for delivery in deliveries if delivery.waits and delivery.receiver not in busy]
    return min(free, key=lambda delivery: (delivery.due_at, delivery.order), default=None)


@given(STEPS)
def test_queue_gives_what_a_search_finds(steps: list[tuple[str, int, str, int]]) -> None:
    deliveries: dict[str, Delivery] = {}
    queue = DeliveryQueue(deliveries)
    for order, (step, at, receiver, number) in enumerate(steps):
        known = list(deliveries.values())
        chosen = known[number % len(known)] if known else None
        if step == "add":
            deliveries[f"d{order}"] = _delivery(order, receiver, at)
            queue.push(deliveries[f"d{order}"])
        elif step == "move" and chosen is not None and chosen.waits:
            deliveries[chosen.delivery_id] = evolve(chosen, due_at=float(at))
            queue.push(deliveries[chosen.delivery_id])
        elif step == "remove" and chosen is not None and chosen.waits:
            del deliveries[chosen.delivery_id]
        elif step == "pop":
            expected = _first(known, queue.busy)
            assert queue.pop(at) == (expected if expected is not None and expected.due_at <= at else None)
            if expected is not None and expected.due_at <= at:
                deliveries[expected.delivery_id] = evolve(expected, state="sending")
                queue.start(expected.receiver)
        elif step == "finish":
            queue.finish(receiver)
        elif step == "clear" and number == 0:
            deliveries.clear()
            queue.clear()
        for free in (True, False):
            first = _first(deliveries.values(), queue.busy if free else set())
            assert queue.next_at(free=free) == (None if first is None else first.due_at)
        assert queue._entries <= MAX_STALE * max(1, len(deliveries))


def _steps_to_empty(count: int, receivers: int, monkeypatch: pytest.MonkeyPatch) -> int:
    deliveries: dict[str, Delivery] = {}
    queue = DeliveryQueue(deliveries)
    steps, original = 0, DeliveryQueue._head

    def count_step(self: DeliveryQueue, receiver: str) -> object:
        nonlocal steps
        steps += 1
        return original(self, receiver)

    with monkeypatch.context() as patch:
        patch.setattr(DeliveryQueue, "_head", count_step)
        for number in range(count):
            deliveries[f"d{number}"] = _delivery(number, f"r{number % receivers}", number)
            queue.push(deliveries[f"d{number}"])
        for number in range(count):
            assert queue.next_at(free=True) == number
            assert queue.pop(number) is not None
    return steps


@pytest.mark.parametrize("share", [1, 7], ids=["a_receiver_each", "seven_deliveries_each"])
def test_twice_the_deliveries_take_twice_the_steps(share: int, monkeypatch: pytest.MonkeyPatch) -> None:
    once, twice = (_steps_to_empty(count, count // share, monkeypatch) for count in (210, 420))
    assert 210 < once < twice <= 2.5 * once


def test_times_that_change_again_and_again_take_no_memory() -> None:
    deliveries: dict[str, Delivery] = {}
    queue = DeliveryQueue(deliveries)
    for number in range(1000):
        deliveries["d1"] = _delivery(1, "r.test", 2000.0 - number)
        queue.push(deliveries["d1"])
    assert queue._entries <= MAX_STALE
    assert queue.pop(2000.0) == deliveries["d1"]


def test_heads_of_receivers_are_bounded_while_other_deliveries_are_far_away() -> None:
    deliveries = {f"d{order}": _delivery(order, f"r{order}.test", 1e9 - order) for order in range(2)}
    queue = DeliveryQueue(deliveries)
    for delivery in deliveries.values():
        queue.push(delivery)
    for order in range(2, 200):
        deliveries[f"d{order}"] = _delivery(order, "r0.test", order)
        queue.push(deliveries[f"d{order}"])
        due = queue.pop(order)
        assert due is deliveries.pop(f"d{order}")
        queue.start(due.receiver)
        queue.finish(due.receiver)
    assert len(queue._heads) <= MAX_STALE * 2
    assert queue.pop(1e9) is deliveries["d1"]
    assert queue.pop(1e9) is deliveries["d0"]
