"""Connect httpx, and with it the SDK, to the mock: with a transport, or by patching httpx's own transports."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from wsgiref.types import WSGIApplication

import httpx
import pytest
from attrs import define

from pytest_aimusic import _in_process
from pytest_aimusic._in_process import CutError, LateError, Request, Response

IsIntercepted = Callable[[str], bool]
"""Returns whether requests to a host go to the mock."""


@define(eq=False)
class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of a response, for both kinds of client."""

    response: Response

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self.response.blocks
        except CutError as error:
            raise httpx.RemoteProtocolError(str(error)) from error

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
            response.status, headers=response.headers, stream=Stream(response), extensions={"http_version": b"HTTP/1.1"}
        )


def patch(patching: pytest.MonkeyPatch, app: WSGIApplication, is_intercepted: IsIntercepted) -> None:
    """Send the intercepted requests of all httpx clients to the app; the others go to the network."""
    mock_transport = Transport(app)
    send, asend = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

    def handle(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        return mock_transport.handle_request(request) if is_intercepted(request.url.host) else send(self, request)

    async def ahandle(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        return await (
            mock_transport.handle_async_request(request) if is_intercepted(request.url.host) else asend(self, request)
        )

    patching.setattr(httpx.HTTPTransport, "handle_request", handle)
    patching.setattr(httpx.AsyncHTTPTransport, "handle_async_request", ahandle)
