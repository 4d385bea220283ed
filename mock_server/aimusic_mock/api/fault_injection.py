"""Inject the requested faults into a request: refusals, task outcomes, damaged replies and network faults.

Faults are requested, in order of precedence, by the `X-Mock-Scenario` header, a magic word in the body, or a rule of the
world or its profile.
"""

from __future__ import annotations

import math

from attrs import evolve, frozen
from flask import Response, request

from aimusic_mock.api import headers, moderation
from aimusic_mock.api.context import RequestContext
from aimusic_mock.domain import fault_rules, outcomes
from aimusic_mock.domain.tasks import Task
from aimusic_mock.errors import ApiError, BadRequestError
from aimusic_mock.faults import options, scenarios
from aimusic_mock.faults.network import NetworkFault
from aimusic_mock.faults.scenarios import BY_REQUEST, Catalogue, RequestedFaults, Scenario

STEP_FAILS = "step-fails"
"""Applies only to a request with steps: one that uploads a recording by its URL."""

_NEEDED_FIELDS = {"webhook": "webhook_url"}
"""The field of a request without which scenarios of a kind have no effect."""

PROXY_PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"

TASK_FAILURES = {
    "task-fails": "failed",
    "task-times-out": "timeout",
    "task-forbidden": "forbidden",
    "task-api-error": "api_error",
    "task-bad-request": "bad_request",
}
"""The `type` of the failure that each scenario gives to a task."""


