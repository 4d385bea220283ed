"""The kinds of task in the contract, each with a request from the contract's examples."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import Operation, TaskSpec
from contract_tests.matrix.cells import Answer
from contract_tests.matrix.service import Service
from contract_tests.support.examples import request_examples


@frozen
class Kind:
    """One kind of task: its request and its description in the contract."""

    name: str
    operation: Operation
    spec: TaskSpec
    body: dict[str, Any] = field(repr=False)


def kinds(spec: Contract) -> list[Kind]:
    """Return one kind of task for each operation, member of its body, and variant of the task."""
    results: dict[tuple[str, str, str], Kind] = {}
    for example in request_examples(spec):
        task = example.member.task
        if task is None:
            continue
        conditions = [variant["when"] for variant in task.variants]
        plain = {
            name: value
            for name, value in example.body.items()
            if not any(name in condition for condition in conditions)
        }
        for changed in ({}, *conditions):
            body = {**plain, **changed}
            requested = task.for_request(body)
            key = (example.operation.operation_id, example.member.name, requested.item)
            name = f"{example.operation.operation_id} {example.member.name} {requested.item}"
            results.setdefault(key, Kind(name, example.operation, requested, body))
    return list(results.values())


def start(service: Service, kind: Kind, scenario: str | None = None) -> Answer:
    """Ask for a task of this kind, with a fate if one is named; the caller looks whether it was accepted."""
    return service.ask(kind.operation, kind.body, sent=f"a {kind.name}", scenario=scenario)


def first_task(service: Service, product: str) -> str:
    """Start any task of a product and return its id.

    Raises:
        RuntimeError: the request was refused.
    """
    kind = next(kind for kind in kinds(service.spec) if kind.spec.product == product)
    answer = start(service, kind)
    if answer.status != 200:
        raise RuntimeError(answer.summary)
    return str(answer.body["task_id"])
