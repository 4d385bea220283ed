"""How much one client delays the others: with 32 half-open POSTs, replies delayed by 2 s, and waits for a receiver.

    python -m contract_tests.bench.head_of_line

Times 200 GETs over one connection, first on an idle server and then with 32 hanging connections. Exits with 1 if the
slowest GET becomes slower by more than 50 ms. Client and server share one interpreter, so the figures are worse than
those of a real client.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
from attrs import frozen
from flask import Flask, request

from aimusic_mock import Settings, create_app
from aimusic_mock.faults.network import NETWORK_FAULT, NetworkFault
from aimusic_mock.mock import Mock
from aimusic_mock.server.server import LocalServer

BAR_S = 0.05
"""The limit for the slowest reply's extra time; a server with one thread per hanging client takes seconds."""

CLIENTS = 32
"""Four times the server's threads."""

GETS = 200
"""Enough for a p99 below the maximum, and few enough to end before the delay."""

DELAY_S = 2.0
ROUNDS = 3
"""The best round counts, so that other load on the machine does not."""

PATH = "/api/v1/get-credits"
LATE = "/late"
HALF_OPEN = (
    b"POST /api/v1/sonic/create HTTP/1.1\r\nHost: mock\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
)
DELAYED = f"GET {LATE} HTTP/1.1\r\nHost: mock\r\n\r\n".encode()
SETTLING = b"POST /__mock__/webhooks/settle HTTP/1.1\r\nHost: localhost\r\n\r\n"


@frozen
class Row:
    """One line of the table, in seconds."""

    name: str
    slowest: float
    p99: float


def make_app() -> Flask:
    """Return a mock with an extra path that has delayed replies."""
    app = create_app(Settings(clock="manual", plan="unlimited"))

    @app.get(LATE)
    def late() -> str:
        request.environ[NETWORK_FAULT] = NetworkFault(delay_s=DELAY_S)
        return "late"

    return app


@contextlib.contextmanager
def hanging(url: str, data: bytes, clients: int = CLIENTS) -> Iterator[list[socket.socket]]:
    """Open connections, send `data` over each, and leave them open."""
    address = (urlsplit(url).hostname, urlsplit(url).port)
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(socket.create_connection(address, timeout=30)) for _ in range(clients)]
        for connection in connections:
            connection.sendall(data)
        yield connections


def gets(url: str, count: int = GETS) -> list[float]:
    """Return the times of `count` GETs, in seconds, in ascending order."""
    times = []
    with httpx.Client(base_url=url, headers={"Authorization": "Bearer mock-key"}) as client:
        client.get(PATH).raise_for_status()
        for _ in range(count):
            began = time.perf_counter()
            client.get(PATH).raise_for_status()
            times.append(time.perf_counter() - began)
    return sorted(times)


def measure(name: str, url: str, data: bytes | None, count: int = GETS) -> Row:
    """Time GETs while connections hang after sending `data`; None for no connections."""
    rounds = []
    for _ in range(ROUNDS):
        with hanging(url, data or b"", CLIENTS if data else 0):
            rounds.append(gets(url, count))
    best = min(rounds, key=lambda times: times[-1])
    return Row(name, best[-1], best[int(len(best) * 0.99) - 1])


@contextlib.contextmanager
def hanging_receiver(app: Flask) -> Iterator[None]:
    """Send a webhook to a receiver that takes the connection and never responds."""
    with socket.create_server(("127.0.0.1", 0)) as receiver:
        url = f"http://127.0.0.1:{receiver.getsockname()[1]}/"
        body = {"custom_mode": False, "mv": "sonic-v5", "gpt_description_prompt": "a song", "webhook_url": url}
        headers = {"Authorization": "Bearer mock-key"}
        app.test_client().post("/api/v1/sonic/create", headers=headers, json=body)
        mock: Mock = app.extensions["aimusic"]
        mock.dispatcher.deliverer.timeout_s = 600.0
        mock.world.clock.advance(600.0)
        yield


def main() -> int:
    """Print the table; return 1 if a row exceeds the limit."""
    app = make_app()
    with LocalServer(app) as served:
        idle = measure("idle", served.url, None)
        rows = [
            measure(f"{CLIENTS} half-open", served.url, HALF_OPEN),
            measure(f"{CLIENTS} delayed by {DELAY_S:g} s", served.url, DELAYED),
        ]
        with hanging_receiver(app):
            rows.append(measure(f"{CLIENTS} waiting for a receiver", served.url, SETTLING))
    print(f"{GETS} GETs while                  max ms   p99 ms   slower by")
    for row in (idle, *rows):
        added = row.slowest - idle.slowest
        print(f"{row.name:<27} {row.slowest * 1000:9.1f} {row.p99 * 1000:8.1f} {added * 1000:8.1f} ms")
    over = [row.name for row in rows if row.slowest - idle.slowest > BAR_S]
    if over:
        print(
            f"over the limit of {BAR_S * 1000:g} ms: {', '.join(over)}; see mock_server/aimusic_mock/server/asgi_adapter.py",
            file=sys.stderr,
        )
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
