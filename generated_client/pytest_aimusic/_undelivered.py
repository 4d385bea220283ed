"""Explain which webhooks of a world were not delivered, and why. Pure functions of the world's outbox and tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urlsplit

from aimusic_mock.domain.deliveries import Delivery
from aimusic_mock.domain.outbox import PRODUCTS
from aimusic_mock.domain.tasks import NEVER
from aimusic_mock.domain.world import World
from aimusic_mock.redaction import hide_in_text

MAX_REASONS = 10
"""The most reasons to list: more than a test has kinds of webhooks."""

CALL = "call run_until_idle()"
CATCH = "; the fixture aimusic_webhooks catches every webhook"
RECEIVED = "received, and not passed to deliver_to() yet"


def reasons(world: World, inbox: str, delivered: Collection[str]) -> list[str]:
    """Return a sentence for each reason why a world has no further webhook for the code under test.

    Args:
        world: the world.
        inbox: the inbox that receives the world's webhooks.
        delivered: the ids of the events that the code under test already has.
    """
    now, deliveries, receiver = world.clock.now(), world.outbox.deliveries(), world.inboxes.get(inbox)
    received = dict.fromkeys((message.event_id for message in receiver.messages) if receiver else (), RECEIVED)
    received.update(dict.fromkeys(delivered, "already delivered"))
    due = [delivery.due_at - now for delivery in deliveries if delivery.state == "planned"]
    sentences = [f"{_webhooks(len(due))} due in {max(0.0, min(due)):.3g} s: {CALL}"] if due else []
    facts = Counter(fact for delivery in deliveries if (fact := _fact(delivery, now, received)))
    sentences += [f"{_webhooks(number)} {fact}" for fact, number in facts.items()]
    sentences += _of_tasks(world, {delivery.task_id for delivery in deliveries})
    return _bounded(sentences) or ["no task was submitted"]


def nowhere(world: World) -> dict[str, int]:
    """Return the number of webhooks that arrived nowhere until the end of a test, by destination and reason.

    Those that a webhook fault withholds are left out, and those that a receiver of the test answered with an error.
    """
    return dict(Counter(fact for delivery in world.outbox.deliveries() if (fact := _fact_at_the_end(world, delivery))))


def origin(url: str) -> str:
    """Return the scheme, host and port of a URL; the other parts may hold a secret."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "an invalid URL"
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _webhooks(number: int) -> str:
    return "1 webhook is" if number == 1 else f"{number} webhooks are"


def _fact(delivery: Delivery, now: float, received: Mapping[str | None, str]) -> str | None:
    """Return what became of a delivery, as the end of a sentence; None while its time has not come."""
    if delivery.state == "planned":
        return None
    if delivery.state == "sending":
        return "being sent"
    if delivery.state == "retrying":
        return f"due again in {max(0.0, delivery.due_at - now):.3g} s, since {_reason(delivery)}: {CALL}"
    if delivery.event_id in received:
        return received[delivery.event_id]
    if delivery.state == "delivered":
        return f"delivered to {origin(delivery.url)}, before the fixture aimusic_webhooks was requested"
    return f"not sent to {origin(delivery.url)}: {_reason(delivery)}"


def _of_tasks(world: World, planned: set[str]) -> Iterator[str]:
    """Yield the reasons of the tasks that have no delivery."""
    tasks = [task for task in list(world.store.tasks.values()) if task.task_id not in planned]
    subscribed = {task.task_id for task in tasks if world.outbox.subscription(task.task_id) is not None}
    facts = Counter(
        ("never ends" if task.ends_at >= NEVER else "ended early by an admin request, so its webhook was never planned")
        if task.task_id in subscribed
        else ("sent no webhook_url" if task.product in PRODUCTS else f"of {task.product}, which has no webhooks")
        for task in tasks
    )
    return (f"{'1 task' if number == 1 else f'{number} tasks'}: {fact}" for fact, number in facts.items())


def _fact_at_the_end(world: World, delivery: Delivery) -> str | None:
    failed = delivery.state in ("retrying", "failed") and world.inboxes.catch_all is None
    if delivery.state in ("suppressed", "dropped") or failed:
        return f"for {origin(delivery.url)}: {_reason(delivery)}{CATCH if world.inboxes.catch_all is None else ''}"
    if delivery.state == "planned":
        return f"for {origin(delivery.url)}: due after the end of the test; {CALL}"
    return None


def _reason(delivery: Delivery) -> str:
    return hide_in_text(delivery.reason or delivery.state)


def _bounded(sentences: list[str]) -> list[str]:
    rest = len(sentences) - MAX_REASONS
    return [*sentences[:MAX_REASONS], f"and {rest} more"] if rest > 0 else sentences
