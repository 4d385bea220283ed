"""One connection of a client: uvicorn's HTTP/1.1, with time limits, a way to cut it off, and errors in JSON.

Knows nothing of WSGI nor of the mock. Only documented or overridable parts of uvicorn's `H11Protocol` are used.
"""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from typing import Any

import uvicorn
from attrs import frozen
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

SERVER = "aimusic-mock"

log = logging.getLogger("aimusic.mock")

quiet = log.getChild("http")
"""For uvicorn, which warns of what the client is told anyway: no HTTP, an upgrade that nobody offers."""
quiet.setLevel(logging.ERROR)


@frozen
class Limits:
    """How long and how many, in seconds unless said otherwise.

    Args:
        headers_s: for a request's headers, from the last byte that came: a person typing into telnet makes it.
        body_s: for a request's whole body: at the 1 MiB that the mock takes, less than the slowest mobile network.
        idle_s: between two requests: well over the 25 s between two polls, so that no client meets a closing door.
        stalled_s: for a client to take the next part of a reply.
        linger_s: for a client to take what was sent, before its connection is closed.
        grace_s: for the app to finish what it is at, when the server stops; a request takes milliseconds.
        connections: how many are open at a time: half of the 1,024 descriptors that Linux gives a process.
    """

    headers_s: float = 30.0
    body_s: float = 30.0
    idle_s: int = 120
    stalled_s: float = 60.0
    linger_s: float = 5.0
    grace_s: float = 0.5
    connections: int = 512


class Config(uvicorn.Config):
    """Uvicorn's settings, with our limits beside them."""

    limits = Limits()


def envelope(kind: str, sentence: str) -> bytes:
    """Return the body of an error, in the API's own form."""
    return json.dumps({"type": kind, "error": sentence}).encode()


class Connection(H11Protocol):
    """One client. Applications find it in the scope's state, under `connection`."""

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
        # Not by uvicorn's settings: they would change its loggers for the whole process, which may have its own.
        self.access_log = False
        self.logger = quiet

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Begin to wait for a request."""
        super().connection_made(transport)
        # asyncio does this only where the listener names its protocol, and `socket.create_server` does not. Without it
        # a reply's body waits 40 ms for the client to acknowledge the headers.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.over_capacity = len(self.connections) > self.limits.connections
        self._expect_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits for this client that it is gone."""
        super().connection_lost(exc)
        self._unset_keepalive_if_required()
        self.lost.set()

    def data_received(self, data: bytes) -> None:
        """Take bytes, and the time for the rest of a request's headers."""
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
        """Answer what is no HTTP; cut it off if that stands in the middle of a reply."""
        if not self._is_idle():
            # Whoever waits for the rest of this request finds that there is none.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            if self.cycle.response_started:
                self.transport.abort()
                return
        body = envelope("validation_error", msg)
        head = (
            f"HTTP/1.1 400 Bad Request\r\nserver: {SERVER}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        # Closed at once, with bytes unread, the connection would be reset, and the client might never see the reply.
        self.transport.write_eof()
        self.refused = True
        self.timeout_keep_alive_task = self.loop.call_later(self.limits.linger_s, self.transport.abort)

    def shutdown(self) -> None:
        """Close the connection, after the reply that is under way."""
        if self.refused:
            self.transport.abort()
        else:
            super().shutdown()

    async def pause(self, seconds: float) -> None:
        """Wait, or until the client is gone."""
        try:
            async with asyncio.timeout(seconds):
                await self.lost.wait()
        except TimeoutError:
            pass

    async def cut(self) -> None:
        """Close the connection at once; what was not sent yet is not sent."""
        self.transport.abort()
        await self.lost.wait()

    async def hang_up(self) -> None:
        """Close the connection when the client has taken what was sent, or not in time."""
        self.transport.close()
        await self.pause(self.limits.linger_s)
        await self.cut()
