"""Everything that one world remembers, behind one small interface and one lock.

Whoever checks and then changes something (rate limit, charge, task) holds `lock` over the whole step.
"""

from __future__ import annotations

import threading

from attrs import define, field, frozen

from mock_server.domain.accounts import Account
from mock_server.domain.tasks import Clip, Task


@frozen
class Persona:
    """A virtual singer or a voice; `ready_at` is when it can sing. Samples have no owner."""

    persona_id: str
    owner: str | None = field(repr=False)
    name: str
    ready_at: float

    def usable_by(self, owner: str, now: float) -> bool:
        """Tell whether this account can use the persona now."""
        return self.owner in (None, owner) and now >= self.ready_at


@frozen
class Vox:
    """A vocal extract of a clip. Samples have no owner."""

    vox_id: str
    owner: str | None = field(repr=False)
    clip_id: str


@define
class Store:
    """The state of one world, in memory."""

    accounts: dict[str, Account] = field(factory=dict)
    tasks: dict[str, Task] = field(factory=dict)
    clips: dict[str, Clip] = field(factory=dict)
    personas: dict[str, Persona] = field(factory=dict)
    voxes: dict[str, Vox] = field(factory=dict)
    built: set[tuple[str, str]] = field(factory=set)
    lock: threading.RLock = field(factory=threading.RLock, repr=False, eq=False)

    def add_task(self, task: Task) -> None:
        """Remember a task with all its clips."""
        self.tasks[task.task_id] = task
        for clip in task.all_clips:
            self.clips[clip.clip_id] = clip

    def clear(self) -> None:
        """Forget everything."""
        with self.lock:
            for table in (self.accounts, self.tasks, self.clips, self.personas, self.voxes, self.built):
                table.clear()
