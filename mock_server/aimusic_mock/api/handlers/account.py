"""The account: its credits."""

from __future__ import annotations

from aimusic_mock.api.context import RequestContext
from aimusic_mock.api.registry import Handlers
from aimusic_mock.replies.common import Reply

handlers = Handlers()


@handlers.handles("get_credits")
def get_credits(context: RequestContext) -> Reply:
    """Return both balances; the reply has no envelope."""
    credits, extra_credits = context.account.balance(context.now)
    return 200, {"credits": credits, "extra_credits": extra_credits}
