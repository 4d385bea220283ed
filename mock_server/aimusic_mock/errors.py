"""What the mock answers when something is wrong, always as `{type, error}`.

    ApiError                any refusal, with its status and body
    ├── ContractError       a named example of the contract (documented or marked inferred there)
    └── BadRequestError     400 with a sentence of its own, about one field
    ContractViolationError  no refusal but a fault of the mock: a reply that the contract does not allow

Werkzeug's own errors (no such path, wrong method, too large) and any crash get the same body: never HTML.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, jsonify
from werkzeug.exceptions import HTTPException

_TYPES = {404: "not_found", 405: "method_not_allowed", 413: "validation_error"}
"""The `type` for refusals that come before any operation; 405 and 413 are the mock's own, nobody documents them."""


class ApiError(Exception):
    """A refusal: status, the body's `type` and `error`, and headers."""

    def __init__(self, status: int, kind: str, sentence: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, kind, sentence, headers)
        self.status = status
        self.kind = kind
        self.sentence = sentence
        self.headers = headers or {}

    def __str__(self) -> str:
        return f"{self.status} {self.kind}: {self.sentence}"


class ContractError(ApiError):
    """A refusal that the contract documents: an example of one of its shared responses."""

    def __init__(
        self, status: int, component: str, example: str, body: Any, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(status, body["type"], body["error"], headers)
        self.component = component
        self.example = example

    def __reduce__(self) -> tuple[Any, ...]:
        body = {"type": self.kind, "error": self.sentence}
        return type(self), (self.status, self.component, self.example, body, self.headers)


class BadRequestError(ApiError):
    """400 about one field, or about the body as a whole."""

    def __init__(self, sentence: str) -> None:
        super().__init__(HTTPStatus.BAD_REQUEST, "validation_error", sentence)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.sentence,), vars(self)


class ContractViolationError(Exception):
    """The mock was about to send a reply that the contract does not allow: a fault of the mock."""


def respond(error: ApiError) -> Response:
    """Return the reply of a refusal."""
    response = jsonify(type=error.kind, error=error.sentence)
    response.status_code = error.status
    response.headers.update(error.headers)
    return response


def init_app(app: Flask) -> None:
    """Answer every error of `app` in the API's own body."""
    app.register_error_handler(ApiError, respond)
    app.register_error_handler(HTTPException, _respond_http)
    app.register_error_handler(Exception, _respond_crash)


def _respond_http(error: HTTPException) -> Response:
    status = error.code or 500
    # Allow must survive: clients and checkers read it on a 405.
    kept = {name: value for name, value in error.get_headers() if name.lower() == "allow"}
    kind = _TYPES.get(status, "validation_error" if status < 500 else "server_error")
    return respond(ApiError(status, kind, f"{HTTPStatus(status).phrase}.", kept))


def _respond_crash(error: Exception) -> Response:
    current_app.logger.error("the mock failed", exc_info=error)
    return respond(ApiError(500, "server_error", "Internal Server Error."))
