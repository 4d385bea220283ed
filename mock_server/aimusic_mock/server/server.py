"""Serve a WSGI app on this machine, in the main thread or in the background of a test.

    with LocalServer(app) as server:
        httpx.get(server.url)

Uvicorn handles HTTP and `asgi_adapter` the requests. This module opens the listening socket, starts the server, and stops
it without waiting for clients. Knows nothing of the mock except its name; a Flask app may know the limits of its bodies.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import threading
from concurrent.futures import Future
from types import FrameType, TracebackType
from typing import Any, Self
from wsgiref.types import WSGIApplication

import uvicorn
from flask import Flask

from aimusic_mock.server.asgi_adapter import AsgiAdapter
from aimusic_mock.server.connection import SERVER, Config, Connection, Limits
from aimusic_mock.server.wsgi_call import MAX_BODY, MaxBody
from aimusic_mock.settings import MAX_BODY_BYTES

BACKLOG = 2048
"""Connections that the system accepts before the server does: uvicorn's number, for bursts."""

NO_DESCRIPTORS = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
"""Errors of `accept` after which asyncio waits for a second; it logs each one with a traceback."""

TICK_S = 1.0
"""How often uvicorn's Date header is updated; it has a resolution of one second."""


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Args:
        host: a name or an IPv4 or IPv6 address of this machine.
        port: the TCP port; 0 for a free one.

    Raises:
        OSError: the address is not this machine's, or the port is taken.
        OverflowError: the port is not between 0 and 65535.
    """
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


def url_of(listener: socket.socket, host: str | None = None) -> str:
    """Return the URL of a listening socket, without a trailing slash.

    Args:
        listener: the socket.
        host: the host of the URL; the socket's address if omitted.
    """
    address, port = listener.getsockname()[:2]
    name = host or address
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


class LocalServer:
    """Serves a WSGI app, from `start` to `stop` or while `run` runs. Cannot be started twice.

    Args:
        app: the WSGI app.
        host: the name or address to listen on.
        port: the TCP port; 0 for a free one.
        listener: a listening socket to use instead of `host` and `port`; closed when the server stops.
        limits: limits for connections.

    Raises:
        OSError: the address or the port is not available.
    """

    def __init__(
        self,
        app: WSGIApplication,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        listener: socket.socket | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._listener = listener or listen(host, port)
        self.url = url_of(self._listener)
        self._adapter = AsgiAdapter(app, _max_body(app), limits or Limits())
        self._server = _Server(self._adapter)
        self._thread: threading.Thread | None = None

    def run(self) -> None:
        """Serve until SIGINT, SIGTERM or `stop`."""
        try:
            self._server.run(sockets=[self._listener])
        finally:
            self._listener.close()
            self._adapter.workers.close()

    def start(self) -> Self:
        """Serve in a thread; return once requests are accepted."""
        self._thread = threading.Thread(target=self._run_in_thread, name=f"{SERVER} {self.url}", daemon=True)
        self._thread.start()
        self._server.ready.result()
        return self

    def stop(self) -> None:
        """Stop the server; after `start`, wait for its thread. Connections of slow clients are cut."""
        self._server.stop()
        if self._thread is not None:
            self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.stop()

    def _run_in_thread(self) -> None:
        try:
            self.run()
        except BaseException as error:
            if self._server.ready.done():
                raise
            self._server.ready.set_exception(error)


def _max_body(app: WSGIApplication) -> MaxBody:
    max_body: MaxBody | None = app.extensions.get(MAX_BODY) if isinstance(app, Flask) else None
    return max_body or (lambda _: MAX_BODY_BYTES)


class _Server(uvicorn.Server):
    """Uvicorn's server, stopped by an event instead of a check ten times a second."""

    def __init__(self, adapter: AsgiAdapter) -> None:
        config = Config(
            adapter,
            http=Connection,
            loop="asyncio",
            interface="asgi3",
            ws="none",
            lifespan="off",
            log_config=None,
            workers=1,  # set, as is forwarded_allow_ips, so that uvicorn does not read them from the environment
            proxy_headers=False,
            forwarded_allow_ips="",
            headers=[("server", SERVER)],
            timeout_keep_alive=adapter.limits.idle_s,
            # How many connections asyncio accepts in one iteration. Four batches exist before the first one is counted
            # and the connections in its way are closed; all fit into the other half of the file descriptors.
            backlog=max(1, adapter.limits.connections // 16),
        )
        config.limits = adapter.limits
        super().__init__(config)
        self.log_full = config.log_full
        self.adapter = adapter
        self.ready: Future[None] = Future()
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def stop(self) -> None:
        """Request a stop, from any thread or a signal handler."""
        self.should_exit = True
        with contextlib.suppress(RuntimeError):  # the loop is closed already
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._wake.set)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002  # uvicorn's arguments
        """Stop on a signal; uvicorn would raise it again afterwards."""
        self.stop()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept connections."""
        asyncio.get_running_loop().set_exception_handler(self._on_error)
        await super().startup(sockets)
        for listener in sockets or ():
            listener.listen(BACKLOG)

    def _on_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, OSError) and error.errno in NO_DESCRIPTORS:
            self.log_full(f"no connection can be accepted: {error.strerror}")
        else:
            loop.default_exception_handler(context)

    async def main_loop(self) -> None:
        """Serve until stopped."""
        self._loop = asyncio.get_running_loop()
        self.ready.set_result(None)
        while not await self.on_tick(0):
            try:
                async with asyncio.timeout(TICK_S):
                    await self._wake.wait()
            except TimeoutError:
                pass

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002  # uvicorn's
        """Let requests in the app finish, and end their waits; cut those that wait for a client or for an injected delay."""
        state = self.server_state
        for server in self.servers:
            server.close()
        for connection in list(state.connections):
            connection.shutdown()
        for task in state.tasks - self.adapter.working.keys():
            task.cancel()
        self.adapter.wake_waiters()
        for _ in range(2):
            if not state.tasks:
                break
            await asyncio.wait(set(state.tasks), timeout=self.adapter.limits.grace_s)
            for task in state.tasks:
                task.cancel()
        for connection in list(state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)  # the loop closes their sockets in its next iteration
