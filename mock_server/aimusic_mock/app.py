"""The app factory: create a Flask app with worlds of its own from settings."""

from __future__ import annotations

from flask import Flask

from aimusic_mock.admin import body_limit, make_admin
from aimusic_mock.api import cors, error_handlers, lifecycle
from aimusic_mock.api.handlers import account, nuro, producer, riffusion, sonic, sonic_tools
from aimusic_mock.api.handlers.media import media
from aimusic_mock.api.pipeline import make_blueprint
from aimusic_mock.contract import bundle as contracts
from aimusic_mock.contract.bundle import Contract
from aimusic_mock.faults.network import NetworkFaultMiddleware
from aimusic_mock.faults.profiles import Profile
from aimusic_mock.mock import Mock
from aimusic_mock.server.wsgi_call import MAX_BODY
from aimusic_mock.settings import Settings
from aimusic_mock.terminal import ESCAPING

PRODUCTS = {
    "sonic": (sonic.handlers, sonic_tools.handlers),
    "producer": (producer.handlers,),
    "nuro": (nuro.handlers,),
    "riffusion": (riffusion.handlers,),
    "account": (account.handlers,),
}
"""The handlers of each product."""


def create_app(
    settings: Settings | None = None, contract: Contract | None = None, profile: Profile | None = None
) -> Flask:
    """Create a mock of the whole service.

    Args:
        settings: the behaviour of the mock; defaults to `Settings()`.
        contract: the contract to follow; defaults to the one in this package.
        profile: the rules and balances of a replayed recording; by default, those of the settings.

    Returns:
        A WSGI app that shares no state with other apps. `app.extensions["aimusic"]` is its `Mock`.

    Raises:
        LookupError: the contract has an operation without a handler.
        InvalidSettingError: a file of the settings, or their scenario, cannot be used.
    """
    settings = settings or Settings()
    contract = contract or contracts.load()
    app = Flask("aimusic_mock", static_folder=None)
    app.logger.addFilter(ESCAPING)  # its messages quote paths
    app.json.sort_keys = False  # type: ignore[attr-defined]  # replies keep the documented order of keys
    app.url_map.merge_slashes = False  # a path with // gets the API's 404 instead of an HTML redirect
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    mock = Mock(contract, settings, create_app, profile)
    app.extensions["aimusic"] = mock
    error_handlers.init_app(app)
    lifecycle.init_app(app)
    cors.init_app(app)
    for product, handlers in PRODUCTS.items():
        app.register_blueprint(make_blueprint(product, contract, *handlers))
    app.register_blueprint(media)
    app.register_blueprint(make_admin())
    app.extensions[MAX_BODY] = body_limit.for_app(app)
    app.wsgi_app = NetworkFaultMiddleware(app.wsgi_app)  # type: ignore[method-assign]  # how Flask adds a middleware
    return app
