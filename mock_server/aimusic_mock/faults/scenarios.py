"""The catalogue of what can be made to go wrong, and how a request, a rule or a profile asks for it.

Every refusal that the contract documents is a scenario of its own, named by its status and its example
(`403-insufficient-credits`); the others change a task's fate, damage the reply, or disturb its way.
A request asks with the header `X-Mock-Scenario: slow; delay_s=2, 429-rate-limit`, or, from code that cannot set
headers, with `[mock:slow]` anywhere in a text of its body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from attrs import field, frozen

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import Operation
from aimusic_mock.domain.outbox import LABS
from aimusic_mock.errors import BadRequestError

HEADER = "X-Mock-Scenario"

BY_HEADER, BY_WORD = BY_REQUEST = ("header", "magic word")
"""Who can ask, beside the rules: the request itself."""

Kind = Literal["refusal", "fate", "variant", "reply", "wire", "webhook", "media"]

MAGIC = re.compile(r"\[mock:([^\[\]]{1,200})\]")
"""Reads like a section tag, so that lyrics with it remain lyrics."""

MEDIA = "get_media"
"""What rules call a request for a file; the contract has no operation for it."""


@frozen
class Scenario:
    """One thing that can go wrong; `value` is what its kind makes of it."""

    name: str
    kind: Kind
    value: Any
    about: str


@frozen
class Bounds:
    """The least and the most that a number of an option may be."""

    least: float
    most: float


OPTIONS: Mapping[str, Bounds | int] = {
    "delay_s": Bounds(0, 120),
    "bytes_per_s": Bounds(1, 1e9),
    "retry_after_s": Bounds(1, 3600),
    "detail": 200,
}
"""What a scenario can be told: seconds, bytes, and a text with its most characters."""

DELAY_S = 3.0
"""How long `slow` holds a reply when it is not told."""

TRICKLE_BYTES_PER_S = 64 * 1024
"""How slowly `slow-media` sends: a three-minute MP3 then takes most of a minute."""

FATES = {
    "task-fails": "the whole task fails after it was accepted",
    "task-times-out": "the whole task ends with a timeout",
    "task-forbidden": "moderation stops the task after it was accepted",
    "task-api-error": "the provider fails while the task runs",
    "task-bad-request": "Nuro finds out that it cannot use the input, after the task was accepted",
    "clip-fails": "the last clip of the task fails, the others end well",
    "stuck": "the task runs for ever",
    "slow-task": "the task takes five times as long",
    "instant": "the task has ended when the submit is answered",
}
FATES_OF_NURO = ("task-bad-request",)
"""Fates that no other product's poll has a `type` for."""

VARIANTS = {
    "step-fails": ("step_failed", "a step of a combined submit fails: 200 with `failed_step`, no task, no charge"),
    "with-warning": ("with_warning", "the submit is accepted, with a warning about the input"),
    "no-alignment": ("empty", "the words are not aligned: 200 with an empty list"),
    "interim": ("interim", "a poll that has nothing to show yet says so with 200"),
}
"""Forms of a 200 that only some operations have, each with the name of the example by which the contract shows it."""

REPLIES = {
    "truncated": "the request is carried out; the JSON of the reply ends half way",
    "not-json": "the request is carried out; the reply is a proxy's HTML page with status 502",
    "empty": "the request is carried out; the reply has status 200 and no body",
    "500-after": "the request is carried out, and answered with status 500",
}
WIRES = {
    "slow": "the reply comes `delay_s` seconds late (default 3)",
    "cut": "the request is carried out; the connection is closed without a byte",
    "cut-before": "the connection is closed, and the request was never carried out",
    "cut-middle": "the request is carried out; the connection is closed half way through the reply",
}
MEDIA_SCENARIOS = {
    "slow-media": "a file flows at `bytes_per_s` (default 65536)",
    "media-missing": "a file is not there yet: 404",
    "media-cut": "the connection is closed half way through a file",
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
"""What stands before the service can answer to anything; every other refusal only where the contract has its status."""

MODERATION = "moderation"
MODERATED = {"lyrics": "lyrics_", "description": "description_"}
"""Which documented refusals are moderation, by the beginning of their names, and which part of a body they are about."""


MODERATED_FIELDS = {
    "lyrics": "lyrics",
    "infill_lyrics": "lyrics",
    "gpt_description_prompt": "description",
    "description": "description",
    "sound": "description",
    "tags": "description",
}
"""What moderation reads, beside `prompt`, which is either."""

NO_TEXT = "description_review"
"""The one sentence that names no words."""


class Catalogue:
    """All scenarios by name."""

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
        """Read the header.

        Raises:
            BadRequestError: it names no scenario, or an option that there is not.
        """
        names: list[str] = []
        options: dict[str, Any] = {}
        for part in text.split(","):
            name, *pairs = (piece.strip() for piece in part.split(";"))
            names.append(name)
            options.update(_option(pair) for pair in pairs)
        return RequestedFaults(tuple(self.named(name) for name in names), options, BY_HEADER)

    def read_body(self, body: Mapping[str, Any]) -> RequestedFaults | None:
        """Read the magic words in the texts of a body; None when there are none.

        Raises:
            BadRequestError: one names no scenario.
        """
        found = [name for text in _texts(body) for name in MAGIC.findall(text)]
        if not found:
            return None
        asked = [self.read_header(name) for name in dict.fromkeys(found)]
        options = {key: value for each in asked for key, value in each.options.items()}
        return RequestedFaults(tuple(scenario for each in asked for scenario in each.scenarios), options, BY_WORD)

    def named(self, name: str) -> Scenario:
        """Return the scenario of that name.

        Raises:
            BadRequestError: there is none.
        """
        scenario = self.scenarios.get(SHORTCUTS.get(name, name))
        if scenario is None:
            raise BadRequestError(
                f"There is no such scenario; GET /__mock__/scenarios lists all {len(self.scenarios)}."
            )
        return scenario


@frozen
class RequestedFaults:
    """Scenarios that somebody asked for: `source` is `header`, `magic word` or the id of a rule."""

    scenarios: tuple[Scenario, ...] = ()
    options: Mapping[str, Any] = field(factory=dict)
    source: str | None = None

    def of(self, kind: Kind) -> Scenario | None:
        """Return the first scenario of a kind."""
        return next((each for each in self.scenarios if each.kind == kind), None)

    @property
    def names(self) -> str:
        """The scenarios' names."""
        return ", ".join(each.name for each in self.scenarios)


def possible(scenario: Scenario, operation: Operation | None) -> bool:
    """Tell whether a scenario can happen to an operation; None stands for a file."""
    if operation is None:
        return scenario.kind in ("media", "wire")
    match scenario.kind:
        case "fate" if scenario.name in FATES_OF_NURO:
            return operation.starts_task and operation.product == "nuro"
        case "fate" | "webhook":
            return operation.starts_task
        case "variant":
            return scenario.value in operation.examples
        case "refusal" if scenario.name == MODERATION:
            return any(
                each in (*MODERATED_FIELDS, "prompt") for member in operation.bodies for each in member.properties
            )
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
        BadRequestError: one is unknown or out of bounds.
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
        raise BadRequestError(f"A scenario has no such option; there are {', '.join(OPTIONS)}.")
    if isinstance(bounds, int):
        if not isinstance(value, str) or len(value) > bounds:
            raise BadRequestError(f"The option '{name}' should be a text of at most {bounds} characters.")
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
        ("fate", FATES),
        ("reply", REPLIES),
        ("wire", WIRES),
        ("webhook", {f"webhook-{name}": about for name, about in LABS.items()}),
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
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
