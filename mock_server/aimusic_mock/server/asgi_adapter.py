"""Run a WSGI app as an ASGI application, so that neither slow clients nor injected delays hold a thread.

    read the whole body → run the app in a thread → wait, if a delay is injected → send at the client's pace

Only the second step uses a thread. Streamed bodies use one again to produce each block, not to send it. A view that waits
on behalf of its `Client` lets another request run meanwhile.
Knows nothing of the replies, except for the network fault that a view may set in the environ.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any
from wsgiref.types import WSGIApplication, WSGIEnvironment

from attrs import define

from aimusic_mock.errors import error_bytes
from aimusic_mock.faults.network import NETWORK_FAULT, NetworkFault, half
from aimusic_mock.server.client import CLIENT, Client
from aimusic_mock.server.connection import Connection, Limits, log
from aimusic_mock.server.workers import Workers
from aimusic_mock.server.wsgi_call import BLOCK_BYTES, Body, MaxBody, WsgiCall, make_environ, put_body

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

THREADS = 8
"""Requests processed at the same time; none of them waits for a client. Python switches between busy threads every 5 ms,
so the event loop runs at least every 40 ms under full load."""

SMALL_BYTES = 64 * 1024
"""A body of this size is held without further checks: a connection's buffer holds as much anyway."""

DISCARD_BYTES = 64 * 1024 * 1024
"""How much of an oversized body is drained so that the client can read the 413. Anything larger is taken for abuse, and the
connection is closed."""

TICK_S = 0.05
"""Interval between the pieces of a throttled reply, in seconds: short enough to look like a continuous flow."""

NO_FAULT = NetworkFault()
NO_BODY = Body(b"", None, read=False)


class _DisconnectedError(Exception):
    """The client has closed the connection."""


class _FullError(Exception):
    """The server holds as many large bodies as it may."""


@define
class _Reception:
    """The limits of one body.

    Args:
        measure: returns the maximum size. Called once, and only for a body that is not small.
        held: its bytes, if they count among those of large bodies.
    """

    measure: Callable[[], int]
    held: int = 0
    _max_bytes: int | None = None

    def exceeds(self, size: int) -> bool:
        """Return whether a body of this size is too large."""
        if size <= SMALL_BYTES:
            return False
        if self._max_bytes is None:
            self._max_bytes = self.measure()
        return size > self._max_bytes


