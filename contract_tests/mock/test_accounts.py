"""Accounts: which balance pays, what a refund gives back and when, and the plan's pace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.domain.accounts import Account, Entry


def _account(credits: int, extra: int) -> Account:
    return Account("key", ledger=[Entry(0.0, credits, extra, "opening")])


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
    entry = account.charge(12, 1.0, "song")
    assert entry is not None
    account.refund(entry, 50.0, "refund")
    assert account.balance(49.9) == (3, 0)
    assert not account.can_pay(4, 49.9)
    assert account.balance(50.0) == (5, 10)
    assert account.can_pay(15, 50.0)


def test_refund_goes_to_the_balances_that_paid() -> None:
    account = _account(20, 4)
    entry = account.charge(10, 1.0, "song")
    assert entry == Entry(1.0, -6, -4, "song")
    account.refund(entry, 2.0, "refund")
    assert account.ledger[-1] == Entry(2.0, 6, 4, "refund")


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
    """Steps are charges, some of them given back later, at times that only grow."""
    account = _account(credits, extra)
    now = 0.0
    for amount, later, refunded_after in steps:
        now += later
        if not account.can_pay(amount, now):
            continue
        entry = account.charge(amount, now, "song")
        if entry is not None and refunded_after is not None:
            account.refund(entry, now + refunded_after, "refund")
        for moment in (now, now + 45, now + 1000):
            due = [each for each in account.ledger if each.at <= moment]
            balance = account.balance(moment)
            assert balance == (sum(each.credits for each in due), sum(each.extra_credits for each in due))
            assert min(balance) >= 0
        assert sum(account.balance(now + 1000)) <= credits + extra
