"""The catalogue of scenarios, and the syntax by which a request asks for them.

Every refusal in the contract is a scenario, named after its status and its example (`403-insufficient-credits`). The
others change the outcome of a task, damage the reply, or disturb its transmission. A request asks for scenarios with
the header `X-Mock-Scenario: slow; delay_s=2, 429-rate-limit`. Code that cannot set headers can write `[mock:slow]`
anywhere in a string of the body.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from attrs import field, frozen

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import Operation
from aimusic_mock.domain.fault_rules import Stub
from aimusic_mock.domain.outbox import WEBHOOK_FAULTS
from aimusic_mock.errors import BadRequestError, did_you_mean
from aimusic_mock.faults import options

HEADER = "X-Mock-Scenario"

BY_HEADER, BY_WORD = BY_REQUEST = ("header", "magic word")
"""The sources in the request itself; scenarios of a rule have the rule's id as their source."""

Kind = Literal["refusal", "fate", "variant", "reply", "wire", "webhook", "media"]

MAGIC = re.compile(r"\[mock:([^\[\]]{1,200})\]")
"""Written like a section tag, so that lyrics that contain it stay valid."""

MEDIA = "get_media"
"""The operation that rules match for a request for a file; the contract has none."""


@frozen
class Scenario:
    """One fault that can be requested, with the names of its options; the meaning of `value` depends on its kind."""

    name: str
    kind: Kind
    value: Any
    about: str
    options: tuple[str, ...] = ()


OUTCOMES = {
    "task-fails": "the whole task fails after it was accepted",
    "task-times-out": "the whole task ends with a timeout",
    "task-forbidden": "moderation stops the task after it was accepted",
    "task-api-error": "the provider fails during the task",
    "task-bad-request": "Nuro rejects the input after the task was accepted",
    "clip-fails": "the last clip of the task fails, the others succeed",
    "stuck": "the task never ends",
    "slow-task": "the task takes five times as long",
    "instant": "the task has ended when the submit returns",
}
OUTCOMES_OF_NURO = ("task-bad-request",)
"""Outcomes for which only Nuro's poll documents a `type`."""

VARIANTS = {
    "step-fails": ("step_failed", "a step of a combined submit fails: 200 with `failed_step`, no task, no charge"),
    "with-warning": ("with_warning", "the submit is accepted, with a warning about the input"),
    "no-alignment": ("empty", "the words are not aligned: 200 with an empty list"),
    "interim": ("interim", "a poll without a result yet returns 200"),
}
"""Forms of a 200 that only some operations have: the name of the contract's example, and a description."""

REPLIES = {
    "truncated": "the request is processed; the JSON of the reply is cut in half",
    "not-json": "the request is processed; the reply is a proxy's HTML page with status 502",
    "empty": "the request is processed; the reply has status 200 and no body",
    "500-after": "the request is processed; the reply has status 500",
}
NETWORK_FAULTS = {
    "slow": "the reply is delayed by `delay_s` seconds",
    "cut": "the request is processed; the connection is closed before the reply",
    "cut-before": "the connection is closed, and the request is not processed",
    "cut-middle": "the request is processed; the connection is closed in the middle of the reply",
}
MEDIA_SCENARIOS = {
    "slow-media": "a file is sent at `bytes_per_s`",
    "media-missing": "a file does not exist yet: 404",
    "media-cut": "the connection is closed in the middle of a file",
}
OPTIONS_OF = {"slow": ("delay_s",), "slow-media": ("bytes_per_s",), "moderation": ("detail",)}
"""The options of the scenarios that are not refusals of the contract."""

SHORTCUTS = {
    "no-credits": "403-insufficient-credits",
    "no-subscription": "403-no-subscription",
    "rate-limit": "429-rate-limit",
    "server-error": "500-internal",
    "bad-gateway": "502-upstream",
    "gateway-timeout": "504-timeout",
}
PROXIED = ("502", "504")
"""The statuses of a proxy in front of the service; they are possible for every operation."""

MODERATION = "moderation"
MODERATED = {"lyrics": "lyrics_", "description": "description_"}
"""The parts of a body that moderation checks, each with the prefix of its refusals' examples."""

MODERATED_FIELDS = {
    "lyrics": "lyrics",
    "infill_lyrics": "lyrics",
    "gpt_description_prompt": "description",
    "description": "description",
    "sound": "description",
    "tags": "description",
}
"""The fields that moderation checks, beside `prompt`, which is either part."""

DETAIL = "specificError"
"""The word in the contract's moderation sentences that stands for the offending words."""

RATE_LIMIT = "TooManyRequests"
"""The contract's response with a `Retry-After`."""

NO_TEXT = "description_review"
"""The example of moderation's only sentence that quotes no words."""


