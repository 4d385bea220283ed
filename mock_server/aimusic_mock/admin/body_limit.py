"""The size of the body that a request may have, known before the body is read.

A request that is refused with any body (an unknown path, a wrong method, a closed admin API) needs none. Snapshots and
recordings may be larger than all other bodies.
"""

from __future__ import annotations

from collections.abc import Callable
from wsgiref.types import WSGIEnvironment

from flask import Flask, request

from aimusic_mock.admin.blueprint import check_sender
from aimusic_mock.admin.description import load
from aimusic_mock.errors import ApiError
from aimusic_mock.mock import Mock


def for_app(app: Flask) -> Callable[[WSGIEnvironment], int]:
    """Return a function from the environ of a request, without its body, to the maximum size of its body in bytes."""

    def max_body(environ: WSGIEnvironment) -> int:
        with app.request_context(environ):
            return _max_body(app.extensions["aimusic"], int(app.config["MAX_CONTENT_LENGTH"]))

    return max_body


def _max_body(mock: Mock, limit: int) -> int:
    if request.url_rule is None:
        return 0
    if request.blueprint != "admin":
        return limit
    try:
        check_sender(mock)
    except ApiError:
        return 0
    operation = load().operations[request.url_rule.endpoint.removeprefix("admin.")]
    return operation.max_bytes or limit
