"""The app factory: settings in, a Flask app out, with a world of its own."""

from __future__ import annotations

from flask import Flask, Response, g

from mock_server import contract as contracts
from mock_server import errors
from mock_server.blueprints import account, nuro, producer, riffusion, sonic, sonic_tools
from mock_server.blueprints.admin import admin
from mock_server.contract import Contract
from mock_server.domain.clock import make_clock
from mock_server.domain.ids import Ids
from mock_server.domain.world import World
from mock_server.fixtures import furnish
from mock_server.pipeline import Mock, make_blueprint
from mock_server.settings import Settings

PRODUCTS = {
    "sonic": (sonic.handlers, sonic_tools.handlers),
    "producer": (producer.handlers,),
    "nuro": (nuro.handlers,),
    "riffusion": (riffusion.handlers,),
    "account": (account.handlers,),
}
"""The handlers of each product."""

REQUEST_ID = "X-Request-Id"
"""The header that clients look for when they report a fault."""


def create_app(settings: Settings | None = None, contract: Contract | None = None) -> Flask:
    """Make a mock of the whole service.

    Args:
        settings: how it behaves; the defaults of `Settings` when left out.
        contract: the contract that it follows; the one that is shipped when left out.

    Returns:
        A WSGI app with a world of its own: nothing is shared with other apps.

    Raises:
        LookupError: the contract has an operation that the mock has no handler for.
    """
    settings = settings or Settings()
    contract = contract or contracts.load()
    app = Flask("mock_server", static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # replies keep the documented order of keys
    app.url_map.merge_slashes = False  # a path with // is unknown, and gets the API's 404 instead of a redirect in HTML
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    world = World(make_clock(settings.clock), Ids(settings.seed), furnish(contract.fixtures, settings))
    app.extensions["aimusic"] = Mock(contract, settings, world)
    errors.init_app(app)
    for product, handlers in PRODUCTS.items():
        app.register_blueprint(make_blueprint(product, contract, *handlers))
    app.register_blueprint(admin)
    _name_requests(app, world)
    return app


def _name_requests(app: Flask, world: World) -> None:
    @app.before_request
    def name_request() -> None:
        with world.store.lock:
            g.request_id = world.ids.request()

    @app.after_request
    def tell_name(response: Response) -> Response:
        response.headers[REQUEST_ID] = g.request_id
        return response
