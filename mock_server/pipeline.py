"""The way of every API request, one direction: who asks, how fast, what for, can they pay, do it, check the reply.

    authenticate (401) → read the body (413) → rate limit (429) → parse and validate (400) → is it retired (410)
    → look up what it names (404) → price (403) → handler → charge → check the reply against the contract

From the rate limit to the charge one lock is held, so that no two requests pass on one balance.
Handlers get a `Call` and return a status and a body; they never see Flask.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from attrs import define, field
from flask import Blueprint, Response, current_app, jsonify, request

from mock_server import auth, body, lookup, validation
from mock_server.contract import Contract, Member, Operation
from mock_server.domain.accounts import Account
from mock_server.domain.store import Store
from mock_server.domain.tasks import Task
from mock_server.domain.world import World
from mock_server.errors import BadRequestError, ContractError, ContractViolationError
from mock_server.replies.common import Reply
from mock_server.replies.urls import Urls
from mock_server.settings import DIALECTS, Dialect, Settings

DIALECT_HEADER = "X-Mock-Dialect"


@define
class Mock:
    """Everything that one app works with."""

    contract: Contract
    settings: Settings
    world: World


@define
class Call:
    """One request on its way: what was asked, by whom, and when."""

    mock: Mock = field(repr=False)
    operation: Operation
    account: Account
    dialect: Dialect
    now: float
    body: Mapping[str, Any] = field(factory=dict)
    member: Member | None = None
    found: lookup.Found = field(factory=lookup.Found)
    started: Task | None = None

    @property
    def world(self) -> World:
        """The world that the request belongs to."""
        return self.mock.world

    @property
    def store(self) -> Store:
        """The world's memory."""
        return self.mock.world.store

    @property
    def urls(self) -> Urls:
        """Where the files of the replies lie."""
        return Urls(self.mock.settings.public_url)

    def value(self, name: str) -> Any:
        """Return a property of the body, or the default that the contract documents for it, or None."""
        default = self.member.properties.get(name, {}).get("default") if self.member else None
        return self.body.get(name, default)

    @property
    def waiting(self) -> Mapping[str, Any]:
        """The contract's `not_ready` body."""
        return self.mock.contract.error("NotReady", "not_ready")

    def built_before(self, kind: str, clip_id: str) -> bool:
        """Tell whether this file of a clip was asked for before; it is now."""
        before = (kind, clip_id) in self.store.built
        self.store.built.add((kind, clip_id))
        return before

    def refuse(self, component: str, example: str) -> ContractError:
        """Return the refusal that the contract has under this name."""
        return ContractError(component, example, self.mock.contract.error(component, example))


Handler = Callable[[Call], Reply]


class Handlers:
    """Handlers by operationId; their paths and methods come from the contract."""

    def __init__(self) -> None:
        self.by_operation: dict[str, Handler] = {}

    def handles(self, *operation_ids: str) -> Callable[[Handler], Handler]:
        """Register a function for these operations."""

        def register(handler: Handler) -> Handler:
            self.by_operation.update(dict.fromkeys(operation_ids, handler))
            return handler

        return register

    def polls(self, operation_id: str) -> Callable[[Callable[[Call, Task], Reply]], Callable[[Call, Task], Reply]]:
        """Register a function that shows a task; a clock may hear how long the client has to wait for more."""

        def register(show: Callable[[Call, Task], Reply]) -> Callable[[Call, Task], Reply]:
            def handler(call: Call) -> Reply:
                if call.found.polled is None:
                    raise LookupError(f"{operation_id} has no task_id in its path")
                reply = show(call, call.found.polled)
                event = call.found.polled.next_event(call.now)
                if event is not None:
                    call.world.clock.wait_seen(event)
                return reply

            self.by_operation[operation_id] = handler
            return show

        return register


