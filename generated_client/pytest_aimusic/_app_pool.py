"""A pool of Flask apps. Creating one compiles about 100 routes and takes longer than most tests.

Each test gets a new `Mock` in a pooled app, with its own worlds, dispatcher and settings. An app is lent to one fixture at
a time, so tests never share a `Mock`, and neither do the fixtures of a test.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from attrs import define, field
from flask import Flask

from aimusic_mock import Settings, create_app
from aimusic_mock.api.headers import REQUEST_ID
from aimusic_mock.mock import Mock


@define(eq=False)
class RetryAfterRecorder:
    """WSGI middleware that records the Retry-After of each 429, by request id; the journal does not have it."""

    app: WSGIApplication
    retry_after: dict[str, str] = field(factory=dict)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        """Answer a request, and record its Retry-After."""

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Any:
            values = {name.lower(): value for name, value in headers}  # a stub's names may be in lower case
            if status.startswith("429") and "retry-after" in values:
                self.retry_after[values[REQUEST_ID.lower()]] = values["retry-after"]
            return start_response(status, headers, exc_info)

        return self.app(environ, start)


@define(eq=False)
class PooledApp:
    """An app, and the recorder in front of it."""

    app: Flask
    recorder: RetryAfterRecorder

    def renew(self, settings: Settings) -> None:
        """Replace the app's mock by a new one that has these settings."""
        mock: Mock = self.app.extensions["aimusic"]
        self.app.extensions["aimusic"] = Mock(mock.contract, settings, mock.app_factory)
        self.app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
        self.recorder.retry_after = {}

    def close(self) -> None:
        """Send no more webhooks."""
        self.app.extensions["aimusic"].dispatcher.close(0)


_POOL: list[PooledApp] = []


@contextmanager
def borrow_app(settings: Settings) -> Iterator[PooledApp]:
    """Lend an app with a new mock that has these settings."""
    pooled = _POOL.pop() if _POOL else _make(settings)
    pooled.renew(settings)
    try:
        yield pooled
    finally:
        pooled.close()
        _POOL.append(pooled)


def _make(settings: Settings) -> PooledApp:
    app = create_app(settings)
    recorder = RetryAfterRecorder(app.wsgi_app)
    app.wsgi_app = recorder  # type: ignore[method-assign]  # how Flask adds a middleware
    return PooledApp(app, recorder)
