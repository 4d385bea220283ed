"""Accounts and their money: two balances, a ledger, and the price of being refused nothing.

Extra credits are spent before subscription credits, a refused request costs nothing, and what failed is given back
in full.
An entry may lie in the future: the refund of a task that will fail is written when the task is planned, and counts
from its time on. So a balance is a function of the time, like everything else here.
"""

from __future__ import annotations

from typing import Literal

from attrs import define, field, frozen

Plan = Literal["standard", "unlimited"]

STANDARD_INTERVAL_S = 3.0
"""One submit in 3 seconds: the Introduction's limit of the standard plan."""


@frozen
class Entry:
    """One movement on an account, in credits; spending is negative."""

    at: float
    credits: int
    extra_credits: int
    cause: str


@define
class Account:
    """One customer: a key, a plan, and what has moved."""

    key: str = field(repr=False)
    plan: Plan = "standard"
    ledger: list[Entry] = field(factory=list)
    last_submit_at: float | None = None
    charged_once: set[tuple[str, str]] = field(factory=set)

    def balance(self, now: float) -> tuple[int, int]:
        """Return (credits, extra_credits) as they stand at `now`."""
        due = [entry for entry in self.ledger if entry.at <= now]
        return sum(entry.credits for entry in due), sum(entry.extra_credits for entry in due)

    def can_pay(self, amount: int, now: float) -> bool:
        """Tell whether both balances together cover `amount` credits."""
        return sum(self.balance(now)) >= amount

    def charge(self, amount: int, now: float, cause: str) -> Entry | None:
        """Take `amount` credits, extra credits first, and return the entry; None when nothing is owed.

        Raises:
            ValueError: the balances do not cover it; ask `can_pay` first.
        """
        if amount == 0:
            return None
        if not self.can_pay(amount, now):
            raise ValueError(f"{amount} credits are more than the account has")
        extra = min(amount, self.balance(now)[1])
        entry = Entry(at=now, credits=extra - amount, extra_credits=-extra, cause=cause)
        self.ledger.append(entry)
        return entry

    def refund(self, entry: Entry, at: float, cause: str) -> None:
        """Give back what `entry` took, to the balances that it came from, at the time `at`."""
        self.ledger.append(Entry(at=at, credits=-entry.credits, extra_credits=-entry.extra_credits, cause=cause))

    def submit_wait(self, now: float) -> float:
        """Return how many seconds the plan makes the next submit wait; 0 when it may come now."""
        if self.plan == "unlimited" or self.last_submit_at is None:
            return 0.0
        return max(0.0, self.last_submit_at + STANDARD_INTERVAL_S - now)
