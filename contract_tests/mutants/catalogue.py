"""What a planted fault is, and the catalogue of all of them.

The faults themselves stand in `server_*`, `contract` and `client`; importing this module reads them in.
"""

from __future__ import annotations

import importlib
import io
import json
from collections.abc import Callable, Iterable
from typing import Any, Literal
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from attrs import define, field, frozen
from werkzeug.datastructures import Headers
from werkzeug.test import run_wsgi_app

Where = Literal["server", "contract", "client"]

API = "/api/"
"""The paths whose replies are changed: never those of the admin API, by which the suite moves the time."""


@define
class Request:
    """A request on its way to the server, which a fault may change."""

    method: str
    path: str
    environ: WSGIEnvironment
    body: Any

    @property
    def is_submit(self) -> bool:
        """Tell whether it is a POST of an object."""
        return self.method == "POST" and isinstance(self.body, dict)

    def scenario(self, name: str) -> None:
        """Ask the mock for a scenario, unless the suite asks for one itself."""
        self.environ.setdefault("HTTP_X_MOCK_SCENARIO", name)


@define
class Reply:
    """A reply on its way back, which a fault may change; `body` is None when it is no JSON."""

    status: int
    headers: Headers
    content: bytes
    body: Any

    @property
    def items(self) -> list[dict[str, Any]]:
        """The clips in it, as they are told; those of pairs are in the pairs."""
        data = self.body.get("data") if isinstance(self.body, dict) else None
        return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []

    def refuse(self, status: int, error: Any, kind: str = "validation_error") -> None:
        """Become a refusal."""
        self.status, self.body = status, {"type": kind, "error": error}
        self.headers["Content-Type"] = "application/json"

    def raw(self, content: bytes, media_type: str) -> None:
        """Become something else than JSON."""
        self.content, self.body = content, None
        self.headers["Content-Type"] = media_type


Before = Callable[[Request, dict[str, Any]], None]
After = Callable[[Request, Reply, dict[str, Any]], None]


@frozen
class Fault:
    """One fault: what is wrong, and how it is planted. `survives` says why the suite cannot see it, if it cannot."""

    name: str
    where: Where
    about: str
    before: Before | None = field(default=None, repr=False)
    after: After | None = field(default=None, repr=False)
    contract: Callable[[dict[str, Any]], None] | None = field(default=None, repr=False)
    client: Callable[[], None] | None = field(default=None, repr=False)
    survives: str = ""

    def of_server(self, app: WSGIApplication) -> WSGIApplication:
        """Return the server with the fault in it."""
        return _layer(self, app) if self.before or self.after else app

    def of_contract(self, document: dict[str, Any]) -> dict[str, Any]:
        """Return the contract with the fault in it; a fault of the client is planted in this process as well."""
        if self.contract is not None:
            self.contract(document)
        if self.client is not None:
            self.client()
        return document


CATALOGUE: dict[str, Fault] = {}


def plant(fault: Fault) -> None:
    """Add a fault to the catalogue.

    Raises:
        ValueError: the name is taken.
    """
    if fault.name in CATALOGUE:
        raise ValueError(f"two faults are called {fault.name}")
    CATALOGUE[fault.name] = fault


def named(name: str) -> Fault:
    """Return a fault.

    Raises:
        KeyError: there is none of this name.
    """
    return catalogue()[name]


def catalogue() -> dict[str, Fault]:
    """Return every fault by its name."""
    for where in ("server_requests", "server_replies", "server_money", "contract", "client"):
        importlib.import_module(f"contract_tests.mutants.{where}")
    return CATALOGUE


def before(about: str, survives: str = "") -> Callable[[Before], Before]:
    """Plant a function that changes requests; its name is the fault's."""

    def decorate(function: Before) -> Before:
        plant(Fault(_name(function), "server", about, before=function, survives=survives))
        return function

    return decorate


def after(about: str, survives: str = "") -> Callable[[After], After]:
    """Plant a function that changes replies; its name is the fault's."""

    def decorate(function: After) -> After:
        plant(Fault(_name(function), "server", about, after=function, survives=survives))
        return function

    return decorate


def _name(function: Callable[..., None]) -> str:
    return function.__name__.replace("_", "-")


def _layer(fault: Fault, app: WSGIApplication) -> WSGIApplication:
    memory: dict[str, Any] = {"app": app}

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(API):
            return app(environ, start_response)
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        request = Request(environ["REQUEST_METHOD"], path, environ, _read(sent))
        if fault.before is not None:
            kept = json.dumps(request.body)
            fault.before(request, memory)
            if json.dumps(request.body) != kept:
                sent = json.dumps(request.body).encode()
        environ["PATH_INFO"], environ["REQUEST_METHOD"] = request.path, request.method
        reply = ask(app, environ, sent)
        if fault.after is not None:
            fault.after(request, reply, memory)
        content = reply.content if reply.body is None else json.dumps(reply.body).encode()
        reply.headers["Content-Length"] = str(len(content))
        start_response(f"{reply.status} -", list(reply.headers.items()))
        return [content]

    return answer


def ask(app: WSGIApplication, environ: WSGIEnvironment, sent: bytes) -> Reply:
    """Let the server answer a request."""
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(sent), str(len(sent))
    chunks, status, headers = run_wsgi_app(app, environ)
    content = b"".join(chunks)
    return Reply(int(status.split()[0]), Headers(headers), content, _read(content))


def _read(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None
