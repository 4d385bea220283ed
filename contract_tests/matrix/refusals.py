"""Every status except 200, with every documented sentence: the first half of the matrix.

Invalid requests are sent first: without a key, without credits, too fast, with an unknown id. Their replies are compared
with the contract's examples. An example that none of them reached is requested by its scenario, which does not count if
the contract states the reason for the refusal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import JSON, Operation
from aimusic_mock.settings import DIALECTS, RETIRABLE, Dialect
from contract_tests.matrix.cells import Answer, Cell, How
from contract_tests.matrix.service import UNKNOWN_ID, Service, make_service
from contract_tests.matrix.tasks import first_task
from contract_tests.support.examples import Example, request_examples

PLACEHOLDER = "specificError"
"""The placeholder in moderation's examples for the words that the service quotes."""

INVALID = {"mv": "sonic-v9", "custom_mode": "yes", "title": "x" * 81}
"""Values that no operation accepts: an unknown model, a string for a boolean, a title that is one character too long."""

LONGEST_BLOCK_S = 3600.0
"""The longest `Retry-After`. A requested 429 blocks the account like a real one."""

GONE_URL = "http://127.0.0.1:9/gone.mp3"
"""An unreachable audio file: nothing listens on the discard port."""


def read(spec: Contract, mocked: Contract | None = None) -> Iterator[Cell]:
    """Yield the cells of every operation, dialect, status and example."""
    service = make_service(spec, mocked=mocked)
    strict = make_service(spec, mocked=mocked, plan="standard")
    retired = make_service(spec, mocked=mocked, retired=RETIRABLE)
    bodies: dict[str, list[Example]] = {}
    for example in request_examples(spec):
        bodies.setdefault(example.operation.operation_id, []).append(example)
    for operation in spec.operations.values():
        for dialect in DIALECTS:
            prober = Prober(service, operation, dialect, bodies.get(operation.operation_id, []))
            natural = [*prober.provoked(), *prober.too_fast(strict), *prober.retired(retired)]
            yield from cells(prober, natural)


def cells(prober: Prober, natural: list[Answer]) -> Iterator[Cell]:
    """Yield the cells of one operation in one dialect, and a hole for every undocumented reply."""
    operation, dialect = prober.operation, prober.dialect
    for status, name, body in documented(prober.service.spec, operation):
        tried = [answer for answer in natural if answer.status == status]
        how: How = "natural"
        if not any(fits(answer, status, body, operation) for answer in tried):
            tried.append(_by_scenario(prober, status, name))
            reached = fits(tried[-1], status, body, operation) and not is_due(operation, status, name, dialect)
            how = "scenario" if reached else "hole"
        summaries = tuple(answer.summary for answer in tried) if how == "hole" else ()
        yield Cell("status", operation.operation_id, str(status), name, dialect, how, status, summaries)
    yield from strays(operation, natural, dialect)


def strays(operation: Operation, answers: Iterable[Answer], dialect: str) -> Iterator[Cell]:
    """Yield a hole for every undocumented reply, and for every crash that was not requested."""
    for answer in answers:
        faults = operation.reply_faults(answer.status, answer.body)
        if faults or (answer.status >= 500 and answer.how == "natural"):
            case, column = "not in the contract" if faults else "a crash", str(answer.status)
            tried = (answer.summary, *faults[:2])
            yield Cell("status", operation.operation_id, column, case, dialect, "hole", answer.status, tried)


def _by_scenario(prober: Prober, status: int, example: str) -> Answer:
    scenario = f"{status}-{example.replace('_', '-')}"
    answer = prober.ask(prober.good, label="a good request", scenario=scenario)
    if status == 429:
        prober.service.advance(LONGEST_BLOCK_S)
    return answer


def is_due(operation: Operation, status: int, example: str, dialect: Dialect) -> bool:
    """Check whether the contract states the reason for a refusal, so that it must occur without a scenario."""
    served = [member for member in operation.bodies if not member.retired]
    kinds = {resource["kind"] for member in served for resource in member.resources.values()}
    match status, example:
        case 202, _:
            return bool(operation.bodies) and dialect == "observed"
        case 400, _:
            return bool(operation.bodies) and example == "malformed_body"
        case 401, _:
            return True
        case 403, "insufficient_credits" | "no_subscription":
            return operation.price.amount > 0
        case 404, _:
            return example in kinds or (operation.task_polled and example == "task")
        case 410, "task_type":
            return any(member.retired for member in operation.bodies)
        case 410, _:
            return operation.product == "nuro"
    return status == 429 and operation.method == "POST"


