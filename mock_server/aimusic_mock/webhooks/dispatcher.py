"""Send the due webhooks of all worlds in the background.

Uses up to 8 sender threads and one scheduler thread, all daemons. They start on demand, when an outbox or a clock reports
a change, and exit when idle. The scheduler sleeps until the next delivery is due; on an auto clock it advances time after
0.25 s without requests. Worlds are referenced weakly, so a dropped world takes its webhooks with it. Knows nothing of what
is sent: `attempt` does that.

Locks: a request may hold its world's lock while it plans a webhook, and then takes the dispatcher's. So nothing here takes
a world's lock while holding the dispatcher's, and no lock is held during network I/O.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from functools import partial

from aimusic_mock.domain.clock import LATEST, real_ticks
from aimusic_mock.domain.deliveries import Delivery
from aimusic_mock.domain.world import World
from aimusic_mock.server.client import Client
from aimusic_mock.webhooks.attempt import Deliverer

MAX_SENDERS = 8
"""Concurrent deliveries. Each receiver gets one at a time, so seven receivers may hang until they time out without
delaying the eighth."""

SILENCE_S = 0.25
"""Real seconds without a request before an auto clock advances to the next webhook. Clients that poll in process or on
this machine never pause that long, and a wait of that length for a webhook is not noticed."""

BEFORE_REPLY_S = 2.0
"""How long a reply is held for a webhook that has to arrive before it, in real seconds."""

SWEEP_S = 5.0
"""How often the scheduler checks whether its worlds still exist, in real seconds."""


class Dispatcher:
    """Schedules the webhooks of one app's worlds and runs the threads that send them.

    Args:
        deliverer: makes one attempt to deliver a webhook.
        silence_s: real seconds without a request before an auto clock is advanced.
        ticks: a monotonic clock, in real seconds.
    """

    def __init__(
        self, deliverer: Deliverer, *, silence_s: float = SILENCE_S, ticks: Callable[[], float] = real_ticks
    ) -> None:
        self.deliverer = deliverer
        self._silence_s, self._ticks = silence_s, ticks
        self._changed = threading.Condition()
        self._active_at: weakref.WeakKeyDictionary[World, float] = weakref.WeakKeyDictionary()
        self._senders: set[threading.Thread] = set()
        self._scheduler: threading.Thread | None = None
        self._closed = False

    def watch_world(self, world: World) -> None:
        """Dispatch the webhooks of a world for as long as it is referenced elsewhere."""
        with self._changed:
            self._active_at[world] = self._ticks()
        on_change = partial(self._on_change, weakref.ref(world))
        world.clock.listen(on_change)
        world.outbox.listen(on_change)

    def note_activity(self, world: World) -> None:
        """Record that a world just served a request, which keeps its auto clock from advancing by itself."""
        with self._changed:
            self._active_at[world] = self._ticks()

    def wake(self) -> None:
        """Check all worlds for due webhooks."""
        with self._changed:
            self._schedule(list(self._active_at))

    def settle(self, world: World, timeout_s: float, client: Client | None = None) -> bool:
        """Wait until no webhook of a world is due or being sent.

        Args:
            world: the world to wait for.
            timeout_s: how long to wait at most, in real seconds.
            client: the client of the request that waits, if a request does.

        Returns:
            False if the time ran out, the client has gone, or the dispatcher was closed.
        """
        ends_at = self._ticks() + timeout_s
        with self._changed:
            self._schedule([world])
            if world.outbox.is_settled(world.clock.now()):
                return True
        client = client or Client()
        with client.waiting(self._wake_waiters), self._changed:
            while not world.outbox.is_settled(world.clock.now()):
                left = ends_at - self._ticks()
                if left <= 0 or self._closed or client.is_gone:
                    return False
                self._changed.wait(left)
            return True

    def deliver_before_reply(self, world: World, client: Client) -> None:
        """Wait briefly for due webhooks, so that a receiver gets the event before the client gets its reply."""
        self.settle(world, BEFORE_REPLY_S, client)

    def _wake_waiters(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def close(self, timeout_s: float = 1.0) -> None:
        """Start no more deliveries, and wait up to `timeout_s` real seconds for those in progress."""
        ends_at = self._ticks() + timeout_s
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            threads = [*self._senders, *([self._scheduler] if self._scheduler else [])]
        for thread in threads:
            thread.join(max(0.0, ends_at - self._ticks()))

    def _on_change(self, reference: weakref.ref[World]) -> None:
        world = reference()
        if world is not None:
            with self._changed:
                self._schedule([world])

    def _schedule(self, worlds: list[World]) -> None:
        """Start senders for due deliveries, and the scheduler if a later one is planned. The lock must be held."""
        if not self._closed:
            for world in worlds:
                self._start_due(world)
            if self._scheduler is None and any(self._wait_s(world) is not None for world in worlds):
                self._scheduler = threading.Thread(
                    target=self._run_scheduler, name="aimusic-mock-webhooks", daemon=True
                )
                self._scheduler.start()
        self._changed.notify_all()

    def _start_due(self, world: World) -> None:
        while len(self._senders) < MAX_SENDERS and (delivery := world.outbox.take(world.clock.now())) is not None:
            thread = threading.Thread(
                target=self._run_sender, args=(world, delivery), name="aimusic-mock-webhook", daemon=True
            )
            self._senders.add(thread)
            thread.start()

    def _run_sender(self, world: World, delivery: Delivery) -> None:
        """Run one sender thread: make attempts until nothing is due."""
        job: tuple[World, Delivery] | None = (world, delivery)
        del world, delivery  # keeps no world alive that was dropped meanwhile
        while job is not None:
            self.deliverer.deliver(*job)
            with self._changed:
                self._active_at[job[0]] = self._ticks()
                job = self._next()
                if job is None:
                    self._senders.discard(threading.current_thread())
                self._schedule(list(self._active_at))

    def _next(self) -> tuple[World, Delivery] | None:
        if self._closed:
            return None
        for world in list(self._active_at):
            delivery = world.outbox.take(world.clock.now())
            if delivery is not None:
                return world, delivery
        return None

    def _run_scheduler(self) -> None:
        """Run the scheduler thread: sleep until the next delivery is due, exit when none is planned."""
        while True:
            self._advance_auto_clocks()
            with self._changed:
                worlds = list(self._active_at)
                self._schedule(worlds)
                waits = [wait for world in worlds if (wait := self._wait_s(world)) is not None]
                del worlds  # keeps no world alive during the wait
                if self._closed or not waits:
                    self._scheduler = None
                    return
                self._changed.wait(min(*waits, SWEEP_S))

    def _advance_auto_clocks(self) -> None:
        """Advance the auto clocks of silent worlds to their next webhook."""
        with self._changed:
            silent = [world for world in self._active_at if world.clock.auto and self._wait_s(world) == 0]
        for world in silent:
            due = world.outbox.next_at()
            if due is not None and not self._closed:
                world.clock.advance_for_waiter(due)

    def _wait_s(self, world: World) -> float | None:
        """Return the real seconds until a world needs the scheduler, None if it does not."""
        due = world.outbox.next_at(free=True)
        # With all senders busy, the first one to finish takes the next delivery and starts a scheduler if needed.
        # A time after LATEST is never reached, so waiting for it would be a busy loop.
        if due is None or due > LATEST or len(self._senders) >= MAX_SENDERS:
            return None
        if not world.clock.auto:
            return world.clock.real_wait(due)
        if world.outbox.is_sending:
            return None
        return max(0.0, self._active_at[world] + self._silence_s - self._ticks())
