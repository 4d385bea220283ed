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
    """Return one kind of task for each operation, variant of its body, and variant of the task."""
    by_key: dict[tuple[str, str, str], Kind] = {}
    for example in request_examples(spec):
        task = example.member.task
        if task is None:
            continue
        conditions = [variant["when"] for variant in task.variants]
        plain = {name: value for name, value in example.body.items() if not any(name in when for when in conditions)}
        for condition in ({}, *conditions):
            body = {**plain, **condition}
            spec_of_body = task.for_request(body)
            key = (example.operation.operation_id, example.member.name, spec_of_body.item)
            name = f"{example.operation.operation_id} {example.member.name} {spec_of_body.item}"
            by_key.setdefault(key, Kind(name, example.operation, spec_of_body, body))
    return list(by_key.values())


def start(service: Service, kind: Kind, scenario: str | None = None) -> Answer:
    """Start a task of this kind, optionally with a scenario. The caller checks that it was accepted."""
    return service.ask(kind.operation, kind.body, label=f"a {kind.name}", scenario=scenario)


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
