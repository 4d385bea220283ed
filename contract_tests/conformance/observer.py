"""Checks every exchange of every test, including what JSON Schema cannot express and one reply alone cannot show.

Each reply is validated against the contract. The observer also remembers tasks, and so detects a poll that answers for
another task, a state that goes back, clips that change, and a reply that does not fit the type of its task.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import define, field

from contract_tests.conformance.findings import Finding, Findings, shortened
from contract_tests.conformance.gateway import API, Exchange, is_json
from contract_tests.conformance.relations import misplaced, named, objects
from contract_tests.conformance.spec import Operation, Spec, TaskKind

MAX_ERROR_BYTES = 4096
MAX_ECHO = 200
"""Characters of a request that an error may repeat: a name or a value, but not a prompt."""

RANKS = {"pending": 0, "PENDING": 0, "running": 1, "RUNNING": 1}
ENDED = 2
"""The rank of the final states."""

WRONG_METHOD, NOT_FOUND = 405, 404


@define
class Remembered:
    """The state of a task, as its replies have shown it."""

    kind: TaskKind | None = None
    body: Mapping[str, Any] = field(factory=dict)
    ids: tuple[str, ...] = ()
    states: dict[str, str] = field(factory=dict)


@define
class Observer:
    """Checks the exchanges of one run, and adds what they break to `findings`."""

    spec: Spec
    findings: Findings
    counts: dict[tuple[str, int, str], int] = field(factory=dict)
    tasks: dict[tuple[str, str], Remembered] = field(factory=dict)
    owners: dict[str, str] = field(factory=dict)
    started: dict[str, TaskKind] = field(factory=dict)
    durations: dict[str, float] = field(factory=dict)

    def __call__(self, exchange: Exchange) -> None:
        """Check one exchange."""
        if not exchange.path.startswith(API):
            return
        for rule, detail in self._check(exchange):
            self.findings.add(Finding(exchange.name, rule, shortened(f"{detail}; {exchange.line}")))

    def _check(self, exchange: Exchange) -> Iterator[tuple[str, str]]:
        if exchange.method != "HEAD":
            yield from _form(exchange)
        if exchange.status >= 400:
            yield from _refusal(exchange)
        operation = exchange.operation
        if operation is None:
            return
        self._count(exchange)
        wrong = list(self._conforms(exchange))
        yield from wrong
        yield from _known(exchange, operation)
        if exchange.status != 200 or not isinstance(exchange.reply, Mapping):
            return
        if operation.polls:
            # One fault is one finding: a reply that fits no schema does not fit that of the task either.
            yield from (
                problem for problem in self._polled(exchange, exchange.reply) if not wrong or problem[0] != "task-type"
            )
        elif "task_id" in exchange.reply:
            yield from self._accepted(exchange, exchange.reply)
        yield from self._positions(exchange)

    def _count(self, exchange: Exchange) -> None:
        operation = exchange.operation
        assert operation is not None
        member = operation.member_meant(exchange.body)
        names = [member.name if member else ""]
        if exchange.status == 200 and len(operation.variants) > 1:
            names += [f"→ {name}" for name, fits in operation.variants.items() if fits.is_valid(exchange.reply)]
        for name in names:
            key = (operation.id, exchange.status, name)
            self.counts[key] = self.counts.get(key, 0) + 1

    def _conforms(self, exchange: Exchange) -> Iterator[tuple[str, str]]:
        operation = exchange.operation
        assert operation is not None
        validator = operation.replies.get(exchange.status)
        if validator is None:
            yield "status", f"{exchange.status} is not in the contract"
            return
        missing = [name for name in operation.headers[exchange.status] if name not in exchange.headers]
        if missing:
            yield "headers", f"without {', '.join(missing)}"
        error = next(validator.iter_errors(exchange.reply), None) if is_json(exchange.headers) else None
        if error is not None:
            yield "schema", f"/{'/'.join(map(str, error.instance_path))}: {str(error.message)[:150]}"

    def _accepted(self, exchange: Exchange, reply: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        assert exchange.operation is not None
        task_id, body = str(reply["task_id"]), exchange.body
        if task_id in self.started:
            yield "identity", f"the task id {task_id} was returned before"
        member = exchange.operation.member_of(body)
        if member and member.task:
            kind = member.task.for_request(body)
            self.started[task_id] = kind
            self.tasks[exchange.dialect, task_id] = Remembered(kind, body)

    def _polled(self, exchange: Exchange, reply: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        task_id = exchange.parameters["task_id"]
        task = self.tasks.setdefault((exchange.dialect, task_id), Remembered(self.started.get(task_id)))
        if reply.get("task_id", task_id) != task_id:
            yield "identity", f"polled {task_id}, the reply is about {reply['task_id']}"
        items = [item for item in items_of(reply) if isinstance(item, Mapping)]
        ids = tuple(str(item["clip_id"]) for item in items if item.get("clip_id"))
        yield from self._owned(task, task_id, ids)
        states = {clip_id: str(item.get("state", "")) for clip_id, item in zip(ids, items, strict=False)}
        if isinstance(reply.get("status"), str):
            states[""] = reply["status"]
        yield from _forward(task, states)
        if task.kind is not None:
            yield from self._fits(exchange, task.kind, items)

    def _positions(self, exchange: Exchange) -> Iterator[tuple[str, str]]:
        assert exchange.operation is not None
        self.durations.update(_durations(exchange.reply))
        for name, clip in exchange.operation.positions.items():
            duration = self.durations.get(str(exchange.body[clip]))
            if duration is not None and (detail := misplaced(exchange.reply, name, duration)):
                yield "position", detail

    def _owned(self, task: Remembered, task_id: str, ids: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        lost = set(task.ids) - set(ids)
        if task.ids and lost:
            yield "clips", f"clips {sorted(lost)} of {task_id} are gone"
        for clip_id in ids:
            # A clip of the request, such as the source of a download, belongs to an earlier task.
            if clip_id not in str(task.body) and self.owners.setdefault(clip_id, task_id) != task_id:
                yield "identity", f"clip {clip_id} was one of {self.owners[clip_id]}, and now is one of {task_id}"
        task.ids = ids or task.ids

    def _fits(self, exchange: Exchange, kind: TaskKind, items: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
        operation, reply = exchange.operation, exchange.reply
        assert operation is not None
        if is_failure(reply):
            return
        if operation.id != kind.poll:
            yield "task-type", f"a task of {kind.product} is returned by {operation.id}"
            return
        expected = self.spec.reply_with(operation, kind.item)
        if expected and not any(operation.variants[name].is_valid(reply) for name in expected):
            yield "task-type", f"a reply of {kind.item} should be {' or '.join(expected)}"
        item = self.spec.schema(kind.item)
        for entry in items if kind.item != "NuroTask" else [reply]:
            if not item.is_valid(entry):
                yield (
                    "task-type",
                    f"an item of the task is not a valid {kind.item}: {next(item.iter_errors(entry)).message[:150]}",
                )
        if len(items) > kind.clips:
            yield "clips", f"{len(items)} items instead of {kind.clips}"


def _form(exchange: Exchange) -> Iterator[tuple[str, str]]:
    if exchange.content.lstrip()[:1] == b"<" or "html" in exchange.headers.get("Content-Type", "").lower():
        yield "html", "HTML"
    elif not is_json(exchange.headers) or (exchange.reply is None and exchange.content != b"null"):
        yield "media-type", f"{exchange.headers.get('Content-Type', 'no Content-Type')}"


def _refusal(exchange: Exchange) -> Iterator[tuple[str, str]]:
    reply = exchange.reply
    if len(exchange.content) > MAX_ERROR_BYTES:
        yield "error-form", f"{len(exchange.content)} bytes"
    if isinstance(reply, Mapping) and not (
        set(reply) == {"type", "error"} and all(isinstance(text, str) and text for text in reply.values())
    ):
        yield "error-form", f"the members are {sorted(reply)}"
    sent = exchange.sent.decode("utf-8", "replace") + exchange.path
    text = str(reply.get("error", "")) if isinstance(reply, Mapping) else ""
    if any(text[at : at + MAX_ECHO + 1] in sent for at in range(len(text) - MAX_ECHO)):
        yield "error-echo", f"an error of {len(text)} characters"
    retry_after = exchange.headers.get("Retry-After", "")
    if exchange.status == 429 and not (retry_after.isdecimal() and int(retry_after) > 0):
        yield "retry-after", f"Retry-After: {retry_after!r}"
    if exchange.status == WRONG_METHOD and not exchange.headers.get("Allow"):
        yield "method", "405 without Allow"


def _known(exchange: Exchange, operation: Operation) -> Iterator[tuple[str, str]]:
    """Yield the values that the contract does not know. Clients must tolerate them; the contract should have them."""
    for name, values in operation.known.get(exchange.status, {}).items():
        for value in named(exchange.reply, name):
            if isinstance(value, str | int) and value not in values:
                yield "schema", f"{name} is {value!r}, not one of {sorted(values, key=str)}"


def _forward(task: Remembered, states: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for clip_id, state in states.items():
        before = task.states.get(clip_id, state)
        rank, was = RANKS.get(state, ENDED), RANKS.get(before, ENDED)
        if rank < was or (rank == was == ENDED and state != before):
            yield "forward", f"{clip_id or 'the task'} was {before} and is {state}"
    task.states.update(states)


def _durations(value: Any) -> Iterator[tuple[str, float]]:
    """Yield the id and the duration of each clip in a reply, including those in pairs."""
    for clip in objects(value):
        with contextlib.suppress(KeyError, TypeError, ValueError):  # not known yet, or not a number
            yield str(clip["clip_id"]), float(clip["duration"])


def items_of(reply: Mapping[str, Any]) -> list[Any]:
    """Return the items in the reply to a poll: clips, pairs, or other results."""
    data = reply.get("data")
    result = data if isinstance(data, list) else [data] if isinstance(data, Mapping) else []
    return list(result)


def is_failure(reply: Mapping[str, Any]) -> bool:
    """Return whether the reply to a poll reports that the whole task has failed."""
    return "type" in reply or str(reply.get("status", "")).lower() == "failed"
