"""Every id in a request, by the state of its resource: unknown, unfinished, failed, or of another account.

The contract marks such ids (`x-resource`) and describes their source: the task whose item has the id, or the operation
whose reply has it.
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
from contract_tests.matrix.states import OUTCOMES
from contract_tests.support.examples import Example, request_examples

STATES = ("unknown", "pending", "running", "failed", "other's", "succeeded")
"""The states of a resource; only the last one can be used."""

NAMES = {"clip": "clip_id", "persona": "persona_id", "vox": "vox_audio_id"}
"""The property that has the id in replies, by kind of resource."""


@frozen
class Use:
    """One property of one request that refers to a resource."""

    example: Example
    name: str
    kind: str
    product: str

    @property
    def row(self) -> str:
        """The row of the matrix."""
        return f"{self.example.operation.operation_id} {self.example.member.name} {self.name}"


def uses(spec: Contract) -> list[Use]:
    """Return every property that refers to a resource, once for each variant of a body."""
    by_row: dict[str, Use] = {}
    for example in request_examples(spec):
        for name, resource in example.member.resources.items():
            use = Use(example, name, resource["kind"], resource["product"])
            by_row.setdefault(use.row, use)
    return list(by_row.values())


def read(spec: Contract, mocked: Contract | None = None) -> Iterator[Cell]:
    """Yield the cells of every use, state and dialect."""
    groups: dict[tuple[str, str], list[Use]] = {}
    for use in uses(spec):
        groups.setdefault((use.kind, use.product), []).append(use)
    service = make_service(spec, mocked=mocked, retired=())
    for (kind, product), group in groups.items():
        makers = [task for task in tasks.kinds(spec) if task.spec.product == product and _makes(spec, task, kind)]
        if makers:
            yield from Makers(service, makers[0], kind).read(group)
        else:
            yield from _without_task(service, group, kind)


def _makes(spec: Contract, task: tasks.Kind, kind: str) -> bool:
    return NAMES[kind] in spec.document["components"]["schemas"][task.spec.item]["properties"]


@define
class Makers:
    """Two tasks, one that succeeds and one that fails, whose resources are then used."""

    service: Service
    maker: tasks.Kind
    kind: str
    ids: dict[str, str] = field(factory=dict)

    def read(self, group: list[Use]) -> Iterator[Cell]:
        """Yield the cells of all uses, while the tasks run and end."""
        good, bad = self._start("good"), self._start("bad", OUTCOMES["failed"])
        yield from self._all(group, "unknown", UNKNOWN_ID)
        yield from self._all(group, "pending", self.ids["good"])
        self.service.advance_to(min(clip["starts_at"] for clip in good["clips"]))
        yield from self._all(group, "running", self.ids["good"])
        self.service.advance_to(max(good["ends_at"], bad["ends_at"]))
        yield from self._all(group, "failed", self.ids["bad"])
        yield from self._all(group, "other's", self.ids["good"], key="other")
        yield from self._all(group, "succeeded", self.ids["good"])

    def _start(self, name: str, scenario: str | None = None) -> Any:
        """Start a task and store the id of its future resource."""
        accepted = tasks.start(self.service, self.maker, scenario)
        if accepted.status != 200:
            raise RuntimeError(accepted.summary)
        task_id = accepted.body["task_id"]
        plan = self.service.plan(task_id)
        if self.kind == "clip":
            self.ids[name] = plan["clips"][0]["clip_id"]
        else:
            # A voice's id is in no reply before its task has ended; it could be guessed.
            self.ids[name] = self.service.app.extensions["aimusic"].world.store.tasks[task_id].persona_id
        return plan

    def _all(self, group: list[Use], state: str, resource_id: str, key: str = KEYS[0]) -> Iterator[Cell]:
        for use in group:
            for dialect in DIALECTS:
                yield try_use(self.service, use, state, resource_id, dialect, key)


def _without_task(service: Service, group: list[Use], kind: str) -> Iterator[Cell]:
    maker = next(example for example in request_examples(service.spec) if _shows(example, NAMES[kind], service.spec))
    created = service.ask(maker.operation, maker.body, label=f"a {kind}")
    resource_id = created.body["data"][NAMES[kind]]
    for use in group:
        for dialect in DIALECTS:
            yield try_use(service, use, "unknown", UNKNOWN_ID, dialect)
            yield try_use(service, use, "other's", resource_id, dialect, "other")
            yield try_use(service, use, "succeeded", resource_id, dialect)


def _shows(example: Example, name: str, spec: Contract) -> bool:
    raw = spec.document["paths"][example.operation.path]["post"]["responses"]["200"]["content"][JSON]
    data = [example["value"].get("data") for example in raw["examples"].values()]
    return any(isinstance(item, Mapping) and name in item for item in data)


def try_use(service: Service, use: Use, state: str, resource_id: str, dialect: Dialect, key: str = KEYS[0]) -> Cell:
    """Send the request with this id; expect 200 if the resource can be used, else the documented 404."""
    operation = use.example.operation
    value: Any = resource_id
    if isinstance(use.example.body.get(use.name), list):
        value = [resource_id, *use.example.body[use.name][1:]]
    body = {**use.example.body, use.name: value}
    label = f"'{use.name}' of {state}"
    answer = service.ask(operation, body, label=label, dialect=dialect, authorization=f"Bearer {key}")
    if answer.status == 202 and dialect == "observed":
        answer = service.ask(operation, body, label=f"{label}, again", dialect=dialect)  # it is built now
    good = _is_good(answer, state, use, service.spec) and not operation.reply_faults(answer.status, answer.body)
    how: How = "hole" if not good else "scenario" if state == "failed" else "natural"
    return Cell("resource", use.row, state, use.kind, dialect, how, answer.status, () if good else (answer.summary,))


def _is_good(answer: Answer, state: str, use: Use, spec: Contract) -> bool:
    if state == "succeeded":
        return answer.status == 200
    return answer.status == 404 and answer.body == spec.error("NotFound", use.kind)
