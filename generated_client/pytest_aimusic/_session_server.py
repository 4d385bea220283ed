"""A mock on a port for a whole session, in which each test gets a world of its own.

The server starts once; `renew` replaces the mock behind it before each test that uses it. So processes that outlive a
test keep their URL and their key, and nothing of one test is left in the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from attrs import define

from aimusic_mock import Settings
from aimusic_mock.server.server import LocalServer, listen, url_of
from pytest_aimusic import _app_pool, _settings
from pytest_aimusic._app_pool import PooledApp
from pytest_aimusic._mock import AIMusicMock


@define(eq=False)
class SessionServer:
    """A running server.

    Attributes:
        pooled: its app.
        mock: the object behind the fixture `aimusic_session_server`, the same in all tests.
    """

    pooled: PooledApp
    mock: AIMusicMock

    def renew(self, arguments: Mapping[str, Any]) -> Settings:
        """Give a test a new mock, and return its settings.

        Args:
            arguments: the arguments of the test's markers.
        """
        settings = make_settings(arguments, self.mock.url)
        self.pooled.renew(settings)
        self.mock.key = first_key(self.pooled)
        return settings


@contextmanager
def serve() -> Iterator[SessionServer]:
    """Serve a mock on a free port, in a `with` block."""
    listener = listen("127.0.0.1", 0)
    url = url_of(listener)
    with (
        _app_pool.borrow_app(make_settings({}, url)) as pooled,
        LocalServer(pooled.app, listener=listener),
    ):
        yield SessionServer(pooled, AIMusicMock(pooled.app, url, first_key(pooled)))


def make_settings(arguments: Mapping[str, Any], url: str) -> Settings:
    """Return the settings of a mock that is served at `url`, for the arguments of a test's markers."""
    return _settings.make(arguments, plan="unlimited", public_url=url, clock="auto")


def first_key(pooled: PooledApp) -> str:
    """Return the key of the first account of an app."""
    accounts: Mapping[str, Any] = pooled.app.extensions["aimusic"].world.store.accounts
    return next(iter(accounts))
