"""One API request on its way: what was asked, by whom, when, and what is to go wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import define, field

from aimusic_mock.api import resources
from aimusic_mock.contract.model import BodyVariant, Operation
from aimusic_mock.domain.accounts import Account
from aimusic_mock.domain.store import Store
from aimusic_mock.domain.tasks import Task
from aimusic_mock.domain.world import World
from aimusic_mock.errors import ContractError
from aimusic_mock.faults.scenarios import RequestedFaults
from aimusic_mock.mock import Mock
from aimusic_mock.replies.common import ReplyContext
from aimusic_mock.replies.urls import Urls
from aimusic_mock.settings import Dialect


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
    member: BodyVariant | None = None
    found: resources.Found = field(factory=resources.Found)
    wrong: RequestedFaults = field(factory=RequestedFaults)
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

    @property
    def reply_context(self) -> ReplyContext:
        """The context of the reply to a poll."""
        return ReplyContext(self.now, self.dialect, self.urls, self.waiting)

    def built_before(self, kind: str, clip_id: str) -> bool:
        """Tell whether this file of a clip was asked for before; it is now."""
        return self.store.mark_built(kind, clip_id)

    def refuse(self, component: str, example: str) -> ContractError:
        """Return the refusal that the contract has under this name."""
        return self.mock.contract.refusal(component, example)
