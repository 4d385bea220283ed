"""The webhooks of one world: subscriptions, planned deliveries, attempts and responses.

Pure bookkeeping under a lock of its own, never held during a call of a listener. It opens no socket and moves
no time: the dispatcher takes what is due, sends it, and reports. Everything is bounded, for a world may live for weeks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from attrs import define, evolve, field, frozen

from aimusic_mock.domain.deliveries import WEBHOOK_FAULTS, Attempt, Delivery, Planned, plan
from aimusic_mock.domain.delivery_queue import DeliveryQueue
from aimusic_mock.domain.ids import Ids
from aimusic_mock.domain.sizes import text_bytes
from aimusic_mock.domain.tasks import NEVER, Task

__all__ = ["PRODUCTS", "WEBHOOK_FAULTS", "Outbox", "OutboxState", "Subscription"]

PRODUCTS = ("sonic", "producer", "nuro")
"""The products whose tasks have webhooks. No source documents any for Riffusion."""

MAX_WATCHED = 4000
"""Subscriptions, as many as a store has tasks."""

MAX_WAITING = 4000
"""Deliveries that wait at a time; more than one for each task means that no receiver replies. Further ones are dropped."""

MAX_ENDED = 2000
"""Ended deliveries that are kept, as many as the journal has entries."""

MAX_BYTES = 8 * 1024 * 1024
"""All deliveries together, in bytes, as in the journal. The oldest ended deliveries are deleted first, then the oldest that
wait for another attempt are dropped."""

MAX_SUBSCRIPTION_BYTES = 4 * 1024 * 1024
"""All subscriptions together, in bytes: a kilobyte for each of `MAX_WATCHED`. The contract has no limit for a secret."""


@frozen
class Subscription:
    """A subscription to a task: URL, signing secret (None for the mock's own), and webhook fault.

    `suppressed` is the reason why nothing is sent.
    """

    url: str
    secret: str | None = field(repr=False)
    fault: str | None
    streaming: bool
    suppressed: str | None = None

    @property
    def size(self) -> int:
        """The size in bytes, roughly."""
        return text_bytes(self.url, self.secret, self.suppressed)


@frozen
class OutboxState:
    """What an outbox remembers, for a snapshot: its settings, subscriptions by task id, and deliveries in order.

    Raises:
        ValueError: a webhook fault is unknown, a delivery is listed twice, is being sent, or its times or counts are
            impossible.
    """

    fault: str | None
    streaming: bool
    orders: int
    subscriptions: dict[str, Subscription] = field(repr=False)
    deliveries: tuple[Delivery, ...]

    def __attrs_post_init__(self) -> None:
        faults = {self.fault, *(subscription.fault for subscription in self.subscriptions.values())}
        faults |= {delivery.fault for delivery in self.deliveries}
        if not faults <= {None, *WEBHOOK_FAULTS}:
            raise ValueError("a webhook fault is unknown")
        if len({delivery.delivery_id for delivery in self.deliveries}) < len(self.deliveries):
            raise ValueError("a delivery is listed twice")
        if not all(_is_consistent(delivery) for delivery in self.deliveries):
            raise ValueError("a delivery is being sent, or its times or counts are impossible")


@define(eq=False)
class Outbox:
    """The deliveries of one world.

    Args:
        ids: makes the ids of the events, in the order of their planning.
        streaming: whether tasks submitted from now on also send `song.streaming`.
        fault: the webhook fault of tasks that request no other, one of `WEBHOOK_FAULTS`.
        most_waiting: deliveries that wait at a time.
        most_ended: ended deliveries that are kept.
        most_bytes: of all bodies together.
    """

    ids: Ids = field(repr=False)
    streaming: bool = False
    fault: str | None = None
    most_waiting: int = MAX_WAITING
    most_ended: int = MAX_ENDED
    most_bytes: int = MAX_BYTES
    _first: tuple[str | None, bool] = field(init=False)
    _subscriptions: dict[str, Subscription] = field(factory=dict, init=False, repr=False)
    _deliveries: dict[str, Delivery] = field(factory=dict, init=False, repr=False)
    _of_task: dict[str, list[str]] = field(factory=dict, init=False, repr=False)
    _queue: DeliveryQueue = field(init=False, repr=False)
    _ended: dict[str, None] = field(factory=dict, init=False, repr=False)
    _waiting: int = field(default=0, init=False)
    _bytes: int = field(default=0, init=False)
    _subscription_bytes: int = field(default=0, init=False)
    _orders: int = field(default=0, init=False)
    _listeners: list[Callable[[], None]] = field(factory=list, init=False, repr=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._first = (self.fault, self.streaming)
        self._queue = DeliveryQueue(self._deliveries)

    def listen(self, callback: Callable[[], None]) -> None:
        """Call `callback`, which must return at once, after each plan, resend, restore or reset."""
        self._listeners.append(callback)

    def subscribe(
        self, task: Task, url: str, secret: str | None, fault: str | None = None, suppressed: str | None = None
    ) -> None:
        """Plan the webhooks of a new task.

        Args:
            task: the task; ignored if its product has no webhooks.
            url: their receiver.
            secret: signs them; None for the mock's own secret.
            fault: their webhook fault, None for the outbox's own.
            suppressed: the reason why they are recorded and not sent.
        """
        if task.product not in PRODUCTS:
            return
        with self._lock:
            subscription = Subscription(url, secret, fault or self.fault, self.streaming, suppressed)
            self._subscribe(task.task_id, subscription)
            self._plan(task)
        self._notify()

    def replan(self, task: Task) -> None:
        """Plan the webhooks of a task again after its outcome has changed; those already sent stay as they are."""
        with self._lock:
            if task.task_id not in self._subscriptions:
                return
            self._plan(task)
        self._notify()

    def take(self, now: float) -> Delivery | None:
        """Return the next delivery that is due at `now` and whose receiver is free, and mark it as being sent."""
        with self._lock:
            while (delivery := self._queue.pop(now)) is not None:
                if delivery.task_id not in self._subscriptions:
                    self._put(evolve(delivery, state="dropped"))
                elif delivery.fault == "lost":
                    self._put(evolve(delivery, state="lost"))
                else:
                    delivery = evolve(delivery, state="sending")
                    self._put(delivery)
                    self._queue.start(delivery.receiver)
                    return delivery
            return None

    def finish(self, taken: Delivery, attempt: Attempt, body: str | None, now: float) -> None:
        """Record the result of an attempt that ended at `now`; ignored if the delivery was deleted meanwhile."""
        self._give_back(taken, evolve(taken.after(attempt, now), body=body))

    def drop(self, taken: Delivery) -> None:
        """Record that a taken delivery cannot be sent, as its task was deleted."""
        self._give_back(taken, evolve(taken, state="dropped"))

    def resend(self, delivery_id: str, now: float) -> Delivery | None:
        """Send a delivery again at `now`, without its webhook fault; None when it is unknown.

        Raises:
            ValueError: it was not sent yet, is being sent, or its task was deleted.
        """
        with self._lock:
            delivery = self._deliveries.get(delivery_id)
            if delivery is None:
                return None
            if delivery.state in ("planned", "sending"):
                raise ValueError("The delivery was not sent yet.")
            if delivery.task_id not in self._subscriptions:
                raise ValueError("The delivery's task was deleted.")
            again = evolve(delivery, state="planned", due_at=now, tries=0, fault=None)
            self._put(again)
        self._notify()
        return again

    def next_at(self, *, free: bool = False) -> float | None:
        """Return when the next attempt is due, None if none is waiting.

        Args:
            free: consider only receivers to which nothing is being sent.
        """
        with self._lock:
            return self._queue.next_at(free=free)

    def is_settled(self, now: float) -> bool:
        """Return whether nothing is due at `now` and nothing is being sent."""
        due = self.next_at()
        return not self._queue.busy and (due is None or due > now)

    @property
    def size(self) -> int:
        """The size in bytes, roughly."""
        return self._bytes + self._subscription_bytes

    @property
    def is_sending(self) -> bool:
        """Whether anything is being sent."""
        return bool(self._queue.busy)

    def get(self, delivery_id: str) -> Delivery | None:
        """Return a delivery by its id."""
        with self._lock:
            return self._deliveries.get(delivery_id)

    def deliveries(self) -> list[Delivery]:
        """Return all deliveries, planned and ended, in the order of their planning."""
        with self._lock:
            return sorted(self._deliveries.values(), key=lambda delivery: delivery.order)

    def subscription(self, task_id: str) -> Subscription | None:
        """Return the subscription to a task."""
        with self._lock:
            return self._subscriptions.get(task_id)

    def clear(self) -> None:
        """Delete everything, deliveries that are being sent included; `fault` and `streaming` return to their first values."""
        with self._lock:
            self._forget()
            self.fault, self.streaming = self._first
        self._notify()

    def state(self) -> OutboxState:
        """Return everything, secrets included. A delivery that is being sent counts as not sent yet."""
        with self._lock:
            deliveries = [
                evolve(delivery, state="retrying" if delivery.tries else "planned")
                if delivery.state == "sending"
                else delivery
                for delivery in sorted(self._deliveries.values(), key=lambda delivery: delivery.order)
            ]
            return OutboxState(self.fault, self.streaming, self._orders, dict(self._subscriptions), tuple(deliveries))

    def restore(self, state: OutboxState) -> None:
        """Replace everything by `state`."""
        with self._lock:
            self._forget()
            self.fault, self.streaming, self._orders = state.fault, state.streaming, state.orders
            for task_id, subscription in state.subscriptions.items():
                self._subscribe(task_id, subscription)
            for delivery in state.deliveries:
                self._of_task.setdefault(delivery.task_id, []).append(delivery.delivery_id)
                self._put(delivery)
        self._notify()

    def _subscribe(self, task_id: str, subscription: Subscription) -> None:
        self._unsubscribe(task_id)
        self._subscriptions[task_id] = subscription
        self._subscription_bytes += subscription.size
        while len(self._subscriptions) > MAX_WATCHED or (
            self._subscription_bytes > MAX_SUBSCRIPTION_BYTES and len(self._subscriptions) > 1
        ):
            # Its waiting deliveries are dropped when they are due.
            self._unsubscribe(next(iter(self._subscriptions)))

    def _unsubscribe(self, task_id: str) -> None:
        subscription = self._subscriptions.pop(task_id, None)
        if subscription is not None:
            self._subscription_bytes -= subscription.size

    def _plan(self, task: Task) -> None:
        subscription = self._subscriptions[task.task_id]
        expected = {
            (item.event, item.is_copy): item
            for item in plan(task, subscription.fault, streaming=subscription.streaming)
        }
        ids = self._of_task.get(task.task_id, [])
        known: dict[tuple[str, bool], Delivery] = {
            (item.event, item.is_copy): item for name in ids if (item := self._deliveries.get(name))
        }
        for key, old in known.items():
            if key not in expected and old.state == "planned":
                self._remove(old)
        for key, new in expected.items():
            if key not in known:
                known[key] = self._add(task, subscription, new, known.get((new.event, False)))
            elif known[key].state == "planned" and known[key].due_at != new.due_at:
                self._put(evolve(known[key], at=new.at, due_at=new.due_at))

    def _add(self, task: Task, subscription: Subscription, planned: Planned, first: Delivery | None) -> Delivery:
        event_id = first.event_id if first else "evt_" + self.ids.new("event").replace("-", "")
        self._orders += 1
        delivery = Delivery(
            delivery_id=f"{event_id}-2" if planned.is_copy else event_id,
            event_id=event_id,
            event=planned.event,
            task_id=task.task_id,
            url=subscription.url,
            at=planned.at,
            due_at=planned.due_at,
            order=self._orders,
            state="planned" if self._waiting < self.most_waiting else "dropped",
            fault=subscription.fault,
            is_copy=planned.is_copy,
        )
        self._of_task.setdefault(task.task_id, []).append(delivery.delivery_id)
        self._put(delivery)
        return delivery

    def _give_back(self, taken: Delivery, updated: Delivery) -> None:
        with self._lock:
            # Compared by identity: after a reset the same ids are used again, and this attempt belongs to an earlier one.
            if self._deliveries.get(taken.delivery_id) is taken:
                self._put(updated)
                self._queue.finish(taken.receiver)

    def _put(self, delivery: Delivery) -> None:
        """Replace a delivery, and keep to the bound in bytes.

        The body of a delivery that waits for another attempt is kept, as each attempt sends the same bytes.
        """
        self._replace(delivery)
        while self._bytes > self.most_bytes:
            retrying = (delivery for delivery in self._deliveries.values() if delivery.state == "retrying")
            if (oldest := next(retrying, None)) is None:
                return
            self._replace(evolve(oldest, state="dropped"))

    def _replace(self, delivery: Delivery) -> None:
        """Replace a delivery, and add it to its queue or to the ended ones."""
        self._uncount(delivery.delivery_id)
        self._deliveries[delivery.delivery_id] = delivery
        self._bytes += delivery.size
        if delivery.waits:
            self._waiting += 1
            self._queue.push(delivery)
        elif delivery.state != "sending":
            self._ended[delivery.delivery_id] = None
        while self._ended and (len(self._ended) > self.most_ended or self._bytes > self.most_bytes):
            self._remove(self._deliveries[next(iter(self._ended))])

    def _remove(self, delivery: Delivery) -> None:
        self._uncount(delivery.delivery_id)
        del self._deliveries[delivery.delivery_id]
        ids = self._of_task[delivery.task_id]
        ids.remove(delivery.delivery_id)
        if not ids:
            del self._of_task[delivery.task_id]

    def _uncount(self, delivery_id: str) -> None:
        old = self._deliveries.get(delivery_id)
        if old is not None:
            self._bytes -= old.size
            self._waiting -= old.waits
            self._ended.pop(delivery_id, None)

    def _forget(self) -> None:
        for table in (self._subscriptions, self._deliveries, self._of_task, self._ended, self._queue):
            table.clear()
        self._waiting = self._bytes = self._subscription_bytes = self._orders = 0

    def _notify(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def _is_consistent(delivery: Delivery) -> bool:
    """Return whether a delivery can be part of a snapshot: not being sent, at possible times, with counts that add up."""
    times = (delivery.at, delivery.due_at, *(attempt.at for attempt in delivery.attempts))
    return (
        delivery.state != "sending" and all(0 <= at <= NEVER for at in times) and 0 <= delivery.tries <= delivery.sent
    )
