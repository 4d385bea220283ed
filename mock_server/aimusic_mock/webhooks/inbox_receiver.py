"""Receive webhooks in the built-in inboxes, in process or over HTTP, and check them as a receiver should."""

from __future__ import annotations

import json
from collections.abc import Mapping

from aimusic_mock.domain.inbox import Message, Signature
from aimusic_mock.domain.world import World
from aimusic_mock.outbound.hosts import IN_PROCESS
from aimusic_mock.webhooks import signing
from aimusic_mock.worlds.registry import NAME

PATH = "/__mock__/inbox/"

_KEPT = {
    name.lower() for name in (signing.ID, signing.EVENT, signing.TIMESTAMP, signing.SIGNATURE, signing.IDEMPOTENCY)
}
_KEPT |= {"content-type", "content-length", "user-agent", "host"}
"""Headers that are stored: those of a webhook. Others may hold credentials."""


def inbox_of(url: str, public_url: str) -> str | None:
    """Return the name of the built-in inbox at a URL, None for any other URL.

    Args:
        url: a webhook URL.
        public_url: the mock's own URL; the in-process host names are recognized as well.
    """
    for base in (public_url, *(f"http://{name}" for name in IN_PROCESS)):
        if url.startswith(base + PATH):
            name = url[len(base + PATH) :]
            return name if NAME.fullmatch(name) else None
    return None


def receive(world: World, name: str, headers: Mapping[str, str], body: bytes, now: float) -> Message:
    """Store a message in an inbox and return it with the results of its checks; its `status` is the response's.

    Args:
        world: the world of the inbox, which knows the secrets of its tasks.
        name: the name of the inbox.
        headers: the message's headers, in any case.
        body: the exact bytes.
        now: the time for signatures, in seconds since 1970.
    """
    kept = {header.title(): value for header, value in headers.items() if header.lower() in _KEPT}
    task_id = _task_id(body)
    subscription = world.outbox.subscription(task_id) if task_id is not None else None
    signature: Signature = signing.verify(subscription.secret if subscription else None, kept, body)
    if subscription is None and signature == "wrong":
        signature = "unknown"
    stamp = signing.read_timestamp(kept)
    delivery = world.outbox.get(kept.get(signing.ID, ""))
    message = Message(
        at=world.clock.now(),
        headers=kept,
        body=body.decode("utf-8", "replace"),
        event_id=kept.get(signing.ID),
        event=kept.get(signing.EVENT),
        task_id=task_id,
        signature=signature,
        age_s=None if stamp is None else round(now - stamp, 3),
        known_task=task_id in world.store.tasks,
        happened_at=None if delivery is None else delivery.at,
    )
    return world.inboxes.receive(name, message)


def _task_id(body: bytes) -> str | None:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    task_id = parsed.get("task_id") if isinstance(parsed, dict) else None
    return task_id if isinstance(task_id, str) else None
