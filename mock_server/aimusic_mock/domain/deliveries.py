"""Webhooks as values: the events of a task, deliveries, attempts, and webhook faults.

Pure functions of the time. The events, and that a receiver replies 2xx, come from the contract's `webhooks`. No source
documents the schedule of retries: it is the mock's own.
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
    "planned": "its time has not come, or another delivery to its receiver is in progress",
    "sending": "it is being sent",
    "delivered": "the receiver answered 2xx",
    "retrying": "an attempt failed, another one follows",
    "failed": "given up, after the last attempt or because the receiver answered 410",
    "lost": "the webhook fault `lost` withholds it",
    "suppressed": "not sent, as the address is not allowed",
    "dropped": "too many deliveries were waiting, or its task was deleted",
}
"""The states of a delivery, with their meaning."""

WEBHOOK_FAULTS: dict[str, str] = {
    "duplicate": "every webhook of the task is sent twice, a second apart, with the same X-Webhook-Id",
    "out-of-order": "the end of the task is sent before its stream; without a stream, the webhook is delayed "
    "by a minute, behind those of later tasks",
    "late": "the webhook is sent ten minutes after its event, signed when it is sent",
    "lost": "the webhook is never sent; only polling shows the result",
    "before": "the task ends and its webhook is sent before the reply to the submit",
    "wrong-signature": "the webhook is signed with another secret than the task's",
    "stale": "the webhook is signed with a timestamp that is ten minutes old, as a replay would be",
}
"""Webhook faults: what can go wrong with all webhooks of a task."""

RETRY_S = (5.0, 30.0, 120.0, 600.0)
"""The pause after each failed attempt, in seconds: five attempts within twelve and a half minutes. The mock's own: short
enough for a receiver that restarts, long enough for one that is deployed."""

GONE = 410
"""The status that ends the attempts: the receiver will never be available at this address again."""

LATE_S = 600.0
"""The delay of `late` and the age of `stale`: twice the window of 5 minutes that known receivers allow."""

HELD_S = 60.0
"""The delay of a lone webhook with `out-of-order`: most tasks that were submitted shortly after have ended then."""

APART_S = 1.0
"""Between a webhook and its duplicate, or between the end and the stream that follows it."""

MAX_ATTEMPTS = 20
"""Attempts that are kept of one delivery: four times the automatic ones; the others are resends."""

ANSWER_CHARACTERS = 200
"""The part of a receiver's reply that is kept: mostly its first sentence."""


@frozen
class Attempt:
    """One attempt to deliver.

    Args:
        number: its number, from 1.
        at: its start, in seconds since 1970 on the world's clock.
        outcome: its result; `answered` means 2xx, `status` another status.
        signed_at: the signature's timestamp, None if nothing was sent.
        status: the status of the receiver's reply, None without one.
        answer: the beginning of the reply's body, or the error.
    """

    number: int
    at: float
    outcome: Outcome
    signed_at: int | None = None
    status: int | None = None
    answer: str = ""

    @property
    def problem(self) -> str:
        """What went wrong, for an attempt that failed."""
        return self.answer or self.outcome if self.status is None else f"the receiver answered {self.status}"


@frozen
class Delivery:
    """One event for one receiver, with its state and attempts.

    Args:
        delivery_id: the event's id; a duplicate's has `-2` after it.
        event_id: the `X-Webhook-Id`, the same for every attempt.
        event: the event.
        task_id: the task of the event.
        url: the receiver.
        at: the time of the event, in seconds since 1970.
        due_at: the time of the next attempt, in seconds since 1970.
        order: its position among all deliveries, from 1.
        state: one of `STATES`.
        fault: its webhook fault.
        is_copy: whether it is a duplicate.
        tries: attempts since it was planned or resent.
        sent: attempts in all.
        attempts: the last ones.
        body: the body sent, None before the first attempt.
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
    fault: str | None = None
    is_copy: bool = False
    tries: int = 0
    sent: int = 0
    attempts: tuple[Attempt, ...] = ()
    body: str | None = field(default=None, repr=False)

    @property
    def waits(self) -> bool:
        """Whether another attempt follows."""
        return self.state in ("planned", "retrying")

    @property
    def reason(self) -> str | None:
        """Why it has not arrived; None while it is due later or being sent, and once it has arrived."""
        if self.state in ("lost", "dropped"):
            return STATES[self.state]
        if self.state in ("retrying", "failed", "suppressed") and self.attempts:
            return self.attempts[-1].problem
        return None

    @property
    def receiver(self) -> str:
        """Host and port: one receiver gets one webhook at a time, in order."""
        return receiver_of(self.url)

    @property
    def size(self) -> int:
        """The size in bytes, roughly: a kilobyte beside body and address."""
        return 1000 + len(self.url) + len(self.body or "")

    def after(self, attempt: Attempt, now: float) -> Delivery:
        """Return the delivery after an attempt that ended at `now`: delivered, failed, or due again."""
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
        attempts = (*self.attempts, attempt)[-MAX_ATTEMPTS:]
        return evolve(self, state=state, due_at=due_at, tries=tries, sent=self.sent + 1, attempts=attempts)


@frozen
class Planned:
    """An event of a task: its time, and the time of its delivery, in seconds since 1970."""

    event: Event
    at: float
    due_at: float
    is_copy: bool = False


def plan(task: Task, fault: str | None, *, streaming: bool) -> list[Planned]:
    """Return the events of a task as planned now; a stuck task has no end.

    Args:
        task: the task.
        fault: their webhook fault.
        streaming: whether `song.streaming` is sent for tasks that stream.
    """
    planned = _events(task, streaming=streaming or fault == "out-of-order")
    if fault == "out-of-order":
        planned = _swapped(planned)
    elif fault == "late":
        planned = [evolve(event, due_at=event.at + LATE_S) for event in planned]
    elif fault == "duplicate":
        planned += [evolve(event, due_at=event.due_at + APART_S, is_copy=True) for event in planned]
    return planned


def receiver_of(url: str) -> str:
    """Return the host and port of a URL, empty if it has none."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _events(task: Task, *, streaming: bool) -> list[Planned]:
    fails_at = task.fails_at
    ends_at = task.ends_at if fails_at is None else fails_at
    starts_at = min(clip.starts_at for clip in task.clips)
    events = []
    # Only clips can be played while they are generated, not pairs or voices, and not clips of no duration.
    if streaming and task.streaming and task.item == "SonicClip" and starts_at < ends_at and starts_at < NEVER:
        events.append(Planned("song.streaming", starts_at, starts_at))
    if ends_at < NEVER:
        events.append(Planned("song.completed" if fails_at is None else "song.failed", ends_at, ends_at))
    return events


def _swapped(events: list[Planned]) -> list[Planned]:
    if len(events) == 1:
        return [evolve(event, due_at=event.at + HELD_S) for event in events]
    return [evolve(event, due_at=events[-1].at + APART_S) for event in events[:-1]] + events[-1:]
