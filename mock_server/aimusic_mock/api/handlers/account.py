"""The account: what is left to spend."""

from __future__ import annotations

from aimusic_mock.api.context import Call
from aimusic_mock.api.pipeline import Handlers
from aimusic_mock.replies.common import Reply

handlers = Handlers()


@handlers.handles("get_credits")
def get_credits(call: Call) -> Reply:
    """Show both balances; the reply has no envelope."""
    credits, extra_credits = call.account.balance(call.now)
    return 200, {"credits": credits, "extra_credits": extra_credits}
