"""The way of every API request, one direction: who asks, how fast, what for, can they pay, do it, check the reply.

    authenticate (401) → read the body (413) → ask whether an uploaded recording is there
    → rate limit (429) → parse (400) → does it ask to go wrong → validate (400) → is it retired (410)
    → look up what it names (404) → was the recording there (400) → price (403) → does a rule want it to go wrong
    → handler → charge → check the reply against the contract → damage it, if asked to

From the rate limit to the charge one lock is held, so that no two requests pass on one balance.
Handlers get a `Call` and return a status and a body; they never see Flask.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from flask import Blueprint, Response, current_app, request

from aimusic_mock.api import auth, fault_injection, json_body, resources, uploads
from aimusic_mock.api.context import Call
from aimusic_mock.api.trace import DIALECT_HEADER, Trace, current
from aimusic_mock.contract import validation
from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import Operation
from aimusic_mock.domain.tasks import Task
from aimusic_mock.errors import BadRequestError, ContractViolationError
from aimusic_mock.faults.scenarios import BY_REQUEST
from aimusic_mock.mock import Mock
from aimusic_mock.replies.common import Reply
from aimusic_mock.settings import DIALECTS, Dialect, Settings

STUCK_POLL_S = 15.0
"""How far an auto clock leaps when a task is polled that is stuck: the shortest documented interval of polling."""

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
                task = call.found.polled
                if task is None:
                    raise LookupError(f"{operation_id} has no task_id in its path")
                reply = show(call, task)
                if not task.ended(call.now):
                    call.world.clock.wait_seen(task.next_event(call.now) or call.now + STUCK_POLL_S)
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
        trace = current()
        trace.operation = operation.operation_id
        status, reply = run(mock, trace, operation, handler, path)
        mock.courier.seen(trace.world)
        return fault_injection.deliver(trace.wrong, status, reply)

    return view


def run(mock: Mock, trace: Trace, operation: Operation, handler: Handler, path: Mapping[str, str]) -> Reply:
    """Take one request through all the steps and return its reply.

    Raises:
        ApiError: a step refused the request; nothing was charged or made, but a POST counts for the rate limit.
        ContractViolationError: the reply does not fit the contract, and the settings are strict.
    """
    world = trace.world
    trace.dialect = _dialect(mock.settings)
    key = request.headers.get("Authorization")
    auth.authenticate(key, world.store, mock.contract)
    # Read before the lock is taken: a client may send its body slowly.
    raw = trace.body = request.get_data() if operation.bodies else b""
    trace.recording = uploads.look(mock, operation, raw, request.mimetype)
    with world.store.lock:
        # Again, since a reset in the meantime would leave the request with an account that nobody has any more.
        account = auth.authenticate(key, world.store, mock.contract)
        number = trace.begin()
        trace.account = auth.number_of(account, world.store)
        call = Call(mock, world, operation, account, trace.dialect, trace.at, number)
        status, reply = _steps(call, trace, handler, raw, path)
    if mock.settings.strict and (faults := operation.reply_faults(status, reply)):
        raise ContractViolationError(f"{operation.operation_id} {status}: {'; '.join(faults[:3])}")
    if call.started is not None and fault_injection.webhook_lab(call) == "before":
        mock.courier.deliver_before_reply(world)
    return status, reply


def _steps(call: Call, trace: Trace, handler: Handler, raw: bytes, path: Mapping[str, str]) -> Reply:
    operation = call.operation
    if operation.method == "POST":
        _pace(call)
    if operation.bodies:
        call.body = json_body.parse(raw, request.mimetype)
    call.wrong = trace.wrong = fault_injection.choose(call)
    fault_injection.refuse(call)
    if operation.bodies:
        call.member = validation.check(operation, call.body)
    fault_injection.check_fit(call)
    _refuse_retired(call)
    call.found = resources.find(
        call.store, call.mock.contract, call.account, operation, call.member, call.body, path, call.now
    )
    trace.fate = call.found.polled.scenario if call.found.polled else None
    if trace.recording == "missing":
        raise call.refuse("BadRequest", "audio_url")
    return _pay_and_do(call, trace, handler)


def _dialect(settings: Settings) -> Dialect:
    asked = request.headers.get(DIALECT_HEADER, settings.dialect)
    for dialect in DIALECTS:
        if asked == dialect:
            return dialect
    raise BadRequestError(f"The {DIALECT_HEADER} header should be {' or '.join(DIALECTS)}.")


def _pace(call: Call) -> None:
    wait = call.account.submit_wait(call.now)
    if wait > 0:
        raise fault_injection.too_early(call, math.ceil(wait))
    call.previous_submit_at, call.account.last_submit_at = call.account.last_submit_at, call.now


def _refuse_retired(call: Call) -> None:
    retired = call.mock.settings.retired
    if call.operation.product == "nuro" and "nuro" in retired:
        raise call.refuse("Gone", "endpoint")
    if call.member is not None and call.member.retired and call.operation.product in retired:
        # The contract's example names one task type; each retired one gets the same sentence.
        refusal = call.refuse("Gone", "task_type")
        refusal.sentence = refusal.sentence.replace("cover_music", str(call.body.get("task_type")))
        raise refusal


def _pay_and_do(call: Call, trace: Trace, handler: Handler) -> Reply:
    price = call.member.price if call.member else call.operation.price
    once = f"{call.operation.operation_id} {call.body.get('clip_id')}" if price.once_per_clip else None
    amount = 0 if once in call.account.charged_once else price.amount
    if amount and not call.account.subscribed:
        raise call.refuse("Forbidden", "no_subscription")
    if not call.account.can_pay(amount, call.now):
        raise call.refuse("Forbidden", "insufficient_credits")
    call.wrong = trace.wrong = fault_injection.ruled(call, trace.account or 0)
    if call.wrong.source not in BY_REQUEST:
        fault_injection.refuse(call)
    reply = handler(call)
    # A combined submit of which a step failed is a 200, too, but nothing came of it.
    if reply[0] == 200 and "failed_step" not in reply[1]:
        task = call.started
        charge = call.account.charge(amount, call.now, call.operation.operation_id, task.task_id if task else None)
        if once is not None:
            call.account.charge_once(once)
        if charge is not None and task is not None and task.fails_at is not None:
            call.account.plan_refund(charge, task.fails_at)
    return reply
