"""Takes what is due from the outboxes of all worlds and sends it, in the background.

Two kinds of daemon threads, and none where nothing is to be done: senders, a few at a time, that end when nothing more is
due; and one scheduler, that waits where time passes by itself (or where an auto clock is to be moved on, because nobody asks
any more) and ends when nothing is planned. Both start when an outbox or a clock tells of a change. Worlds are held weakly,
so that a forgotten world takes its webhooks with it.

Locks: a request may hold its world's lock while it plans a webhook, and then takes the dispatcher's; so nobody here takes a
world's lock while holding the dispatcher's, and nobody holds any while talking to the network.
"""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable
from functools import partial

from aimusic_mock.domain.clock import LATEST, real_ticks, wall_time
from aimusic_mock.domain.deliveries import ANSWER_CHARACTERS, LATE_S, Attempt, Delivery
from aimusic_mock.domain.world import World
from aimusic_mock.outbound import http_client
from aimusic_mock.outbound.address_policy import AddressPolicy, RefusedAddressError, UnresolvedError
from aimusic_mock.outbound.http_client import SendResult
from aimusic_mock.replies.events import event_body, expected, to_bytes
from aimusic_mock.replies.urls import Urls
from aimusic_mock.settings import Settings
from aimusic_mock.webhooks import inbox_receiver, signing

log = logging.getLogger(__name__)

SENDERS = 8
"""Webhooks on their way at a time: seven receivers may hang for the whole of their time, and the eighth is not kept
waiting. One receiver gets one at a time."""

SILENCE_S = 0.25
"""After how many real seconds without a request an auto clock leaps to the next webhook: no client that polls in process
or on this machine is silent for so long, and nobody minds waiting so long for a webhook."""

BEFORE_REPLY_S = 2.0
"""How long a reply is held for a webhook that is to come before it, in real seconds."""

LOOK_S = 5.0
"""How often the scheduler looks whether its worlds are still there, in real seconds."""

WRONG_SECRET = "not-the-secret-of-this-task"  # noqa: S105  # it is there to be wrong


