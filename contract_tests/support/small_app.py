"""A small but complete contract, and a mock that is assembled from it by hand.

For tests of the mock's parts, which must not depend on the current content of the real contract.
"""

from __future__ import annotations

from typing import Any

from attrs import define, field
from flask import Flask
from werkzeug.test import TestResponse

from aimusic_mock import create_app
from aimusic_mock.api import error_handlers, lifecycle
from aimusic_mock.api.context import RequestContext
from aimusic_mock.api.handlers import account
from aimusic_mock.api.pipeline import make_blueprint
from aimusic_mock.api.registry import Handlers
from aimusic_mock.api.submissions import submit
from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import Operation
from aimusic_mock.domain.songs import Brief
from aimusic_mock.domain.tasks import Task
from aimusic_mock.mock import Mock
from aimusic_mock.replies import sonic
from aimusic_mock.replies.common import Reply
from aimusic_mock.settings import Settings

CLIP = "3c1f7a52-9d0e-4b6a-8f21-6a4be1d07c95"
PRICE = 10
OPENING = 30
"""The initial balance of the account; a third of it is extra credits."""

FIXTURES: dict[str, Any] = {
    "account": {"key": "mock-key", "credits": 20, "extra_credits": 10},
    "clips": [
        {"clip_id": CLIP, "product": "sonic", "title": "River", "style": "folk", "lyrics": "Row on", "duration_s": 90.0}
    ],
    "personas": [],
    "voxes": [],
}

SCHEMAS: dict[str, Any] = {
    "Error": {"type": "object", "required": ["type", "error"]},
    "ClipId": {"type": "string", "minLength": 1, "x-resource": {"kind": "clip", "product": "sonic"}},
    "Described": {
        "type": "object",
        "required": ["custom_mode", "description"],
        "properties": {
            "task_type": {"type": "string", "const": "create_music"},
            "custom_mode": {"const": False, "x-messages": {"const": "The 'custom_mode' field should be boolean."}},
            "description": {"type": "string", "maxLength": 40},
        },
    },
    "Written": {
        "type": "object",
        "required": ["custom_mode", "prompt"],
        "properties": {
            "task_type": {"type": "string", "const": "create_music"},
            "custom_mode": {"const": True, "x-messages": {"const": "The 'custom_mode' field should be boolean."}},
            "prompt": {
                "type": "string",
                "maxLength": 20,
                "x-messages": {"maxLength": "The prompt character length should be less than {limit}."},
            },
        },
    },
    "Extended": {
        "type": "object",
        "x-credits": {"amount": 15},
        "x-task": {"clips": 1},
        "required": ["task_type", "clip_id"],
        "properties": {
            "task_type": {"type": "string", "const": "extend_music"},
            "clip_id": {"$ref": "#/components/schemas/ClipId"},
        },
    },
    "Retired": {
        "type": "object",
        "x-retired": True,
        "required": ["task_type"],
        "properties": {"task_type": {"type": "string", "enum": ["swap_music", "vary_music"]}},
    },
    "ClipRequest": {
        "type": "object",
        "required": ["clip_id"],
        "properties": {"clip_id": {"$ref": "#/components/schemas/ClipId"}},
    },
    "Accepted": {"type": "object", "required": ["message", "task_id"]},
    "Result": {"type": "object", "required": ["data"], "properties": {"data": {"type": "array"}}},
    "Credits": {
        "type": "object",
        "required": ["credits", "extra_credits"],
        "properties": {"credits": {"minimum": 0}, "extra_credits": {"minimum": 0}},
    },
}


def _schema(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: dict[str, Any], **examples: dict[str, Any]) -> dict[str, Any]:
    named = {name: {"value": value} for name, value in examples.items()}
    return {"content": {"application/json": {"schema": schema, "examples": named}}}


def _error(kind: str, **sentences: str) -> dict[str, Any]:
    return _json(_schema("Error"), **{name: {"type": kind, "error": text} for name, text in sentences.items()})


RESPONSES = {
    "Unauthorized": _error(
        "unauthorized",
        missing_header="Authorization header is missing.",
        invalid_format="Invalid authorization format.",
        unknown_key="Invalid API key.",
    ),
    "Forbidden": _error("forbidden", insufficient_credits="The remaining credits are not enough."),
    "NotFound": _error("not_found", task="task not found.", clip="clip not found.", lyrics="lyrics not found."),
    "Gone": _error("endpoint_retired", task_type="The task type 'cover_music' is retired."),
    "TooManyRequests": _error("rate_limit", rate_limit="Too many requests."),
    "NotReady": _error("not_ready", not_ready="The task is still being processed."),
}

