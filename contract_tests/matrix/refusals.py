"""Every status but 200, and every sentence that the contract has for it: the first half of the matrix.

First come requests that have a refusal coming: no key, no money, too fast, an unknown id. Whatever they are answered is
compared with the contract's examples; only an example that none of them met is asked for by its scenario, and that is not
enough where the contract itself has the reason for the refusal.
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
"""What moderation's examples have where the service names the words."""

SPOILT = {"mv": "sonic-v9", "custom_mode": "yes", "title": "x" * 81}
"""Values that no operation takes: an unknown model, a text for a boolean, one character more than a title may have."""

LONGEST_BLOCK_S = 3600.0
"""As long as anybody can be told to wait: a 429 that is asked for blocks the account, as a real one does."""

GONE_URL = "http://127.0.0.1:9/gone.mp3"
"""A recording that is not there: nothing listens on the port for discarding."""


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
            asker = Asker(service, operation, dialect, bodies.get(operation.operation_id, []))
            natural = [*asker.unasked(), *asker.too_fast(strict), *asker.retired(retired)]
            yield from cells(asker, natural)


def cells(asker: Asker, natural: list[Answer]) -> Iterator[Cell]:
    """Yield the cells of one operation in one dialect, and a hole for every answer that the contract does not have."""
    operation, dialect = asker.operation, asker.dialect
    for status, name, sentence in documented(asker.service.spec, operation):
        tried = [item for item in natural if item.status == status]
        how: How = "natural"
        if not any(fits(item, status, sentence, operation) for item in tried):
            tried.append(_asked_for(asker, status, name))
            asked_for = fits(tried[-1], status, sentence, operation) and not is_due(operation, status, name, dialect)
            how = "scenario" if asked_for else "hole"
        observed = tuple(item.seen for item in tried) if how == "hole" else ()
        yield Cell("status", operation.operation_id, str(status), name, dialect, how, status, observed)
    yield from strays(operation, natural, dialect)


def strays(operation: Operation, answers: Iterable[Answer], dialect: str) -> Iterator[Cell]:
    """Yield a hole for every answer that the contract does not have, and for every crash that nobody asked for."""
    for answer in answers:
        faults = operation.reply_faults(answer.status, answer.body)
        if faults or (answer.status >= 500 and answer.how == "natural"):
            case, column = "not in the contract" if faults else "a crash", str(answer.status)
            tried = (answer.seen, *faults[:2])
            yield Cell("status", operation.operation_id, column, case, dialect, "hole", answer.status, tried)


def _asked_for(asker: Asker, status: int, example: str) -> Answer:
    scenario = f"{status}-{example.replace('_', '-')}"
    answer = asker.ask(asker.good, sent="a good request", scenario=scenario)
    if status == 429:
        asker.service.advance(LONGEST_BLOCK_S)
    return answer


def is_due(operation: Operation, status: int, example: str, dialect: Dialect) -> bool:
    """Tell whether a refusal must come by itself, since the contract has the reason for it: asking is not enough."""
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
    """Yield (status, example's name, body) of everything that an operation documents beside 200."""
    raw = spec.document["paths"][operation.path][operation.method.lower()]["responses"]
    for status, response in raw.items():
        if status != "200":
            name = response["$ref"].rsplit("/", 1)[1]
            shown = spec.document["components"]["responses"][name]["content"][JSON]["examples"]
            yield from ((int(status), example, value["value"]) for example, value in shown.items())


def fits(answer: Answer, status: int, sentence: Mapping[str, Any], operation: Operation) -> bool:
    """Tell whether an answer is this example: status, type and sentence, the words that moderation names left open."""
    if answer.status != status or not isinstance(answer.body, dict) or answer.body.get("type") != sentence["type"]:
        return False
    if status == 429 and not answer.headers.get("Retry-After", "").isdecimal():
        return False
    words = re.escape(sentence["error"]).replace(PLACEHOLDER, ".+")
    return re.fullmatch(words, answer.body.get("error", "")) is not None and not operation.reply_faults(
        status, answer.body
    )


class Asker:
    """Asks one operation in one dialect for trouble, in every way that needs no scenario."""

    def __init__(self, service: Service, operation: Operation, dialect: Dialect, examples: list[Example]) -> None:
        self.service, self.operation, self.dialect, self.examples = service, operation, dialect, examples
        self.good: Any = next((example.body for example in examples if not example.member.retired), None)
        self.task_id = first_task(service, operation.product) if operation.task_polled else UNKNOWN_ID

    def ask(self, body: Any, *, service: Service | None = None, **options: Any) -> Answer:
        """Send a request to the service, or to another one."""
        options = {"dialect": self.dialect, "task_id": self.task_id, **options}
        return (service or self.service).ask(self.operation, body, **options)

    def unasked(self) -> Iterator[Answer]:
        """Yield the answers to everything that may go wrong by itself."""
        yield self.ask(self.good, sent="no key", authorization=None)
        yield self.ask(self.good, sent="a key in another form", authorization="Basic cmljaA==")
        yield self.ask(self.good, sent="an unknown key", authorization="Bearer nobody")
        yield self.ask(self.good, sent="a good request")
        if self.operation.task_polled:
            yield self.ask(None, sent="an unknown task", task_id=UNKNOWN_ID)
            return
        yield self.ask(self.good, sent="an empty account", authorization="Bearer poor")
        yield self.ask(self.good, sent="a lapsed subscription", authorization="Bearer lapsed")
        if self.operation.bodies:
            yield self.ask(b"[]", sent="a body that is no object")
            yield from self._spoilt()
            yield from self._unknown()

    def _spoilt(self) -> Iterator[Answer]:
        properties = {name for member in self.operation.bodies for name in member.properties}
        for name, value in {**SPOILT, "url": GONE_URL, "audio_url": GONE_URL}.items():
            if name in properties:
                yield self.ask({**self.good, name: value}, sent=f"'{name}' {str(value)[:30]}")
        for member in self.operation.bodies:
            if member.retired:
                for value in member.properties["task_type"]["enum"]:
                    yield self.ask({"task_type": value}, sent=f"the retired '{value}'")

    def _unknown(self) -> Iterator[Answer]:
        wordless = [
            clip["clip_id"] for clip in self.service.spec.fixtures["clips"] if clip["lyrics"] == "[Instrumental]"
        ]
        for example in self.examples:
            for name, resource in example.member.resources.items():
                for value in (UNKNOWN_ID, *(wordless if resource["kind"] == "clip" else ())):
                    sent = [value, value] if isinstance(example.body.get(name), list) else value
                    yield self.ask({**example.body, name: sent}, sent=f"'{name}' {value} in {example.name}")

    def too_fast(self, strict: Service) -> Iterator[Answer]:
        """Yield the answers to two requests at once, on a plan that takes one."""
        for _ in range(2):
            yield self.ask(self.good, service=strict, sent="too fast")

    def retired(self, retired: Service) -> Iterator[Answer]:
        """Yield the answer of a service that has retired what it can."""
        yield self.ask(self.good, service=retired, sent="retired by the setting")
