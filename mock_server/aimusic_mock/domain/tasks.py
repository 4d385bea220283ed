"""Tasks and clips. Their states are functions of the time.

A task is planned once, when it is accepted: when each clip starts and ends, and whether it succeeds.
Reading a task never changes it, and no thread does. Its state derives from its clips.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from attrs import field, frozen

from aimusic_mock.domain.sizes import text_bytes
from aimusic_mock.domain.songs import Song

State = Literal["pending", "running", "succeeded", "failed"]

NEVER = 1e12
"""A time that no clock reaches; JSON has no infinity."""


@frozen
class Clip:
    """One piece of audio: its owner, its times, and its song."""

    clip_id: str
    product: str
    owner: str | None = field(repr=False)
    created_at: float
    starts_at: float
    ends_at: float
    song: Song
    error: str | None = None

    def state(self, now: float) -> State:
        """Return the state at `now`."""
        if now < self.starts_at:
            return "pending"
        if now < self.ends_at:
            return "running"
        return "failed" if self.error else "succeeded"

    @property
    def size(self) -> int:
        """The size in bytes, roughly."""
        return text_bytes(self.error) + self.song.size

    def usable_by(self, owner: str, product: str, now: float) -> bool:
        """Return whether operations of this account and product can use the clip. Samples have no owner."""
        return self.product == product and self.owner in (None, owner) and self.state(now) == "succeeded"


@frozen
class Failure:
    """The failure of a whole task: its time, type and sentence."""

    at: float
    type: str
    sentence: str


@frozen
class Task:
    """The result of one accepted submit: clips, for some operations with joined songs, a voice, or a file.

    `source_clip` is the clip that a file is made of; `scenario` decided the outcome.
    """

    task_id: str
    product: str
    operation_id: str
    owner: str = field(repr=False)
    created_at: float
    item: str
    clips: tuple[Clip, ...]
    joined_clips: tuple[Clip, ...] = ()
    source_clip: Clip | None = None
    persona_id: str | None = None
    name: str | None = None
    failure: Failure | None = None
    streaming: bool = False
    scenario: str | None = None

    @property
    def size(self) -> int:
        """The size in bytes, roughly."""
        clips = self.all_clips if self.source_clip is None else (*self.all_clips, self.source_clip)
        failure = None if self.failure is None else self.failure.sentence
        return text_bytes(self.name, failure) + sum(clip.size for clip in clips)

    @property
    def all_clips(self) -> tuple[Clip, ...]:
        """All clips of the task, joined ones included."""
        return self.clips + self.joined_clips

    def state(self, now: float) -> State:
        """Return the state: pending until a clip starts, running until the last one ends."""
        if self.failure is not None and now >= self.failure.at:
            return "failed"
        states = [clip.state(now) for clip in self.all_clips]
        if all(state == "pending" for state in states):
            return "pending"
        if any(state in ("pending", "running") for state in states):
            return "running"
        return "failed" if all(state == "failed" for state in states) else "succeeded"

    def ended(self, now: float) -> bool:
        """Return whether the task has its final state."""
        return self.state(now) in ("succeeded", "failed")

    @property
    def fails_at(self) -> float | None:
        """When the whole task fails, and its credits are refunded; None if any clip succeeds."""
        if self.failure is not None:
            return self.failure.at
        if all(clip.error for clip in self.all_clips):
            return max(clip.ends_at for clip in self.all_clips)
        return None

    @property
    def voice_ready_at(self) -> float:
        """When the voice of the task can sing; `NEVER` if the task fails."""
        return self.ends_at if self.fails_at is None else NEVER

    def next_event(self, now: float) -> float | None:
        """Return the time of the next change, None if there will be none."""
        if self.ended(now):
            return None
        return min((at for at in self.events() if now < at < NEVER), default=None)

    @property
    def ends_at(self) -> float:
        """When the task ends; `NEVER` if it is stuck."""
        return self.failure.at if self.failure is not None else max(self.events())

    def progress(self, now: float) -> int:
        """Return the progress, 0 to 100 percent."""
        state = self.state(now)
        if state != "running":
            return 0 if state == "pending" else 100
        begin = min(clip.starts_at for clip in self.clips)
        end = max(clip.ends_at for clip in self.all_clips)
        return min(99, int(100 * (now - begin) / (end - begin)))

    def events(self) -> Iterator[float]:
        """Yield the time of every change."""
        for clip in self.all_clips:
            yield clip.starts_at
            yield clip.ends_at
        if self.failure is not None:
            yield self.failure.at
