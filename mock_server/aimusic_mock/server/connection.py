"""One client connection: uvicorn's HTTP/1.1 protocol with time limits, a method to cut it off, and errors in JSON.

Knows nothing of WSGI or the mock. Uses only documented or overridable parts of uvicorn's `H11Protocol`.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any

import uvicorn
from attrs import frozen
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from aimusic_mock.errors import error_bytes
from aimusic_mock.terminal import ESCAPING

SERVER = "aimusic-mock"

log = logging.getLogger("aimusic.mock")
log.addFilter(ESCAPING)

quiet = log.getChild("http")
"""Logger for uvicorn. Its warnings (invalid HTTP, unsupported upgrades) repeat what the client gets as an error."""
quiet.setLevel(logging.ERROR)


@frozen
class Limits:
    """Limits for connections, in seconds unless stated otherwise.

    Args:
        headers_s: for a request's headers, from the last byte received: enough to type a request into telnet.
        body_s: for a request's whole body. For the mock's limit of 1 MiB, a slow mobile network is fast enough.
        idle_s: between two requests: longer than the 25 s poll interval, so a keep-alive connection survives between
            polls.
        stalled_s: for a client to take the next part of a reply.
        linger_s: for a client to take the rest of a reply before its connection is closed.
        grace_s: for the app to finish running requests when the server stops; a request takes milliseconds.
        connections: number of open connections: half of the 1,024 file descriptors that Linux allows a process.
    """

    headers_s: float = 30.0
    body_s: float = 30.0
    idle_s: int = 120
    stalled_s: float = 60.0
    linger_s: float = 5.0
    grace_s: float = 0.5
    connections: int = 512


class Config(uvicorn.Config):
    """Uvicorn's settings, extended by our limits."""

    limits = Limits()


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
        self.lost = asyncio.Event()
        self.over_capacity = False
        self.refused = False
        # Set here, as uvicorn's settings change its loggers for the whole process, which may run other servers.
        self.access_log = False
        self.logger = quiet

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Start to wait for a request."""
        super().connection_made(transport)
        # asyncio sets this only if the listening socket was created with a protocol, which `socket.create_server` does
        # not do. Without it, a reply's body waits 40 ms for the client to acknowledge the headers.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.over_capacity = len(self.connections) > self.limits.connections
        self._expect_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Set `lost`, for coroutines that wait for this client."""
        super().connection_lost(exc)
        self._unset_keepalive_if_required()
        self.lost.set()

    def data_received(self, data: bytes) -> None:
        """Process bytes, and restart the time limit for a request's headers."""
        if self.refused:
            return
        super().data_received(data)
        if self._is_idle() and self.timeout_keep_alive_task is None and not self.transport.is_closing():
            self._expect_headers()

    def _expect_headers(self) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(self.limits.headers_s, self.timeout_keep_alive_handler)

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
        body = error_bytes("validation_error", msg)
        head = (
            f"HTTP/1.1 400 Bad Request\r\nserver: {SERVER}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        # Closing with unread bytes would reset the connection, and the client might never read the reply.
        self.transport.write_eof()
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
