"""Carries out what was asked to go wrong with a request: who asked, then the refusal, the task's fate, the reply.

Who asks goes in this order: the header, a magic word in the body, the rules of the world (and of its profile).
"""

from __future__ import annotations

import math
from typing import Any

from attrs import evolve
from flask import Response, jsonify, request

from aimusic_mock.api.context import Call
from aimusic_mock.domain import fault_rules, outcomes
from aimusic_mock.domain.ids import chance
from aimusic_mock.domain.lyrics import keywords
from aimusic_mock.domain.tasks import Task
from aimusic_mock.domain.world import World
from aimusic_mock.errors import ApiError, BadRequestError, ContractError
from aimusic_mock.faults import scenarios
from aimusic_mock.faults.network import NETWORK_FAULT, NetworkFault
from aimusic_mock.faults.scenarios import RequestedFaults, Scenario
from aimusic_mock.mock import Mock

STEP_FAILS = "step-fails"
"""A step can fail only where there are steps: where a recording is uploaded by its address."""

DETAIL_CHARACTERS = 40
"""Of a text without a single word, such as one of dots."""

DETAIL = "specificError"
"""What the contract's moderation sentences have where the service names the offending words."""

PROXY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"

TASK_FAILURES = {
    "task-fails": "failed",
    "task-times-out": "timeout",
    "task-forbidden": "forbidden",
    "task-api-error": "api_error",
    "task-bad-request": "bad_request",
}
"""The `type` of each way in which a whole task fails."""


def choose(call: Call) -> RequestedFaults:
    """Return what the request itself asks to go wrong with it.

    Raises:
        BadRequestError: the header or a magic word asks for what there is not, or what this operation cannot do.
    """
    catalogue = call.mock.catalogue
    header = request.headers.get(scenarios.HEADER)
    asked = catalogue.read_body(call.body) if header is None else catalogue.read_header(header)
    for scenario in asked.scenarios if asked else ():
        if not scenarios.possible(scenario, call.operation):
            raise BadRequestError(f"The scenario '{scenario.name}' cannot happen to {call.operation.operation_id}.")
    return asked or RequestedFaults()


def check_fit(call: Call) -> None:
    """Check that what the request asks for can happen to a body of its kind, once that is known.

    Raises:
        BadRequestError: it cannot.
    """
    for scenario in call.wrong.scenarios:
        if not _fits(call, scenario):
            raise BadRequestError(f"The scenario '{scenario.name}' cannot happen to this request.")


def _fits(call: Call, scenario: Scenario) -> bool:
    if scenario.kind in ("fate", "webhook"):
        return (call.member.task if call.member else call.operation.task) is not None
    return scenario.name != STEP_FAILS or "url" in call.body


def ruled(call: Call, account: int) -> RequestedFaults:
    """Return what is to go wrong with a request that would be carried out: what it asked for, or else what a rule says.

    Rules come so late that none is spent on a request which is refused anyway.
    """
    operation, catalogue = call.operation, call.mock.catalogue
    asked = fault_rules.Asked(operation.operation_id, operation.product, operation.method, account, call.body)

    def possible(rule: fault_rules.Rule) -> bool:
        chosen = [catalogue.named(name) for name in rule.scenarios]
        return all(scenarios.possible(each, operation) and _fits(call, each) for each in chosen)

    if call.wrong.scenarios:
        call.world.faults.count(asked, possible)
        return call.wrong
    rule = call.world.faults.choose(asked, possible)
    return RequestedFaults() if rule is None else by_rule(rule, catalogue)


def choose_for_file(mock: Mock, world: World) -> RequestedFaults:
    """Return what was asked to go wrong with a request for a file.

    Raises:
        BadRequestError: the header asks for what there is not, or what cannot happen to a file.
    """
    catalogue = mock.catalogue
    header = request.headers.get(scenarios.HEADER)
    if header is not None:
        asked = catalogue.read_header(header)
        for scenario in asked.scenarios:
            if not scenarios.possible(scenario, None):
                raise BadRequestError(f"The scenario '{scenario.name}' cannot happen to a file.")
        return asked
    with world.store.lock:
        rule = world.faults.choose(
            fault_rules.Asked(scenarios.MEDIA, "media", request.method, 0),
            lambda rule: all(scenarios.possible(catalogue.named(name), None) for name in rule.scenarios),
        )
    return RequestedFaults() if rule is None else by_rule(rule, catalogue)


def by_rule(rule: fault_rules.Rule, catalogue: scenarios.Catalogue) -> RequestedFaults:
    """Return what a rule asks for."""
    return RequestedFaults(tuple(catalogue.named(name) for name in rule.scenarios), rule.options, rule.rule_id)


