"""The admin API: it matches its description, and refuses invalid requests with a helpful sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from aimusic_mock.admin import description
from contract_tests.support.mock_app import SONG, SONGS, Api

OPERATIONS = list(description.load().operations.values())
BODIES: dict[str, Any] = {
    "set_account": {"credits": 5, "plan": "standard"},
    "set_clock": {"clock": "speed=2"},
    "advance_clock": {"seconds": 1},
    "add_rule": {"scenarios": ["slow"]},
    "set_profile": {"profile": "moderation"},
    "force_task": {"state": "running"},
    "settle_webhooks": {"timeout_s": 0},
    "set_webhook_lab": {"lab": "late", "streaming": True},
    "configure_inbox": {"status": 500, "times": 1},
    "receive_webhook": {"event": "song.completed"},
}
TAKES_BODY = [op for op in OPERATIONS if op.body is not None and op.operation_id != "receive_webhook"]
TAKES_NONE = [op for op in OPERATIONS if op.body is None and op.method != "GET"]


@pytest.fixture
def busy(api: Api) -> dict[str, str]:
    """Create one of every resource that a path can name, and return their names."""
    hook = {"webhook_url": f"{api.mock.settings.public_url}/__mock__/inbox/mine", "webhook_secret": "hush"}
    task_id = api.ask("POST", SONGS, {**SONG, **hook}).get_json()["task_id"]
    api.admin("POST", "/rules", {"rule_id": "rule", "scenarios": ["404-task"], "match": {"product": "nuro"}})
    api.admin("POST", "/inbox/mine", {"event": "song.completed"})
    api.create(X_Mock_World="other")
    delivery = api.admin("GET", "/webhooks")["items"][0]["delivery_id"]
    return {
        "number": "1",
        "rule_id": "rule",
        "task_id": task_id,
        "delivery_id": delivery,
        "name": "mine",
        "world": "other",
    }


def _path(operation: description.AdminOperation, names: dict[str, str]) -> str:
    if operation.operation_id == "drop_world":
        names = {**names, "name": names["world"]}
    return operation.path.removeprefix(description.PREFIX).format(**names)


def _body(api: Api, operation: description.AdminOperation) -> Any:
    if operation.operation_id == "restore_snapshot":
        return api.admin("GET", "/snapshot")
    return BODIES.get(operation.operation_id)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda op: op.operation_id)
def test_operation_replies_as_described(api: Api, busy: dict[str, str], operation: description.AdminOperation) -> None:
    if operation.operation_id == "resend_webhook":
        api.admin("POST", "/clock/advance", {"until": "idle"})
    response = api.try_admin(operation.method, _path(operation, busy), _body(api, operation))
    assert response.status_code == 200, response.get_data(as_text=True)
    assert operation.reply_faults(200, response.get_json()) == []


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda op: op.operation_id)
def test_unknown_query_parameter_is_refused(
    api: Api, busy: dict[str, str], operation: description.AdminOperation
) -> None:
    response = api.try_admin(operation.method, f"{_path(operation, busy)}?zebra=1", _body(api, operation))
    assert response.status_code == 400
    assert "Unknown query parameter" in response.get_json()["error"]
    for name in operation.query:
        assert name in response.get_json()["error"]


@pytest.mark.parametrize("operation", TAKES_BODY, ids=lambda op: op.operation_id)
def test_malformed_body_is_refused(api: Api, busy: dict[str, str], operation: description.AdminOperation) -> None:
    path = f"{description.PREFIX}{_path(operation, busy)}"
    for raw in (b"[]", b"3", b"{", b'{"a": NaN}', b'"x"', b'{"a": 1, "a": 2}'):
        response = api.app.test_client().open(path, method=operation.method, data=raw, content_type="application/json")
        assert (response.status_code, response.get_json()["type"]) == (400, "validation_error")
    if operation.body_required:
        assert api.try_admin(operation.method, _path(operation, busy)).status_code == 400


CLOSED = [op for op in TAKES_BODY if op.operation_id not in ("restore_snapshot", "replay")]


@pytest.mark.parametrize("operation", CLOSED, ids=lambda op: op.operation_id)
def test_unknown_field_is_refused_and_the_known_ones_are_named(
    api: Api, busy: dict[str, str], operation: description.AdminOperation
) -> None:
    body = {**(_body(api, operation) or {}), "zebra": 1}
    response = api.try_admin(operation.method, _path(operation, busy), body)
    assert response.status_code == 400
    assert response.get_json()["error"] == f"Unknown field; use {', '.join(operation.properties)}."


FIELDS = [(op, name) for op in CLOSED for name in op.properties]


@pytest.mark.parametrize(("operation", "name"), FIELDS, ids=lambda value: getattr(value, "operation_id", value))
def test_field_of_another_type_is_refused_by_name(
    api: Api, busy: dict[str, str], operation: description.AdminOperation, name: str
) -> None:
    # No field takes a list of lists.
    response = api.try_admin(operation.method, _path(operation, busy), {**BODIES[operation.operation_id], name: [[]]})
    assert response.status_code == 400
    assert f"'{name}" in response.get_json()["error"]


QUERIES = [(op, name) for op in OPERATIONS for name, schema in op.query.items() if schema.get("type") != "string"]


@pytest.mark.parametrize(("operation", "name"), QUERIES, ids=lambda value: getattr(value, "operation_id", value))
@pytest.mark.parametrize("value", ["x", "-1", "1.5", "", "99999999999999999999999"])
def test_query_parameter_of_another_type_is_refused_by_name(
    api: Api, busy: dict[str, str], operation: description.AdminOperation, name: str, value: str
) -> None:
    response = api.try_admin("GET", f"{_path(operation, busy)}?{name}={value}")
    if value.startswith("99999") and name == "offset":  # a valid offset
        assert response.get_json()["items"] == []
        return
    if value.startswith("99999") and name == "account":
        assert response.status_code == 404
        return
    assert response.status_code == 400
    assert f"'{name}'" in response.get_json()["error"]


@pytest.mark.parametrize("operation", TAKES_NONE, ids=lambda op: op.operation_id)
def test_unexpected_body_is_refused(api: Api, busy: dict[str, str], operation: description.AdminOperation) -> None:
    response = api.try_admin(operation.method, _path(operation, busy), {"seconds": 1})
    assert response.get_json() == {"type": "validation_error", "error": "This operation takes no body."}


NAMED = [op for op in OPERATIONS if "404" in op.replies and op.operation_id != "receive_webhook"]


@pytest.mark.parametrize("operation", NAMED, ids=lambda op: op.operation_id)
@pytest.mark.parametrize("name", ["unknown", "99", "%00", "é", "x" * 300, "..", "-1"])
def test_unknown_name_is_not_found(api: Api, operation: description.AdminOperation, name: str) -> None:
    path = operation.path.removeprefix(description.PREFIX)
    filled = path[: path.find("{")] + name + path[path.find("}") + 1 :] if "{" in path else f"{path}?account=99"
    response = api.try_admin(operation.method, filled, _body(api, operation))
    assert response.status_code in (400, 404), response.get_data(as_text=True)
    assert len(response.data) < 300


# --- The description


def test_description_is_valid_and_served(api: Api) -> None:
    document = api.admin("GET", "/openapi.json")
    assert document == json.loads(json.dumps(description.load().document))
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_contract_is_served_beside_it(api: Api) -> None:
    assert api.admin("GET", "/contract.json") == api.mock.contract.document


def test_routes_are_those_of_the_description(api: Api) -> None:
    routes = {
        (method, rule.rule.replace("<", "{").replace(">", "}"))
        for rule in api.app.url_map.iter_rules()
        if rule.rule.startswith(description.PREFIX)
        for method in (rule.methods or set()) - {"HEAD"}
    }
    assert routes == {(op.method, op.path) for op in OPERATIONS}


def test_operation_has_a_sentence_and_every_refusal_that_it_can_have() -> None:
    for path, item in description.load().document["paths"].items():
        for raw in item.values():
            assert len(raw["summary"]) > 10, path
            assert "400" in raw["responses"] or "404" in raw["responses"], path


@pytest.mark.parametrize("method", ["PATCH", "TRACE", "DELETE"])
def test_wrong_method_lists_the_allowed_ones(api: Api, method: str) -> None:
    response = api.try_admin(method, "/clock")
    assert response.status_code == 405
    assert {"GET", "PUT"} <= set(response.headers["Allow"].split(", "))