class Dispatcher:
    """Carries the webhooks of one app's worlds.

    Args:
        policy: knows which addresses may be sent to.
        settings: whether webhooks are sent, where files and inboxes lie, and what time signatures show.
        timeout_s: what one attempt may take, in real seconds.
        silence_s: after how many real seconds without a request an auto clock is moved on.
        ticks: real seconds that never go back.
    """

    def __init__(
        self,
        policy: AddressPolicy,
        settings: Settings,
        *,
        timeout_s: float = http_client.TIMEOUT_S,
        silence_s: float = SILENCE_S,
        ticks: Callable[[], float] = real_ticks,
    ) -> None:
        self._policy, self._settings = policy, settings
        self._timeout_s, self._silence_s, self._ticks = timeout_s, silence_s, ticks
        self._changed = threading.Condition()
        self._active_at: weakref.WeakKeyDictionary[World, float] = weakref.WeakKeyDictionary()
        self._senders: set[threading.Thread] = set()
        self._scheduler: threading.Thread | None = None
        self._closed = False

    def watch_world(self, world: World) -> None:
        """Carry the webhooks of a world from now on, for as long as anybody else knows it."""
        with self._changed:
            self._active_at[world] = self._ticks()
        on_change = partial(self._on_change, weakref.ref(world))
        world.clock.listen(on_change)
        world.outbox.listen(on_change)

    def note_activity(self, world: World) -> None:
        """Hear that somebody asked something of a world: whoever asks moves an auto clock by asking."""
        with self._changed:
            self._active_at[world] = self._ticks()

    def wake(self) -> None:
        """Look at all worlds for what is due."""
        with self._changed:
            self._schedule(list(self._active_at))

    def settle(self, world: World, timeout_s: float) -> bool:
        """Wait until nothing of a world is due or being sent, and tell whether it came to that.

        Args:
            world: whose webhooks to wait for.
            timeout_s: how long to wait at most, in real seconds.
        """
        ends_at = self._ticks() + timeout_s
        with self._changed:
            self._schedule([world])
            while not world.outbox.is_settled(world.clock.now()):
                left = ends_at - self._ticks()
                if left <= 0 or self._closed:
                    return False
                self._changed.wait(left)
            return True

    def deliver_before_reply(self, world: World) -> None:
        """Wait a little for what is due now, so that a receiver hears of a task before its client does."""
        self.settle(world, BEFORE_REPLY_S)

    def close(self, timeout_s: float = 1.0) -> None:
        """Start nothing more, and wait up to `timeout_s` real seconds for what is being sent."""
        ends_at = self._ticks() + timeout_s
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            threads = [*self._senders, *([self._scheduler] if self._scheduler else [])]
        for thread in threads:
            thread.join(max(0.0, ends_at - self._ticks()))

    def stamp(self, world: World) -> float:
        """Return the time that a world's signatures are dated with, in seconds since 1970."""
        return wall_time() if self._settings.webhook_time == "wall" else world.clock.now()

    def _on_change(self, known: weakref.ref[World]) -> None:
        world = known()
        if world is not None:
            with self._changed:
                self._schedule([world])

    def _schedule(self, worlds: list[World]) -> None:
        """Start what is due, and the scheduler if something is to be waited for. The lock is held."""
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
        while len(self._senders) < SENDERS and (delivery := world.outbox.take(world.clock.now())) is not None:
            thread = threading.Thread(
                target=self._run_sender, args=(world, delivery), name="aimusic-mock-webhook", daemon=True
            )
            self._senders.add(thread)
            thread.start()

    def _run_sender(self, world: World, delivery: Delivery) -> None:
        """Send a delivery, and what is due after it: a sender's whole life."""
        job: tuple[World, Delivery] | None = (world, delivery)
        del world, delivery
        while job is not None:
            self._deliver(*job)
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
        """Wait for what is planned: the scheduler's whole life."""
        while True:
            self._advance_auto_clocks()
            with self._changed:
                worlds = list(self._active_at)
                self._schedule(worlds)
                waits = [wait for world in worlds if (wait := self._wait_s(world)) is not None]
                del worlds
                if self._closed or not waits:
                    self._scheduler = None
                    return
                self._changed.wait(min(*waits, LOOK_S))

    def _advance_auto_clocks(self) -> None:
        """Move the auto clocks on that nobody else moves, up to their next webhook."""
        with self._changed:
            silent = [world for world in self._active_at if world.clock.auto and self._wait_s(world) == 0]
        for world in silent:
            due = world.outbox.next_at()
            if due is not None and not self._closed:
                world.clock.wait_seen(due)

    def _wait_s(self, world: World) -> float | None:
        """Return the real seconds until the scheduler has to do something for a world, None for nothing."""
        due = world.outbox.next_at(free=True)
        # Where all senders are at work, the one that is ready first looks for more, and starts a scheduler if there is none.
        # What is due after the end of time never comes, and whoever waits for it turns in circles.
        if due is None or due > LATEST or len(self._senders) >= SENDERS:
            return None
        if not world.clock.auto:
            return world.clock.real_wait(due)
        if world.outbox.is_sending:
            return None
        return max(0.0, self._active_at[world] + self._silence_s - self._ticks())

    def _deliver(self, world: World, delivery: Delivery) -> None:
        """Make one attempt, and tell the outbox."""
        at, signed_at, body = world.clock.now(), None, delivery.body
        try:
            body = body or self._body(world, delivery)
            watch = world.outbox.watched(delivery.task_id)
            # After a reset or a restore the same ids may have come again, and this is not one of theirs.
            if body is None or watch is None or world.outbox.get(delivery.delivery_id) is not delivery:
                world.outbox.drop(delivery)
                return
            signed_at = int(self.stamp(world) - (LATE_S if delivery.lab == "stale" else 0))
            secret = WRONG_SECRET if delivery.lab == "wrong-signature" else watch.secret
            raw = body.encode()
            headers = signing.headers(delivery.event_id, delivery.event, secret, signed_at, raw)
            sent = self._carry(world, delivery.url, headers, raw)
            answer = sent.answer.replace(watch.secret, "[hidden]") if watch.secret else sent.answer
        except Exception:  # the delivery must not stay on its way for ever, whatever went wrong
            log.exception("the mock failed to send a webhook")
            sent, answer = SendResult("broken"), "the mock failed"
        number = delivery.sent + 1
        attempt = Attempt(number, at, sent.outcome, signed_at, sent.status, answer[:ANSWER_CHARACTERS])
        world.outbox.finish(delivery, attempt, body, world.clock.now())

    def _body(self, world: World, delivery: Delivery) -> str | None:
        with world.store.lock:
            task = world.store.tasks.get(delivery.task_id)
            # It may have been forgotten, or forced to another end, while this was on its way.
            if task is None or delivery.event not in expected(task):
                return None
            account = world.store.accounts.get(task.owner)
            if account is not None:
                account.settle(world.clock.now())
            refunded = account is not None and account.refunded(task.task_id)
        urls = Urls(self._settings.public_url)
        return to_bytes(event_body(task, delivery.event, delivery.at, urls, refunded=refunded)).decode()

    def _carry(self, world: World, url: str, headers: dict[str, str], body: bytes) -> SendResult:
        if not self._settings.webhooks:
            return SendResult("suppressed", answer="webhooks are switched off")
        headers = {"Content-Type": "application/json", "User-Agent": "aimusic-mock", **headers}
        inbox = inbox_receiver.inbox_of(url, self._settings.public_url)
        if inbox is not None:
            status = inbox_receiver.receive(world, inbox, headers, body, self.stamp(world)).status
            return http_client.result_for(status)
        try:
            target = self._policy.check(url)
        except RefusedAddressError as error:
            return SendResult("suppressed", answer=str(error))
        except UnresolvedError as error:
            return SendResult("unresolved", answer=str(error))
        return http_client.send("POST", target, headers, body, self._timeout_s, self._ticks)
