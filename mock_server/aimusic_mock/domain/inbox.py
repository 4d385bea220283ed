"""A built-in receiver of webhooks: it keeps messages, lists what is wrong with them, and can be set to fail.

The caller verifies signatures. Whether a message is a duplicate or out of order follows from the messages before it.
Everything is bounded.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from typing import Literal

from attrs import define, evolve, field, frozen, validators

Signature = Literal["valid", "wrong", "missing", "unknown"]

OK = 200

MAX_NAMES = 64
"""Inboxes of one world; more than a test needs. Beyond it, the first one is deleted."""

MAX_MESSAGES = 500
"""Messages that one inbox keeps."""

MAX_BYTES = 4 * 1024 * 1024
"""All bodies of one inbox together, in bytes."""

MAX_BODY_BYTES = 64 * 1024
"""One body, in bytes, twice the longest webhook; longer ones are truncated."""


@frozen
class Message:
    """One message and the results of its checks.

    Args:
        at: its arrival, in seconds since 1970 on the world's clock.
        headers: its headers, without credentials.
        body: its body.
        event_id: its `X-Webhook-Id`.
        event: its `X-Webhook-Event`.
        task_id: the body's task.
        signature: `valid`, `wrong`, `missing`, or `unknown` if the task, and so its secret, is unknown.
        age_s: the age of the signature's timestamp in seconds, None without one.
        known_task: whether the world has the task.
        happened_at: when the event happened, None when that is unknown.
        number: its place in its inbox, from 1.
        status: the status of the inbox's reply.
        duplicate_of: the number of the message that it repeats.
        out_of_order: whether a later event arrived before it.
    """

    at: float
    headers: Mapping[str, str]
    body: str
    event_id: str | None = None
    event: str | None = None
    task_id: str | None = None
    signature: Signature = "missing"
    age_s: float | None = None
    known_task: bool = False
    happened_at: float | None = None
    number: int = 0
    status: int = OK
    duplicate_of: int | None = None
    out_of_order: bool = False

    def repeats(self, other: Message) -> bool:
        """Return whether both are about the same event."""
        if self.event_id or other.event_id:
            return self.event_id == other.event_id
        return self.task_id is not None and (self.task_id, self.event) == (other.task_id, other.event)

    def overtaken_by(self, other: Message) -> bool:
        """Return whether `other`, which arrived before, is about a later event."""
        if self.happened_at is not None and other.happened_at is not None:
            return other.happened_at > self.happened_at
        streams = self.event == "song.streaming" and other.event in ("song.completed", "song.failed")
        return streams and self.task_id is not None and self.task_id == other.task_id


@define
class Inbox:
    """One inbox: its messages, and the status of its next replies."""

    status: int = field(default=OK, validator=[validators.ge(200), validators.le(599)])
    left: int = 0
    numbers: int = 0
    messages: deque[Message] = field(factory=deque)

    def receive(self, message: Message) -> Message:
        """Add a message, and return it with its number, its status, and the results of comparing it with the others."""
        self.numbers += 1
        answered = self.status if self.left else OK
        self.left = max(0, self.left - 1)
        message = evolve(
            message,
            body=message.body[:MAX_BODY_BYTES],
            number=self.numbers,
            status=answered,
            duplicate_of=next((other.number for other in self.messages if message.repeats(other)), None),
            out_of_order=any(message.overtaken_by(other) for other in self.messages),
        )
        self.messages.append(message)
        while len(self.messages) > MAX_MESSAGES or (self._bytes() > MAX_BYTES and len(self.messages) > 1):
            self.messages.popleft()
        return message

    def copy(self) -> Inbox:
        """Return a copy that later messages don't change."""
        return evolve(self, messages=deque(self.messages))

    def _bytes(self) -> int:
        return sum(len(message.body) for message in self.messages)


@define
class Inboxes:
    """The inboxes of one world, by name.

    Args:
        catch_all: the inbox that receives the world's webhooks for all addresses; None to send them there. It is kept by
            `clear` and is not part of the state, since it belongs to the owner of the mock.
    """

    catch_all: str | None = None
    _inboxes: dict[str, Inbox] = field(factory=dict, repr=False)
    _lock: threading.Lock = field(factory=threading.Lock, repr=False, eq=False)

    def receive(self, name: str, message: Message) -> Message:
        """Store a message, creating the inbox if needed. The reply is the returned message's `status`."""
        with self._lock:
            return self._inbox(name).receive(message)

    def configure(self, name: str, status: int, times: int) -> None:
        """Reply to the next `times` messages of an inbox with this status, and to later ones with 200."""
        with self._lock:
            inbox = self._inbox(name)
            inbox.status, inbox.left = status, times

    def names(self) -> list[str]:
        """Return the names of all inboxes, the oldest first."""
        with self._lock:
            return list(self._inboxes)

    def get(self, name: str) -> Inbox | None:
        """Return a copy of an inbox, or None."""
        with self._lock:
            inbox = self._inboxes.get(name)
            return None if inbox is None else inbox.copy()

    def remove(self, name: str) -> bool:
        """Delete an inbox with its messages, and return whether it existed."""
        with self._lock:
            return self._inboxes.pop(name, None) is not None

    def clear(self) -> None:
        """Delete all inboxes."""
        with self._lock:
            self._inboxes.clear()

    def state(self) -> dict[str, Inbox]:
        """Return a copy of every inbox, by name."""
        with self._lock:
            return {name: inbox.copy() for name, inbox in self._inboxes.items()}

    def restore(self, state: Mapping[str, Inbox]) -> None:
        """Replace all inboxes by those of `state`."""
        with self._lock:
            self._inboxes = {name: inbox.copy() for name, inbox in state.items()}

    def _inbox(self, name: str) -> Inbox:
        if name not in self._inboxes and len(self._inboxes) >= MAX_NAMES:
            del self._inboxes[next(iter(self._inboxes))]
        return self._inboxes.setdefault(name, Inbox())
