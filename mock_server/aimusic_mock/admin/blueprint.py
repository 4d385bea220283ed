"""The admin blueprint: check host, origin and token, then dispatch to the handler.

A web page must not control a mock on its reader's machine, be it by a form, a script, or a name that resolves to this
machine (DNS rebinding). So the Host has to be a name of this machine, an Origin other than the mock itself is refused, and
a body has to be JSON. The names of in-process clients are refused over a socket. A mock that other machines can reach also requires a token.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, jsonify, request

from aimusic_mock.admin import about, accounts, clock, faults, journal, snapshots, tasks, webhooks, worlds
from aimusic_mock.admin.context import AdminCall, AdminHandler
from aimusic_mock.admin.description import PREFIX, AdminOperation, load
from aimusic_mock.api import json_body, origins
from aimusic_mock.api.context import current
from aimusic_mock.api.registry import build_blueprint, check_reply
from aimusic_mock.errors import ApiError, BadRequestError
from aimusic_mock.mock import Mock
from aimusic_mock.outbound.hosts import host_of
from aimusic_mock.server.client import client_of
from aimusic_mock.settings import Settings

AREAS = (about, accounts, clock, faults, journal, snapshots, tasks, webhooks, worlds)
"""The modules with the handlers."""


def make_admin() -> Blueprint:
    """Return the blueprint of the admin API.

    Raises:
        LookupError: an operation of the description has no handler, or a handler has no operation.
    """
    registries = [area.handlers for area in AREAS]
    blueprint = build_blueprint("admin", load().operations, registries, _view, url_prefix=PREFIX)
    blueprint.before_request(_check_access)
    return blueprint


def _check_access() -> None:
    mock: Mock = current_app.extensions["aimusic"]
    context = current()
    context.operation_id = "admin"
    context.journaled = False
    check_sender(mock)


def check_sender(mock: Mock) -> None:
    """Check the Host, the Origin and the token of the current request.

    Raises:
        ApiError: the admin API is closed to it.
    """
    _check_host(mock.settings)
    _check_origin(mock.settings)
    token = mock.settings.admin_token
    if token is not None and not hmac.compare_digest(
        _bytes(request.headers.get("Authorization", "")), _bytes(f"Bearer {token}")
    ):
        raise ApiError(
            401,
            "unauthorized",
            "Send the admin token (printed when the mock started) as `Authorization: Bearer <token>`.",
        )


def _bytes(text: str) -> bytes:
    # `compare_digest` raises a TypeError for text that is not ASCII.
    return text.encode("utf-8", "surrogateescape")


def _check_host(settings: Settings) -> None:
    # A proxy may put the name of this machine into Host; the name that the client used has to be allowed, too.
    for host in (f"//{request.host}", *_forwarded_hosts()):
        if not origins.is_own(host_of(host), settings):
            raise ApiError(
                403,
                "forbidden",
                "The Host header does not name this machine; allow other names with the setting admin_hosts.",
            )


def _forwarded_hosts() -> list[str]:
    """Return the hosts in `X-Forwarded-Host` and `Forwarded`, each with `//` before it."""
    names = ",".join(request.headers.getlist("X-Forwarded-Host")).split(",")
    parts = re.split("[,;]", ",".join(request.headers.getlist("Forwarded")))
    pairs = (part.strip().partition("=") for part in parts)
    names += [value.strip('"') for name, _, value in pairs if name.lower() == "host"]
    return [f"//{name.strip()}" for name in names if name.strip()]


def _check_origin(settings: Settings) -> None:
    origin = request.headers.get("Origin")
    if origin is not None and origin not in (request.host_url.rstrip("/"), _origin_of(settings.public_url)):
        raise ApiError(403, "forbidden", "The admin API refuses requests from pages of another origin.")


def _origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _view(operation: AdminOperation, handler: AdminHandler) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        mock: Mock = current_app.extensions["aimusic"]
        if operation.max_bytes is not None:
            request.max_content_length = operation.max_bytes
        status, reply = handler(_read(mock, operation, path))
        if mock.settings.strict:
            check_reply(operation, status, reply)
        response = jsonify(reply)
        response.status_code = status
        return response

    return view


def _read(mock: Mock, operation: AdminOperation, path: Mapping[str, str]) -> AdminCall:
    """Validate a request, and number and journal it if it changes its world."""
    context = current()
    raw = context.raw = request.get_data()
    operation.check_path(path)
    body, query = _body(operation, raw), operation.read_query(request.args.to_dict())
    context.journaled = not operation.quiet
    if context.journaled:
        context.begin()
    return AdminCall(
        mock=mock,
        world=context.world,
        now=context.now if context.journaled else context.world.clock.now(),
        body=body,
        query=query,
        path=path,
        headers=request.headers,  # type: ignore[arg-type]  # case-insensitive; werkzeug declares no Mapping
        raw=raw,
        client=client_of(request.environ),
    )


def _body(operation: AdminOperation, raw: bytes) -> dict[str, object]:
    if operation.body is None:
        if raw and operation.method != "GET":
            raise BadRequestError("This operation takes no body.")
        return {}
    if not raw and not operation.body_required:
        return {}
    parsed = json_body.parse(raw, request.mimetype)
    return operation.read_body(parsed)
