"""The catalogue of planted faults, and how one is planted in the server, the contract or the client.

The faults are defined in `server_*`, `contract` and `client`; `catalogue()` imports them.
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
"""The prefix of the paths that faults change: not the admin API, which the suite uses to move the clock."""


@define
class Request:
    """A request to the server, which a fault may change."""

    method: str
    path: str
    environ: WSGIEnvironment
    body: Any

    @property
    def is_submit(self) -> bool:
        """Return whether it is a POST of a JSON object."""
        return self.method == "POST" and isinstance(self.body, dict)

    def scenario(self, name: str) -> None:
        """Request a scenario of the mock, unless the suite already requests one."""
        self.environ.setdefault("HTTP_X_MOCK_SCENARIO", name)


@define
class Reply:
    """A reply of the server, which a fault may change; `body` may be None: it is not JSON."""

    status: int
    headers: Headers
    content: bytes
    body: Any

    @property
    def items(self) -> list[dict[str, Any]]:
        """The items in `data`: clips, or pairs of clips."""
        data = self.body.get("data") if isinstance(self.body, dict) else None
        return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []

    def refuse(self, status: int, error: Any, kind: str = "validation_error") -> None:
        """Replace the reply by a refusal."""
        self.status, self.body = status, {"type": kind, "error": error}
        self.headers["Content-Type"] = "application/json"

    def raw(self, content: bytes, media_type: str) -> None:
        """Replace the reply by raw content."""
        self.content, self.body = content, None
        self.headers["Content-Type"] = media_type


Before = Callable[[Request, dict[str, Any]], None]
After = Callable[[Request, Reply, dict[str, Any]], None]


@frozen
class Fault:
    """One fault and how it is planted.

    `survives` explains why the suite cannot find it, if it cannot. `operations` are those that a run against it needs; all
    when empty.
    """

    name: str
    where: Where
    about: str
    before: Before | None = field(default=None, repr=False)
    after: After | None = field(default=None, repr=False)
    contract: Callable[[dict[str, Any]], None] | None = field(default=None, repr=False)
    client: Callable[[], None] | None = field(default=None, repr=False)
    survives: str = ""
    operations: tuple[str, ...] = ()

    def of_server(self, app: WSGIApplication) -> WSGIApplication:
        """Return the server with the fault in it."""
        return _layer(self, app) if self.before or self.after else app

    def of_contract(self, document: dict[str, Any]) -> dict[str, Any]:
        """Return the contract with the fault in it, and plant a fault of the client in this process."""
        if self.contract is not None:
            self.contract(document)
        if self.client is not None:
            self.client()
        return document


CATALOGUE: dict[str, Fault] = {}


def plant(fault: Fault) -> None:
    """Add a fault to the catalogue.

    Raises:
        ValueError: The name is taken.
    """
    if fault.name in CATALOGUE:
        raise ValueError(f"two faults are called {fault.name}")
    CATALOGUE[fault.name] = fault


def named(name: str) -> Fault:
    """Return the fault of a name, from the catalogue or from the mutations.

    Raises:
        LookupError: No fault has this name.
    """
    if ":" in name:
        fault: Fault = importlib.import_module("contract_tests.mutants.mutations").named(name)
        return fault
    faults = catalogue()
    if name not in faults:
        raise LookupError(f"no planted fault is called {name}: see `python -m contract_tests.mutants --list`")
    return faults[name]


def catalogue() -> dict[str, Fault]:
    """Return every fault by name."""
    for where in ("server_requests", "server_replies", "server_values", "server_money", "contract", "client"):
        importlib.import_module(f"contract_tests.mutants.{where}")
    return CATALOGUE


def before(about: str, survives: str = "") -> Callable[[Before], Before]:
    """Plant a function that changes requests, as a fault of the same name."""

    def decorate(function: Before) -> Before:
        plant(Fault(_name(function), "server", about, before=function, survives=survives))
        return function

    return decorate


def after(about: str, survives: str = "") -> Callable[[After], After]:
    """Plant a function that changes replies, as a fault of the same name."""

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
            before = json.dumps(request.body)
            fault.before(request, memory)
            if json.dumps(request.body) != before:
                sent = json.dumps(request.body).encode()
        environ["PATH_INFO"], environ["REQUEST_METHOD"] = request.path, request.method
        reply = call(app, environ, sent)
        if fault.after is not None:
            fault.after(request, reply, memory)
        content = reply.content if reply.body is None else json.dumps(reply.body).encode()
        reply.headers["Content-Length"] = str(len(content))
        start_response(f"{reply.status} -", list(reply.headers.items()))
        return [content]

    return answer


def call(app: WSGIApplication, environ: WSGIEnvironment, sent: bytes) -> Reply:
    """Send a request to the server and return its reply."""
    environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(sent), str(len(sent))
    chunks, status, headers = run_wsgi_app(app, environ)
    content = b"".join(chunks)
    return Reply(int(status.split()[0]), Headers(headers), content, _read(content))


def _read(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None