STATUSES = {
    "NotReady": 202,
    "Unauthorized": 401,
    "Forbidden": 403,
    "NotFound": 404,
    "Gone": 410,
    "TooManyRequests": 429,
}


def _operation(operation_id: str, tag: str, amount: int, reply: str, **more: Any) -> dict[str, Any]:
    shared = {str(status): {"$ref": f"#/components/responses/{name}"} for name, status in STATUSES.items()}
    responses = {"200": _json(_schema(reply)), **shared}
    return {
        "operationId": operation_id,
        "tags": [tag],
        "x-credits": {"amount": amount},
        "responses": responses,
        **more,
    }


TASK = {"product": "sonic", "poll": "get_song", "item": "SonicClip", "clips": 2, "duration_s": [60, 180]}


def document() -> dict[str, Any]:
    """Return a new copy of the small contract, which the caller may change."""
    members = [_schema(name) for name in ("Described", "Written", "Extended", "Retired")]
    song = _operation("create_song", "sonic", PRICE, "Accepted", requestBody=_json({"oneOf": members}))
    # Only Producer and Nuro have retired parts.
    old = _operation("create_old_song", "producer", PRICE, "Accepted", requestBody=_json({"oneOf": members}))
    measure = _operation("measure_clip", "sonic", 1, "Result", requestBody=_json(_schema("ClipRequest")))
    measure["x-credits"] = {"amount": 1, "charge": "first_call_per_clip"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "small", "version": "1"},
        "paths": {
            "/api/v1/song": {"post": {**song, "x-task": TASK}},
            "/api/v1/old": {"post": {**old, "x-task": TASK}},
            "/api/v1/song/{task_id}": {"get": _operation("get_song", "sonic", 0, "Result")},
            "/api/v1/measure": {"post": measure},
            "/api/v1/get-credits": {"get": _operation("get_credits", "account", 0, "Credits")},
        },
        "components": {"schemas": SCHEMAS, "responses": RESPONSES},
    }


def small_contract() -> Contract:
    """Return the small contract, compiled."""
    return Contract(document(), FIXTURES)


def one_operation(*members: dict[str, Any]) -> Operation:
    """Return an operation whose body is one of these schemas."""
    schemas = {f"Member{number}": member for number, member in enumerate(members)}
    post = _operation("post", "sonic", 0, "Error", requestBody=_json({"oneOf": [_schema(name) for name in schemas]}))
    components = {"schemas": {**SCHEMAS, **schemas}, "responses": RESPONSES}
    whole = {"paths": {"/post": {"post": post}}, "components": components}
    return Contract(whole, FIXTURES).operations["post"]


def _create(context: RequestContext) -> Reply:
    return submit(context, Brief(lyrics=context.body.get("prompt"), description=context.body.get("description")))


def make_handlers() -> Handlers:
    """Return handlers for the small contract's Sonic operations."""
    handlers = Handlers()
    handlers.handles("create_song")(_create)

    @handlers.handles("measure_clip")
    def measure(context: RequestContext) -> Reply:
        return 200, {"data": [context.resources.clips["clip_id"][0].song.duration_s]}

    @handlers.polls("get_song")
    def poll(context: RequestContext, task: Task) -> Reply:
        return sonic.poll(task, context.reply_context)

    return handlers


@define
class Small:
    """A mock of the small contract, and a client with an account."""

    app: Flask = field(repr=False)
    mock: Mock

    def post(self, body: Any, path: str = "/api/v1/song", **headers: str) -> TestResponse:
        """POST a body, by default to create a song."""
        return self.app.test_client().post(path, json=body, headers={"Authorization": "Bearer mock-key", **headers})

    def get(self, path: str, **headers: str) -> TestResponse:
        """GET a path."""
        return self.app.test_client().get(path, headers={"Authorization": "Bearer mock-key", **headers})

    def balance(self) -> int:
        """Return the sum of both balances, in credits."""
        return sum(self.mock.world.store.accounts["mock-key"].balance(self.mock.world.clock.now()))


def make_small(handlers: Handlers | None = None, **settings: Any) -> Small:
    """Create a mock of the small contract. By default, its clock is manual and no plan limits the account."""
    contract = small_contract()
    chosen = Settings(**{"clock": "manual", "plan": "unlimited", **settings})
    app = Flask("small", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = chosen.max_body_bytes
    mock = app.extensions["aimusic"] = Mock(contract, chosen, create_app)
    error_handlers.init_app(app)
    lifecycle.init_app(app)
    app.register_blueprint(make_blueprint("sonic", contract, handlers or make_handlers()))
    old = Handlers()
    old.handles("create_old_song")(_create)
    app.register_blueprint(make_blueprint("producer", contract, old))
    app.register_blueprint(make_blueprint("account", contract, account.handlers))
    return Small(app, mock)