@frozen
class FaultPlan:
    """The faults of one request, with a hook for each step that can fail. The request's context holds the state."""

    context: RequestContext

    def before_validation(self) -> None:
        """Read the faults that the request itself asks for, and refuse the request if they include a refusal.

        Raises:
            BadRequestError: a scenario is unknown, or does not apply to this operation.
            ApiError: the requested refusal.
        """
        self.context.faults = self._from_request()
        self._raise_refusal()

    def after_validation(self) -> None:
        """Check that the requested scenarios apply to a body of this kind.

        Raises:
            BadRequestError: a scenario does not apply.
        """
        for scenario in self.context.faults.scenarios:
            if not self._is_applicable(scenario):
                missing = f": it has no '{needed}'" if (needed := _NEEDED_FIELDS.get(scenario.kind)) else ""
                raise BadRequestError(f"The scenario '{scenario.name}' cannot happen to this request{missing}.")

    def before_handler(self) -> None:
        """Apply the rules to a request that is about to be processed, unless the request asks for faults itself.

        Rules come this late so that none is used up by a request that is refused anyway.

        Raises:
            ApiError: the refusal that a rule asks for.
        """
        self.context.faults = self._from_rules()
        if self.context.faults.source not in BY_REQUEST:
            self._raise_refusal()

    def for_file(self) -> None:
        """Read the faults of a request for a media file.

        Raises:
            BadRequestError: a scenario is unknown, or does not apply to a file.
        """
        self.context.faults = self._from_file_request()

    def outcome(self, task: Task) -> Task:
        """Return a new task with the outcome that was requested."""
        now, scenario = self.context.now, self.context.faults.of("fate")
        if self.webhook_fault == "before":
            return outcomes.succeed(task, now)
        if scenario is None:
            return task
        return evolve(self._apply_outcome(task, scenario.name), scenario=scenario.name)

    @property
    def webhook_fault(self) -> str | None:
        """The fault of the webhooks of the task that the request starts; None without a fault or without webhooks."""
        if self.context.webhook_url is None:
            return None
        scenario = self.context.faults.of("webhook")
        return str(scenario.value) if scenario else self.context.default_webhook_fault

    def damage(self, response: Response) -> None:
        """Add the headers of a stub to a response, and damage it, if that was requested."""
        if self.context.faults.reply is not None:
            response.headers.update(self.context.faults.reply.headers)
        scenario = self.context.faults.of("reply")
        match scenario.name if scenario else None:
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

    @property
    def network_fault(self) -> NetworkFault | None:
        """The delay, throttling or cut of the response that was requested."""
        scenario = self.context.faults.of("wire") or self.context.faults.of("media")
        values = self.context.faults.options
        match scenario.name if scenario else None:
            case "slow":
                return NetworkFault(delay_s=values.get("delay_s", options.DELAY_S))
            case "cut" | "cut-before":
                return NetworkFault(cut="before")
            case "cut-middle" | "media-cut":
                return NetworkFault(cut="middle")
            case "slow-media":
                return NetworkFault(bytes_per_s=values.get("bytes_per_s", options.THROTTLE_BYTES_PER_S))
        return None

    def _from_request(self) -> RequestedFaults:
        catalogue, operation = self.context.mock.catalogue, self.context.operation
        header = request.headers.get(headers.SCENARIO)
        faults = catalogue.read_body(self.context.body) if header is None else catalogue.read_header(header)
        for scenario in faults.scenarios if faults else ():
            if not scenarios.possible(scenario, operation):
                raise BadRequestError(f"The scenario '{scenario.name}' cannot happen to {operation.operation_id}.")
        return faults or RequestedFaults()

    def _from_rules(self) -> RequestedFaults:
        context, operation, catalogue = self.context, self.context.operation, self.context.mock.catalogue
        facts = fault_rules.RequestFacts(
            operation.operation_id,
            operation.product,
            operation.method,
            context.account_number or 0,
            context.body,
            context.path.get("task_id"),
        )

        def is_applicable(rule: fault_rules.Rule) -> bool:
            named = [catalogue.named(name) for name in rule.scenarios]
            return all(scenarios.possible(scenario, operation) and self._is_applicable(scenario) for scenario in named)

        if context.faults.scenarios:
            context.world.faults.count(facts, is_applicable)
            return context.faults
        return _from_rule(context.world.faults.choose(facts, is_applicable), catalogue)

    def _from_file_request(self) -> RequestedFaults:
        catalogue, world = self.context.mock.catalogue, self.context.world
        header = request.headers.get(headers.SCENARIO)
        if header is not None:
            faults = catalogue.read_header(header)
            for scenario in faults.scenarios:
                if not scenarios.possible(scenario, None):
                    raise BadRequestError(f"The scenario '{scenario.name}' cannot happen to a file.")
            return faults
        with world.store.lock:
            rule = world.faults.choose(
                fault_rules.RequestFacts(scenarios.MEDIA, "media", request.method, 0),
                lambda rule: all(scenarios.possible(catalogue.named(name), None) for name in rule.scenarios),
            )
        return _from_rule(rule, catalogue)

    def _is_applicable(self, scenario: Scenario) -> bool:
        if scenario.kind == "webhook":
            return self.context.task_spec is not None and self.context.webhook_url is not None
        if scenario.kind == "fate":
            return self.context.task_spec is not None
        return scenario.name != STEP_FAILS or "url" in self.context.body

    def _raise_refusal(self) -> None:
        context = self.context
        network = context.faults.of("wire")
        if network is not None and network.name == "cut-before":
            context.uncount_submit()
            raise ApiError(500, "server_error", "The connection was cut.")
        scenario = context.faults.of("refusal")
        if scenario is None:
            return
        if scenario.name == scenarios.MODERATION:
            raise moderation.moderation_error(context)
        component, example = scenario.value
        if component == scenarios.RATE_LIMIT:
            raise self._rate_limit_error()
        raise context.error(component, example, **{scenarios.DETAIL: moderation.detail(context)})

    def _rate_limit_error(self) -> ApiError:
        context = self.context
        seconds = math.ceil(context.faults.options.get("retry_after_s", options.RETRY_AFTER_S))
        if context.operation.method == "POST":
            context.account.blocked_until = context.now + seconds
        # A submit refused for its pace does not extend the pause: Retry-After would be wrong.
        context.uncount_submit()
        return context.rate_limit_error(seconds)

    def _apply_outcome(self, task: Task, name: str) -> Task:
        contract, now = self.context.mock.contract, self.context.now
        if name in TASK_FAILURES:
            kind = TASK_FAILURES[name]
            poll = self.context.require_task_spec().poll
            return outcomes.fail_later(task, kind, contract.failure_sentence(poll, kind))
        match name:
            case "clip-fails":
                return outcomes.fail_one(task, contract.clip_failure(self.context.require_task_spec().poll))
            case "stuck":
                return outcomes.stick(task, now)
            case "slow-task":
                return outcomes.slow(task, now)
        return outcomes.succeed(task, now)


def _from_rule(rule: fault_rules.Rule | None, catalogue: Catalogue) -> RequestedFaults:
    if rule is None:
        return RequestedFaults()
    return RequestedFaults(
        tuple(catalogue.named(name) for name in rule.scenarios), rule.options, rule.rule_id, rule.reply
    )
