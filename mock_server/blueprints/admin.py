"""The mock's own door, `/__mock__/`, which no API path can take: health, contract, clock, reset."""

from __future__ import annotations

import math

from flask import Blueprint, Response, current_app, jsonify, request

from mock_server import body
from mock_server.errors import BadRequestError
from mock_server.pipeline import Mock

admin = Blueprint("admin", __name__, url_prefix="/__mock__")

LATEST = 4102444800.0
"""2100-01-01: the clock goes no further, so that no sum of leaps leaves the range of dates."""


def _mock() -> Mock:
    mock: Mock = current_app.extensions["aimusic"]
    return mock


@admin.get("/health")
def health() -> Response:
    """Say that the mock is up, and how it was set."""
    mock = _mock()
    settings = mock.settings
    return jsonify(
        status="ok",
        operations=len(mock.contract.operations),
        contract=mock.contract.document["info"]["version"],
        dialect=settings.dialect,
        clock=mock.world.clock.name,
        seed=settings.seed,
        plan=settings.plan,
    )


@admin.get("/openapi.json")
def openapi() -> Response:
    """Give the contract that the mock follows."""
    return jsonify(_mock().contract.document)


@admin.get("/clock")
def clock() -> Response:
    """Tell the mock's time, in seconds since 1970."""
    world_clock = _mock().world.clock
    return jsonify(clock=world_clock.name, now=world_clock.now())


@admin.post("/clock/advance")
def advance() -> Response:
    """Move the clock forward by `seconds`."""
    seconds = body.parse(request.get_data(), request.mimetype).get("seconds")
    world_clock = _mock().world.clock
    most = math.floor(LATEST - world_clock.now())
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds <= most:
        raise BadRequestError(f"The 'seconds' field should be a number from 0 to {most}.")
    return jsonify(clock=world_clock.name, now=world_clock.advance(float(seconds)))


@admin.post("/reset")
def reset() -> Response:
    """Go back to the beginning: accounts, tasks, ids and clock."""
    _mock().world.reset()
    return jsonify(status="ok")
