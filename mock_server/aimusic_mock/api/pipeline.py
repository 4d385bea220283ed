"""The steps of every API request, in order.

    authenticate (401) → read the body (413) → parse and validate it → probe an uploaded recording
    → rate limit (429) → malformed body (400) → requested faults → invalid body (400) → retired (410)
    → unknown resources (404) → missing recording (400) → price (403) → faults from rules
    → stub of a rule, or handler → charge → check the reply against the contract → damage the reply, if requested

One lock is held from the rate limit to the charge, so that no two requests spend the same balance.
Handlers get a `RequestContext` and return a status and a body; they never see Flask.
"""

from __future__ import annotations

import math

from flask import Blueprint, Response, jsonify, request

from aimusic_mock.api import auth, billing, headers, json_body, origins, resources, uploads
from aimusic_mock.api.context import RequestContext, current
from aimusic_mock.api.fault_injection import FaultPlan
from aimusic_mock.api.json_body import Parsed
from aimusic_mock.api.registry import Handler, Handlers, View, build_blueprint, check_reply
from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import Operation
from aimusic_mock.errors import ApiError, BadRequestError
from aimusic_mock.replies.common import Reply
from aimusic_mock.server.client import client_of
from aimusic_mock.settings import DIALECTS, Dialect, Settings

RETIRED_EXAMPLE = "cover_music"
"""The task type in the contract's example of a retired one."""


def make_blueprint(product: str, contract: Contract, *registries: Handlers) -> Blueprint:
    """Return the blueprint that serves every operation of a product.

    Raises:
        LookupError: the contract has an operation without a handler, or a handler has no operation.
    """
    operations = {name: operation for name, operation in contract.operations.items() if operation.product == product}
    return build_blueprint(product, operations, registries, _make_view)


def _make_view(operation: Operation, handler: Handler) -> View:
    def view(**path: str) -> Response:
        context = current()
        context.operation, context.operation_id, context.path = operation, operation.operation_id, path
        status, body = run(context, handler)
        context.mock.dispatcher.note_activity(context.world)
        response = jsonify(body)
        response.status_code = status
        FaultPlan(context).damage(response)
        return response

    return view


def run(context: RequestContext, handler: Handler) -> Reply:
    """Take one request through all the steps and return its reply.

    Raises:
        ApiError: a step refused the request; nothing was charged or created, but a POST counts for the rate limit.
        ContractViolationError: the reply does not match the contract, and the settings are strict.
    """
    mock, world = context.mock, context.world
    context.dialect = _dialect(mock.settings)
    authorization = request.headers.get("Authorization")
    auth.authenticate(authorization, world.store, mock.contract)
    # Read before the lock is taken: a client may send its body slowly.
    context.raw = request.get_data() if context.operation.bodies else b""
    parsed = json_body.read(context.operation, context.raw, request.mimetype)
    client = client_of(request.environ)
    context.probed = uploads.probe(mock, parsed, client, foreign=origins.is_foreign(mock.settings))
    with world.store.lock:
        # Again: after a reset in the meantime, the first account is no longer in the store.
        context.account = auth.authenticate(authorization, world.store, mock.contract)
        context.begin()
        context.account_number = auth.number_of(context.account, world.store)
        status, body = _run_locked(context, parsed, handler)
    if mock.settings.strict and context.faults.reply is None:  # a stub is checked when it is set
        check_reply(context.operation, status, body)
    if context.started is not None and FaultPlan(context).webhook_fault == "before":
        mock.dispatcher.deliver_before_reply(world, client)
    return status, body


def _run_locked(context: RequestContext, parsed: Parsed | ApiError, handler: Handler) -> Reply:
    plan = FaultPlan(context)
    _check_pace(context)
    if isinstance(parsed, ApiError):
        raise parsed
    context.body = parsed.body
    plan.before_validation()
    context.variant = parsed.require_variant()
    plan.after_validation()
    _check_retired(context)
    context.resources = resources.resolve(context)
    _check_upload(context)
    price = billing.check_price(context)
    plan.before_handler()
    if (stub := context.faults.reply) is not None:
        return stub.status, stub.body
    reply = handler(context)
    billing.charge(context, price, reply)
    return reply


def _dialect(settings: Settings) -> Dialect:
    value = request.headers.get(headers.DIALECT, settings.dialect)
    for dialect in DIALECTS:
        if value == dialect:
            return dialect
    raise BadRequestError(f"The {headers.DIALECT} header should be {' or '.join(DIALECTS)}.")


def _check_pace(context: RequestContext) -> None:
    if context.operation.method != "POST":
        return
    account = context.account
    wait_s = account.submit_wait(context.now)
    if wait_s > 0:
        raise context.rate_limit_error(math.ceil(wait_s))
    context.previous_submit_at, account.last_submit_at = account.last_submit_at, context.now


def _check_retired(context: RequestContext) -> None:
    product, retired = context.operation.product, context.mock.settings.retired
    if product == "nuro" and "nuro" in retired:
        raise context.error("Gone", "endpoint")
    if context.variant is not None and context.variant.retired and product in retired:
        task_type = str(context.body.get("task_type"))
        raise context.error("Gone", "task_type", **{RETIRED_EXAMPLE: task_type})


def _check_upload(context: RequestContext) -> None:
    if context.probed == "missing":
        raise context.error("BadRequest", "audio_url")
