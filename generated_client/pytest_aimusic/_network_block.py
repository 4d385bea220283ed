"""Block every connection from this process to the real service.

Requests of httpx, requests and urllib3 go to the mock before they get here. This is for other clients (urllib, aiohttp, sockets),
and for tests without interception. DNS lookups of the host, connections to its name, and TLS handshakes with it fail; the
latter also catch connections through a proxy.
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

TEST = "This test uses the mock of the AI Music API"
RUN = "This run blocks the AI Music API (aimusic_guard)"


class NetworkBlockedError(ConnectionRefusedError):
    """A test tried to connect to the real service. HTTP clients treat it as a refused connection."""


@contextmanager
def block_hosts(is_blocked: Callable[[str], bool], cause: str = TEST) -> Iterator[None]:
    """Block connections, in a `with` block.

    Args:
        is_blocked: returns whether a host is blocked.
        cause: the beginning of the error's sentence.
    """

    def check(host: Any) -> None:
        text = host.decode("latin-1") if isinstance(host, (bytes, bytearray)) else host
        name = text.lower().rstrip(".") if isinstance(text, str) else None
        if name is not None and is_blocked(name):
            raise NetworkBlockedError(
                f"{cause}, so nothing is sent to {name}. The fixture aimusic_mock intercepts httpx, requests, urllib3 and "
                "the SDK (unless intercept=False); configure other clients with the url or the environ of aimusic_server."
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
        except NetworkBlockedError:
            for argument in arguments:
                if isinstance(argument, socket.socket):
                    socket.close(argument.detach())  # as a failed handshake does
            raise
        return real(self, *arguments, **options)

    return call
