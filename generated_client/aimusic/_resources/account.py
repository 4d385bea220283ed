"""The account behind the key."""

from __future__ import annotations

from math import isfinite
from typing import Any

from aimusic._http.call import Call, call
from aimusic._resources.base import Namespace
from aimusic._tasks.validation import validated
from aimusic.types import Credits
from aimusic_client.api.account import get_credits
from aimusic_client.models import CreditBalance


class Account(Namespace[Any, Any]):
    """The balance of the account: `client.account`."""

    def credits(self) -> Credits:
        """Return the credits that are left.

        Raises:
            AuthenticationError: The key is unknown.
            AIMusicError: See the table of errors.

        Credits: 0.
        Source: intro, `GET /get-credits`.
        """
        return self._answer(_credits_call())


class AsyncAccount(Namespace[Any, Any]):
    """`Account` on an asynchronous client."""

    async def credits(self) -> Credits:
        """Return the credits that are left.

        Raises:
            AuthenticationError: The key is unknown.
            AIMusicError: See the table of errors.

        Credits: 0.
        Source: intro, `GET /get-credits`.
        """
        return await self._await_answer(_credits_call())


def _credits_call() -> Call[Credits]:
    return call(get_credits, _read)


def _read(reply: CreditBalance) -> Credits:
    validated(reply)
    balance = Credits(float(reply.credits_), float(reply.extra_credits))
    if not isfinite(balance.total):
        raise ValueError(f"the balance is {balance.total}")
    return balance
