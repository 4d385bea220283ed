"""The catalogue of scenarios, and the syntax by which a request asks for them.

Every refusal in the contract is a scenario, named after its status and its example (`403-insufficient-credits`). The
others change the outcome of a task, damage the reply, or disturb its transmission. A request asks for scenarios with
the header `X-Mock-Scenario: slow; delay_s=2, 429-rate-limit`. Code that cannot set headers can write `[mock:slow]`
anywhere in a string of the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from attrs import field, frozen

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import Operation
from aimusic_mock.domain.outbox import WEBHOOK_FAULTS
from aimusic_mock.errors import BadRequestError

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
    """One fault that can be requested; the meaning of `value` depends on its kind."""

    name: str
    kind: Kind
    value: Any
    about: str


@frozen
class Bounds:
    """The range of a numeric option, both ends included."""

    least: float
    most: float


OPTIONS: Mapping[str, Bounds | int] = {
    "delay_s": Bounds(0, 120),
    "bytes_per_s": Bounds(1, 1e9),
    "retry_after_s": Bounds(1, 3600),
    "detail": 200,
}
"""The options of scenarios: the range of a number, or the maximum length of a string."""

DELAY_S = 3.0
"""The delay of `slow` without its option."""

THROTTLE_BYTES_PER_S = 64 * 1024
"""The rate of `slow-media` without its option: a three-minute MP3 takes most of a minute."""

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
    "slow": "the reply is delayed by `delay_s` seconds (default 3)",
    "cut": "the request is processed; the connection is closed before the reply",
    "cut-before": "the connection is closed, and the request is not processed",
    "cut-middle": "the request is processed; the connection is closed in the middle of the reply",
}
MEDIA_SCENARIOS = {
    "slow-media": "a file is sent at `bytes_per_s` (default 65536)",
    "media-missing": "a file does not exist yet: 404",
    "media-cut": "the connection is closed in the middle of a file",
}
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
        """Parse the header.

        Raises:
            BadRequestError: the scenario or an option is unknown, or an option's value is invalid.
        """
        names: list[str] = []
        options: dict[str, Any] = {}
        for part in text.split(","):
            name, *pairs = (piece.strip() for piece in part.split(";"))
            names.append(name)
            options.update(_option(pair) for pair in pairs)
        return RequestedFaults(tuple(self.named(name) for name in names), options, BY_HEADER)

    def read_body(self, body: Mapping[str, Any]) -> RequestedFaults | None:
        """Parse the magic words in the strings of a body; or None.

        Raises:
            BadRequestError: the scenario or an option is unknown, or an option's value is invalid.
        """
        words = dict.fromkeys(word for text in _texts(body) for word in MAGIC.findall(text))
        if not words:
            return None
        parsed = [self.read_header(word) for word in words]
        options = {key: value for faults in parsed for key, value in faults.options.items()}
        return RequestedFaults(tuple(scenario for faults in parsed for scenario in faults.scenarios), options, BY_WORD)

    def named(self, name: str) -> Scenario:
        """Return a scenario by its name or shortcut.

        Raises:
            BadRequestError: the scenario is unknown.
        """
        scenario = self.scenarios.get(SHORTCUTS.get(name, name))
        if scenario is None:
            raise BadRequestError(f"Unknown scenario; GET /__mock__/scenarios lists all {len(self.scenarios)}.")
        return scenario


@frozen
class RequestedFaults:
    """The scenarios of one request; `source` is `header`, `magic word` or the id of a rule."""

    scenarios: tuple[Scenario, ...] = ()
    options: Mapping[str, Any] = field(factory=dict)
    source: str | None = None

    def of(self, kind: Kind) -> Scenario | None:
        """Return the first scenario of a kind."""
        return next((scenario for scenario in self.scenarios if scenario.kind == kind), None)

    @property
    def names(self) -> str:
        """The scenarios' names."""
        return ", ".join(scenario.name for scenario in self.scenarios)


def possible(scenario: Scenario, operation: Operation | None) -> bool:
    """Check whether a scenario applies to an operation; None stands for a file."""
    if operation is None:
        return scenario.kind in ("media", "wire")
    match scenario.kind:
        case "fate" if scenario.name in OUTCOMES_OF_NURO:
            return operation.starts_task and operation.product == "nuro"
        case "fate" | "webhook":
            return operation.starts_task
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


def check_options(options: Mapping[str, Any]) -> None:
    """Check the options of a rule.

    Raises:
        BadRequestError: an option is unknown or out of range.
    """
    for name, value in options.items():
        _checked(name, value)


def _option(pair: str) -> tuple[str, Any]:
    name, _, text = pair.partition("=")
    if name.strip() in OPTIONS and isinstance(OPTIONS[name.strip()], Bounds):
        try:
            return name.strip(), _checked(name.strip(), float(text))
        except ValueError:
            raise BadRequestError(f"The option '{name.strip()}' should be a number.") from None
    return name.strip(), _checked(name.strip(), text.strip())


def _checked(name: str, value: Any) -> Any:
    bounds = OPTIONS.get(name)
    if bounds is None:
        raise BadRequestError(f"Unknown option of a scenario; use {', '.join(OPTIONS)}.")
    if isinstance(bounds, int):
        if not isinstance(value, str) or len(value) > bounds:
            raise BadRequestError(f"The option '{name}' should be a string of at most {bounds} characters.")
    elif isinstance(value, bool) or not isinstance(value, (int, float)) or not bounds.least <= value <= bounds.most:
        raise BadRequestError(f"The option '{name}' should be a number from {bounds.least:g} to {bounds.most:g}.")
    return value


def _all(contract: Contract) -> Iterator[Scenario]:
    for component in contract.document["components"]["responses"]:
        status = contract.statuses.get(component)
        if status is None:
            continue  # no operation documents it
        for example, body in contract.errors(component).items():
            name = f"{status}-{example.replace('_', '-')}"
            about = f"{'refused' if status >= 300 else 'put off'}: {body['error']}"
            yield Scenario(name, "refusal", (component, example), about)
    yield Scenario(MODERATION, "refusal", None, "refused with one of the moderation sentences, as fits the request")
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
            yield Scenario(name, kind, name.removeprefix("webhook-"), about)


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
