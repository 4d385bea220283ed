"""One isolated world: clock, ids, rules, and state."""

from __future__ import annotations

from collections.abc import Callable

from attrs import define, evolve, field

from aimusic_mock.domain.clock import LATEST, Clock
from aimusic_mock.domain.fault_rules import FaultRules
from aimusic_mock.domain.ids import Ids
from aimusic_mock.domain.inbox import Inboxes
from aimusic_mock.domain.journal import Journal
from aimusic_mock.domain.outbox import Outbox
from aimusic_mock.domain.store import Store
from aimusic_mock.domain.tasks import Task


@define(eq=False)
class World:
    """The state that one test owns; `fill` adds the accounts, samples and rules that it starts with."""

    name: str
    clock: Clock
    ids: Ids
    fill: Callable[[World], None] = field(repr=False)
    outbox: Outbox = field(repr=False)
    store: Store = field(factory=Store, repr=False)
    journal: Journal = field(factory=Journal, repr=False)
    inboxes: Inboxes = field(factory=Inboxes, repr=False)
    faults: FaultRules = field(init=False, repr=False)
    began_at: float = 0.0

    def __attrs_post_init__(self) -> None:
        self.faults = FaultRules(self.ids.seed)
        self.began_at = self.clock.now()
        self.fill(self)

    @property
    def size(self) -> int:
        """The size in bytes, roughly."""
        return self.store.size + self.faults.size + self.journal.size + self.outbox.size + self.inboxes.size

    def reset(self) -> None:
        """Return to the initial state: the same ids follow again, and webhooks that are being sent are forgotten."""
        with self.store.lock:
            self.store.clear()
            self.faults.clear()
            self.journal.clear()
            self.outbox.clear()
            self.inboxes.clear()
            self.ids.reset()
            self.clock.reset()
            self.began_at = self.clock.now()
            self.fill(self)

    def change_task(self, task: Task) -> None:
        """Replace the plan of a task, with the refund and the webhooks that follow from it."""
        with self.store.lock:
            self.store.put_task(task)
            if task.persona_id is not None and (persona := self.store.personas.get(task.persona_id)) is not None:
                self.store.personas[task.persona_id] = evolve(persona, ready_at=task.voice_ready_at)
            account = self.store.accounts.get(task.owner)
            charge = account.charge_of(task.task_id) if account else None
            if account is not None and charge is not None:
                if task.fails_at is None:
                    account.cancel_refund(task.task_id)
                else:
                    account.plan_refund(charge, task.fails_at)
            self.outbox.replan(task)

    def next_event(self) -> float | None:
        """Return the time of the next event: a task changes its state, a refund or a webhook is due."""
        with self.store.lock:
            now = self.clock.now()
            moves = (self.store.next_move(now), self.outbox.next_at())
            return min((at for at in moves if at is not None and now < at <= LATEST), default=None)
