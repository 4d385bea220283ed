"""The gateway between the suite and the server: every request of every test passes it.

It is a WSGI application, so schemathesis, httpx and both clients call it in process. It wraps another one: the mock, or a
forwarder to a base URL. It spends the budget, keeps the pace, logs the requests, and passes each exchange to the
observers. Of the API's rules it knows only the prices.
"""

from __future__ import annotations

import hashlib
import io
import json
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TextIO
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from attrs import define, field, frozen
from werkzeug.datastructures import Headers
from werkzeug.test import run_wsgi_app

from aimusic_mock.domain.clock import real_ticks
from contract_tests.conformance.spec import JSON, Operation, Spec

API = "/api/"
"""The prefix of the API's paths; the suite checks no others."""


@frozen
class Exchange:
    """One request and its reply. For a request that the contract does not describe, `operation` equals None."""

    method: str
    path: str
    operation: Operation | None
    parameters: Mapping[str, str]
    request_headers: Mapping[str, str] = field(repr=False)
    sent: bytes = field(repr=False)
    status: int
    headers: Headers = field(repr=False)
    content: bytes = field(repr=False)
    dialect: str

    @property
    def body(self) -> Any:
        """The request's body, None when it is not JSON."""
        return read_json(self.sent)

    @property
    def reply(self) -> Any:
        """The reply's body, None when it is not JSON."""
        return read_json(self.content)

    @property
    def name(self) -> str:
        """The operationId, or the request line when the contract has no such operation."""
        return self.operation.id if self.operation else f"{self.method} {self.path[:80]}"

    @property
    def line(self) -> str:
        """The exchange in one line, for a report."""
        sent = self.sent[:160].decode("utf-8", "replace")
        got = self.content[:160].decode("utf-8", "replace")
        return f"{self.method} {self.path[:120]} {sent} → {self.status} {got}"


@define
class Budget:
    """The credits that may be spent; None for no limit."""

    limit: int | None = None
    spent: int = 0

    def affords(self, price: int) -> bool:
        """Return whether the rest of the budget covers a price."""
        return self.limit is None or price == 0 or self.spent + price <= self.limit

    @property
    def overdrawn(self) -> bool:
        """Return whether more was spent than allowed: the server accepted a request that it had to refuse."""
        return self.limit is not None and self.spent > self.limit


@define
class Pace:
    """The minimum interval between two requests, in real seconds."""

    interval_s: float = 0.0
    _next: float = 0.0
    _timer: threading.Event = field(factory=threading.Event, init=False, repr=False)

    def wait(self) -> None:
        """Wait until the next request may be sent."""
        if self.interval_s:
            self._timer.wait(max(0.0, self._next - real_ticks()))

    def answered(self) -> None:
        """Start the interval: with the reply, since the server may have received the request later than it was sent."""
        self._next = real_ticks() + self.interval_s


@define(eq=False)
class Gateway:
    """Forwards requests to `behind`.

    Attributes:
        behind: The server.
        spec: The contract, for prices.
        key: The key that is charged.
        dialect: The dialect to request, of a mock that has dialects.
        observers: The functions called with each exchange.
        log: The file that gets each request, as one line of JSON.
    """

    behind: WSGIApplication
    spec: Spec
    key: str = field(repr=False)
    dialect: str | None = None
    budget: Budget = field(factory=Budget)
    pace: Pace = field(factory=Pace)
    observers: list[Callable[[Exchange], None]] = field(factory=list)
    log: TextIO | None = None
    _lock: threading.RLock = field(factory=threading.RLock, init=False, repr=False)

    def speaking(self, dialect: str) -> Gateway:
        """Return a gateway to the same server that requests a dialect."""
        return Gateway(
            self.behind, self.spec, self.key, dialect, self.budget, self.pace, self.observers, self.log
        )  # the budget, the pace and the observers are shared

    def affords(self, operation: Operation | None, body: Any) -> bool:
        """Return whether the budget covers a request, if the server accepts it.

        A request that must be refused is free, until a server that accepted one has overdrawn the budget.
        """
        if operation is None:
            return True
        return self.budget.affords(operation.price(body)) and not (operation.credits and self.budget.overdrawn)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        with self._lock:
            exchange = self._exchange(environ)
        start_response(f"{exchange.status} -", list(exchange.headers.items()))
        for observe in self.observers:
            observe(exchange)
        return [exchange.content]

    def _exchange(self, environ: WSGIEnvironment) -> Exchange:
        sent = read_body(environ)
        environ["PATH_INFO"] = as_wsgi(environ.get("PATH_INFO", ""))
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        operation, parameters = self.spec.match(method, path)
        charged = self.key in environ.get("HTTP_AUTHORIZATION", "").split()  # under any scheme
        price = operation.price(read_json(sent)) if operation and charged else 0
        if charged and not self.affords(operation, read_json(sent)):
            pytest.skip(f"{method} {path[:80]} may cost more than what is left of the budget")
        if self.dialect is not None:
            environ.setdefault("HTTP_X_MOCK_DIALECT", self.dialect)
        self._write(environ, sent)
        self.pace.wait()
        environ["wsgi.input"] = io.BytesIO(sent)
        self.budget.spent += price  # before it is sent: without a reply, it may still have been charged
        try:
            chunks, status, headers = run_wsgi_app(self.behind, environ)
        finally:
            self.pace.answered()
        content = b"".join(chunks)
        code = int(status.split()[0])
        if 400 <= code < 500:
            self.budget.spent -= price
        elif operation and charged and not price:
            self.budget.spent += operation.credits  # a request that had to be refused may have been charged
        requested = {
            name[5:].replace("_", "-").title(): value for name, value in environ.items() if name.startswith("HTTP_")
        }
        dialect = environ.get("HTTP_X_MOCK_DIALECT", "")
        return Exchange(
            method, path, operation, parameters, requested, sent, code, Headers(headers), content, str(dialect)
        )

    def _write(self, environ: WSGIEnvironment, sent: bytes) -> None:
        if self.log is None:
            return
        key = str(environ.get("HTTP_AUTHORIZATION", "")).replace(self.key, "[key]")
        media_type, _, boundary = environ.get("CONTENT_TYPE", "").partition("boundary=")
        if boundary:  # of a form; it depends on time and chance
            sent = sent.replace(boundary.strip('"').encode(), b"[boundary]")
        line = {
            "method": environ["REQUEST_METHOD"],
            "path": environ.get("PATH_INFO", ""),
            "query": environ.get("QUERY_STRING", ""),
            "key": hashlib.sha256(key.encode()).hexdigest()[:8],
            "type": media_type,
            "body": hashlib.sha256(sent).hexdigest(),
            "dialect": environ.get("HTTP_X_MOCK_DIALECT", ""),
        }
        self.log.write(json.dumps(line) + "\n")


def read_body(environ: WSGIEnvironment) -> bytes:
    """Return the body of a request."""
    length = environ.get("CONTENT_LENGTH")
    content: bytes = environ["wsgi.input"].read(int(length)) if length else environ["wsgi.input"].read()
    environ["CONTENT_LENGTH"] = str(len(content))
    return content


def as_wsgi(path: str) -> str:
    """Return a path as WSGI expects it, one character a byte; httpx leaves other alphabets as they are."""
    return path if all(ord(letter) <= 0xFF for letter in path) else path.encode().decode("latin-1")


def read_json(raw: bytes) -> Any:
    """Return the value of a JSON text, None when it is not JSON."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def is_json(headers: Headers) -> bool:
    """Return whether a reply's `Content-Type` is JSON."""
    return headers.get("Content-Type", "").partition(";")[0].strip().lower() == JSON
