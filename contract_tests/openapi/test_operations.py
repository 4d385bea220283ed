"""The generated table of facts agrees with the mock's prices and tasks, and with the generated models."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from aimusic_client import models
from aimusic_client.operations import OPERATIONS
from aimusic_mock.contract import bundle
from contract_tests.support.processes import BUNDLE, CLIENT
from openapi.tools import operations

DOCUMENT: dict[str, Any] = json.loads(BUNDLE.read_text(encoding="utf-8"))


def test_every_operation_is_there_with_its_request_line() -> None:
    spec = bundle.load()

    assert {operation.id: (operation.method, operation.path, operation.tag) for operation in OPERATIONS.values()} == {
        operation.operation_id: (operation.method, operation.path, operation.product)
        for operation in spec.operations.values()
    }


def _task(task: Any) -> tuple[Any, ...] | None:
    return (task.product, task.clips) if task else None


@pytest.mark.parametrize("name", OPERATIONS)
def test_prices_and_tasks_are_those_of_the_mock(name: str) -> None:
    operation, ours = bundle.load().operations[name], OPERATIONS[name]
    assert ours.credits == operation.price.amount
    assert (ours.charge == "first_call_per_clip") == operation.price.once_per_clip
    assert {body_name: (body.credits, _task(body.task)) for body_name, body in ours.bodies.items()} == {
        variant.name: (variant.price.amount, _task(variant.task)) for variant in operation.bodies
    }
    assert list(ours.bodies) == [variant.name for variant in operation.bodies]


@pytest.mark.parametrize("name", OPERATIONS)
def test_bodies_are_named_like_the_generated_models(name: str) -> None:
    assert [body for body in OPERATIONS[name].bodies if not hasattr(models, body)] == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_idempotence_and_statuses_are_the_contracts(name: str) -> None:
    operation = OPERATIONS[name]
    raw = DOCUMENT["paths"][operation.path][operation.method.lower()]
    assert operation.idempotent is raw["x-idempotent"]
    assert operation.deprecated is raw.get("deprecated", False)
    assert [str(status) for status in operation.statuses] == list(raw["responses"])


@pytest.mark.parametrize("key", ["x-credits", "x-task"])
def test_changed_fact_changes_the_module(tmp_path: Path, key: str) -> None:
    raw = DOCUMENT["paths"]["/api/v1/sonic/create"]["post"]
    changed = {
        **DOCUMENT,
        "paths": {"/api/v1/sonic/create": {"post": {**raw, key: {**raw[key], "amount": 7, "clips": 9}}}},
    }
    ruff = shutil.which("ruff", path=Path(sys.executable).parent)
    assert ruff

    operations.write(changed, tmp_path, ruff)

    written = (tmp_path / operations.MODULE).read_text(encoding="utf-8")
    assert ("credits=7" if key == "x-credits" else ", 9, (") in written
    assert written.splitlines()[0] == (CLIENT / operations.MODULE).read_text(encoding="utf-8").splitlines()[0]
