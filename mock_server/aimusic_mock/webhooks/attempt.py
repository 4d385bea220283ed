"""Make one attempt to deliver a webhook: build its body, sign it, send it, and record the result in the outbox.

Knows nothing of threads, nor of when an attempt is due; `dispatcher` decides that.

Locks: takes the world's lock while it builds the body. The caller must not hold a lock of its own, and none is held
during network I/O.
"""

from __future__ import annotations

import logging

from attrs import define, field

from aimusic_mock.domain.clock import wall_time
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

WRONG_SECRET = "not-the-secret-of-this-task"  # noqa: S105  # wrong on purpose
"""Signs a webhook whose signature is meant to be wrong."""


@define
class Deliverer:
    """Delivers the webhooks of one app, one attempt at a time.

    Args:
        policy: which addresses may be sent to.
        settings: whether webhooks are sent, the public URL, and the time of signatures.
        timeout_s: limit for one attempt, in real seconds.
    """

    policy: AddressPolicy
    settings: Settings
    timeout_s: float = field(default=http_client.TIMEOUT_S)

    def deliver(self, world: World, delivery: Delivery) -> None:
        """Make one attempt and record it in the outbox, or drop the delivery if its task is gone.

        Args:
            world: the world that planned the delivery.
            delivery: a delivery taken from the world's outbox.
        """
        at, signed_at, body = world.clock.now(), None, delivery.body
        try:
            body = body or self._body(world, delivery)
            subscription = world.outbox.subscription(delivery.task_id)
            # A reset or a restore may have reused the id for another delivery.
            if body is None or subscription is None or world.outbox.get(delivery.delivery_id) is not delivery:
                world.outbox.drop(delivery)
                return
            signed_at = int(self.signing_time(world) - (LATE_S if delivery.fault == "stale" else 0))
            secret = WRONG_SECRET if delivery.fault == "wrong-signature" else subscription.secret
            raw = body.encode()
            headers = signing.headers(delivery.event_id, delivery.event, secret, signed_at, raw)
            result = self._send(world, delivery.url, headers, raw)
            answer = result.answer.replace(subscription.secret, "[hidden]") if subscription.secret else result.answer
        except Exception:  # a bug in the mock must not leave the delivery in the state "sending"
            log.exception("the mock failed to send a webhook")
            result, answer = SendResult("broken"), "the mock failed"
        number = delivery.sent + 1
        attempt = Attempt(number, at, result.outcome, signed_at, result.status, answer[:ANSWER_CHARACTERS])
        world.outbox.finish(delivery, attempt, body, world.clock.now())

    def signing_time(self, world: World) -> float:
        """Return the time for a world's signatures, in seconds since 1970."""
        return wall_time() if self.settings.webhook_time == "wall" else world.clock.now()

    def _body(self, world: World, delivery: Delivery) -> str | None:
        with world.store.lock:
            task = world.store.tasks.get(delivery.task_id)
            # The task may have been deleted, or forced to another outcome, since the delivery was taken.
            if task is None or delivery.event not in expected(task):
                return None
            account = world.store.accounts.get(task.owner)
            if account is not None:
                account.settle(world.clock.now())
            refunded = account is not None and account.refunded(task.task_id)
        urls = Urls(self.settings.public_url)
        return to_bytes(event_body(task, delivery.event, delivery.at, urls, refunded=refunded)).decode()

    def _send(self, world: World, url: str, headers: dict[str, str], body: bytes) -> SendResult:
        if not self.settings.webhooks:
            return SendResult("suppressed", answer="webhooks are switched off")
        headers = {"Content-Type": "application/json", "User-Agent": "aimusic-mock", **headers}
        inbox = world.inboxes.catch_all or inbox_receiver.inbox_of(url, self.settings.public_url)
        if inbox is not None:
            message = inbox_receiver.receive(world, inbox, headers, body, self.signing_time(world))
            return http_client.result_for(message.status)
        try:
            destination = self.policy.check(url)
        except RefusedAddressError as error:
            return SendResult("suppressed", answer=str(error))
        except UnresolvedError as error:
            return SendResult("unresolved", answer=str(error))
        return http_client.send("POST", destination, headers, body, self.timeout_s)
