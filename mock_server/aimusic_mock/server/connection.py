"""One client connection: uvicorn's HTTP/1.1 protocol with limits, a method to cut it off, and errors in JSON.

Knows nothing of WSGI or the mock. Uses only documented or overridable parts of uvicorn's `H11Protocol`.

No connection is open for ever: each state has a time limit, and the whole number is limited. Beyond that number, a new
connection takes the place of the one that has waited longest for its client to send a request.
"""

from __future__ import annotations

import asyncio
import logging
import math
import socket
import sys
from typing import Any

import uvicorn
from attrs import field, frozen
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from aimusic_mock.errors import error_bytes
from aimusic_mock.server.client import Client
from aimusic_mock.server.strict_http import StrictConnection
from aimusic_mock.terminal import ESCAPING

if sys.platform != "win32":  # which has no limit of this kind
    import resource

SERVER = "aimusic-mock"

log = logging.getLogger("aimusic.mock")
log.addFilter(ESCAPING)

quiet = log.getChild("http")
"""Logger for uvicorn. Its warnings (invalid HTTP, unsupported upgrades) repeat what the client gets as an error."""
quiet.setLevel(logging.ERROR)


MAX_CONNECTIONS = 512
"""Half of the 1,024 file descriptors that Linux allows a process by default."""


