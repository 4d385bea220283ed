"""Accounts and money: balances, the ledger, and the cost of all calls."""

from __future__ import annotations

from typing import Any

from attrs import asdict

from aimusic_mock.admin.context import AdminCall, AdminHandlers, AdminReply, not_found, page
from aimusic_mock.domain.accounts import Account

handlers = AdminHandlers()

SET_CAUSE = "balance set by hand"


@handlers.handles("list_accounts")
def list_accounts(call: AdminCall) -> AdminReply:
    """List the accounts."""
    with call.world.store.lock:
        shown = [_shown(call, number) for number in range(1, len(call.world.store.accounts) + 1)]
    return 200, {"accounts": shown}


@handlers.handles("set_account")
def set_account(call: AdminCall) -> AdminReply:
    """Change an account's balance, plan or subscription."""
    with call.world.store.lock:
        number = int(call.path["number"])
        account = _account(call, number)
        credits, extra = call.body.get("credits"), call.body.get("extra_credits")
        account.set_balance(credits, extra, call.world.clock.now(), SET_CAUSE)
        account.plan = call.body.get("plan", account.plan)
        account.subscribed = call.body.get("subscribed", account.subscribed)
        return 200, _shown(call, number)


@handlers.handles("get_ledger")
def get_ledger(call: AdminCall) -> AdminReply:
    """List the entries of an account's ledger."""
    number = call.query["account"]
    with call.world.store.lock:
        account = _account(call, number)
        credits, extra = account.balance(call.now)
        shown = page(account.ledger, call.query)
        return 200, {
            "account": number,
            "credits": credits,
            "extra_credits": extra,
            "balanced": account.is_balanced,
            "planned": [asdict(entry) for entry in account.planned.values()],
            **shown,
            "items": [asdict(entry) for entry in shown["items"]],
        }


@handlers.handles("get_costs")
def get_costs(call: AdminCall) -> AdminReply:
    """Return what all calls would have cost at the real service."""
    calls: dict[str, int] = {}
    spent: dict[str, int] = {}
    with call.world.store.lock:
        now = call.now
        accounts = list(call.world.store.accounts.values())
        for account in accounts:
            account.settle(now)
            for amounts, totals in ((account.calls, calls), (account.spent, spent)):
                for name, amount in amounts.items():
                    totals[name] = totals.get(name, 0) + amount
        refunded = sum(account.refunds for account in accounts)
    rows = [{"operation": name, "calls": calls[name], "credits": spent.get(name, 0)} for name in sorted(calls)]
    seconds = now - call.world.began_at
    return 200, {"credits": sum(spent.values()), "refunded": refunded, "seconds": seconds, "operations": rows}


def _account(call: AdminCall, number: int) -> Account:
    accounts = list(call.world.store.accounts.values())
    if not 1 <= number <= len(accounts):
        raise not_found("account")
    return accounts[number - 1]


def _shown(call: AdminCall, number: int) -> dict[str, Any]:
    account, now = _account(call, number), call.now
    credits, extra = account.balance(now)
    return {
        "account": number,
        "credits": credits,
        "extra_credits": extra,
        "plan": account.plan,
        "subscribed": account.subscribed,
        "wait_s": account.submit_wait(now),
    }
