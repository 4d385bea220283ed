"""Turn every error of an app into a reply with the API's `{type, error}` body.

Werkzeug's own errors (unknown path, wrong method, body too large) and crashes get the same body, never HTML. An unknown path
or method that is near a documented one gets a suggestion.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, current_app, g, jsonify, request
from werkzeug.exceptions import HTTPException

from aimusic_mock.api.context import current
from aimusic_mock.contract import suggestion
from aimusic_mock.errors import ApiError, error_body

_TYPES = {404: "not_found", 405: "method_not_allowed", 413: "validation_error"}
"""The `type` of errors raised before any operation is reached. 405 and 413 are undocumented and the mock's own."""


def init_app(app: Flask) -> None:
    """Register the error handlers."""
    app.register_error_handler(ApiError, respond)
    app.register_error_handler(HTTPException, _respond_http)
    app.register_error_handler(Exception, _respond_crash)


def respond(error: ApiError) -> Response:
    """Return the reply for an API error, and leave the origin of its sentence for the journal."""
    if "context" in g:
        current().error_origin = error.origin
    response = jsonify(error_body(error.kind, error.sentence))
    response.status_code = error.status
    response.headers.update(error.headers)
    return response


def _respond_http(error: HTTPException) -> Response:
    status = error.code or 500
    # Clients read Allow on a 405.
    allow = {name: value for name, value in error.get_headers() if name.lower() == "allow"}
    kind = _TYPES.get(status, "validation_error" if status < 500 else "server_error")
    return respond(ApiError(status, kind, f"{HTTPStatus(status).phrase}.{_suggestion(status)}", allow))


def _suggestion(status: int) -> str:
    if status not in {404, 405} or "context" not in g:
        return ""
    operations = current().mock.contract.operations.values()
    operation = suggestion.nearest(operations, request.method, request.path)
    return f" Did you mean {operation.method} {operation.path}?" if operation else ""


def _respond_crash(error: Exception) -> Response:
    current_app.logger.error("the mock failed", exc_info=error)
    return respond(ApiError(500, "server_error", "Internal Server Error."))
