"""Lets httpx, and so the SDK, reach the mock: by a transport of its own, or in the place of httpx's own transports."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from wsgiref.types import WSGIApplication

import httpx
import pytest
from attrs import define

from pytest_aimusic._in_process import CutError, LateError, Question, Reply, ask

Takes = Callable[[str], bool]
"""Tells of a host whether its requests go to the mock."""


@define(eq=False)
class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of a reply, for both kinds of client."""

    reply: Reply

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self.reply.blocks
        except CutError as error:
            raise httpx.RemoteProtocolError(str(error)) from error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for block in self:
            yield block

    def close(self) -> None:
        """Close the body, read or not."""
        self.reply.blocks.close()

    async def aclose(self) -> None:
        """Close the body, read or not."""
        self.close()


@define(eq=False)
class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport to a WSGI app, for both kinds of client; a reply takes no time, so nothing is awaited for it."""

    app: WSGIApplication

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request.

        Raises:
            httpx.TransportError: what a real connection would have raised.
        """
        request.read()
        return self._answer(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request, as `handle_request` does."""
        await request.aread()
        return self._answer(request)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        patience = request.extensions.get("timeout", {}).get("read")
        question = Question(request.method, str(request.url), request.headers.raw, request.content, patience)
        try:
            reply = ask(self.app, question)
        except CutError as error:
            raise httpx.RemoteProtocolError(str(error), request=request) from error
        except LateError as error:
            raise httpx.ReadTimeout(str(error), request=request) from error
        return httpx.Response(
            reply.status, headers=reply.headers, stream=Stream(reply), extensions={"http_version": b"HTTP/1.1"}
        )


def patch(patching: pytest.MonkeyPatch, app: WSGIApplication, takes: Takes) -> None:
    """Let every httpx client ask the app for what goes to its hosts, and the network for all else."""
    ours = Transport(app)
    send, asend = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

    def handle(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        return ours.handle_request(request) if takes(request.url.host) else send(self, request)

    async def ahandle(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        return await (ours.handle_async_request(request) if takes(request.url.host) else asend(self, request))

    patching.setattr(httpx.HTTPTransport, "handle_request", handle)
    patching.setattr(httpx.AsyncHTTPTransport, "handle_async_request", ahandle)
