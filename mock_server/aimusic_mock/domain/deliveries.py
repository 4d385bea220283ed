"""What a webhook's way to its receiver consists of: events of a task, deliveries, attempts, and what hurts receivers.

Pure values and functions of the time. Which events there are, and that a receiver answers 2xx, comes from the contract's
`webhooks`; when an attempt is repeated is documented nowhere, so that the schedule here is the mock's own.
"""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from attrs import evolve, field, frozen

from aimusic_mock.domain.tasks import NEVER, Task

Event = Literal["song.completed", "song.streaming", "song.failed"]
State = Literal["planned", "sending", "delivered", "retrying", "failed", "lost", "suppressed", "dropped"]
Outcome = Literal[
    "answered", "status", "redirect", "timeout", "no-connection", "broken", "tls", "unresolved", "suppressed"
]

STATES: dict[State, str] = {
    "planned": "its time has not come, or it waits for its receiver to finish with another one",
    "sending": "it is on its way",
    "delivered": "the receiver answered 2xx",
    "retrying": "an attempt failed, another one follows",
    "failed": "given up, after the last attempt or because the receiver answered 410",
    "lost": "never sent, as the lab was asked to",
    "suppressed": "not sent, because the address is not one that may be sent to",
    "dropped": "not sent, because too many were waiting or its task is forgotten",
}
"""Where a delivery can stand."""

WEBHOOK_FAULTS: dict[str, str] = {
    "duplicate": "every webhook of the task comes twice, a second apart, with the same X-Webhook-Id",
    "out-of-order": "the end of the task is told before its stream; where there is no stream, the webhook is held back "
    "for a minute, behind those of later tasks",
    "late": "the webhook comes ten minutes after its event, signed when it is sent",
    "lost": "the webhook is never sent; only polling tells",
    "before": "the task has ended and its webhook is sent before the submit is answered",
    "wrong-signature": "the webhook is signed with another secret than the task's",
    "stale": "the webhook is signed with a timestamp that is ten minutes old, as a replay would be",
}
"""What the lab does to the webhooks of a task."""

RETRY_S = (5.0, 30.0, 120.0, 600.0)
"""How long after each failed attempt the next one follows, in seconds: twelve and a half minutes, five attempts in all.
The mock's own: short enough for a test of a receiver that is down for a moment, long enough for one that is deployed."""

GONE = 410
"""The one status that ends the attempts: the receiver says that there will never be anybody at this address."""

LATE_S = 600.0
"""How late `late` is and how old `stale`: twice the window of 5 minutes that known receivers allow."""

HELD_S = 60.0
"""How long `out-of-order` holds a lone webhook back: most tasks that were submitted shortly after have ended then."""

APART_S = 1.0
"""Between a webhook and its duplicate, or the end and the stream that comes after it."""

MOST_ATTEMPTS = 20
"""Attempts that are remembered of one delivery: four times what it has by itself; the others were asked for."""

ANSWER_CHARACTERS = 200
"""How much of a receiver's answer is kept: its first sentence, which mostly says what was wrong."""


@frozen
class Attempt:
    """One try to deliver.

    Args:
        number: which one it is, from 1.
        at: when it began, in seconds since 1970 on the world's clock.
        outcome: how it ended; `answered` means 2xx, `status` another one.
        signed_at: the timestamp of the signature, None if nothing was sent.
        status: what the receiver answered, None if it did not.
        answer: the beginning of the answer's body, or what was wrong.
    """

    number: int
    at: float
    outcome: Outcome
    signed_at: int | None = None
    status: int | None = None
    answer: str = ""


@frozen
class Delivery:
    """One event on its way to one receiver, and everything that became of it.

    Args:
        delivery_id: the event's id; a duplicate's has `-2` after it.
        event_id: what `X-Webhook-Id` says, the same at every attempt.
        event: which event.
        task_id: whose.
        url: where to.
        at: when the event happened or will happen, in seconds since 1970.
        due_at: when the next attempt begins, as `at`.
        order: its place among all deliveries, from 1.
        state: where it stands.
        lab: what the lab does to it.
        is_copy: whether it is a duplicate.
        tries: attempts since it was planned or asked for again.
        sent: attempts in all.
        attempts: the last of them.
        body: what was sent, None before the first attempt.
    """

    delivery_id: str
    event_id: str
    event: Event
    task_id: str
    url: str
    at: float
    due_at: float
    order: int
    state: State = "planned"
    lab: str | None = None
    is_copy: bool = False
    tries: int = 0
    sent: int = 0
    attempts: tuple[Attempt, ...] = ()
    body: str | None = field(default=None, repr=False)

    @property
    def waits(self) -> bool:
        """Tell whether an attempt is still to come."""
        return self.state in ("planned", "retrying")

    @property
    def receiver(self) -> str:
        """Host and port: one receiver gets one webhook at a time, in order."""
        return receiver_of(self.url)

    @property
    def size(self) -> int:
        """How many bytes it takes, roughly: a kilobyte beside body and address."""
        return 1000 + len(self.url) + len(self.body or "")

    def after(self, attempt: Attempt, now: float) -> Delivery:
        """Return the delivery after an attempt that ended at `now`: delivered, given up, or due once more."""
        tries = self.tries + 1
        state: State = "retrying"
        due_at = self.due_at
        if attempt.outcome == "answered":
            state = "delivered"
        elif attempt.outcome == "suppressed":
            state = "suppressed"
        elif attempt.status == GONE or tries > len(RETRY_S):
            state = "failed"
        else:
            due_at = now + RETRY_S[tries - 1]
        attempts = (*self.attempts, attempt)[-MOST_ATTEMPTS:]
        return evolve(self, state=state, due_at=due_at, tries=tries, sent=self.sent + 1, attempts=attempts)


@frozen
class Planned:
    """An event of a task: when it happens and when it is sent, in seconds since 1970."""

    event: Event
    at: float
    due_at: float
    is_copy: bool = False


def plan(task: Task, lab: str | None, *, streaming: bool) -> list[Planned]:
    """Return the events of a task as it is planned now; none for an end that never comes.

    Args:
        task: the task.
        lab: what the lab does to them.
        streaming: whether `song.streaming` is sent for tasks that stream.
    """
    planned = _events(task, streaming=streaming or lab == "out-of-order")
    if lab == "out-of-order":
        planned = _swapped(planned)
    elif lab == "late":
        planned = [evolve(item, due_at=item.at + LATE_S) for item in planned]
    elif lab == "duplicate":
        planned += [evolve(item, due_at=item.due_at + APART_S, is_copy=True) for item in planned]
    return planned


def receiver_of(url: str) -> str:
    """Return the host and port of an address, empty when it has none."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _events(task: Task, *, streaming: bool) -> list[Planned]:
    fails_at = task.fails_at
    ends_at = task.ends_at if fails_at is None else fails_at
    starts_at = min(clip.starts_at for clip in task.clips)
    events = []
    # Only clips are listened to while they are made, not pairs or voices, and not what ends as it starts.
    if streaming and task.streaming and task.item == "SonicClip" and starts_at < ends_at and starts_at < NEVER:
        events.append(Planned("song.streaming", starts_at, starts_at))
    if ends_at < NEVER:
        events.append(Planned("song.completed" if fails_at is None else "song.failed", ends_at, ends_at))
    return events


def _swapped(events: list[Planned]) -> list[Planned]:
    if len(events) == 1:
        return [evolve(event, due_at=event.at + HELD_S) for event in events]
    return [evolve(event, due_at=events[-1].at + APART_S) for event in events[:-1]] + events[-1:]
