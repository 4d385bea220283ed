"""Accounts: which balance pays, what a refund gives back and when, and the plan's pace."""

from __future__ import annotations

import copy

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from aimusic_mock.domain.accounts import CARRIED, MAX_ENTRIES, OPENING, Account, Entry, opened


def _account(credits: int, extra: int) -> Account:
    return opened("key", "standard", credits, extra, 0.0)


@pytest.mark.parametrize(
    ("amount", "left"),
    [(0, (20, 10)), (4, (20, 6)), (10, (20, 0)), (11, (19, 0)), (30, (0, 0))],
)
def test_charge_takes_extra_credits_first(amount: int, left: tuple[int, int]) -> None:
    account = _account(20, 10)
    account.charge(amount, 1.0, "song")
    assert account.balance(1.0) == left


def test_charge_of_nothing_leaves_no_entry() -> None:
    account = _account(20, 10)
    assert account.charge(0, 1.0, "poll") is None
    assert len(account.ledger) == 1


def test_charge_beyond_the_balance_is_refused_and_changes_nothing() -> None:
    account = _account(20, 10)
    assert not account.can_pay(31, 1.0)
    with pytest.raises(ValueError, match="31 credits"):
        account.charge(31, 1.0, "song")
    assert account.balance(1.0) == (20, 10)


def test_refund_in_the_future_counts_from_its_time_only() -> None:
    account = _account(5, 10)
    entry = account.charge(12, 1.0, "song", "t1")
    assert entry is not None
    account.plan_refund(entry, 50.0)
    assert account.balance(49.9) == (3, 0)
    assert not account.can_pay(4, 49.9)
    assert account.balance(50.0) == (5, 10)
    assert account.can_pay(15, 50.0)


def test_refund_goes_to_the_balances_that_paid() -> None:
    account = _account(20, 4)
    entry = account.charge(10, 1.0, "song", "t1")
    assert entry == Entry(1.0, -6, -4, "charge for song", 2, "song", "t1")
    account.plan_refund(entry, 2.0)
    account.settle(2.0)
    assert account.ledger[-1] == Entry(2.0, 6, 4, "refund of task t1", 3, "song", "t1")
    assert (account.refunds, account.spent) == (10, {"song": 0})


def test_standard_plan_makes_the_next_submit_wait_three_seconds() -> None:
    account = _account(1, 0)
    assert account.submit_wait(100.0) == 0
    account.last_submit_at = 100.0
    assert account.submit_wait(100.0) == 3
    assert account.submit_wait(102.5) == 0.5
    assert account.submit_wait(103.0) == 0
    assert account.submit_wait(500.0) == 0


def test_unlimited_plan_never_waits() -> None:
    account = Account("key", plan="unlimited", last_submit_at=100.0)
    assert account.submit_wait(100.0) == 0


def test_account_never_shows_its_key() -> None:
    assert "secret-key" not in repr(Account("secret-key"))


OPENINGS = st.integers(0, 100)
STEPS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30), st.none() | st.integers(0, 90)), max_size=30)


@given(OPENINGS, OPENINGS, STEPS)
def test_balance_is_the_sum_of_due_entries_and_never_negative(
    credits: int, extra: int, steps: list[tuple[int, int, int | None]]
) -> None:
    """Steps are charges, some of them refunded later, at times that only grow."""
    account = _account(credits, extra)
    now = 0.0
    planned: list[Entry] = []
    for number, (amount, later, refunded_after) in enumerate(steps):
        now += later
        if not account.can_pay(amount, now):
            continue
        entry = account.charge(amount, now, "song", f"t{number}")
        if entry is not None and refunded_after is not None:
            account.plan_refund(entry, now + refunded_after)
            planned.append(evolve(entry, at=now + refunded_after))
        for moment in (now, now + 45, now + 1000):
            due = [item for item in account.planned.values() if item.at <= moment]
            left = copy.deepcopy(account)
            balance = left.balance(moment)
            entries = [*account.ledger, *due]
            assert balance == (sum(entry.credits for entry in entries), sum(entry.extra_credits for entry in entries))
            assert left.is_balanced
            assert min(balance) >= 0
            provided = [item for item in left.ledger if item.cause.startswith("refund")]
            assert sum(item.total for item in provided) == left.refunds
            assert left.refunds == -sum(item.total for item in planned if item.at <= moment)
        assert sum(left.balance(now + 1000)) <= credits + extra
    assert all(entry.at <= now for entry in account.ledger)


