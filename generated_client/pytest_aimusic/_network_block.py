"""Block every connection from this process to the real service.

httpx and requests never come so far, since their requests go to the mock. This is for the others (urllib, aiohttp, a
socket), and for tests that want no interception: looking the host up fails, connecting to its name fails, and so does
the beginning of an encrypted connection with it, which a proxy cannot do for a client.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

LOOKUPS = ("getaddrinfo", "gethostbyname", "gethostbyname_ex")
HANDSHAKES = ("wrap_socket", "wrap_bio")


class BlockedError(ConnectionRefusedError):
    """A test tried to reach the real service; to a client it looks like a refused connection."""


@contextmanager
def guarded(hosts: frozenset[str]) -> Iterator[None]:
    """Block what goes to these hosts, for a while."""

    def check(host: Any) -> None:
        text = host.decode("latin-1") if isinstance(host, (bytes, bytearray)) else host
        name = text.lower().rstrip(".") if isinstance(text, str) else None
        if name in hosts:
            raise BlockedError(
                f"This test uses the mock of the AI Music API, so nothing is sent to {name}: the fixture aimusic_mock "
                "leads httpx, requests and the SDK to the mock, unless intercept=False; all others are to be given "
                "the address of aimusic_server, its url or environ"
            )

    with pytest.MonkeyPatch.context() as patching:
        for name in LOOKUPS:
            patching.setattr(socket, name, _first_checked(getattr(socket, name), check))
        for name in ("connect", "connect_ex"):
            patching.setattr(socket.socket, name, _address_checked(getattr(socket.socket, name), check))
        for name in HANDSHAKES:
            patching.setattr(ssl.SSLContext, name, _server_checked(getattr(ssl.SSLContext, name), check))
        yield


def _first_checked(real: Callable[..., Any], check: Callable[[Any], None]) -> Callable[..., Any]:
    def call(host: Any, *arguments: Any, **options: Any) -> Any:
        check(host)
        return real(host, *arguments, **options)

    return call


def _address_checked(real: Callable[..., Any], check: Callable[[Any], None]) -> Callable[..., Any]:
    def call(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple):
            check(address[0])
        return real(self, address)

    return call


def _server_checked(real: Callable[..., Any], check: Callable[[Any], None]) -> Callable[..., Any]:
    def call(self: ssl.SSLContext, *arguments: Any, **options: Any) -> Any:
        try:
            for argument in (*arguments, options.get("server_hostname")):
                check(argument)
        except BlockedError:
            for item in arguments:
                if isinstance(item, socket.socket):
                    socket.close(item.detach())  # as a failed handshake does
            raise
        return real(self, *arguments, **options)

    return call
