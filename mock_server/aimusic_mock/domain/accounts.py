"""Accounts: two balances, and a ledger with a cause for every movement.

Extra credits are spent before subscription credits, a refused request costs nothing, and a failed task is refunded
in full, once.
The refund of a task that will fail is planned with the task. Every reader of the account books the refunds that are due,
so a balance is a function of the time, and no refund is booked twice.
"""

from __future__ import annotations

from typing import Literal

from attrs import define, evolve, field, frozen

Plan = Literal["standard", "unlimited"]

STANDARD_INTERVAL_S = 3.0
"""One submit in 3 seconds: the Introduction's limit of the standard plan."""

MAX_ENTRIES = 5000
"""Entries of a ledger: a day of a busy test suite. Older ones are summed up in one entry."""

MAX_PAID = 5000
"""Charges that can be refunded: more than a store has tasks, so that no task is too old for its refund."""

OPENING = "opening balance"
CARRIED = "carried forward"


@frozen
class Entry:
    """One movement on an account, in credits; spending is negative.

    A charge names its `operation` and, where it started one, its `task_id`; a refund has the same `task_id`.
    """

    at: float
    credits: int
    extra_credits: int
    cause: str
    number: int = 0
    operation: str | None = None
    task_id: str | None = None

    @property
    def total(self) -> int:
        """Both balances together."""
        return self.credits + self.extra_credits


@define
class Account:
    """One customer: key, plan, balances and ledger.

    `paid` has the charges for tasks that are not refunded, `planned` the refunds to come, both by task.
    `spent` counts credits by operation over the account's whole life, less refunds.
    """

    key: str = field(repr=False)
    plan: Plan = "standard"
    credits: int = 0
    extra_credits: int = 0
    subscribed: bool = True
    last_submit_at: float | None = None
    blocked_until: float = 0.0
    ledger: list[Entry] = field(factory=list)
    paid: dict[str, Entry] = field(factory=dict)
    planned: dict[str, Entry] = field(factory=dict)
    charged_once: dict[str, None] = field(factory=dict)
    spent: dict[str, int] = field(factory=dict)
    calls: dict[str, int] = field(factory=dict)
    refunds: int = 0
    entries: int = 0

    def book(self, entry: Entry) -> Entry:
        """Add an entry to the ledger and return it with its number."""
        self.entries += 1
        entry = evolve(entry, number=self.entries)
        self.ledger.append(entry)
        self.credits += entry.credits
        self.extra_credits += entry.extra_credits
        if entry.operation is not None:
            self.spent[entry.operation] = self.spent.get(entry.operation, 0) - entry.total
        if len(self.ledger) > 2 * MAX_ENTRIES:
            self._carry_forward()
        return entry

    def settle(self, now: float) -> None:
        """Book every refund that is due at `now`."""
        due = sorted((entry for entry in self.planned.values() if entry.at <= now), key=lambda entry: entry.at)
        for entry in due:
            if entry.task_id is not None:
                del self.planned[entry.task_id]
                self.paid.pop(entry.task_id, None)
            self.book(entry)
            self.refunds += entry.total

    @property
    def is_balanced(self) -> bool:
        """Whether the ledger adds up to both balances."""
        credits, extra = sum(entry.credits for entry in self.ledger), sum(entry.extra_credits for entry in self.ledger)
        return (credits, extra) == (self.credits, self.extra_credits)

    def set_balance(self, credits: int | None, extra_credits: int | None, now: float, cause: str) -> None:
        """Set the balances by an entry of their own; None leaves one as it is."""
        self.settle(now)
        more = 0 if credits is None else credits - self.credits
        more_extra = 0 if extra_credits is None else extra_credits - self.extra_credits
        if more or more_extra:
            self.book(Entry(now, more, more_extra, cause))

    def balance(self, now: float) -> tuple[int, int]:
        """Return (credits, extra_credits) at `now`, which must not be earlier than in the last call."""
        self.settle(now)
        return self.credits, self.extra_credits

    def can_pay(self, amount: int, now: float) -> bool:
        """Return whether both balances together cover `amount` credits."""
        return sum(self.balance(now)) >= amount

    def charge(self, amount: int, now: float, operation: str, task_id: str | None = None) -> Entry | None:
        """Charge `amount` credits, extra credits first, and return the entry; None if the amount is 0.

        Raises:
            ValueError: the balances do not cover it; call `can_pay` first.
        """
        self.calls[operation] = self.calls.get(operation, 0) + 1
        if amount == 0:
            return None
        if not self.can_pay(amount, now):
            raise ValueError(f"{amount} credits are more than the account has")
        extra = min(amount, self.extra_credits)
        cause = f"charge for {operation}"
        entry = self.book(Entry(now, extra - amount, -extra, cause, operation=operation, task_id=task_id))
        if task_id is not None:
            self.paid[task_id] = entry
            if len(self.paid) > MAX_PAID:
                del self.paid[next(iter(self.paid))]
        return entry

    def plan_refund(self, charge: Entry, at: float) -> None:
        """Plan the refund of a task's charge, to the balances that it was taken from, at the time `at`.

        A task has one refund: a second plan replaces the first, and does nothing after the refund was booked.

        Raises:
            ValueError: the charge is not for a task.
        """
        if charge.task_id is None:
            raise ValueError("only the charge of a task can be refunded")
        if charge.task_id not in self.paid:
            return
        cause = f"refund of task {charge.task_id}"
        self.planned[charge.task_id] = evolve(
            charge, at=at, credits=-charge.credits, extra_credits=-charge.extra_credits, cause=cause, number=0
        )

    def cancel_refund(self, task_id: str) -> None:
        """Delete a planned refund: its task will not fail after all."""
        self.planned.pop(task_id, None)

    def charge_of(self, task_id: str) -> Entry | None:
        """Return the charge of a task; None if it was free or is refunded."""
        return self.paid.get(task_id)

    def refunded(self, task_id: str) -> bool:
        """Return whether a task was refunded, as far as the ledger still shows it."""
        return any(entry.total > 0 for entry in reversed(self.ledger) if entry.task_id == task_id)

    def submit_wait(self, now: float) -> float:
        """Return the seconds until the next submit is allowed by the plan, or by a block; 0 if it is now."""
        blocked = max(0.0, self.blocked_until - now)
        if self.plan == "unlimited" or self.last_submit_at is None:
            return blocked
        return max(blocked, self.last_submit_at + STANDARD_INTERVAL_S - now)

    def charge_once(self, what: str) -> None:
        """Mark an operation on a clip as paid; beyond the bound, delete the oldest mark."""
        self.charged_once[what] = None
        if len(self.charged_once) > MAX_ENTRIES:
            del self.charged_once[next(iter(self.charged_once))]

    def _carry_forward(self) -> None:
        old, self.ledger = self.ledger[:-MAX_ENTRIES], self.ledger[-MAX_ENTRIES:]
        credits, extra = sum(entry.credits for entry in old), sum(entry.extra_credits for entry in old)
        carried = Entry(old[-1].at, credits, extra, CARRIED, number=old[-1].number)
        self.ledger.insert(0, carried)


def opened(key: str, plan: Plan, credits: int, extra_credits: int, now: float) -> Account:
    """Return a new account with its opening balance as the first entry."""
    account = Account(key, plan)
    account.book(Entry(now, credits, extra_credits, OPENING))
    return account
