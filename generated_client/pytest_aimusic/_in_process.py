"""Send a request to a WSGI app in this process, for HTTP clients of any kind.

A `NetworkFault` that the mock leaves in the environ is raised as `CutError` or `LateError`; the callers convert these to
the exceptions of their HTTP client.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import WSGIApplication

from attrs import field, frozen

from aimusic_mock.faults.network import NETWORK_FAULT, NetworkFault, half
from aimusic_mock.server.wsgi_call import Body, WsgiCall, make_environ

PLAIN = NetworkFault()


class CutError(Exception):
    """The connection was closed."""


class LateError(Exception):
    """The response would arrive after the client's read timeout."""


@frozen
class Request:
    """A request.

    Attributes:
        method: the HTTP method.
        url: the absolute URL.
        headers: the headers; names may occur more than once.
        body: the body.
        read_timeout: the client's read timeout in seconds; None for no limit.
    """

    method: str
    url: str
    headers: Iterable[tuple[bytes, bytes]] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    read_timeout: float | None = None


@frozen
class Response:
    """A response. `blocks` yields the body once, may raise `CutError`, and must be closed."""

    status: int
    headers: list[tuple[bytes, bytes]]
    blocks: Generator[bytes, None, None] = field(repr=False)


def send(app: WSGIApplication, request: Request) -> Response:
    """Send a request to an app and return its response.

    Raises:
        CutError: the connection is closed before the response.
        LateError: the response is delayed beyond the read timeout.
    """
    parts = urlsplit(request.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    scope: dict[str, Any] = {
        "method": request.method,
        "raw_path": (parts.path or "/").encode("ascii", "surrogateescape"),
        "query_string": parts.query.encode("ascii", "surrogateescape"),
        "http_version": "1.1",
        "server": (parts.hostname, port),
        "client": ("127.0.0.1", 0),
        "headers": [(name.lower(), value) for name, value in request.headers],
    }
    environ = make_environ(scope, Body(request.body, len(request.body), read=True))
    environ["wsgi.url_scheme"] = parts.scheme
    answer = WsgiCall(app, environ)
    first = answer.next_block()
    fault: NetworkFault = environ.get(NETWORK_FAULT) or PLAIN
    if request.read_timeout is not None and fault.delay_s > request.read_timeout:
        answer.close()
        raise LateError(f"no response within {request.read_timeout:g} s: the mock delays it by {fault.delay_s:g} s")
    blocks = _blocks(answer, first)
    if fault.cut is None:
        return Response(answer.status, answer.headers, blocks)
    whole = b"".join(blocks)
    if fault.is_before(whole):
        raise CutError("the mock closed the connection before its response")
    return Response(answer.status, answer.headers, _broken(half(whole)))


def _blocks(answer: WsgiCall, first: bytes) -> Generator[bytes, None, None]:
    try:
        if first:
            yield first
        while not answer.ended:
            if block := answer.next_block():
                yield block
    finally:
        answer.close()


def _broken(first: bytes) -> Generator[bytes, None, None]:
    yield first
    raise CutError("the mock closed the connection in the middle of its response")
