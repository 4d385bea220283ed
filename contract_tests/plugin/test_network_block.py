"""The network block: no connection to the real service while a test uses a mock."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import define, field

from aimusic import AIMusic
from pytest_aimusic import AIMusicMock
from pytest_aimusic._network_block import NetworkBlockedError, block_hosts

HOST = "api.aimusicapi.ai"


@define
class Proxy:
    """A proxy that accepts every CONNECT, and records what is sent through it."""

    port: int
    received: list[bytes] = field(factory=list)


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    """A proxy for one connection."""
    listener = socket.create_server(("127.0.0.1", 0))
    created = Proxy(listener.getsockname()[1])

    def serve() -> None:
        line, _ = listener.accept()
        with line:
            created.received.append(line.recv(4096))
            line.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            created.received.append(line.recv(4096))

    thread = threading.Thread(target=serve)
    thread.start()
    yield created
    thread.join(5)
    listener.close()


def _urllib() -> Any:
    return urllib.request.urlopen(f"https://{HOST}/api/v1/get-credits")


def _socket() -> Any:
    with socket.socket() as line:
        line.connect((HOST, 443))


def _socket_by_status() -> Any:
    with socket.socket() as line:
        return line.connect_ex((HOST, 443))


async def _open() -> Any:
    return await asyncio.open_connection(HOST, 443, ssl=True)


SENDERS: list[Callable[[], Any]] = [
    _urllib,
    _socket,
    _socket_by_status,
    lambda: socket.create_connection((HOST, 443)),
    lambda: socket.getaddrinfo(host=HOST.upper() + ".", port=443),
    lambda: socket.gethostbyname(HOST),
    lambda: asyncio.run(_open()),
]


@pytest.mark.parametrize("send", SENDERS)
@pytest.mark.parametrize("fixture", ["aimusic_mock", "aimusic_server"])
def test_connection_to_the_service_is_blocked(
    request: pytest.FixtureRequest, fixture: str, send: Callable[[], Any]
) -> None:
    request.getfixturevalue(fixture)

    with pytest.raises((NetworkBlockedError, urllib.error.URLError), match=f"nothing is sent to {HOST}"):
        send()


def test_file_url_is_blocked_for_other_clients_with_a_reason(aimusic_client: AIMusic) -> None:
    address = str(aimusic_client.sonic.create(description="a slow river").result()[0].audio_url)

    assert address.startswith("https://mock.aimusic.test/")
    with pytest.raises(urllib.error.URLError, match=r"nothing is sent to mock\.aimusic\.test"):
        urllib.request.urlopen("https://mock.aimusic.test/media")


def test_connection_through_a_proxy_is_closed_before_the_handshake(aimusic_mock: AIMusicMock, proxy: Proxy) -> None:
    through = urllib.request.build_opener(urllib.request.ProxyHandler({"https": f"http://127.0.0.1:{proxy.port}"}))

    with pytest.raises(urllib.error.URLError, match=f"nothing is sent to {HOST}"):
        through.open(f"https://{HOST}/api/v1/get-credits")
    assert proxy.received[0].startswith(b"CONNECT")
    assert proxy.received[1:] in ([], [b""])


def test_everything_is_restored() -> None:
    places = [(socket, "getaddrinfo"), (socket, "gethostbyname"), (socket.socket, "connect")]
    places += [(ssl.SSLContext, "wrap_socket"), (ssl.SSLContext, "wrap_bio")]
    before = [getattr(*place) for place in places]
    with block_hosts(lambda host: host == HOST):
        assert [getattr(*place) for place in places] != before

    assert [getattr(*place) for place in places] == before
    assert "connect" not in vars(socket.socket)
