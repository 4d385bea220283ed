"""The documented operation that is nearest to an unknown path or method."""

from __future__ import annotations

import pytest

from aimusic_mock.contract import bundle, suggestion
from contract_tests.support.mock_app import Api

CREATE = "create_sonic_music"
POLL = "get_sonic_task"

NEAR = [
    ("POST", "/api/v1/sonic/creat", CREATE),
    ("POST", "/api/v1/sonic/create/", CREATE),
    ("POST", "/API/V1/SONIC/CREATE", CREATE),
    ("POST", "//api/v1//sonic/create", CREATE),
    ("POST", "/api/v1/api/v1/sonic/create", CREATE),
    ("POST", "/v1/sonic/create", CREATE),
    ("POST", "/sonic/create", CREATE),
    ("POST", "/api/v2/sonic/craete", CREATE),
    ("GET", "/api/v1/sonic/create", CREATE),
    ("DELETE", "/api/v1/sonic/create", CREATE),
    ("GET", "/api/v1/sonic/tasks/6b12164c-c6e3-4ab9-9f50-22427d31b3f9", POLL),
    ("GET", "/api/v1/sonic/task", POLL),
    ("GET", "/sonic/task/6b12164c", POLL),
    ("PATCH", "/api/v1/sonic/task/6b12164c", POLL),
    ("POST", "/api/v1/get-credits", "get_credits"),
    ("GET", "/api/v1/get_credit", "get_credits"),
]

FAR = [
    "/",
    "/api",
    "/api/v1",
    "/nowhere",
    "/create",
    "/api/v1/nowhere",
    "/favicon.ico",
    "/a/b/c/d",
    "/media/sonic/x.mp3",
    "/%2e%2e",
]


@pytest.mark.parametrize(("method", "path", "operation"), NEAR)
def test_near_path_or_method_has_a_suggestion(method: str, path: str, operation: str) -> None:
    nearest = suggestion.nearest(bundle.load().operations.values(), method, path)

    assert nearest is not None
    assert nearest.operation_id == operation


def test_every_operation_is_nearest_to_itself_and_to_itself_with_a_letter_too_many() -> None:
    operations = bundle.load().operations
    for operation in operations.values():
        for path in (operation.path, f"{operation.path}x", operation.path.removeprefix("/api")):
            nearest = suggestion.nearest(operations.values(), operation.method, path)
            assert nearest is not None
            assert (nearest.method, nearest.path) == (operation.method, operation.path)


@pytest.mark.parametrize(
    "path", [*FAR, "/api/v1/sonic/" + "create" * 60, "/" * 300 + "api/v1/sonic/create", "/api/v1/sonic/\x1b]0;x"]
)
def test_path_unlike_any_other_has_none(path: str) -> None:
    assert suggestion.nearest(bundle.load().operations.values(), "GET", path) is None


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("POST", "/api/v1/sonic/creat", 404, "Not Found. Did you mean POST /api/v1/sonic/create?"),
        ("GET", "/sonic/tasks/1?key=x", 404, "Not Found. Did you mean GET /api/v1/sonic/task/{task_id}?"),
        ("PUT", "/api/v1/sonic/create", 405, "Method Not Allowed. Did you mean POST /api/v1/sonic/create?"),
        ("POST", "/api/v1/get-credits", 405, "Method Not Allowed. Did you mean GET /api/v1/get-credits?"),
        ("GET", "/nowhere", 404, "Not Found."),
        ("GET", "/__mock__/nowhere", 404, "Not Found."),
        ("PATCH", "/__mock__/reset", 405, "Method Not Allowed."),
    ],
)
def test_reply_to_an_unknown_path_or_method_has_the_suggestion(
    api: Api, method: str, path: str, status: int, error: str
) -> None:
    reply = api.app.test_client().open(path, method=method, headers=api.headers)

    assert (reply.status_code, reply.get_json()["error"]) == (status, error)
