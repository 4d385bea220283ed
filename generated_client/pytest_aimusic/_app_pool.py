"""Flask apps that are used again: to make one takes longer than most tests, since it compiles a hundred routes.

What a test owns is the `Mock` in the app, with its worlds, its dispatcher and its settings, and that is made anew for each.
An app is out for one test at a time, so two tests never share one, and neither do two fixtures of a test.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from attrs import define, field, fields
from flask import Flask

from aimusic_mock import Settings, create_app
from aimusic_mock.api.headers import REQUEST_ID
from aimusic_mock.faults import profiles
from aimusic_mock.mock import Mock


@define(eq=False)
class Watch:
    """A WSGI app around the mock, that keeps what the journal does not: how long each 429 asked to wait, in seconds."""

    app: WSGIApplication
    retry_after: dict[str, float] = field(factory=dict)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        """Answer a request, and record its Retry-After."""

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Any:
            values = dict(headers)
            if status.startswith("429") and "Retry-After" in values:
                self.retry_after[values[REQUEST_ID]] = float(values["Retry-After"])
            return start_response(status, headers, exc_info)

        return self.app(environ, start)


@define(eq=False)
class Shelved:
    """An app, and the recorder of its replies."""

    app: Flask
    watch: Watch


_SHELF: list[Shelved] = []


@contextmanager
def lent(settings: Settings) -> Iterator[Shelved]:
    """Lend an app whose mock has these settings and has seen nothing yet."""
    shelved = _SHELF.pop() if _SHELF else _make(settings)
    _furnish(shelved.app, settings)
    shelved.watch.retry_after = {}
    try:
        yield shelved
    finally:
        shelved.app.extensions["aimusic"].dispatcher.close(0)
        _SHELF.append(shelved)


def _make(settings: Settings) -> Shelved:
    app = create_app(settings)
    watch = Watch(app.wsgi_app)
    app.wsgi_app = watch  # type: ignore[method-assign]  # Flask's own way of adding a middleware
    return Shelved(app, watch)


def _furnish(app: Flask, settings: Settings) -> None:
    mock: Mock = app.extensions["aimusic"]
    fresh = Mock(mock.contract, settings, profiles.load(settings.profile), mock.app_factory)
    # The app's functions hold the old mock, so it has to become the new one.
    for item in fields(Mock):
        setattr(mock, item.name, getattr(fresh, item.name))
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
