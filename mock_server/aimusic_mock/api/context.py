"""The context of one request: its world, id and time, what it asks for, and why it got its reply.

A request gets its number, id and time at the moment its world starts to process it, so that a replay in the order of
the numbers gives the same ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from attrs import define, field
from flask import g

from aimusic_mock.api import headers
from aimusic_mock.contract.model import BodyVariant, Operation, TaskSpec
from aimusic_mock.domain.accounts import Account
from aimusic_mock.domain.ids import Ids
from aimusic_mock.domain.store import Persona, Store, Vox
from aimusic_mock.domain.tasks import Clip, Task
from aimusic_mock.domain.world import World
from aimusic_mock.errors import ContractError
from aimusic_mock.faults.scenarios import RequestedFaults
from aimusic_mock.mock import Mock
from aimusic_mock.replies.common import ReplyContext
from aimusic_mock.replies.urls import Urls
from aimusic_mock.settings import Dialect

ProbeResult = Literal["there", "missing", "suppressed"]
"""Whether the address of an uploaded recording serves a file; `suppressed` if a web page of another site named it."""


@define
class Resources:
    """The stored resources that a request refers to, by property name, and the task that it polls."""

    clips: dict[str, list[Clip]] = field(factory=dict)
    personas: dict[str, list[Persona]] = field(factory=dict)
    voxes: dict[str, list[Vox]] = field(factory=dict)
    polled: Task | None = None

    def clip(self, *names: str) -> Clip | None:
        """Return the clip under the first of `names` that has one."""
        return next((self.clips[name][0] for name in names if self.clips.get(name)), None)


@define(eq=False)
class RequestContext:
    """One request, filled in step by step.

    Attributes:
        operation: the operation of the API. Like `account` and `dialect`, it is unset until the pipeline sets it.
        operation_id: the operation's name in the journal; `admin` and `media` for requests outside the contract.
        now: the world's time when the request got its number, in seconds.
        journaled: whether the request is counted and recorded in its world's journal.
        raw: the bytes of the body.
        body: the parsed body; `variant` is the schema of the operation that it fits. Handlers read `fields`.
        started: the task that the request started.
        previous_submit_at: the account's last submit before this request.
        error_origin: the place in the contract of the sentence of the error reply.
        default_webhook_fault: the webhook fault of the world when the request got its number.
    """

    mock: Mock = field(repr=False)
    world: World
    number: int | None = None
    request_id: str | None = None
    now: float = 0.0
    journaled: bool = True
    operation: Operation = field(init=False, repr=False)
    account: Account = field(init=False, repr=False)
    dialect: Dialect = field(init=False, repr=False)
    operation_id: str | None = None
    account_number: int | None = None
    path: Mapping[str, str] = field(factory=dict)
    raw: bytes = field(default=b"", repr=False)
    body: Mapping[str, Any] = field(factory=dict)
    variant: BodyVariant | None = None
    probed: ProbeResult | None = None
    resources: Resources = field(factory=Resources)
    faults: RequestedFaults = field(factory=RequestedFaults)
    started: Task | None = None
    previous_submit_at: float | None = None
    error_origin: str | None = None
    default_webhook_fault: str | None = None

    def begin(self) -> None:
        """Give the request its number, id and time, once."""
        with self.world.store.lock:
            if self.number is None:
                self.number = self.world.journal.number()
                self.request_id = self.world.ids.request()
                self.now = self.world.clock.now()
                self.default_webhook_fault = self.world.outbox.fault

    def begin_quietly(self, ids: Ids) -> None:
        """Give a request that its world does not count an id from `ids`, once."""
        if self.request_id is None:
            self.request_id = ids.request()

    # --- For the steps and handlers

    @property
    def store(self) -> Store:
        """The world's resources."""
        return self.world.store

    @property
    def urls(self) -> Urls:
        """The URLs of files in replies."""
        return self.mock.urls

    @property
    def task_spec(self) -> TaskSpec | None:
        """The task that the contract says this request starts; None if it starts none."""
        return self.variant.task if self.variant else self.operation.task

    @property
    def fields(self) -> Mapping[str, Any]:
        """The validated fields of the body: those of its variant. All others are ignored, as by the service."""
        known = self.variant.properties if self.variant else {}
        return {name: value for name, value in self.body.items() if name in known}

    @property
    def webhook_url(self) -> str | None:
        """The URL for the task's webhooks; None if the request has none, or its schema has no such property."""
        return self.fields.get("webhook_url")

    @property
    def waiting(self) -> Mapping[str, Any]:
        """The contract's `not_ready` body."""
        return self.mock.contract.error("NotReady", "not_ready")

    def require_task_spec(self) -> TaskSpec:
        """Return the task that the contract says this request starts.

        Raises:
            LookupError: the contract has no `x-task` for the operation.
        """
        if self.task_spec is None:
            raise LookupError(f"{self.operation.operation_id} has no x-task in the contract")
        return self.task_spec

    def value(self, name: str) -> Any:
        """Return a property of the body, its documented default, or None."""
        default = self.variant.properties.get(name, {}).get("default") if self.variant else None
        return self.fields.get(name, default)

    def built_before(self, kind: str, clip_id: str) -> bool:
        """Return whether this file of a clip was requested before, and record the request."""
        return self.store.mark_built(kind, clip_id)

    def uncount_submit(self) -> None:
        """Undo the effect of a submit on the plan's rate limit."""
        if self.operation.method == "POST":
            self.account.last_submit_at = self.previous_submit_at

    def error(self, component: str, example: str, **replacements: str) -> ContractError:
        """Return one of the contract's errors.

        Args:
            component: the response component, e.g. `NotFound`.
            example: the name of its example.
            **replacements: text for the words of the example that stand for part of the request.
        """
        error = self.mock.contract.refusal(component, example)
        for word, text in replacements.items():
            error.sentence = error.sentence.replace(word, text)
        return error

    def rate_limit_error(self, seconds: int) -> ContractError:
        """Return the 429 that asks the client to wait `seconds`; an auto clock advances past them."""
        error = self.error("TooManyRequests", "rate_limit")
        error.headers["Retry-After"] = str(seconds)
        self.world.clock.advance_for_waiter(self.now + seconds)
        return error

    @property
    def reply_context(self) -> ReplyContext:
        """What the reply to a poll depends on, beside the task."""
        return ReplyContext(self.now, self.dialect, self.urls, self.waiting)

    # --- For the reply's headers and the journal

    @property
    def outcome_scenario(self) -> str | None:
        """The scenario that decided the outcome of the polled task."""
        return self.resources.polled.scenario if self.resources.polled else None

    def reply_headers(self) -> dict[str, str]:
        """Return the headers that explain the reply."""
        values = {
            headers.REQUEST_ID: self.request_id,
            headers.WORLD: self.world.name,
            headers.CLOCK: f"{self.world.clock.name}; now={self._reply_time():.3f}",
            headers.DIALECT: self._dialect_if_set(),
            headers.SCENARIO: self.faults.names,
            headers.RULE: self.faults.source,
            headers.FATE: self.outcome_scenario,
        }
        return {name: value for name, value in values.items() if value}

    def explanation(self) -> Mapping[str, Any]:
        """Return the same facts for the journal."""
        facts = {
            "dialect": self._dialect_if_set(),
            "clock": self.world.clock.name,
            "scenarios": [scenario.name for scenario in self.faults.scenarios],
            "source": self.faults.source,
            "stub": self.faults.reply is not None,
            "fate": self.outcome_scenario,
            "recording": self.probed,
            "sentence": self.error_origin,
        }
        return {name: fact for name, fact in facts.items() if fact}

    def _dialect_if_set(self) -> str | None:
        return getattr(self, "dialect", None)

    def _reply_time(self) -> float:
        """Return the time that the reply describes: an auto clock may have advanced since, or an admin request moved it."""
        return self.world.clock.now() if self.operation_id == "admin" or not self.number else self.now


def current() -> RequestContext:
    """Return the context of the current request."""
    context: RequestContext = g.context
    return context
