"""The tables of one world, behind one small interface and one lock.

Hold `lock` during a whole check-then-change step (rate limit, charge, task). Each table is bounded; the oldest entries are
deleted first.
"""

from __future__ import annotations

import heapq
import threading
from typing import TypeVar

from attrs import define, field, frozen

from aimusic_mock.domain.accounts import Account
from aimusic_mock.domain.tasks import Clip, Task

Key = TypeVar("Key")
Value = TypeVar("Value")

MAX_TASKS = 4000
"""Tasks of a world. With clips and lyrics each takes about 5 KB, so 20 MB in all."""

MAX_BYTES = 64 * 1024 * 1024
"""All tasks and uploaded clips of a world, in bytes: with ordinary texts, `MAX_TASKS` tasks of two clips are half of it."""

MAX_UPLOADS = 4000
"""Uploaded clips, personas, extracts and marks of a world, of each kind."""


MAX_STALE = 4
"""Entries of the heap of changes for each task. Beyond it, the entries of replaced plans are removed."""


@frozen
class Persona:
    """A virtual singer or a voice; `ready_at` is when it can sing. Samples have no owner."""

    persona_id: str
    owner: str | None = field(repr=False)
    name: str
    ready_at: float

    def usable_by(self, owner: str, now: float) -> bool:
        """Return whether this account can use the persona now."""
        return self.owner in (None, owner) and now >= self.ready_at


@frozen
class Vox:
    """A vocal extract of a clip. Samples have no owner."""

    vox_id: str
    owner: str | None = field(repr=False)
    clip_id: str


@define
class Store:
    """The state of one world, in memory.

    `size` is that of all tasks and uploaded clips in bytes, `forgotten` counts the entries that were deleted for a bound.
    """

    accounts: dict[str, Account] = field(factory=dict)
    tasks: dict[str, Task] = field(factory=dict)
    clips: dict[str, Clip] = field(factory=dict)
    personas: dict[str, Persona] = field(factory=dict)
    voxes: dict[str, Vox] = field(factory=dict)
    built_files: dict[str, None] = field(factory=dict)
    task_by_clip: dict[str, str] = field(factory=dict, repr=False)
    uploads: dict[str, None] = field(factory=dict, repr=False)
    renewed_at: dict[str, float] = field(factory=dict, repr=False)
    size: int = field(default=0, init=False, eq=False)
    forgotten: int = field(default=0, init=False, eq=False)
    _moves: list[tuple[float, str]] = field(factory=list, init=False, repr=False, eq=False)
    lock: threading.RLock = field(factory=threading.RLock, repr=False, eq=False)

    def add_task(self, task: Task) -> None:
        """Add a task with its clips; beyond the bounds, delete the oldest tasks."""
        while self.tasks and (len(self.tasks) >= MAX_TASKS or self.size + task.size > MAX_BYTES):
            self._forget(next(iter(self.tasks)))
            self.forgotten += 1
        self.put_task(task)

    def put_task(self, task: Task) -> None:
        """Add a task, or replace the task with the same id."""
        old = self.tasks.get(task.task_id)
        self.size += task.size - (0 if old is None else old.size)
        self.tasks[task.task_id] = task
        heapq.heappush(self._moves, _first_move(task))
        if len(self._moves) > MAX_STALE * len(self.tasks):
            self._moves = sorted(_first_move(task) for task in self.tasks.values())
        for clip in task.all_clips:
            self.clips[clip.clip_id] = clip
            self.task_by_clip[clip.clip_id] = task.task_id

    def next_move(self, now: float) -> float | None:
        """Return when the next task changes its state; the time must not be earlier than in the last call.

        The heap has the next change of each task, and entries of plans that were replaced, which are dropped here.
        """
        while self._moves:
            at, task_id = self._moves[0]
            task = self.tasks.get(task_id)
            upcoming = None if task is None else task.next_event(now)
            if upcoming == at:
                return at
            heapq.heappop(self._moves)
            if upcoming is not None and at <= now:
                heapq.heappush(self._moves, (upcoming, task_id))
        return None

    def task_of(self, clip_id: str) -> Task | None:
        """Return the task of a clip; None for an upload or a sample."""
        return self.tasks.get(self.task_by_clip.get(clip_id, ""))

    def add_clip(self, clip: Clip) -> None:
        """Add an uploaded clip; beyond the bounds, delete the oldest ones."""
        self.put_clip(clip)
        oldest = self._remember(self.uploads, clip.clip_id, None)
        if oldest is not None:
            self._forget_upload(oldest)
        while self.size > MAX_BYTES and len(self.uploads) > 1:
            self._forget_upload(next(iter(self.uploads)))
            self.forgotten += 1

    def put_clip(self, clip: Clip) -> None:
        """Add a clip that belongs to no task, which must be new."""
        self.clips[clip.clip_id] = clip
        self.size += clip.size

    def add_persona(self, persona: Persona) -> None:
        """Add a persona."""
        self._remember(self.personas, persona.persona_id, persona)

    def add_vox(self, vox: Vox) -> None:
        """Add a vocal extract."""
        self._remember(self.voxes, vox.vox_id, vox)

    def mark_built(self, kind: str, clip_id: str) -> bool:
        """Mark a file of a clip as requested, and return whether it was requested before."""
        file = f"{kind} {clip_id}"
        before = file in self.built_files
        self._remember(self.built_files, file, None)
        return before

    def renew(self, clip_id: str, at: float) -> None:
        """Restart the expiry of a clip's files: they are generated again at `at`."""
        self._remember(self.renewed_at, clip_id, at)

    def clear(self) -> None:
        """Delete everything."""
        with self.lock:
            tables = (
                self.accounts,
                self.tasks,
                self.clips,
                self.personas,
                self.voxes,
                self.built_files,
                self.task_by_clip,
            )
            for table in (*tables, self.uploads, self.renewed_at):
                table.clear()
            self._moves.clear()
            self.size = self.forgotten = 0

    def _remember(self, table: dict[str, Value], key: str, value: Value) -> str | None:
        forgotten = remember(table, key, value)
        self.forgotten += forgotten is not None
        return forgotten

    def _forget_upload(self, clip_id: str) -> None:
        self.uploads.pop(clip_id, None)
        if (clip := self.clips.pop(clip_id, None)) is not None:
            self.size -= clip.size

    def _forget(self, task_id: str) -> None:
        task = self.tasks.pop(task_id)
        self.size -= task.size
        for clip in task.all_clips:
            self.clips.pop(clip.clip_id, None)
            self.task_by_clip.pop(clip.clip_id, None)


def _first_move(task: Task) -> tuple[float, str]:
    return min(task.events()), task.task_id


def remember(table: dict[Key, Value], key: Key, value: Value, limit: int = MAX_UPLOADS) -> Key | None:
    """Add an entry to a table. Beyond the bound, delete the oldest entry that is no sample, and return its key."""
    table[key] = value
    if len(table) <= limit:
        return None
    oldest = next(key for key, value in table.items() if getattr(value, "owner", "") is not None)
    del table[oldest]
    return oldest