def refuse(call: Call) -> None:
    """Refuse the request, if that was asked for.

    Raises:
        ContractError: one of the contract's refusals; nothing was charged or made.
        ApiError: the connection is to be cut before anything is done.
    """
    wire = call.wrong.of("wire")
    if wire is not None and wire.name == "cut-before":
        call.uncount()
        raise ApiError(500, "server_error", "The connection was cut.")
    scenario = call.wrong.of("refusal")
    if scenario is None:
        return
    if scenario.name == scenarios.MODERATION:
        raise _moderated(call)
    component, example = scenario.value
    if component == "TooManyRequests":
        seconds = math.ceil(call.wrong.options.get("retry_after_s", 3))
        if call.operation.method == "POST":
            call.account.blocked_until = call.now + seconds
        call.uncount()  # what is refused for its pace does not prolong the pause: Retry-After would not be true
        raise too_early(call, seconds)
    refusal = call.refuse(component, example)
    refusal.sentence = refusal.sentence.replace(DETAIL, _detail(call))
    raise refusal


def too_early(call: Call, seconds: int) -> ContractError:
    """Return the 429 that tells to wait `seconds`; an auto clock leaps over them."""
    refusal = call.refuse("TooManyRequests", "rate_limit")
    refusal.headers["Retry-After"] = str(seconds)
    call.world.clock.wait_seen(call.now + seconds)
    return refusal


def _moderated(call: Call) -> ContractError:
    part, text = _moderated_text(call)
    fitting = [name for name in call.mock.contract.errors("Forbidden") if name.startswith(scenarios.MODERATED[part])]
    name = chance(call.world.ids.seed, "moderation", call.number).choice(fitting) if text else scenarios.NO_TEXT
    refusal = call.refuse("Forbidden", name)
    refusal.sentence = refusal.sentence.replace(DETAIL, _detail(call))
    return refusal


def _detail(call: Call) -> str:
    """Return the words that moderation takes offence at: those that were asked for, else the first of the text."""
    if "detail" in call.wrong.options:
        return str(call.wrong.options["detail"])
    text = _moderated_text(call)[1]
    return " ".join(keywords(text)[:2]) or text.strip()[:DETAIL_CHARACTERS] or DETAIL


def _moderated_text(call: Call) -> tuple[str, str]:
    """Return the text of a request that moderation reads, and what it takes it for: `lyrics` or a `description`."""
    # To Sonic a prompt is what is sung, to the others what is wanted.
    prompted = "lyrics" if call.operation.product == "sonic" else "description"
    for name, part in (*scenarios.MODERATED_FIELDS.items(), ("prompt", prompted)):
        text = call.body.get(name)
        if isinstance(text, str) and text.strip():
            return part, text
    return "description", ""


def fated(call: Call, task: Task) -> Task:
    """Return a new task with the fate that was asked for."""
    fate = call.wrong.of("fate")
    if webhook_lab(call) == "before":
        return outcomes.succeed(task, call.now)
    if fate is None:
        return task
    return evolve(_fated(call, task, fate), scenario=fate.name)


def _fated(call: Call, task: Task, fate: Scenario) -> Task:
    if fate.name in TASK_FAILURES:
        kind = TASK_FAILURES[fate.name]
        return outcomes.fail_later(task, kind, call.mock.contract.failure_sentence(_poll_of(call), kind))
    match fate.name:
        case "clip-fails":
            return outcomes.fail_one(task, call.mock.contract.clip_failure(_poll_of(call)))
        case "stuck":
            return outcomes.stick(task, call.now)
        case "slow-task":
            return outcomes.slow(task, call.now)
    return outcomes.succeed(task, call.now)


def _poll_of(call: Call) -> str:
    spec = call.member.task if call.member else call.operation.task
    if spec is None:
        raise LookupError(f"{call.operation.operation_id} has no x-task in the contract")
    return spec.poll


def webhook_lab(call: Call) -> str | None:
    """Return what is to happen to the webhooks of the task that the request starts, None when it has none."""
    if call.webhook_url is None:
        return None
    scenario = call.wrong.of("webhook")
    return str(scenario.value) if scenario else call.world.outbox.lab


def deliver(wrong: RequestedFaults, status: int, reply: Any) -> Response:
    """Return a reply as a response, damaged as was asked."""
    response = jsonify(reply)
    response.status_code = status
    damage = wrong.of("reply")
    if damage is not None:
        _damage(response, damage.name)
    return response


def disturb(wrong: RequestedFaults) -> None:
    """Leave word for the server how the response is to travel."""
    wire = wrong.of("wire") or wrong.of("media")
    if wire is None:
        return
    options = wrong.options
    match wire.name:
        case "slow":
            way = NetworkFault(delay_s=options.get("delay_s", scenarios.DELAY_S))
        case "cut" | "cut-before":
            way = NetworkFault(cut="before")
        case "cut-middle" | "media-cut":
            way = NetworkFault(cut="middle")
        case "slow-media":
            way = NetworkFault(bytes_per_s=options.get("bytes_per_s", scenarios.THROTTLE_BYTES_PER_S))
        case _:
            return
    request.environ[NETWORK_FAULT] = way


def _damage(response: Response, name: str) -> None:
    match name:
        case "truncated":
            whole = response.get_data()
            response.set_data(whole[: len(whole) // 2])
        case "not-json":
            response.status_code = 502
            response.mimetype = "text/html"
            response.set_data(PROXY_PAGE)
        case "empty":
            response.status_code = 200
            response.set_data(b"")
        case "500-after":
            response.status_code = 500
            response.set_data(b'{"type":"server_error","error":"Internal Server Error."}\n')
