"""One API request on its way: what was asked, by whom, when, and what is to go wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import define, field

from mock_server import lookup
from mock_server.contract import Member, Operation
from mock_server.domain.accounts import Account
from mock_server.domain.store import Store
from mock_server.domain.tasks import Task
from mock_server.domain.world import World
from mock_server.errors import ContractError
from mock_server.mock import Mock
from mock_server.replies.urls import Urls
from mock_server.scenarios import Asked
from mock_server.settings import Dialect


@define
class Call:
    """One request."""

    mock: Mock = field(repr=False)
    world: World
    operation: Operation
    account: Account
    dialect: Dialect
    now: float
    number: int
    body: Mapping[str, Any] = field(factory=dict)
    member: Member | None = None
    found: lookup.Found = field(factory=lookup.Found)
    wrong: Asked = field(factory=Asked)
    started: Task | None = None
    previous_submit_at: float | None = None

    def uncount(self) -> None:
        """Let the request not count for the pace of the plan, as if it had never come."""
        if self.operation.method == "POST":
            self.account.last_submit_at = self.previous_submit_at

    @property
    def store(self) -> Store:
        """The world's memory."""
        return self.world.store

    @property
    def urls(self) -> Urls:
        """Where the files of the replies lie."""
        return self.mock.urls

    def value(self, name: str) -> Any:
        """Return a property of the body, or the default that the contract documents for it, or None."""
        default = self.member.properties.get(name, {}).get("default") if self.member else None
        return self.body.get(name, default)

    @property
    def webhook_url(self) -> str | None:
        """Where the request wants its webhooks; None when it wants none, or is of a kind that takes no such address."""
        takes = self.member is not None and "webhook_url" in self.member.properties
        return self.body.get("webhook_url") if takes else None

    @property
    def waiting(self) -> Mapping[str, Any]:
        """The contract's `not_ready` body."""
        return self.mock.contract.error("NotReady", "not_ready")

    def built_before(self, kind: str, clip_id: str) -> bool:
        """Tell whether this file of a clip was asked for before; it is now."""
        return self.store.mark_built(kind, clip_id)

    def refuse(self, component: str, example: str) -> ContractError:
        """Return the refusal that the contract has under this name."""
        return ContractError(component, example, self.mock.contract.error(component, example))
