"""Give every request a context; on every reply, set the headers that explain it, and record it in the journal."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request

from aimusic_mock.api import auth, headers, journaling
from aimusic_mock.api.context import RequestContext, current
from aimusic_mock.api.fault_injection import FaultPlan
from aimusic_mock.faults.network import NETWORK_FAULT
from aimusic_mock.mock import Mock
from aimusic_mock.server.wsgi_call import METHODS
from aimusic_mock.worlds.registry import DEFAULT, world_of_key


def init_app(app: Flask) -> None:
    """Register the functions that run before and after every request."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    mock: Mock = current_app.extensions["aimusic"]
    # The default world first: the reply to an invalid world name needs a world, too.
    context = g.context = RequestContext(mock, mock.world)
    # No operation has another method. The mock's own server refuses it, and a recording with it could not be replayed.
    context.journaled = request.method in METHODS
    context.world = mock.worlds.get(_world_name(mock))


def _end(response: Response) -> Response:
    context = current()
    if context.journaled:
        context.begin()
    else:
        context.begin_quietly(context.mock.quiet_ids)
    response.headers.update(context.reply_headers())
    network_fault = FaultPlan(context).network_fault
    if network_fault is not None:
        request.environ[NETWORK_FAULT] = network_fault
    journaling.record(context, response)
    return response


def _world_name(mock: Mock) -> str:
    name = request.headers.get(headers.WORLD)
    if name is not None:
        return name
    key = auth.key_of(request.headers.get("Authorization", ""))
    if mock.settings.worlds == "key" and key is not None and key in mock.world.store.accounts:
        return world_of_key(key)
    return DEFAULT