class AsgiAdapter:
    """The ASGI application.

    Args:
        app: the WSGI app.
        max_body: returns the maximum size of a request's body. The app gets the length of a larger body but not its
            data, so that it can refuse the request with its own error.
        limits: time limits for clients.
    """

    def __init__(self, app: WSGIApplication, max_body: MaxBody, limits: Limits) -> None:
        self.app = app
        self.max_body = max_body
        self.limits = limits
        self.workers = Workers(THREADS, "aimusic-mock")
        self.working: dict[asyncio.Task[Any], Client] = {}
        """Requests that are in a thread now. All others wait for a client or for an injected delay."""
        self.large_bytes = 0
        """The large bodies that are held now, in bytes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        connection: Connection = scope["state"]["connection"]
        try:
            if connection.over_capacity:
                await _refuse(send, HTTPStatus.SERVICE_UNAVAILABLE, "server_error")
            else:
                await self._handle(scope, receive, send, connection)
        except _DisconnectedError:
            pass
        except asyncio.CancelledError:  # the server stops
            await connection.cut()
        except Exception:  # noqa: BLE001  # logged; uvicorn would respond in plain text
            # The raw path, as the decoded one may contain line breaks.
            log.exception("the server failed to handle %s %s", scope["method"], scope["raw_path"].decode("ascii"))
            if connection.cycle.response_started:
                await connection.cut()
            else:
                await _refuse(send, HTTPStatus.INTERNAL_SERVER_ERROR, "server_error")

    def wake_waiters(self) -> None:
        """End the waits of views, because the server stops."""
        for client in list(self.working.values()):
            client.leave()

    async def _handle(self, scope: Scope, receive: Receive, send: Send, connection: Connection) -> None:
        environ = make_environ(scope, NO_BODY)
        reception = _Reception(lambda: self.max_body(environ))
        try:
            try:
                async with asyncio.timeout(self.limits.body_s):
                    body = await self._read(dict(scope["headers"]), reception, receive)
            except TimeoutError:
                await _refuse(send, HTTPStatus.REQUEST_TIMEOUT, "validation_error")
            except _FullError:
                await _refuse(send, HTTPStatus.SERVICE_UNAVAILABLE, "server_error")
            else:
                connection.request_received()
                put_body(environ, body)
                await self._respond(environ, body, send, connection)
        finally:
            self._release(reception)

    async def _respond(self, environ: WSGIEnvironment, body: Body, send: Send, connection: Connection) -> None:
        connection.peer = environ[CLIENT] = Client(self.workers.waiting)
        call = WsgiCall(self.app, environ)
        try:
            first = await self._work(call)
            if not body.read:
                call.headers.append((b"connection", b"close"))
            fault: NetworkFault = environ.get(NETWORK_FAULT) or NO_FAULT
            if fault == NO_FAULT:
                await self._send(call, first, send, connection)
            else:
                await self._send_with_fault(fault, call, first, send, connection)
        finally:
            if not call.ended:
                self._close(call)

    async def _read(self, headers: dict[bytes, bytes], reception: _Reception, receive: Receive) -> Body:
        declared = int(headers[b"content-length"]) if b"content-length" in headers else None
        if declared is not None and reception.exceeds(declared):
            # A client that waits for 100 Continue gets the refusal at once and sends no body.
            waits = headers.get(b"expect", b"").lower() == b"100-continue"
            return Body(b"", declared, read=not waits and await self._discard(receive))
        data = bytearray()
        more = True
        while more:
            part, more = await _receive(receive)
            data += part
            if reception.exceeds(len(data)):
                size = len(data)
                data.clear()
                self._release(reception)
                return Body(b"", size, read=not more or await self._discard(receive))
            self._hold(reception, len(data))
        return Body(bytes(data), len(data) if data else declared, read=True)

    def _hold(self, reception: _Reception, size: int) -> None:
        """Count a body among the large ones, once it is large.

        Raises:
            _FullError: they would be too many.
        """
        if size > SMALL_BYTES:
            if self.large_bytes - reception.held + size > self.limits.large_bytes:
                raise _FullError
            self.large_bytes += size - reception.held
            reception.held = size

    def _release(self, reception: _Reception) -> None:
        self.large_bytes -= reception.held
        reception.held = 0

    async def _discard(self, receive: Receive) -> bool:
        """Drain an oversized body; return whether its end was reached."""
        drained, more = 0, True
        try:
            # Half the time limit of a body, so that the refusal is sent before the limit is reached.
            async with asyncio.timeout(self.limits.body_s / 2):
                while more and drained < DISCARD_BYTES:
                    part, more = await _receive(receive)
                    drained += len(part)
        except TimeoutError:
            pass
        return not more

    async def _send(self, call: WsgiCall, block: bytes, send: Send, connection: Connection) -> None:
        await send({"type": "http.response.start", "status": call.status, "headers": call.headers})
        await self._put(send, connection, block, more=not call.ended)
        while not call.ended:
            block = await self._work(call)
            await self._put(send, connection, block, more=not call.ended)

    async def _send_with_fault(
        self, fault: NetworkFault, call: WsgiCall, block: bytes, send: Send, connection: Connection
    ) -> None:
        """Send a reply with its network fault: delayed, cut or throttled."""
        if fault.cut:
            while not call.ended:
                block += await self._work(call)
        if fault.delay_s:
            await connection.pause(fault.delay_s)
        if fault.is_before(block):
            await connection.cut()
            return
        if fault.cut:
            block = half(block)
        await send({"type": "http.response.start", "status": call.status, "headers": call.headers})
        await self._throttle(fault, block, send, connection)
        while not call.ended:
            await self._throttle(fault, await self._work(call), send, connection)
        if fault.cut:
            await connection.hang_up()
        else:
            await self._put(send, connection, b"", more=False)

    async def _throttle(self, fault: NetworkFault, block: bytes, send: Send, connection: Connection) -> None:
        if fault.bytes_per_s is None:
            await self._put(send, connection, block, more=True)
            return
        size = max(1, int(min(fault.bytes_per_s * TICK_S, BLOCK_BYTES)))
        for start in range(0, len(block), size):
            piece = block[start : start + size]
            await connection.pause(len(piece) / fault.bytes_per_s)
            await self._put(send, connection, piece, more=True)

    async def _put(self, send: Send, connection: Connection, block: bytes, *, more: bool) -> None:
        """Send a part of a body once the client has taken the previous ones."""
        if connection.lost.is_set():
            raise _DisconnectedError
        try:
            async with asyncio.timeout(self.limits.stalled_s):
                await send({"type": "http.response.body", "body": block, "more_body": more})
        except TimeoutError:
            await connection.cut()
            raise _DisconnectedError from None

    async def _work(self, call: WsgiCall) -> bytes:
        """Run the app for the next block, in a thread."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  # a coroutine always runs in a task
        self.working[task] = call.environ[CLIENT]
        try:
            return await asyncio.wrap_future(self.workers.submit(call.next_block))
        finally:
            del self.working[task]

    def _close(self, call: WsgiCall) -> None:
        """Close an abandoned call in a thread, as its own thread may still be running it."""
        self.workers.submit(call.close)


async def _receive(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise _DisconnectedError
    return message["body"], message["more_body"]


async def _refuse(send: Send, status: HTTPStatus, kind: str) -> None:
    """Respond with an error of the server itself, and close the connection."""
    body = error_bytes(kind, f"{status.phrase}.")
    length = str(len(body)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", length), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