def connection_limit() -> int:
    """Return how many connections this process may have open: half of its file descriptors, at most 512."""
    if sys.platform == "win32":
        return MAX_CONNECTIONS
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MAX_CONNECTIONS if descriptors == resource.RLIM_INFINITY else max(1, min(MAX_CONNECTIONS, descriptors // 2))


@frozen
class Limits:
    """Limits for connections, in seconds unless stated otherwise.

    Args:
        headers_s: for all of a request's headers, from the first byte or from the start of the connection: enough to
            type a request into telnet.
        body_s: for a request's whole body. For the mock's limit of 1 MiB, a slow mobile network is fast enough.
        yield_after_s: for a request, once the limit of connections is reached: then a client that has kept the server waiting
            for so long is cut off in favour of a new one.
        idle_s: between two requests: longer than the 25 s poll interval, so a keep-alive connection survives between
            polls.
        stalled_s: for a client to take the next part of a reply.
        linger_s: for a client to take the rest of a reply before its connection is closed.
        grace_s: for the app to finish running requests when the server stops; a request takes milliseconds.
        large_bytes: of all bodies of more than 64 KiB that are held at a time, in bytes: the largest snapshot, and 32
            of the largest bodies of the API. Smaller bodies are limited by the number of connections.
        connections: number of open connections.
    """

    headers_s: float = 30.0
    body_s: float = 30.0
    yield_after_s: float = 0.5
    idle_s: int = 120
    stalled_s: float = 60.0
    linger_s: float = 5.0
    grace_s: float = 0.5
    large_bytes: int = 96 * 1024 * 1024
    connections: int = field(factory=connection_limit)


class Config(uvicorn.Config):
    """Uvicorn's settings, extended by our limits."""

    limits = Limits()
    has_logged_full = False

    def log_full(self, reason: str) -> None:
        """Log, once, that the server has run out of connections."""
        if not self.has_logged_full:
            self.has_logged_full = True
            log.warning("%s; idle clients are cut off, and others may get a 503", reason)


class Connection(H11Protocol):
    """One client connection. Applications get it from the scope's state, as `connection`."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, {**app_state, "connection": self}, _loop)
        self.limits = config.limits
        self.log_full = config.log_full
        self.conn = self.strict = StrictConnection()
        self.lost = asyncio.Event()
        self.peer: Client | None = None  # uvicorn's `client` is an address
        self.waiting_since: float | None = None
        self.over_capacity = False
        self.refused = False
        self._headers_timer: asyncio.TimerHandle | None = None
        # Set here, as uvicorn's settings change its loggers for the whole process, which may run other servers.
        self.access_log = False
        self.logger = quiet

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Start to wait for a request."""
        super().connection_made(transport)
        # asyncio sets this only if the listening socket was created with a protocol, which `socket.create_server` does
        # not do. Without it, a reply's body waits 40 ms for the client to acknowledge the headers.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if len(self.connections) > self.limits.connections:
            self._make_room()
        self._expect_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Set `lost`, for coroutines that wait for this client, and end the wait of a view."""
        super().connection_lost(exc)
        self._unset_keepalive_if_required()
        self._stop_headers_timer()
        self.lost.set()
        if self.peer is not None:
            self.peer.leave()

    def data_received(self, data: bytes) -> None:
        """Process bytes. The time limit for a request's headers starts with their first byte."""
        if self.refused:
            return
        if self._is_idle():
            self._expect_headers()
        super().data_received(data)
        if not self._is_idle():
            self._stop_headers_timer()

    def request_received(self) -> None:
        """Record that the client has sent its whole request."""
        self.waiting_since = None

    def on_response_complete(self) -> None:
        """Wait for the next request, or for the client to take the rest of the last reply."""
        super().on_response_complete()
        if self.transport.is_closing():
            self.timeout_keep_alive_task = self.loop.call_later(self.limits.stalled_s, self.transport.abort)

    def timeout_keep_alive_handler(self) -> None:
        """Cut off a client that sends no further request; one that has not read its last reply, too."""
        self.transport.abort()

    def _make_room(self) -> None:
        limit = self.limits.connections
        self.log_full(f"{limit} connections are open, the limit of this process")
        waiting = {
            other: other.waiting_since
            for other in self.connections
            if isinstance(other, Connection) and other.waiting_since is not None
        }
        oldest = min(waiting, key=waiting.__getitem__, default=self)
        may_yield = self.loop.time() - waiting.get(oldest, math.inf) >= self.limits.yield_after_s
        # A quarter more are open for a moment, to be refused with a reply.
        if may_yield or len(self.connections) > limit + max(1, limit // 4):
            oldest.transport.abort()
            self.connections.discard(oldest)  # now, so that the next new connection chooses another one
        else:
            self.over_capacity = True

    def _expect_headers(self) -> None:
        if self._headers_timer is None:
            self.waiting_since = self.loop.time()
            self._headers_timer = self.loop.call_later(self.limits.headers_s, self.transport.abort)

    def _stop_headers_timer(self) -> None:
        if self._headers_timer is not None:
            self._headers_timer.cancel()
            self._headers_timer = None

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def send_400_response(self, msg: str) -> None:
        """Respond to invalid HTTP; in the middle of a reply, cut the connection instead."""
        if not self._is_idle():
            # Wakes the coroutine that waits for the rest of this request.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            if self.cycle.response_started:
                self.transport.abort()
                return
        body = error_bytes("validation_error", self.strict.fault or msg)
        head = (
            f"HTTP/1.1 400 Bad Request\r\nserver: {SERVER}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        # Closing with unread bytes would reset the connection, and the client might never read the reply.
        self.transport.write_eof()
        self.flow.resume_reading()
        self.refused = True
        self.timeout_keep_alive_task = self.loop.call_later(self.limits.linger_s, self.transport.abort)

    def shutdown(self) -> None:
        """Close the connection after the current reply."""
        if self.refused:
            self.transport.abort()
        else:
            super().shutdown()

    async def pause(self, seconds: float) -> None:
        """Wait for some seconds, or until the client disconnects."""
        try:
            async with asyncio.timeout(seconds):
                await self.lost.wait()
        except TimeoutError:
            pass

    async def cut(self) -> None:
        """Close the connection at once, and discard unsent data."""
        self.transport.abort()
        await self.lost.wait()

    async def hang_up(self) -> None:
        """Close the connection once the client has taken all data, or after `linger_s`."""
        self.transport.close()
        await self.pause(self.limits.linger_s)
        await self.cut()
