"""The admin API under odd input, from its own description: a 400 or 404 with a sentence, and never a 5xx, then or later."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from aimusic_mock import Settings, create_app
from aimusic_mock.admin import description
from aimusic_mock.admin.description import AdminOperation
from contract_tests.support.mock_app import SONG, SONGS, Api

OPERATIONS = [
    operation for operation in description.load().operations.values() if operation.operation_id != "restore_snapshot"
]
"""Mutated snapshots have a test of their own, `test_snapshot_mutations.py`."""

WITH_BODY = [operation for operation in OPERATIONS if operation.body is not None]

NUMBERS = ["1e400", "-1e400", "NaN", "-Infinity", "9" * 5000, "-" + "9" * 400, "1e308", "-1e308", "1e-400", "-0", "0.5"]
NUMBERS += [str(2**53), str(2**63), str(-(2**63)), str(10**300), "1e15", "-1", "0", "00", "0x10", "1_000", "\u0661"]
VALUES = [
    *NUMBERS,
    "null",
    "true",
    '""',
    '"x"',
    '"\\u0000"',
    '"\\ud800"',
    '"' + "y" * 70_000 + '"',
    "[]",
    "[null]",
    "{}",
]
VALUES += ['{"": {}}', '{"a": 1, "a": 2}', "[" * 40 + "]" * 40, '["slow", 5]', '"/../x"', '"\\u001b[31m"', "[1e400]"]
TEXTS = [
    *NUMBERS,
    "",
    "..",
    "%00",
    "%",
    "\u00e9",
    "\U0001f3b5",
    "x" * 5000,
    "a/b",
    "a\\b",
    "[",
    "\u001b[31m",
    "?",
    "1;2",
]

REFUSALS = {400, 401, 403, 404, 413}


def _busy(api: Api) -> dict[str, str]:
    """Make one of every resource that a path names, and return their names."""
    hook = {"webhook_url": "http://mock/__mock__/inbox/mine"}
    task_id = str(api.ask("POST", SONGS, {**SONG, **hook}).get_json()["task_id"])
    api.admin("POST", "/rules", {"rule_id": "rule", "scenarios": ["404-task"], "match": {"product": "nuro"}})
    api.admin("POST", "/inbox/mine", {"event": "song.completed"})
    delivery = str(api.admin("GET", "/webhooks")["items"][0]["delivery_id"])
    return {"number": "1", "rule_id": "rule", "task_id": task_id, "delivery_id": delivery, "name": "mine"}


def _send(api: Api, operation: AdminOperation, names: dict[str, str], query: str = "", raw: str | None = None) -> None:
    path = operation.path.format(**{name: quote(text, safe="%") for name, text in names.items()})
    body: dict[str, Any] = (
        {} if raw is None else {"data": raw.encode("utf-8", "surrogatepass"), "content_type": "application/json"}
    )
    response = api.app.test_client().open(f"{path}{query}", method=operation.method, **body)
    _check(response)


def _check(response: TestResponse) -> None:
    if response.status_code != 200:
        assert response.status_code in REFUSALS, (response.request.path[:200], response.get_data(as_text=True)[:500])
        assert 0 < len(response.get_json()["error"]) <= 4000


def _check_world(api: Api) -> None:
    """Check that every listing and every poll still works, and that the world can be saved and restored."""
    for path in ("accounts", "ledger", "costs", "clock", "rules", "journal", "tasks", "webhooks", "inbox", "worlds"):
        assert api.try_admin("GET", f"/{path}").status_code == 200, path
    for task in list(api.mock.world.store.tasks.values()):
        assert api.ask("GET", f"/api/v1/{task.product}/task/{task.task_id}").status_code < 500
    assert api.create().status_code in (200, 403, 429)
    snapshot = api.admin("GET", "/snapshot")
    assert api.try_admin("PUT", "/snapshot", snapshot).status_code == 200


@pytest.mark.slow  # up to 400 requests
@pytest.mark.parametrize("operation", WITH_BODY, ids=lambda operation: operation.operation_id)
def test_odd_value_of_each_field_is_refused_or_works(api: Api, operation: AdminOperation) -> None:
    names = _busy(api)
    required = {name: _example(api, operation).get(name) for name in operation.properties}
    for name in [*operation.properties, "zebra"]:
        others = {other: value for other, value in required.items() if other != name and value is not None}
        for value in VALUES:
            _send(api, operation, names, raw=json.dumps({**others, name: "@"}).replace('"@"', value))
    for raw in VALUES:
        _send(api, operation, names, raw=raw)
    _check_world(api)


def _example(api: Api, operation: AdminOperation) -> dict[str, Any]:
    """Return a body that is valid, so that one odd field is the only reason for a refusal."""
    examples: dict[str, dict[str, Any]] = {
        "set_clock": {"clock": "manual"},
        "add_rule": {"scenarios": ["slow"]},
        "set_profile": {"profile": None},
        "force_task": {"state": "running"},
        "configure_inbox": {"status": 500},
        "replay": api.admin("GET", "/journal/export") if operation.operation_id == "replay" else {},
    }
    return examples.get(operation.operation_id, {})


@pytest.mark.slow  # up to 400 requests
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.operation_id)
def test_odd_path_or_query_is_refused_or_works(api: Api, operation: AdminOperation) -> None:
    names = _busy(api)
    raw = None if operation.body is None else json.dumps(_example(api, operation))
    for text in TEXTS:
        if "{" in operation.path:
            _send(api, operation, dict.fromkeys(names, text), raw=raw)
        for name in [*operation.query, "zebra"]:
            _send(api, operation, names, query=f"?{name}={quote(text)}", raw=raw)
            _send(api, operation, names, query=f"?{name}={quote(text)}&{name}=1", raw=raw)
    _check_world(api)


@pytest.mark.parametrize(
    "path",
    [
        "/__mock__/accounts/" + "9" * 5000,
        "/__mock__/accounts/1e400",
        "/__mock__/accounts/\u0661",
        "/__mock__/accounts/-1",
    ],
)
def test_number_of_an_account_has_at_most_four_digits(api: Api, path: str) -> None:
    response = api.ask("PUT", path, {"credits": 5})
    assert (response.status_code, response.get_json()["error"]) == (400, "The 'number' parameter is invalid.")


def _values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return values of a property's schema, and sometimes others."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | st.text()
    low, high = schema.get("minimum"), schema.get("maximum")
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(low, high),
        "number": st.floats(low, high, allow_nan=False, allow_infinity=False),
        "boolean": st.booleans(),
        "array": st.lists(st.text(max_size=20) | st.sampled_from(["slow", "task-fails"]), max_size=9),
        "object": st.dictionaries(st.text(max_size=9) | st.sampled_from(["delay_s", "nth", "method"]), st.integers()),
        "string": st.text() | st.sampled_from(["idle", "manual", "auto", "speed=9", "slow", "late"]),
        "null": st.none(),
    }
    types = schema.get("type", [*kinds])
    return st.one_of(*(kinds[kind] for kind in ([types] if isinstance(types, str) else types)))


def _bodies(operation: AdminOperation) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({}, optional={name: _values(schema) for name, schema in operation.properties.items()})


BODIES = st.sampled_from([operation for operation in WITH_BODY if operation.operation_id != "replay"]).flatmap(
    lambda operation: st.tuples(st.just(operation), _bodies(operation))
)


@pytest.mark.slow  # Hypothesis generates bodies from schemas
@pytest.mark.fuzz
@given(st.lists(BODIES, min_size=1, max_size=5))
@settings(suppress_health_check=list(HealthCheck))
def test_bodies_of_the_description_are_refused_or_work(used: Api, steps: list[tuple[AdminOperation, Any]]) -> None:
    api = used
    api.admin("POST", "/reset")
    names = _busy(api)
    for operation, body in steps:
        _send(api, operation, names, raw=json.dumps(body))
    _check_world(api)


@pytest.fixture(scope="module")
def used() -> Api:
    """One mock for all examples, reset before each."""
    app = create_app(Settings(clock="manual", plan="unlimited"))
    app.testing = False
    return Api(app)
