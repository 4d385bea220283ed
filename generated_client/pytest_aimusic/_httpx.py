"""Connect httpx, and with it the SDK, to the mock: with a transport, or by patching the connection pools below httpx's own.

The pools of httpcore are patched and not the transports of httpx: a library that replaces these, such as vcrpy, sends the
requests that it lets pass with the methods that it found when it was imported.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from typing import cast
from wsgiref.types import WSGIApplication

import httpcore
import httpx
import pytest
from attrs import define

from pytest_aimusic import _in_process
from pytest_aimusic._in_process import CutError, LateError, Request, Response

IsIntercepted = Callable[[str], bool]
"""Returns whether requests to a host go to the mock."""


@define(eq=False)
class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of a response, for both kinds of client and of connection pool; `cut` is raised where the mock cuts it off."""

    response: Response
    cut: type[Exception]

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self.response.blocks
        except CutError as error:
            raise self.cut(str(error)) from error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for block in self:
            yield block

    def close(self) -> None:
        """Close the body, read or not."""
        self.response.blocks.close()

    async def aclose(self) -> None:
        """Close the body, read or not."""
        self.close()


@define(eq=False)
class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport to a WSGI app, for both kinds of client. Responses are immediate, so nothing is awaited."""

    app: WSGIApplication

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Handle a request with the app.

        Raises:
            httpx.TransportError: the mock simulates a connection error.
        """
        request.read()
        return self._respond(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Handle a request with the app; see `handle_request`."""
        await request.aread()
        return self._respond(request)

    def _respond(self, request: httpx.Request) -> httpx.Response:
        read_timeout = request.extensions.get("timeout", {}).get("read")
        sent = Request(request.method, str(request.url), request.headers.raw, request.content, read_timeout)
        try:
            response = _in_process.send(self.app, sent)
        except CutError as error:
            raise httpx.RemoteProtocolError(str(error), request=request) from error
        except LateError as error:
            raise httpx.ReadTimeout(str(error), request=request) from error
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=Stream(response, httpx.RemoteProtocolError),
            extensions={"http_version": b"HTTP/1.1"},
        )


def patch(patching: pytest.MonkeyPatch, app: WSGIApplication, is_intercepted: IsIntercepted) -> None:
    """Send the intercepted requests of all httpx clients to the app; the others go to the network."""
    handle, ahandle = httpcore.ConnectionPool.handle_request, httpcore.AsyncConnectionPool.handle_async_request

    def intercepted(self: httpcore.ConnectionPool, request: httpcore.Request) -> httpcore.Response:
        if not is_intercepted(request.url.host.decode("ascii")):
            return handle(self, request)
        stream = cast("Iterable[bytes]", request.stream)
        return _pool_response(app, request, b"".join(stream))

    async def aintercepted(self: httpcore.AsyncConnectionPool, request: httpcore.Request) -> httpcore.Response:
        if not is_intercepted(request.url.host.decode("ascii")):
            return await ahandle(self, request)
        stream = cast("AsyncIterable[bytes]", request.stream)
        return _pool_response(app, request, b"".join([block async for block in stream]))

    patching.setattr(httpcore.ConnectionPool, "handle_request", intercepted)
    patching.setattr(httpcore.AsyncConnectionPool, "handle_async_request", aintercepted)


def _pool_response(app: WSGIApplication, request: httpcore.Request, body: bytes) -> httpcore.Response:
    """Return the app's response.

    Raises:
        httpcore.RemoteProtocolError, httpcore.ReadTimeout: the mock simulates a connection error.
    """
    read_timeout = request.extensions.get("timeout", {}).get("read")
    sent = Request(request.method.decode("ascii"), _url(request.url), request.headers, body, read_timeout)
    try:
        response = _in_process.send(app, sent)
    except CutError as error:
        raise httpcore.RemoteProtocolError(str(error)) from error
    except LateError as error:
        raise httpcore.ReadTimeout(str(error)) from error
    return httpcore.Response(
        response.status,
        headers=response.headers,
        content=Stream(response, httpcore.RemoteProtocolError),
        extensions={"http_version": b"HTTP/1.1"},
    )


def _url(url: httpcore.URL) -> str:
    host = url.host.decode("ascii")
    authority = f"[{host}]" if ":" in host else host
    port = f":{url.port}" if url.port else ""
    return f"{url.scheme.decode('ascii')}://{authority}{port}{url.target.decode('ascii')}"
