"""The webhooks of one world: subscriptions, planned deliveries, attempts and responses.

Pure bookkeeping under a lock of its own, which is never held while anybody else is called. It opens no socket and moves
no time: the dispatcher takes what is due, sends it, and reports. Everything is bounded, for a world may live for weeks.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable, Mapping
from typing import Any

from attrs import asdict, define, evolve, field, frozen

from aimusic_mock.domain.deliveries import WEBHOOK_FAULTS, Attempt, Delivery, Planned, plan
from aimusic_mock.domain.ids import Ids
from aimusic_mock.domain.plain import mapping, read
from aimusic_mock.domain.tasks import NEVER, Task

__all__ = ["PRODUCTS", "WEBHOOK_FAULTS", "Outbox", "Watch"]

PRODUCTS = ("sonic", "producer", "nuro")
"""Whose tasks have webhooks. What Riffusion would send is documented nowhere."""

MOST_WATCHED = 4000
"""Tasks whose secrets are remembered: as many as a store remembers tasks."""

MOST_WAITING = 4000
"""Deliveries that wait at a time; more than one for each task means that no receiver answers. Others are dropped."""

MOST_ENDED = 2000
"""Deliveries that are remembered after their end, as many as the journal has entries."""

MOST_BYTES = 8 * 1024 * 1024
"""Of all bodies together, in bytes, as in the journal; the oldest ended deliveries go first."""


@frozen
class Watch:
    """A subscription to a task: URL, signing secret (None for the mock's own), and webhook fault."""

    url: str
    secret: str | None = field(repr=False)
    lab: str | None
    streaming: bool


@define(eq=False)
class Outbox:
    """The deliveries of one world.

    Args:
        ids: gives the events their ids, in the order in which they are planned.
        streaming: whether `song.streaming` is sent, too, for tasks that are submitted from now on.
        lab: what happens to the webhooks of tasks that ask for nothing else, one of `WEBHOOK_FAULTS`.
        most_waiting: deliveries that wait at a time.
        most_ended: deliveries that are remembered after their end.
        most_bytes: of all bodies together.
    """

    ids: Ids = field(repr=False)
    streaming: bool = False
    lab: str | None = None
    most_waiting: int = MOST_WAITING
    most_ended: int = MOST_ENDED
    most_bytes: int = MOST_BYTES
    _first: tuple[str | None, bool] = field(init=False)
    _watched: dict[str, Watch] = field(factory=dict, init=False, repr=False)
    _deliveries: dict[str, Delivery] = field(factory=dict, init=False, repr=False)
    _of_task: dict[str, list[str]] = field(factory=dict, init=False, repr=False)
    _queues: dict[str, list[tuple[float, int, str]]] = field(factory=dict, init=False, repr=False)
    _sending: dict[str, str] = field(factory=dict, init=False, repr=False)
    _ended: dict[str, None] = field(factory=dict, init=False, repr=False)
    _waiting: int = field(default=0, init=False)
    _bytes: int = field(default=0, init=False)
    _orders: int = field(default=0, init=False)
    _listeners: list[Callable[[], None]] = field(factory=list, init=False, repr=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._first = (self.lab, self.streaming)

    def listen(self, callback: Callable[[], None]) -> None:
        """Call `heard`, which must return at once, whenever something was planned, asked for again, or forgotten."""
        self._listeners.append(callback)

    def watch(self, task: Task, url: str, secret: str | None, lab: str | None = None) -> None:
        """Plan the webhooks of a new task.

        Args:
            task: the task; one of a product without webhooks is passed over.
            url: where to send them.
            secret: what to sign them with, None for the mock's own.
            lab: what happens to them, None for what happens to all.
        """
        if task.product not in PRODUCTS:
            return
        with self._lock:
            self._watched[task.task_id] = Watch(url, secret, lab or self.lab, self.streaming)
            if len(self._watched) > MOST_WATCHED:
                # Its deliveries that are still waiting are dropped when their time comes.
                del self._watched[next(iter(self._watched))]
            self._plan(task)
        self._tell()

    def replan(self, task: Task) -> None:
        """Plan the webhooks of a task anew after its fate was changed; what was sent stays sent."""
        with self._lock:
            if task.task_id not in self._watched:
                return
            self._plan(task)
        self._tell()

    def take(self, now: float) -> Delivery | None:
        """Return the next delivery that is due at `now` to a receiver that is free, and note that it is being sent."""
        with self._lock:
            while (delivery := self._pop(now)) is not None:
                if delivery.task_id not in self._watched:
                    self._put(evolve(delivery, state="dropped"))
                elif delivery.lab == "lost":
                    self._put(evolve(delivery, state="lost"))
                else:
                    delivery = evolve(delivery, state="sending")
                    self._put(delivery)
                    self._sending[delivery.receiver] = delivery.delivery_id
                    return delivery
            return None

    def finish(self, taken: Delivery, attempt: Attempt, body: str | None, now: float) -> None:
        """Note how an attempt ended, at `now`. One that was forgotten in the meantime is passed over."""
        self._give_back(taken, evolve(taken.after(attempt, now), body=body))

    def drop(self, taken: Delivery) -> None:
        """Note that what was taken cannot be sent, because its task is forgotten."""
        self._give_back(taken, evolve(taken, state="dropped"))

    def resend(self, delivery_id: str, now: float) -> Delivery | None:
        """Send a delivery again at `now`, without its webhook fault; None when it is unknown.

        Raises:
            ValueError: it was not sent yet, or is being sent, or its task is forgotten.
        """
        with self._lock:
            delivery = self._deliveries.get(delivery_id)
            if delivery is None:
                return None
            if delivery.state in ("planned", "sending"):
                raise ValueError("The delivery was not sent yet.")
            if delivery.task_id not in self._watched:
                raise ValueError("The delivery's task is forgotten.")
            again = evolve(delivery, state="planned", due_at=now, tries=0, lab=None)
            self._put(again)
        self._tell()
        return again

    def next_at(self, *, free: bool = False) -> float | None:
        """Return when the next attempt is due, None when nothing waits.

        Args:
            free: look only at receivers to which nothing is being sent.
        """
        with self._lock:
            heads = [
                head[0]
                for receiver in tuple(self._queues)
                if not (free and receiver in self._sending) and (head := self._head(receiver)) is not None
            ]
            return min(heads, default=None)

    def is_settled(self, now: float) -> bool:
        """Tell whether nothing is due at `now` and nothing is being sent."""
        due = self.next_at()
        return not self._sending and (due is None or due > now)

    @property
    def is_sending(self) -> bool:
        """Tell whether anything is being sent."""
        return bool(self._sending)

    def get(self, delivery_id: str) -> Delivery | None:
        """Return a delivery as it stands."""
        with self._lock:
            return self._deliveries.get(delivery_id)

    def deliveries(self) -> list[Delivery]:
        """Return what is planned and what is remembered, in the order in which it was planned."""
        with self._lock:
            return sorted(self._deliveries.values(), key=lambda delivery: delivery.order)

    def watched(self, task_id: str) -> Watch | None:
        """Return the subscription to a task."""
        with self._lock:
            return self._watched.get(task_id)

    def clear(self) -> None:
        """Forget everything, what is being sent included; lab and streaming are what they were at the beginning."""
        with self._lock:
            self._forget()
            self.lab, self.streaming = self._first
        self._tell()

    def dump(self) -> dict[str, Any]:
        """Return everything, secrets included, as plain JSON. What is being sent counts as not sent yet."""
        with self._lock:
            deliveries = [
                evolve(delivery, state="retrying" if delivery.tries else "planned")
                if delivery.state == "sending"
                else delivery
                for delivery in sorted(self._deliveries.values(), key=lambda delivery: delivery.order)
            ]
            return {
                "lab": self.lab,
                "streaming": self.streaming,
                "orders": self._orders,
                "watched": {task_id: asdict(watch) for task_id, watch in self._watched.items()},
                "deliveries": [
                    {**asdict(delivery, recurse=False), "attempts": [asdict(attempt) for attempt in delivery.attempts]}
                    for delivery in deliveries
                ],
            }

    def load(self, raw: Mapping[str, Any]) -> None:
        """Become what `dump` gave.

        Raises:
            KeyError, TypeError, ValueError: it is not whole; nothing is changed then.
        """
        watched = {str(task_id): read(Watch, value) for task_id, value in mapping(raw["watched"]).items()}
        deliveries = [read_delivery(delivery) for delivery in raw["deliveries"]]
        lab, streaming, orders = raw["lab"], bool(raw["streaming"]), int(raw["orders"])
        for item in (lab, *(watch.lab for watch in watched.values()), *(delivery.lab for delivery in deliveries)):
            if item is not None and item not in WEBHOOK_FAULTS:
                raise ValueError("there is no such lab profile")
        if len({delivery.delivery_id for delivery in deliveries}) < len(deliveries):
            raise ValueError("a delivery is there twice")
        with self._lock:
            self._forget()
            self.lab, self.streaming, self._orders, self._watched = lab, streaming, orders, watched
            for entry in deliveries:
                self._of_task.setdefault(entry.task_id, []).append(entry.delivery_id)
                self._put(entry)
        self._tell()

    def _plan(self, task: Task) -> None:
        watch = self._watched[task.task_id]
        expected = {(item.event, item.is_copy): item for item in plan(task, watch.lab, streaming=watch.streaming)}
        ids = self._of_task.get(task.task_id, [])
        known: dict[tuple[str, bool], Delivery] = {
            (item.event, item.is_copy): item for name in ids if (item := self._deliveries.get(name))
        }
        for key, old in known.items():
            if key not in expected and old.state == "planned":
                self._remove(old)
        for key, new in expected.items():
            if key not in known:
                known[key] = self._add(task, watch, new, known.get((new.event, False)))
            elif known[key].state == "planned" and known[key].due_at != new.due_at:
                self._put(evolve(known[key], at=new.at, due_at=new.due_at))

    def _add(self, task: Task, watch: Watch, planned: Planned, first: Delivery | None) -> Delivery:
        event_id = first.event_id if first else "evt_" + self.ids.new("event").replace("-", "")
        self._orders += 1
        delivery = Delivery(
            delivery_id=f"{event_id}-2" if planned.is_copy else event_id,
            event_id=event_id,
            event=planned.event,
            task_id=task.task_id,
            url=watch.url,
            at=planned.at,
            due_at=planned.due_at,
            order=self._orders,
            state="planned" if self._waiting < self.most_waiting else "dropped",
            lab=watch.lab,
            is_copy=planned.is_copy,
        )
        self._of_task.setdefault(task.task_id, []).append(delivery.delivery_id)
        self._put(delivery)
        return delivery

    def _give_back(self, taken: Delivery, deliveries_given: Delivery) -> None:
        with self._lock:
            # The very object: after a reset the same ids come again, and this attempt is not one of theirs.
            if self._deliveries.get(taken.delivery_id) is taken:
                del self._sending[taken.receiver]
                self._put(deliveries_given)

    def _put(self, delivery: Delivery) -> None:
        """Put a delivery in the place of what it was, and into the queue or among the ended ones."""
        self._uncount(delivery.delivery_id)
        self._deliveries[delivery.delivery_id] = delivery
        self._bytes += delivery.size
        if delivery.waits:
            self._waiting += 1
            queue = self._queues.setdefault(delivery.receiver, [])
            heapq.heappush(queue, (delivery.due_at, delivery.order, delivery.delivery_id))
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

    def _pop(self, now: float) -> Delivery | None:
        free = (receiver for receiver in tuple(self._queues) if receiver not in self._sending)
        heads = [(head, receiver) for receiver in free if (head := self._head(receiver)) and head[0] <= now]
        if not heads:
            return None
        (_, _, delivery_id), receiver = min(heads)
        heapq.heappop(self._queues[receiver])
        return self._deliveries[delivery_id]

    def _head(self, receiver: str) -> tuple[float, int, str] | None:
        """Return the first entry of a queue that still holds; those of changed deliveries go."""
        queue = self._queues[receiver]
        while queue:
            due_at, _, delivery_id = queue[0]
            delivery = self._deliveries.get(delivery_id)
            if delivery is not None and delivery.waits and delivery.due_at == due_at:
                return queue[0]
            heapq.heappop(queue)
        del self._queues[receiver]
        return None

    def _forget(self) -> None:
        for table in (self._watched, self._deliveries, self._of_task, self._queues, self._sending, self._ended):
            table.clear()
        self._waiting = self._bytes = self._orders = 0

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def read_delivery(raw: Mapping[str, Any]) -> Delivery:
    """Return the delivery that was written as plain JSON.

    Raises:
        KeyError, TypeError, ValueError: it is not whole.
    """
    delivery = read(Delivery, raw)
    times = (delivery.at, delivery.due_at, *(attempt.at for attempt in delivery.attempts))
    # Nothing is on its way in a snapshot.
    if delivery.state == "sending" or not all(0 <= at <= NEVER for at in times):
        raise ValueError("the delivery is not whole")
    if not 0 <= delivery.tries <= delivery.sent:
        raise ValueError("the delivery's attempts don't add up")
    return delivery
