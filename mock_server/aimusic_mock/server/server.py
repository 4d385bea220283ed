"""Serves a WSGI app on this machine, in the main thread or beside a test.

    with LocalServer(app) as served:
        httpx.get(served.url)

Uvicorn does HTTP, `asgi_adapter.py` answers; here are the listening socket, the start, and a stop that waits for no client.
Knows nothing of the mock but its name and how large a body it takes.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import FrameType, TracebackType
from typing import Self
from wsgiref.types import WSGIApplication

import uvicorn
from flask import Flask

from aimusic_mock.server.asgi_adapter import AsgiAdapter
from aimusic_mock.server.connection import SERVER, Config, Connection, Limits
from aimusic_mock.settings import MAX_BODY_BYTES, SNAPSHOT_BYTES

TICK_S = 1.0
"""How often the Date header is made anew; it counts seconds."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Args:
        host: an address of this machine, IPv4 or IPv6, or a name of it.
        port: 0 for a free one.

    Raises:
        OSError: the address is not this machine's, or the port is taken.
        OverflowError: the port is not from 0 to 65535.
    """
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


def url_of(listener: socket.socket, host: str | None = None) -> str:
    """Return the address to reach a listening socket at, without a slash at the end.

    Args:
        listener: the socket.
        host: what to call this machine; the socket's own address when left out.
    """
    address, port = listener.getsockname()[:2]
    name = host or address
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


class LocalServer:
    """A WSGI app that is served, from `start` to `stop` or as long as `run` runs. Not to be started twice.

    Args:
        app: the WSGI app.
        host: the address to listen on.
        port: 0 for a free one.
        listener: a socket that listens already, instead of `host` and `port`; it is closed in the end.
        limits: how long clients may take, and how many there may be.

    Raises:
        OSError: it cannot listen there.
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
        self._adapter = AsgiAdapter(app, _largest_body(app), limits or Limits())
        self._server = _Server(self._adapter)
        self._thread: threading.Thread | None = None

    def run(self) -> None:
        """Serve until SIGINT, SIGTERM or `stop`."""
        try:
            self._server.run(sockets=[self._listener])
        finally:
            self._listener.close()
            self._adapter.pool.shutdown(wait=False)

    def start(self) -> Self:
        """Serve in a thread; return when it answers."""
        self._thread = threading.Thread(target=self._run_in_thread, name=f"{SERVER} {self.url}", daemon=True)
        self._thread.start()
        self._server.ready.result()
        return self

    def stop(self) -> None:
        """End the serving, and with `start` wait for the end; clients that hang are cut off."""
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


def _largest_body(app: WSGIApplication) -> Callable[[str], int]:
    """Return what tells the largest body that is read for a path: worlds are restored from large ones."""
    limit = app.config["MAX_CONTENT_LENGTH"] if isinstance(app, Flask) else None
    return lambda path: SNAPSHOT_BYTES if path.startswith("/__mock__/") else limit or MAX_BODY_BYTES


class _Server(uvicorn.Server):
    """Uvicorn's server, which would look ten times a second whether it should stop."""

    def __init__(self, adapter: AsgiAdapter) -> None:
        config = Config(
            adapter,
            http=Connection,
            loop="asyncio",
            interface="asgi3",
            ws="none",
            lifespan="off",
            log_config=None,
            workers=1,  # given, so that uvicorn does not read the environment for it, nor for the next but one
            proxy_headers=False,
            forwarded_allow_ips="",
            headers=[("server", SERVER)],
            timeout_keep_alive=adapter.limits.idle_s,
        )
        config.limits = adapter.limits
        super().__init__(config)
        self.adapter = adapter
        self.ready: Future[None] = Future()
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def stop(self) -> None:
        """Stop soon; from any thread, or from a signal."""
        self.should_exit = True
        with contextlib.suppress(RuntimeError):  # it has stopped already
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._wake.set)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002  # uvicorn's arguments
        """Stop by a signal; uvicorn would raise it once more afterwards."""
        self.stop()

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
        """Let the app finish what it is at; cut off whoever waits for a client or for a delay."""
        state = self.server_state
        for server in self.servers:
            server.close()
        for connection in list(state.connections):
            connection.shutdown()
        for task in state.tasks - self.adapter.working:
            task.cancel()
        for _ in range(2):
            if not state.tasks:
                break
            await asyncio.wait(set(state.tasks), timeout=self.adapter.limits.grace_s)
            for task in state.tasks:
                task.cancel()
        for connection in list(state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)  # the loop closes their sockets in its next turn