def make_blueprint(product: str, contract: Contract, *groups: Handlers) -> Blueprint:
    """Return the blueprint that serves every operation of a product.

    Raises:
        LookupError: the contract has an operation without a handler, or a handler has no operation.
    """
    handlers = {name: handler for group in groups for name, handler in group.by_operation.items()}
    operations = {name: each for name, each in contract.operations.items() if each.product == product}
    if operations.keys() != handlers.keys():
        unlike = ", ".join(sorted(operations.keys() ^ handlers.keys()))
        raise LookupError(f"the contract and the handlers of {product} differ in {unlike}")
    blueprint = Blueprint(product, __name__)
    for name, operation in operations.items():
        rule = operation.path.replace("{", "<").replace("}", ">")
        view = _view(operation, handlers[name])
        blueprint.add_url_rule(rule, name, view, methods=[operation.method], provide_automatic_options=False)
    return blueprint


def _view(operation: Operation, handler: Handler) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        mock: Mock = current_app.extensions["aimusic"]
        status, reply = run(mock, operation, handler, path)
        response = jsonify(reply)
        response.status_code = status
        return response

    return view


def run(mock: Mock, operation: Operation, handler: Handler, path: Mapping[str, str]) -> Reply:
    """Take one request through all the steps and return its reply.

    Raises:
        ApiError: a step refused the request; nothing was charged or made, but a POST counts for the rate limit.
        ContractViolationError: the reply does not fit the contract, and the settings are strict.
    """
    key = request.headers.get("Authorization")
    auth.authenticate(key, mock.world.store, mock.contract)
    # Read before the lock is taken: a client may send its body slowly.
    raw = request.get_data() if operation.members else b""
    with mock.world.store.lock:
        # Again, since a reset in the meantime would leave the request with an account that nobody has any more.
        account = auth.authenticate(key, mock.world.store, mock.contract)
        call = Call(mock, operation, account, _dialect(mock.settings), mock.world.clock.now())
        if operation.method == "POST":
            _pace(call)
        if operation.members:
            call.body = body.parse(raw, request.mimetype)
            call.member = validation.check(operation, call.body)
            _refuse_retired(call)
        call.found = lookup.find(call.store, mock.contract, account, operation, call.member, call.body, path, call.now)
        status, reply = _pay_and_do(call, handler)
    if mock.settings.strict and (faults := operation.reply_faults(status, reply)):
        raise ContractViolationError(f"{operation.operation_id} {status}: {'; '.join(faults[:3])}")
    return status, reply


def _dialect(settings: Settings) -> Dialect:
    asked = request.headers.get(DIALECT_HEADER, settings.dialect)
    for dialect in DIALECTS:
        if asked == dialect:
            return dialect
    raise BadRequestError(f"The {DIALECT_HEADER} header should be {' or '.join(DIALECTS)}.")


def _pace(call: Call) -> None:
    wait = call.account.submit_wait(call.now)
    if wait > 0:
        seconds = math.ceil(wait)
        refusal = call.refuse("TooManyRequests", "rate_limit")
        refusal.headers["Retry-After"] = str(seconds)
        call.world.clock.wait_seen(call.now + seconds)
        raise refusal
    call.account.last_submit_at = call.now


def _refuse_retired(call: Call) -> None:
    if call.member is not None and call.member.retired:
        # The contract's example names one task type; each retired one gets the same sentence.
        refusal = call.refuse("Gone", "task_type")
        refusal.sentence = refusal.sentence.replace("cover_music", str(call.body.get("task_type")))
        raise refusal


def _pay_and_do(call: Call, handler: Handler) -> Reply:
    price = call.member.price if call.member else call.operation.price
    once = (call.operation.operation_id, str(call.body.get("clip_id"))) if price.once_per_clip else None
    amount = 0 if once in call.account.charged_once else price.amount
    if not call.account.can_pay(amount, call.now):
        raise call.refuse("Forbidden", "insufficient_credits")
    reply = handler(call)
    if reply[0] == 200:
        entry = call.account.charge(amount, call.now, call.operation.operation_id)
        if once is not None:
            call.account.charged_once.add(once)
        if entry is not None and call.started is not None and call.started.fails_at is not None:
            call.account.refund(entry, call.started.fails_at, f"refund of {call.started.task_id}")
    return reply