def documented(spec: Contract, operation: Operation) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    """Yield (status, name of the example, body) for every documented reply except 200."""
    raw = spec.document["paths"][operation.path][operation.method.lower()]["responses"]
    for status, response in raw.items():
        if status != "200":
            component = response["$ref"].rsplit("/", 1)[1]
            examples = spec.document["components"]["responses"][component]["content"][JSON]["examples"]
            yield from ((int(status), name, example["value"]) for name, example in examples.items())


def fits(answer: Answer, status: int, body: Mapping[str, Any], operation: Operation) -> bool:
    """Check whether a reply equals an example in status, type and sentence, except for the words quoted by moderation."""
    if answer.status != status or not isinstance(answer.body, dict) or answer.body.get("type") != body["type"]:
        return False
    if status == 429 and not answer.headers.get("Retry-After", "").isdecimal():
        return False
    words = re.escape(body["error"]).replace(PLACEHOLDER, ".+")
    return re.fullmatch(words, answer.body.get("error", "")) is not None and not operation.reply_faults(
        status, answer.body
    )


class Prober:
    """Sends one operation's requests in one dialect, to provoke refusals without scenarios."""

    def __init__(self, service: Service, operation: Operation, dialect: Dialect, examples: list[Example]) -> None:
        self.service, self.operation, self.dialect, self.examples = service, operation, dialect, examples
        self.good: Any = next((example.body for example in examples if not example.member.retired), None)
        self.task_id = first_task(service, operation.product) if operation.task_polled else UNKNOWN_ID

    def ask(self, body: Any, *, service: Service | None = None, **options: Any) -> Answer:
        """Send a request to the service, or to another service."""
        options = {"dialect": self.dialect, "task_id": self.task_id, **options}
        return (service or self.service).ask(self.operation, body, **options)

    def provoked(self) -> Iterator[Answer]:
        """Yield the replies to requests that should be refused."""
        yield self.ask(self.good, label="no key", authorization=None)
        yield self.ask(self.good, label="a key in another form", authorization="Basic cmljaA==")
        yield self.ask(self.good, label="an unknown key", authorization="Bearer unknown")
        yield self.ask(self.good, label="a good request")
        if self.operation.task_polled:
            yield self.ask(None, label="an unknown task", task_id=UNKNOWN_ID)
            return
        yield self.ask(self.good, label="an empty account", authorization="Bearer poor")
        yield self.ask(self.good, label="a lapsed subscription", authorization="Bearer lapsed")
        if self.operation.bodies:
            yield self.ask(b"[]", label="a body that is not an object")
            yield from self._invalid()
            yield from self._unknown()

    def _invalid(self) -> Iterator[Answer]:
        properties = {name for member in self.operation.bodies for name in member.properties}
        for name, value in {**INVALID, "url": GONE_URL, "audio_url": GONE_URL}.items():
            if name in properties:
                yield self.ask({**self.good, name: value}, label=f"'{name}' {str(value)[:30]}")
        for member in self.operation.bodies:
            if member.retired:
                for value in member.properties["task_type"]["enum"]:
                    yield self.ask({"task_type": value}, label=f"the retired '{value}'")

    def _unknown(self) -> Iterator[Answer]:
        wordless = [
            clip["clip_id"] for clip in self.service.spec.fixtures["clips"] if clip["lyrics"] == "[Instrumental]"
        ]
        for example in self.examples:
            for name, resource in example.member.resources.items():
                for value in (UNKNOWN_ID, *(wordless if resource["kind"] == "clip" else ())):
                    ids = [value, value] if isinstance(example.body.get(name), list) else value
                    yield self.ask({**example.body, name: ids}, label=f"'{name}' {value} in {example.name}")

    def too_fast(self, strict: Service) -> Iterator[Answer]:
        """Yield the replies to two requests without a pause, on a plan that requires one."""
        for _ in range(2):
            yield self.ask(self.good, service=strict, label="too fast")

    def retired(self, retired: Service) -> Iterator[Answer]:
        """Yield the reply of a service with everything retired."""
        yield self.ask(self.good, service=retired, label="retired by the setting")
