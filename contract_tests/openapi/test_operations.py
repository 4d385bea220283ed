"""The generated table of facts: what it says is what the mock charges, and what the generated client has names for."""

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


def test_prices_and_tasks_are_those_of_the_mock() -> None:
    for operation in bundle.load().operations.values():
        ours = OPERATIONS[operation.operation_id]
        assert ours.credits == operation.price.amount
        assert (ours.charge == "first_call_per_clip") == operation.price.once_per_clip
        assert list(ours.bodies) == [member.name for member in operation.bodies]
        for member in operation.bodies:
            body = ours.bodies[member.name]
            assert body.credits == member.price.amount
            assert (body.task and (body.task.product, body.task.clips)) == (
                member.task and (member.task.product, member.task.clips)
            )


def test_bodies_are_named_like_the_generated_models() -> None:
    for operation in OPERATIONS.values():
        assert all(hasattr(models, name) for name in operation.bodies)


def test_idempotence_and_statuses_are_the_contracts() -> None:
    for operation in OPERATIONS.values():
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
