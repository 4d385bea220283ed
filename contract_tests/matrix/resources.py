"""Every id that a request may name, with the state of what it names: not there, unfinished, failed, somebody else's.

Which properties are such ids stands in the contract (`x-resource`); so does what makes one: the task whose item, or the
operation whose reply, has the id among its properties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import define, field, frozen

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import JSON
from aimusic_mock.settings import DIALECTS, Dialect
from contract_tests.matrix import tasks
from contract_tests.matrix.cells import Answer, Cell, How
from contract_tests.matrix.service import KEYS, UNKNOWN_ID, Service, make_service
from contract_tests.matrix.states import FATES
from contract_tests.support.examples import Example, request_examples

STATES = ("unknown", "pending", "running", "failed", "other's", "succeeded")
"""What may be the matter with an id; only the last one is good."""

NAMES = {"clip": "clip_id", "persona": "persona_id", "vox": "vox_audio_id"}
"""The property by which replies call each kind."""


@frozen
class Use:
    """One property of one request that names something."""

    example: Example
    name: str
    kind: str
    product: str

    @property
    def row(self) -> str:
        """The row of the matrix."""
        return f"{self.example.operation.operation_id} {self.example.member.name} {self.name}"


def uses(spec: Contract) -> list[Use]:
    """Return every property that names something, once for each member of a body."""
    results: dict[str, Use] = {}
    for example in request_examples(spec):
        for name, resource in example.member.resources.items():
            use = Use(example, name, resource["kind"], resource["product"])
            results.setdefault(use.row, use)
    return list(results.values())


def read(spec: Contract, mocked: Contract | None = None) -> Iterator[Cell]:
    """Yield the cells of every use, state and dialect."""
    groups: dict[tuple[str, str], list[Use]] = {}
    for use in uses(spec):
        groups.setdefault((use.kind, use.product), []).append(use)
    service = make_service(spec, mocked=mocked, retired=())
    for (kind, product), group in groups.items():
        makers = [item for item in tasks.kinds(spec) if item.spec.product == product and _makes(spec, item, kind)]
        if makers:
            yield from Makers(service, makers[0], kind).read(group)
        else:
            yield from _made_at_once(service, group, kind)


def _makes(spec: Contract, task: tasks.Kind, kind: str) -> bool:
    return NAMES[kind] in spec.document["components"]["schemas"][task.spec.item]["properties"]


@define
class Makers:
    """Two tasks, one that ends well and one that fails, and whoever uses what they make."""

    service: Service
    maker: tasks.Kind
    kind: str
    ids: dict[str, str] = field(factory=dict)

    def read(self, group: list[Use]) -> Iterator[Cell]:
        """Yield the cells of all uses of what the maker makes, as time goes by."""
        good, bad = self._start("good"), self._start("bad", FATES["failed"])
        yield from self._all(group, "unknown", UNKNOWN_ID)
        yield from self._all(group, "pending", self.ids["good"])
        self.service.advance_to(min(clip["starts_at"] for clip in good["clips"]))
        yield from self._all(group, "running", self.ids["good"])
        self.service.advance_to(max(good["ends_at"], bad["ends_at"]))
        yield from self._all(group, "failed", self.ids["bad"])
        yield from self._all(group, "other's", self.ids["good"], key="other")
        yield from self._all(group, "succeeded", self.ids["good"])

    def _start(self, name: str, scenario: str | None = None) -> Any:
        """Start a task and remember the id that it will make."""
        accepted = tasks.start(self.service, self.maker, scenario)
        if accepted.status != 200:
            raise RuntimeError(accepted.seen)
        task_id = accepted.body["task_id"]
        plan = self.service.plan(task_id)
        if self.kind == "clip":
            self.ids[name] = plan["clips"][0]["clip_id"]
        else:
            # No reply tells a voice's id before its time; somebody may have guessed it all the same.
            self.ids[name] = self.service.app.extensions["aimusic"].world.store.tasks[task_id].persona_id
        return plan

    def _all(self, group: list[Use], state: str, named: str, key: str = KEYS[0]) -> Iterator[Cell]:
        for use in group:
            for dialect in DIALECTS:
                yield try_use(self.service, use, state, named, dialect, key)


def _made_at_once(service: Service, group: list[Use], kind: str) -> Iterator[Cell]:
    maker = next(
        request_example
        for request_example in request_examples(service.spec)
        if _shows(request_example, NAMES[kind], service.spec)
    )
    created = service.ask(maker.operation, maker.body, sent=f"a {kind}")
    named = created.body["data"][NAMES[kind]]
    for use in group:
        for dialect in DIALECTS:
            yield try_use(service, use, "unknown", UNKNOWN_ID, dialect)
            yield try_use(service, use, "other's", named, dialect, "other")
            yield try_use(service, use, "succeeded", named, dialect)


def _shows(example: Example, name: str, spec: Contract) -> bool:
    raw = spec.document["paths"][example.operation.path]["post"]["responses"]["200"]["content"][JSON]
    data = [item["value"].get("data") for item in raw["examples"].values()]
    return any(isinstance(item, Mapping) and name in item for item in data)


def try_use(service: Service, use: Use, state: str, named: str, dialect: Dialect, key: str = KEYS[0]) -> Cell:
    """Send the request with this id: 200 when what it names can be used, else the documented 404."""
    operation = use.example.operation
    sent: Any = named
    if isinstance(use.example.body.get(use.name), list):
        sent = [named, *use.example.body[use.name][1:]]
    body = {**use.example.body, use.name: sent}
    requested = f"'{use.name}' of {state}"
    answer = service.ask(operation, body, sent=requested, dialect=dialect, authorization=f"Bearer {key}")
    if answer.status == 202 and dialect == "observed":
        answer = service.ask(operation, body, sent=f"{requested}, again", dialect=dialect)  # what is built first
    good = _is_good(answer, state, use, service.spec) and not operation.reply_faults(answer.status, answer.body)
    how: How = "hole" if not good else "scenario" if state == "failed" else "natural"
    return Cell("resource", use.row, state, use.kind, dialect, how, answer.status, () if good else (answer.seen,))


def _is_good(answer: Answer, state: str, use: Use, spec: Contract) -> bool:
    if state == "succeeded":
        return answer.status == 200
    return answer.status == 404 and answer.body == spec.error("NotFound", use.kind)
