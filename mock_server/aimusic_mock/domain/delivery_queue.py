"""The waiting deliveries of one outbox, by time: one receiver gets one delivery at a time, in order.

Knows no lock: its outbox holds its own during every call.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping

from attrs import define, field

from aimusic_mock.domain.deliveries import Delivery

MAX_STALE = 4
"""Entries for each delivery, and heads for each receiver. Beyond it, those that are no longer valid are removed."""

Entry = tuple[float, int, str]
"""The time and the order of a delivery, and its id, or in `_heads` its receiver."""


@define(eq=False)
class DeliveryQueue:
    """A heap for each receiver, and one heap of the first entries of all free receivers.

    Changed deliveries leave their entries behind, which are dropped when they come first. So each call takes a time that
    depends on neither the number of deliveries nor that of receivers, but for the depth of the heaps.

    Args:
        deliveries: all deliveries by id, kept up to date by the outbox.
    """

    deliveries: Mapping[str, Delivery]
    busy: set[str] = field(factory=set, init=False)
    _queues: dict[str, list[Entry]] = field(factory=dict, init=False)
    _heads: list[Entry] = field(factory=list, init=False)
    _entries: int = field(default=0, init=False)

    def push(self, delivery: Delivery) -> None:
        """Add a delivery that waits, or add it again after its time has changed."""
        queue = self._queues.setdefault(delivery.receiver, [])
        heapq.heappush(queue, (delivery.due_at, delivery.order, delivery.delivery_id))
        self._entries += 1
        self._offer(delivery.receiver)
        if self._entries > MAX_STALE * len(self.deliveries):
            self._rebuild_heads()

    def pop(self, now: float) -> Delivery | None:
        """Remove and return the first delivery that is due at `now` and whose receiver is free."""
        head = self._first()
        if head is None or head[0] > now:
            return None
        receiver = heapq.heappop(self._heads)[2]
        _, _, delivery_id = heapq.heappop(self._queues[receiver])
        self._entries -= 1
        self._offer(receiver)
        return self.deliveries[delivery_id]

    def start(self, receiver: str) -> None:
        """Mark a receiver as busy."""
        self.busy.add(receiver)

    def finish(self, receiver: str) -> None:
        """Mark a receiver as free."""
        self.busy.discard(receiver)
        self._offer(receiver)

    def next_at(self, *, free: bool) -> float | None:
        """Return the time of the first delivery, None if none is waiting; with `free`, of the free receivers only."""
        heads = [self._first(), *(() if free else map(self._head, self.busy))]
        return min((head[0] for head in heads if head is not None), default=None)

    def clear(self) -> None:
        """Delete everything."""
        self.busy.clear()
        self._queues.clear()
        self._heads.clear()
        self._entries = 0

    def _offer(self, receiver: str) -> None:
        head = self._head(receiver)
        if head is not None and receiver not in self.busy:
            heapq.heappush(self._heads, (head[0], head[1], receiver))
            if len(self._heads) > MAX_STALE * len(self._queues):
                heads = {name: self._head(name) for name in tuple(self._queues) if name not in self.busy}
                self._heads = sorted((head[0], head[1], name) for name, head in heads.items() if head is not None)

    def _first(self) -> Entry | None:
        """Return the first valid entry of all free receivers."""
        while self._heads:
            due_at, order, receiver = self._heads[0]
            head = None if receiver in self.busy else self._head(receiver)
            if head is not None and head[:2] == (due_at, order):
                return head
            heapq.heappop(self._heads)
            if head is not None and head[:2] > (due_at, order):
                heapq.heappush(self._heads, (head[0], head[1], receiver))
        return None

    def _head(self, receiver: str) -> Entry | None:
        """Return the first valid entry of a receiver."""
        queue = self._queues.get(receiver, [])
        while queue:
            due_at, _, delivery_id = queue[0]
            delivery = self.deliveries.get(delivery_id)
            if delivery is not None and delivery.waits and delivery.due_at == due_at:
                return queue[0]
            heapq.heappop(queue)
            self._entries -= 1
        self._queues.pop(receiver, None)
        return None

    def _rebuild_heads(self) -> None:
        self._queues.clear()
        self._heads.clear()
        waiting = [delivery for delivery in self.deliveries.values() if delivery.waits]
        self._entries = len(waiting)
        for delivery in sorted(waiting, key=lambda delivery: (delivery.due_at, delivery.order)):
            entry = (delivery.due_at, delivery.order, delivery.delivery_id)
            self._queues.setdefault(delivery.receiver, []).append(entry)
        for receiver in tuple(self._queues):
            self._offer(receiver)
