"""Every state of every kind of task, polled in both dialects: the second half of the matrix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import define, field

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import JSON, Operation
from aimusic_mock.settings import DIALECTS, Dialect
from contract_tests.matrix import tasks
from contract_tests.matrix.cells import Answer, Cell, How
from contract_tests.matrix.dialects import expected, view
from contract_tests.matrix.service import UNKNOWN_ID, Service, make_service
from contract_tests.matrix.tasks import Kind

A_DAY_S = 24 * 3600.0
"""The time to wait for a stuck task: several hundred times the longest task."""

OUTCOMES = {
    "failed": "task-fails",
    "timeout": "task-times-out",
    "forbidden": "task-forbidden",
    "api_error": "task-api-error",
    "bad_request": "task-bad-request",
}
"""The scenario of each `type` of failure; the types themselves are read from the contract."""

STATES = ("pending", "running", "partly", "succeeded", "clip failed", "stuck", *OUTCOMES, "unauthorized", "not_found")
"""The order of the columns; further states of the contract are put last."""


def failures(spec: Contract, poll: Operation) -> list[str]:
    """Return every `type` of failure in the documented 200 of a poll, and `failed` if it is a documented status."""
    types: list[str] = []
    for ref in members(spec, poll):
        properties = {name: spec.resolve(schema) for name, schema in spec.resolve(ref)["properties"].items()}
        kind, status = properties.get("type", {}), properties.get("status", {})
        types += kind.get("enum", kind.get("x-known-values", []))
        types += [value for value in status.get("x-known-values", ()) if value == "failed"]
    return list(dict.fromkeys(types))


def members(spec: Contract, operation: Operation) -> list[dict[str, Any]]:
    """Return the members of the union of an operation's 200."""
    raw = spec.document["paths"][operation.path][operation.method.lower()]
    schema = raw["responses"]["200"]["content"][JSON]["schema"]
    return list(schema.get("anyOf", [schema]))


@define
class States:
    """Polls tasks in all their states; every reply is kept, to be compared with the contract's examples."""

    service: Service
    answers: dict[str, list[Answer]] = field(factory=dict)

    def read(self) -> Iterator[Cell]:
        """Yield the cells of every kind of task, state and dialect."""
        for kind in tasks.kinds(self.service.spec):
            poll = self.service.spec.operations[kind.spec.poll]
            yield from self._walk(kind, poll)
            yield from self._after(kind, poll, "clip failed", "clip-fails")
            yield from self._after(kind, poll, "stuck", "stuck")
            for state in failures(self.service.spec, poll):
                if state in OUTCOMES:
                    yield from self._after(kind, poll, state, OUTCOMES[state])
                else:
                    yield from self._refused(kind, poll, state)

    def _walk(self, kind: Kind, poll: Operation) -> Iterator[Cell]:
        accepted = tasks.start(self.service, kind)
        if accepted.status != 200:
            yield from _never(kind, poll, "pending", accepted)
            return
        task = self.service.plan(accepted.body["task_id"])
        clips = task["clips"]
        moments = {"pending": None, "running": min(clip["starts_at"] for clip in clips)}
        first = min(clip["ends_at"] for clip in clips)
        if first < task["ends_at"]:
            moments["partly"] = first
        moments["succeeded"] = task["ends_at"]
        for state, at in moments.items():
            if at is not None:
                self.service.advance_to(at)
            yield from self._poll(kind, poll, state, task["task_id"], "natural")

    def _after(self, kind: Kind, poll: Operation, state: str, scenario: str) -> Iterator[Cell]:
        accepted = tasks.start(self.service, kind, scenario)
        if accepted.status != 200:
            yield from _never(kind, poll, state, accepted)
            return
        ends_at = self.service.plan(accepted.body["task_id"])["ends_at"]
        if ends_at is None:
            self.service.advance(A_DAY_S)
        else:
            self.service.advance_to(ends_at)
        yield from self._poll(kind, poll, state, accepted.body["task_id"], "scenario")

    def _refused(self, kind: Kind, poll: Operation, state: str) -> Iterator[Cell]:
        # A kind of failure that no accepted task can have: it is a refusal of the poll itself.
        right = expected(kind, state, "documented")
        for dialect in DIALECTS:
            answers = [
                self.service.ask(poll, label="an unknown key", dialect=dialect, authorization="Bearer no"),
                self.service.ask(poll, label="an unknown task", dialect=dialect, task_id=UNKNOWN_ID),
            ]
            fitting = next((answer for answer in answers if view(answer.status, answer.body) == right), None)
            yield self._cell(kind, poll, state, dialect, fitting or answers[0], "natural")

    def _poll(self, kind: Kind, poll: Operation, state: str, task_id: str, how: How) -> Iterator[Cell]:
        for dialect in DIALECTS:
            label = f"a {state} task of {kind.name}, {dialect}"
            answer = self.service.ask(poll, label=label, dialect=dialect, task_id=task_id, how=how)
            self.answers.setdefault(poll.operation_id, []).append(answer)
            yield self._cell(kind, poll, state, dialect, answer, how)

    def _cell(self, kind: Kind, poll: Operation, state: str, dialect: Dialect, answer: Answer, how: How) -> Cell:
        right, actual = expected(kind, state, dialect), view(answer.status, answer.body)
        faults = poll.reply_faults(answer.status, answer.body)
        good = right == actual and not faults
        tried = () if good else (answer.summary, f"shows '{actual}', should show '{right}'", *faults[:2])
        row, case = kind.name, poll.operation_id
        return Cell("state", row, state, case, dialect, how if good else "hole", answer.status, tried)


def _never(kind: Kind, poll: Operation, state: str, refused: Answer) -> Iterator[Cell]:
    for dialect in DIALECTS:
        case, tried = poll.operation_id, (refused.summary,)
        yield Cell("state", kind.name, state, case, dialect, "hole", refused.status, tried)


def walk(spec: Contract, mocked: Contract | None = None) -> States:
    """Return the states of the contract's tasks, including retired kinds."""
    return States(make_service(spec, mocked=mocked, retired=()))
