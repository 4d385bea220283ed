"""Takes webhooks into the built-in inboxes, in process or over HTTP: checks them as a good receiver would."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from aimusic_mock.domain.inbox import Message, Signature
from aimusic_mock.domain.world import World
from aimusic_mock.outbound.hosts import IN_PROCESS
from aimusic_mock.webhooks import signing

PATH = "/__mock__/inbox/"

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""What an inbox can be called, as a world."""

_KEPT = {
    name.lower() for name in (signing.ID, signing.EVENT, signing.TIMESTAMP, signing.SIGNATURE, signing.IDEMPOTENCY)
}
_KEPT |= {"content-type", "content-length", "user-agent", "host"}
"""Headers that are kept: what a webhook has. Others may be somebody's credentials."""


def inbox_of(url: str, public_url: str) -> str | None:
    """Return the name of the built-in inbox that a URL leads to, None when it leads elsewhere.

    Args:
        url: where a webhook is to be sent.
        public_url: the mock's own address; in process it has other names, too.
    """
    for base in (public_url, *(f"http://{name}" for name in IN_PROCESS)):
        if url.startswith(base + PATH):
            name = url[len(base + PATH) :]
            return name if NAME.fullmatch(name) else None
    return None


def receive(world: World, name: str, headers: Mapping[str, str], body: bytes, now: float) -> Message:
    """Take a message in and return it with everything that was found; its `status` is the answer.

    Args:
        world: whose inbox it is, and who knows the secrets of its tasks.
        name: the inbox.
        headers: the message's headers, found in any spelling.
        body: the very bytes.
        now: the time that signatures are dated with, in seconds since 1970.
    """
    sent = {each.title(): value for each, value in headers.items() if each.lower() in _KEPT}
    task_id = _task_id(body)
    watch = world.outbox.watched(task_id) if task_id is not None else None
    signature: Signature = signing.verify(watch.secret if watch else None, sent, body)
    if watch is None and signature == "wrong":
        signature = "unknown"
    stamp = signing.read_timestamp(sent)
    delivery = world.outbox.get(sent.get(signing.ID, ""))
    message = Message(
        at=world.clock.now(),
        headers=sent,
        body=body.decode("utf-8", "replace"),
        event_id=sent.get(signing.ID),
        event=sent.get(signing.EVENT),
        task_id=task_id,
        signature=signature,
        age_s=None if stamp is None else round(now - stamp, 3),
        known_task=task_id in world.store.tasks,
        happened_at=None if delivery is None else delivery.at,
    )
    return world.inbox.receive(name, message)


def _task_id(body: bytes) -> str | None:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    task_id = parsed.get("task_id") if isinstance(parsed, dict) else None
    return task_id if isinstance(task_id, str) else None
