"""A built-in receiver of webhooks: it keeps messages, lists what is wrong with them, and can be set to fail.

It knows no signatures: the caller has verified the message. Whether a message is a duplicate or comes out of order
follows from what came before. Everything is bounded.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from typing import Any, Literal

from attrs import asdict, define, evolve, field, frozen

from aimusic_mock.domain.plain import mapping, read

Signature = Literal["valid", "wrong", "missing", "unknown"]

OK = 200

MOST_NAMES = 64
"""Inboxes of one world; more than any test names. The one that was made first goes."""

MOST_MESSAGES = 500
"""Messages that one inbox keeps."""

MOST_BYTES = 4 * 1024 * 1024
"""Of all bodies of one inbox together, in bytes."""

MOST_BODY_BYTES = 64 * 1024
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
class Box:
    """One inbox: what came, and how it answers the next messages."""

    status: int = OK
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
            body=message.body[:MOST_BODY_BYTES],
            number=self.numbers,
            status=answered,
            duplicate_of=next((item.number for item in self.messages if message.repeats(item)), None),
            out_of_order=any(message.overtaken_by(item) for item in self.messages),
        )
        self.messages.append(message)
        while len(self.messages) > MOST_MESSAGES or (self._bytes() > MOST_BYTES and len(self.messages) > 1):
            self.messages.popleft()
        return message

    def _bytes(self) -> int:
        return sum(len(message.body) for message in self.messages)


@define
class Inbox:
    """The inboxes of one world, by name."""

    _boxes: dict[str, Box] = field(factory=dict, repr=False)
    _lock: threading.Lock = field(factory=threading.Lock, repr=False, eq=False)

    def receive(self, name: str, message: Message) -> Message:
        """Store a message, creating the inbox if needed. The reply is the returned message's `status`."""
        with self._lock:
            return self._box(name).receive(message)

    def configure(self, name: str, status: int, times: int) -> None:
        """Let an inbox answer the next `times` messages with this status, and those after them with 200."""
        with self._lock:
            box = self._box(name)
            box.status, box.left = status, times

    def names(self) -> list[str]:
        """Return the names of all inboxes, in the order in which they were made."""
        with self._lock:
            return list(self._boxes)

    def get(self, name: str) -> Box | None:
        """Return a copy of an inbox, or None."""
        with self._lock:
            box = self._boxes.get(name)
            return None if box is None else evolve(box, messages=deque(box.messages))

    def remove(self, name: str) -> bool:
        """Forget an inbox with all its messages; tell whether there was one."""
        with self._lock:
            return self._boxes.pop(name, None) is not None

    def clear(self) -> None:
        """Forget all inboxes."""
        with self._lock:
            self._boxes.clear()

    def dump(self) -> dict[str, Any]:
        """Return everything as plain JSON."""
        with self._lock:
            return {
                name: {**asdict(box, recurse=False), "messages": [asdict(message) for message in box.messages]}
                for name, box in self._boxes.items()
            }

    def load(self, raw: Mapping[str, Any]) -> None:
        """Become what `dump` gave.

        Raises:
            KeyError, TypeError, ValueError: it is not whole; nothing is changed then.
        """
        boxes = {str(name): read(Box, value) for name, value in mapping(raw).items()}
        if not all(200 <= box.status <= 599 for box in boxes.values()):
            raise ValueError("an inbox answers with no possible status")
        with self._lock:
            self._boxes.clear()
            self._boxes.update(boxes)

    def _box(self, name: str) -> Box:
        if name not in self._boxes and len(self._boxes) >= MOST_NAMES:
            del self._boxes[next(iter(self._boxes))]
        return self._boxes.setdefault(name, Box())