class Catalogue:
    """All scenarios, by name.

    Raises:
        ValueError: two scenarios have the same name.
    """

    def __init__(self, contract: Contract) -> None:
        self.scenarios: dict[str, Scenario] = {}
        for scenario in _all(contract):
            other = self.scenarios.setdefault(scenario.name, scenario)
            if other is not scenario:
                raise ValueError(
                    f"two scenarios have the name '{scenario.name}': {_origin(other)} and {_origin(scenario)};"
                    " rename one of the contract's examples"
                )

    def read_header(self, text: str) -> RequestedFaults:
        """Parse scenarios with their options: the text of the header, of a magic word, of a rule, or of a setting.

        Args:
            text: scenarios separated by commas, each with its options after semicolons.

        Raises:
            BadRequestError: a scenario or an option is unknown, an option's value is invalid or has no effect, or the
                scenarios exclude each other.
        """
        return self.combine([text], {}, BY_HEADER)

    def combine(self, texts: Iterable[str], values: Mapping[str, Any], source: str | None) -> RequestedFaults:
        """Parse several texts as one request for faults.

        Args:
            texts: the texts, each as in the header.
            values: further options.
            source: what asks for them.

        Raises:
            BadRequestError: as in `read_header`.
        """
        options.check(values)
        merged: dict[str, Any] = dict(values)
        chosen: dict[str, Scenario] = {}
        for part in (part for text in texts for part in text.split(",")):
            name, *pairs = (piece.strip() for piece in part.split(";"))
            scenario = self.named(name)
            options.merge(merged, options.parse(pairs))
            chosen[scenario.name] = scenario
        faults = RequestedFaults(tuple(chosen.values()), merged, source)
        faults.check_effect()
        return faults

    def read_body(self, body: Mapping[str, Any]) -> RequestedFaults | None:
        """Parse the magic words in the strings of a body; or None.

        Raises:
            BadRequestError: the scenario or an option is unknown, or an option's value is invalid.
        """
        words = dict.fromkeys(word for text in _texts(body) for word in MAGIC.findall(text))
        if not words:
            return None
        return self.combine(words, {}, BY_WORD)

    def named(self, name: str) -> Scenario:
        """Return a scenario by its name or shortcut.

        Raises:
            BadRequestError: the scenario is unknown.
        """
        scenario = self.scenarios.get(SHORTCUTS.get(name, name))
        if scenario is None:
            near = did_you_mean(name, (*self.scenarios, *SHORTCUTS), " ")
            raise BadRequestError(f"Unknown scenario; GET /__mock__/scenarios lists all {len(self.scenarios)}.{near}")
        return scenario


@frozen
class RequestedFaults:
    """The scenarios of one request; `source` is `header`, `magic word` or the id of a rule, `reply` the rule's stub."""

    scenarios: tuple[Scenario, ...] = ()
    options: Mapping[str, Any] = field(factory=dict)
    source: str | None = None
    reply: Stub | None = None

    def of(self, kind: Kind) -> Scenario | None:
        """Return the first scenario of a kind."""
        return next((scenario for scenario in self.scenarios if scenario.kind == kind), None)

    @property
    def names(self) -> str:
        """The scenarios' names."""
        return ", ".join(scenario.name for scenario in self.scenarios)

    def check_effect(self) -> None:
        """Check that each scenario and each option has an effect.

        Raises:
            BadRequestError: two scenarios exclude each other, or no scenario has the option.
        """
        for one, other in itertools.combinations(self.scenarios, 2):
            if _exclude_each_other(one, other):
                raise BadRequestError(
                    f"The scenarios '{one.name}' and '{other.name}' exclude each other; request one at a time."
                )
        effective = {name for scenario in self.scenarios for name in scenario.options}
        for name in self.options:
            if name not in effective:
                raise BadRequestError(f"The option '{name}' has no effect on {self.names}; omit it.")


def possible(scenario: Scenario, operation: Operation | None) -> bool:
    """Check whether a scenario applies to an operation; None stands for a file."""
    if operation is None:
        return scenario.kind in ("media", "wire")
    match scenario.kind:
        case "fate" if scenario.name in OUTCOMES_OF_NURO:
            return operation.starts_task and operation.product == "nuro"
        case "fate":
            return operation.starts_task
        case "webhook":
            return operation.starts_task and any("webhook_url" in body.properties for body in operation.bodies)
        case "variant":
            return scenario.value in operation.examples
        case "refusal" if scenario.name == MODERATION:
            return any(name in (*MODERATED_FIELDS, "prompt") for body in operation.bodies for name in body.properties)
        case "refusal":
            status = scenario.name.partition("-")[0]
            if scenario.value[0] in operation.refusals:
                return True
            # A proxy in front of the service can fail for any operation.
            return status in PROXIED and status not in operation.replies
    return scenario.kind != "media"


def _exclude_each_other(one: Scenario, other: Scenario) -> bool:
    """Check whether only one of two scenarios can happen to a request."""
    names, kinds = {one.name, other.name}, {one.kind, other.kind}
    if len(kinds) == 1 or "cut-before" in names:
        return True
    if "refusal" in kinds:  # nothing is processed, so nothing else happens, except on the way back
        return "wire" not in kinds
    return kinds == {"wire", "media"} and "media-missing" not in names


def _all(contract: Contract) -> Iterator[Scenario]:
    for component in contract.document["components"]["responses"]:
        status = contract.statuses.get(component)
        if status is None:
            continue  # no operation documents it
        for example, body in contract.errors(component).items():
            name = f"{status}-{example.replace('_', '-')}"
            about = f"{'refused' if status >= 300 else 'put off'}: {body['error']}"
            takes = ("retry_after_s",) if component == RATE_LIMIT else ("detail",) if DETAIL in body["error"] else ()
            yield Scenario(name, "refusal", (component, example), about, takes)
    sentence = "refused with one of the moderation sentences, as fits the request"
    yield Scenario(MODERATION, "refusal", None, sentence, OPTIONS_OF[MODERATION])
    for name, (example, about) in VARIANTS.items():
        yield Scenario(name, "variant", example, about)
    groups: tuple[tuple[Kind, Mapping[str, str]], ...] = (
        ("fate", OUTCOMES),
        ("reply", REPLIES),
        ("wire", NETWORK_FAULTS),
        ("webhook", {f"webhook-{name}": about for name, about in WEBHOOK_FAULTS.items()}),
        ("media", MEDIA_SCENARIOS),
    )
    for kind, group in groups:
        for name, about in group.items():
            yield Scenario(name, kind, name.removeprefix("webhook-"), about, OPTIONS_OF.get(name, ()))


def _origin(scenario: Scenario) -> str:
    return "/".join(scenario.value) if isinstance(scenario.value, tuple) else f"the mock's own ({scenario.kind})"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