# --- One refund for a task


def test_refund_planned_twice_is_given_once_at_the_later_plan() -> None:
    account = _account(20, 0)
    entry = account.charge(10, 1.0, "song", "t1")
    assert entry is not None
    account.plan_refund(entry, 5.0)
    account.plan_refund(entry, 9.0)
    assert [sum(account.balance(at)) for at in (5.0, 9.0, 100.0)] == [10, 20, 20]


def test_refund_that_was_given_is_not_planned_again() -> None:
    account = _account(20, 0)
    entry = account.charge(10, 1.0, "song", "t1")
    assert entry is not None
    account.plan_refund(entry, 5.0)
    account.settle(5.0)
    account.plan_refund(entry, 9.0)
    assert sum(account.balance(100.0)) == 20
    assert account.planned == {}


def test_refund_cancelled_is_not_given() -> None:
    account = _account(20, 0)
    entry = account.charge(10, 1.0, "song", "t1")
    assert entry is not None
    account.plan_refund(entry, 5.0)
    account.cancel_refund("t1")
    account.cancel_refund("of another task")
    assert sum(account.balance(100.0)) == 10


def test_refund_of_what_no_task_has_cost_is_a_mistake() -> None:
    account = _account(20, 0)
    entry = account.charge(10, 1.0, "measure")
    assert entry is not None
    with pytest.raises(ValueError, match="task"):
        account.plan_refund(entry, 5.0)


def test_refunds_are_written_in_the_order_of_their_times() -> None:
    account = _account(20, 0)
    for number, at in enumerate((9.0, 5.0, 7.0)):
        entry = account.charge(2, 1.0, "song", f"t{number}")
        assert entry is not None
        account.plan_refund(entry, at)
    account.settle(100.0)
    assert [item.at for item in account.ledger[-3:]] == [5.0, 7.0, 9.0]


# --- The ledger


def test_ledger_begins_with_the_opening_balance() -> None:
    (entry,) = _account(20, 10).ledger
    assert entry == Entry(0.0, 20, 10, OPENING, 1)


def test_balance_set_by_hand_is_an_entry_of_the_difference() -> None:
    account = _account(20, 10)
    account.set_balance(5, None, 3.0, "by hand")
    assert account.ledger[-1] == Entry(3.0, -15, 0, "by hand", 2)
    account.set_balance(5, 10, 3.0, "by hand")
    assert len(account.ledger) == 2
    assert account.balance(3.0) == (5, 10)
    assert account.is_balanced


def test_account_whose_balance_is_not_its_ledgers_sum_is_reported() -> None:
    account = _account(20, 10)
    account.extra_credits -= 1
    assert not account.is_balanced


def test_ledger_that_is_long_is_carried_forward_and_still_adds_up() -> None:
    account = _account(10 * MAX_ENTRIES, 7)
    for number in range(2 * MAX_ENTRIES):
        account.charge(1, float(number), "song")
    assert len(account.ledger) == MAX_ENTRIES + 1
    assert account.ledger[0].cause == CARRIED
    assert [item.number for item in account.ledger] == list(range(MAX_ENTRIES + 1, 2 * MAX_ENTRIES + 2))
    assert account.is_balanced
    assert account.balance(1e9) == (10 * MAX_ENTRIES + 7 - 2 * MAX_ENTRIES, 0)


def test_block_makes_the_next_submit_wait_on_every_plan() -> None:
    account = Account("key", plan="unlimited", blocked_until=110.0)
    assert (account.submit_wait(100.0), account.submit_wait(110.0)) == (10.0, 0.0)
    slow = Account("key", last_submit_at=100.0, blocked_until=101.0)
    assert slow.submit_wait(100.0) == 3.0


def test_charges_once_are_remembered_the_newest_longest() -> None:
    account = _account(0, 0)
    for number in range(MAX_ENTRIES + 1):
        account.charge_once(f"clip {number}")
    assert "clip 0" not in account.charged_once
    assert f"clip {MAX_ENTRIES}" in account.charged_once
    assert len(account.charged_once) == MAX_ENTRIES
