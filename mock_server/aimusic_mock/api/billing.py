"""The price of a request: check that the account can pay it, and charge it when the handler succeeds."""

from __future__ import annotations

from attrs import frozen

from aimusic_mock.api.context import RequestContext
from aimusic_mock.replies.common import Reply


@frozen
class Price:
    """Credits due for a request; `once_key` identifies a charge that is made only once."""

    amount: int
    once_key: str | None


def check_price(context: RequestContext) -> Price:
    """Return the price of a request.

    Raises:
        ContractError: 403, if the account has no subscription or too few credits.
    """
    documented = context.variant.price if context.variant else context.operation.price
    clip_id = context.fields.get("clip_id")
    once_key = f"{context.operation.operation_id} {clip_id}" if documented.once_per_clip else None
    amount = 0 if once_key in context.account.charged_once else documented.amount
    if amount and not context.account.subscribed:
        raise context.error("Forbidden", "no_subscription")
    if not context.account.can_pay(amount, context.now):
        raise context.error("Forbidden", "insufficient_credits")
    return Price(amount, once_key)


def charge(context: RequestContext, price: Price, reply: Reply) -> None:
    """Charge a request that succeeded, and plan the refund of a task that will fail."""
    status, body = reply
    # A combined submit with a failed step is a 200, too, but produces nothing.
    if status != 200 or "failed_step" in body:
        return
    account, task = context.account, context.started
    entry = account.charge(price.amount, context.now, context.operation.operation_id, task.task_id if task else None)
    if price.once_key is not None:
        account.charge_once(price.once_key)
    if entry is not None and task is not None and task.fails_at is not None:
        account.plan_refund(entry, task.fails_at)
