"""The app factory: settings in, a Flask app out, with worlds of its own."""

from __future__ import annotations

from flask import Flask, Response, g, request

from aimusic_mock import errors
from aimusic_mock.admin import make_admin
from aimusic_mock.api import auth, cors, fault_injection, journaling
from aimusic_mock.api.handlers import account, nuro, producer, riffusion, sonic, sonic_tools
from aimusic_mock.api.handlers.media import media
from aimusic_mock.api.pipeline import make_blueprint
from aimusic_mock.api.trace import Trace
from aimusic_mock.contract import bundle as contracts
from aimusic_mock.contract.bundle import Contract
from aimusic_mock.faults import profiles
from aimusic_mock.faults.network import NetworkFaultMiddleware
from aimusic_mock.mock import Mock
from aimusic_mock.settings import Settings
from aimusic_mock.worlds.registry import DEFAULT, HEADER, world_of_key

PRODUCTS = {
    "sonic": (sonic.handlers, sonic_tools.handlers),
    "producer": (producer.handlers,),
    "nuro": (nuro.handlers,),
    "riffusion": (riffusion.handlers,),
    "account": (account.handlers,),
}
"""The handlers of each product."""


def create_app(settings: Settings | None = None, contract: Contract | None = None) -> Flask:
    """Make a mock of the whole service.

    Args:
        settings: how it behaves; the defaults of `Settings` when left out.
        contract: the contract that it follows; the one that is shipped when left out.

    Returns:
        A WSGI app with worlds of its own: nothing is shared with other apps. `app.extensions["aimusic"]` is its `Mock`.

    Raises:
        LookupError: the contract has an operation that the mock has no handler for.
    """
    settings = settings or Settings()
    contract = contract or contracts.load()
    app = Flask("aimusic_mock", static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # replies keep the documented order of keys
    app.url_map.merge_slashes = False  # a path with // is unknown, and gets the API's 404 instead of a redirect in HTML
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    mock = Mock(contract, settings, profiles.load(settings.profile), create_app)
    app.extensions["aimusic"] = mock
    errors.init_app(app)
    trace_requests(app, mock)
    cors.init_app(app)
    for product, handlers in PRODUCTS.items():
        app.register_blueprint(make_blueprint(product, contract, *handlers))
    app.register_blueprint(media)
    app.register_blueprint(make_admin())
    app.wsgi_app = NetworkFaultMiddleware(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way of adding a middleware
    return app


def trace_requests(app: Flask, mock: Mock) -> None:
    """Say of every reply what it belongs to and why it is so, and write it down."""

    @app.before_request
    def begin() -> None:
        # The default world first: a bad name of a world is answered, too, and that answer belongs somewhere.
        g.trace = Trace(mock.world)
        g.trace.world = mock.worlds.get(_world_name(mock))

    @app.after_request
    def end(response: Response) -> Response:
        trace: Trace = g.trace
        if trace.journaled:
            trace.begin()
        else:
            trace.begin_quietly(mock.quiet_ids)
        response.headers.update(trace.headers())
        fault_injection.disturb(trace.wrong)
        journaling.record(trace, response)
        return response


def _world_name(mock: Mock) -> str:
    named = request.headers.get(HEADER)
    if named is not None:
        return named
    key = auth.key_of(request.headers.get("Authorization", ""))
    if mock.settings.worlds == "key" and key is not None and key in mock.world.store.accounts:
        return world_of_key(key)
    return DEFAULT
