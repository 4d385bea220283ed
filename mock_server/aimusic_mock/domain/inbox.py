"""A built-in receiver of webhooks: it keeps messages, lists what is wrong with them, and can be set to fail.

It knows no signatures: the caller has verified the message. Whether a message is a duplicate or comes out of order
follows from what came before. Everything is bounded.
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
"""Inboxes of one world; more than any test names. The one that was made first goes."""

MAX_MESSAGES = 500
"""Messages that one inbox keeps."""

MAX_BYTES = 4 * 1024 * 1024
"""Of all bodies of one inbox together, in bytes."""

MAX_BODY_BYTES = 64 * 1024
"""Of one body, in bytes: the longest webhook has half of it. What is longer is cut."""


@frozen
class Message:
    """One message and what was found.

    Args:
        at: when it came, in seconds since 1970 on the world's clock.
        headers: its headers, without credentials.
        body: its body.
        event_id: what `X-Webhook-Id` says.
        event: what `X-Webhook-Event` says.
        task_id: the body's task.
        signature: `valid`, `wrong`, `missing`, or `unknown` when the task is, and so is its secret.
        age_s: how old the signature's timestamp is, None without one.
        known_task: whether the world has the task.
        happened_at: when the event happened, None when that is unknown.
        number: its place in its inbox, from 1.
        status: what the inbox answered.
        duplicate_of: the number of the message that it repeats.
        out_of_order: whether a later event of the receiver came before it.
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
        """Tell whether both are about the same event."""
        if self.event_id or other.event_id:
            return self.event_id == other.event_id
        return self.task_id is not None and (self.task_id, self.event) == (other.task_id, other.event)

    def overtaken_by(self, other: Message) -> bool:
        """Tell whether `other`, which came before it, tells of something later."""
        if self.happened_at is not None and other.happened_at is not None:
            return other.happened_at > self.happened_at
        streams = self.event == "song.streaming" and other.event in ("song.completed", "song.failed")
        return streams and self.task_id is not None and self.task_id == other.task_id


@define
class Inbox:
    """One inbox: what came, and how it answers the next messages."""

    status: int = field(default=OK, validator=[validators.ge(200), validators.le(599)])
    left: int = 0
    numbers: int = 0
    messages: deque[Message] = field(factory=deque)

    def receive(self, message: Message) -> Message:
        """Keep a message, and return it with its number, its status and what was found in comparison."""
        self.numbers += 1
        answered = self.status if self.left else OK
        self.left = max(0, self.left - 1)
        message = evolve(
            message,
            body=message.body[:MAX_BODY_BYTES],
            number=self.numbers,
            status=answered,
            duplicate_of=next((item.number for item in self.messages if message.repeats(item)), None),
            out_of_order=any(message.overtaken_by(item) for item in self.messages),
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
    """The inboxes of one world, by name."""

    _inboxes: dict[str, Inbox] = field(factory=dict, repr=False)
    _lock: threading.Lock = field(factory=threading.Lock, repr=False, eq=False)

    def receive(self, name: str, message: Message) -> Message:
        """Store a message, creating the inbox if needed. The reply is the returned message's `status`."""
        with self._lock:
            return self._inbox(name).receive(message)

    def configure(self, name: str, status: int, times: int) -> None:
        """Let an inbox answer the next `times` messages with this status, and those after them with 200."""
        with self._lock:
            inbox = self._inbox(name)
            inbox.status, inbox.left = status, times

    def names(self) -> list[str]:
        """Return the names of all inboxes, in the order in which they were made."""
        with self._lock:
            return list(self._inboxes)

    def get(self, name: str) -> Inbox | None:
        """Return a copy of an inbox, or None."""
        with self._lock:
            inbox = self._inboxes.get(name)
            return None if inbox is None else inbox.copy()

    def remove(self, name: str) -> bool:
        """Forget an inbox with all its messages; tell whether there was one."""
        with self._lock:
            return self._inboxes.pop(name, None) is not None

    def clear(self) -> None:
        """Forget all inboxes."""
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
