"""An ASGI application around a WSGI app, in which no client and no injected delay holds a thread.

    read the whole body → run the app in a thread → wait, if the reply is delayed → send it as the client takes it

Only the second step takes a thread, and files take one again for each block, not while a block is sent.
Knows nothing of what the app answers, but for the `NetworkFault` that a view may leave in the environ.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any
from wsgiref.types import WSGIApplication

from aimusic_mock.faults.network import NETWORK_FAULT, NetworkFault, half
from aimusic_mock.server.connection import Connection, Limits, envelope, log
from aimusic_mock.server.wsgi_call import BLOCK_BYTES, Answer, Body, make_environ

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

THREADS = 8
"""Requests worked at at a time; none of them waits for a client. Python gives each busy thread 5 ms at a turn,
so the loop that serves the connections gets its own turn within 40 ms however hard the app works."""

DISCARD_BYTES = 64 * 1024 * 1024
"""How much of a body that is too large is read for nothing, so that the client gets to reading the refusal;
a body that is larger still is no mistake."""

TICK_S = 0.05
"""How often a slow reply gets on: twenty times a second looks like a flow."""

PLAIN = NetworkFault()


class _GoneError(Exception):
    """The client has closed the connection."""


class Gateway:
    """The ASGI application.

    Args:
        app: the WSGI app.
        largest_body: tells for a path the largest body that the app reads, in bytes. It is not given what is larger,
            but told the length, to refuse it in its own words.
        limits: how long clients may take.
    """

    def __init__(self, app: WSGIApplication, largest_body: Callable[[str], int], limits: Limits) -> None:
        self.app = app
        self.largest_body = largest_body
        self.limits = limits
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="aimusic-mock")
        self.working: set[asyncio.Task[Any]] = set()
        """The requests that are in a thread now; all others wait for a client, or for an injected delay."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        connection: Connection = scope["state"]["connection"]
        try:
            if connection.crowded:
                await _refuse(send, HTTPStatus.SERVICE_UNAVAILABLE, "server_error")
            else:
                await self._answer(scope, receive, send, connection)
        except _GoneError:
            pass
        except asyncio.CancelledError:  # the server stops
            await connection.cut()
        except Exception:  # noqa: BLE001  # it is logged, and uvicorn would answer in plain text
            log.exception("the server failed at %s %s", scope["method"], scope["path"])
            if connection.cycle.response_started:
                await connection.cut()
            else:
                await _refuse(send, HTTPStatus.INTERNAL_SERVER_ERROR, "server_error")

    async def _answer(self, scope: Scope, receive: Receive, send: Send, connection: Connection) -> None:
        try:
            async with asyncio.timeout(self.limits.body_s):
                body = await self._read(dict(scope["headers"]), self.largest_body(scope["path"]), receive)
        except TimeoutError:
            await _refuse(send, HTTPStatus.REQUEST_TIMEOUT, "validation_error")
            return
        answer = Answer(self.app, make_environ(scope, body))
        try:
            first = await self._work(answer.next_block)
            if not body.read:
                answer.headers.append((b"connection", b"close"))
            wire: NetworkFault = answer.environ.get(NETWORK_FAULT) or PLAIN
            if wire == PLAIN:
                await self._send(answer, first, send, connection)
            else:
                await self._carry(wire, answer, first, send, connection)
        finally:
            if not answer.ended:
                self._close(answer)

    async def _read(self, headers: dict[bytes, bytes], largest: int, receive: Receive) -> Body:
        declared = int(headers[b"content-length"]) if b"content-length" in headers else None
        if declared is not None and declared > largest:
            # A client that asks first is told at once, and need not send anything.
            asks = headers.get(b"expect", b"").lower() == b"100-continue"
            return Body(b"", declared, read=not asks and await self._discard(receive))
        data = bytearray()
        more = True
        while more:
            part, more = await _receive(receive)
            data += part
            if len(data) > largest:
                return Body(b"", len(data), read=not more or await self._discard(receive))
        return Body(bytes(data), len(data) if data else declared, read=True)

    async def _discard(self, receive: Receive) -> bool:
        """Read the rest of a body that is too large; tell whether it came to its end."""
        seen, more = 0, True
        try:
            # Half of the time for a body, so that the refusal comes before that time is over.
            async with asyncio.timeout(self.limits.body_s / 2):
                while more and seen < DISCARD_BYTES:
                    part, more = await _receive(receive)
                    seen += len(part)
        except TimeoutError:
            pass
        return not more

    async def _send(self, answer: Answer, block: bytes, send: Send, connection: Connection) -> None:
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await self._put(send, connection, block, more=not answer.ended)
        while not answer.ended:
            block = await self._work(answer.next_block)
            await self._put(send, connection, block, more=not answer.ended)

    async def _carry(
        self, wire: NetworkFault, answer: Answer, block: bytes, send: Send, connection: Connection
    ) -> None:
        """Send a reply as its `NetworkFault` says."""
        if wire.cut:
            while not answer.ended:
                block += await self._work(answer.next_block)
        if wire.delay_s:
            await connection.pause(wire.delay_s)
        if wire.is_before(block):
            await connection.cut()
            return
        if wire.cut:
            block = half(block)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await self._trickle(wire, block, send, connection)
        while not answer.ended:
            await self._trickle(wire, await self._work(answer.next_block), send, connection)
        if wire.cut:
            await connection.hang_up()
        else:
            await self._put(send, connection, b"", more=False)

    async def _trickle(self, wire: NetworkFault, block: bytes, send: Send, connection: Connection) -> None:
        if wire.bytes_per_s is None:
            await self._put(send, connection, block, more=True)
            return
        size = max(1, int(min(wire.bytes_per_s * TICK_S, BLOCK_BYTES)))
        for start in range(0, len(block), size):
            piece = block[start : start + size]
            await connection.pause(len(piece) / wire.bytes_per_s)
            await self._put(send, connection, piece, more=True)

    async def _put(self, send: Send, connection: Connection, block: bytes, *, more: bool) -> None:
        """Send a part of a body as soon as the client has taken what came before it."""
        if connection.lost.is_set():
            raise _GoneError
        try:
            async with asyncio.timeout(self.limits.stalled_s):
                await send({"type": "http.response.body", "body": block, "more_body": more})
        except TimeoutError:
            await connection.cut()
            raise _GoneError from None

    async def _work(self, job: Callable[[], bytes]) -> bytes:
        """Run a job in a thread."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  # this is a coroutine, so it runs in one
        self.working.add(task)
        try:
            return await asyncio.get_running_loop().run_in_executor(self.pool, job)
        finally:
            self.working.discard(task)

    def _close(self, answer: Answer) -> None:
        """Close what is not wanted any more: in a thread, since its own may still be at work on it."""
        self.pool.submit(answer.close)


async def _receive(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise _GoneError
    return message["body"], message["more_body"]


async def _refuse(send: Send, status: HTTPStatus, kind: str) -> None:
    """Answer with an error of the server's own, and close the connection after it."""
    body = envelope(kind, f"{status.phrase}.")
    length = str(len(body)).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", length), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
