"""Errors: all replies have the same body, and errors survive pickling."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import pytest
from flask import Flask, abort

from aimusic_mock.api import error_handlers
from aimusic_mock.errors import ApiError, BadRequestError, ContractError, ContractViolationError
from contract_tests.support.small_app import small_contract


def _subclasses(of: type[Exception]) -> Iterator[type[Exception]]:
    yield of
    for subclass in of.__subclasses__():
        yield from _subclasses(subclass)


REFUSALS: list[ApiError] = [
    ApiError(418, "teapot", "Short and stout.", {"X-Pot": "1"}),
    ApiError(400, "validation_error", "No headers."),
    ContractError(
        429, "TooManyRequests", "rate_limit", {"type": "rate_limit", "error": "Too many."}, {"Retry-After": "3"}
    ),
    BadRequestError("The 'x' field is required."),
]


def test_every_kind_of_refusal_is_tested_here() -> None:
    assert {type(error) for error in REFUSALS} == set(_subclasses(ApiError))


@pytest.mark.parametrize("error", REFUSALS, ids=str)
def test_refusal_survives_pickling(error: ApiError) -> None:
    error.headers["X-Late"] = "added after it was made"
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes
    assert type(again) is type(error)
    assert vars(again) == vars(error)
    assert str(again) == str(error)


def test_violation_survives_pickling() -> None:
    again = pickle.loads(pickle.dumps(ContractViolationError("get_song 200: data")))  # noqa: S301  # our own bytes
    assert str(again) == "get_song 200: data"


def test_refusal_says_status_kind_and_sentence() -> None:
    assert str(BadRequestError("No.")) == "400 validation_error: No."


def test_refusal_of_the_contract_has_the_status_of_its_component() -> None:
    error = small_contract().refusal("NotFound", "task")
    assert (error.status, error.kind, error.sentence) == (404, "not_found", "task not found.")


@pytest.fixture
def app() -> Flask:
    app = Flask("errors", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 10
    error_handlers.init_app(app)

    @app.get("/only-get")
    def only_get() -> str:
        return "ok"

    @app.get("/crash")
    def crash() -> str:
        raise RuntimeError("the secret cause")

    @app.get("/abort/<int:status>")
    def stop(status: int) -> str:
        abort(status)

    @app.get("/refuse")
    def refuse() -> str:
        raise ContractError(
            429, "TooManyRequests", "rate_limit", {"type": "rate_limit", "error": "Too many."}, {"Retry-After": "3"}
        )

    return app


def test_method_not_allowed_keeps_allow_and_is_json(app: Flask) -> None:
    response = app.test_client().post("/only-get")
    assert response.status_code == 405
    assert {name.strip() for name in response.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}
    assert response.get_json() == {"type": "method_not_allowed", "error": "Method Not Allowed."}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "validation_error"),
        (404, "not_found"),
        (413, "validation_error"),
        (415, "validation_error"),
        (500, "server_error"),
        (503, "server_error"),
    ],
)
def test_http_error_is_json_with_a_known_type(app: Flask, status: int, kind: str) -> None:
    response = app.test_client().get(f"/abort/{status}")
    assert response.status_code == status
    assert response.content_type == "application/json"
    assert response.get_json()["type"] == kind
    assert response.get_json()["error"].endswith(".")


def test_path_unknown_is_json_without_the_path(app: Flask) -> None:
    response = app.test_client().get("/<script>")
    assert response.status_code == 404
    assert response.get_json() == {"type": "not_found", "error": "Not Found."}


def test_crash_is_json_without_the_cause_and_is_logged(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    response = app.test_client().get("/crash")
    assert response.status_code == 500
    assert response.get_json() == {"type": "server_error", "error": "Internal Server Error."}
    assert "the secret cause" in caplog.text


def test_refusal_keeps_its_headers(app: Flask) -> None:
    response = app.test_client().get("/refuse")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "3"
    assert response.get_json() == {"type": "rate_limit", "error": "Too many."}


def test_status_of_every_component_is_known() -> None:
    contract = small_contract()
    assert set(contract.document["components"]["responses"]) == set(contract.statuses)
