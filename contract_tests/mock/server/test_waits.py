"""Waits of views: for a receiver, a remote host, or time. They hold up no other request, and end with their client."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from aimusic_mock.drift.proxy import Proxy
from aimusic_mock.drift.upstream import Upstream
from aimusic_mock.server.asgi_adapter import THREADS
from aimusic_mock.server.client import CLIENT, Client, client_of
from aimusic_mock.server.connection import Limits
from aimusic_mock.server.server import LocalServer
from aimusic_mock.webhooks import dispatcher
from contract_tests.support import served as fixtures
from contract_tests.support.mock_app import Api
from contract_tests.support.receivers import RawReceiver, Receiver
from contract_tests.support.sockets import connect
from contract_tests.support.webhook_mock import LONG_S, SONG, WebhookMock

Serve = Callable[..., LocalServer]

UPLOAD = "/api/v1/sonic/upload"
CREATE = "/api/v1/sonic/create"
WAITERS = 2 * THREADS
"""Requests that wait at a time. `working` counts those that wait for a thread, too."""

REQUESTS: dict[str, tuple[str, dict[str, Any], dict[str, str]]] = {
    "settle": ("/__mock__/webhooks/settle", {"timeout_s": 30}, {}),
    "advance": ("/__mock__/clock/advance", {"seconds": 1, "settle_s": 30}, {}),
    "advance_until_idle": ("/__mock__/clock/advance", {"until": "idle", "settle_s": 30}, {}),
    "webhook_before": (CREATE, SONG, {"X-Mock-Scenario": "webhook-before"}),
    "upload": (UPLOAD, {}, {}),
}
"""Requests that wait: path, body and headers."""


def send_waiting(url: str, api: Api, name: str, receiver_url: str) -> httpx.Response:
    """Send one of the requests that wait for a receiver."""
    path, body, headers = REQUESTS[name]
    if path == CREATE:
        body = {**body, "webhook_url": receiver_url}
    if path == UPLOAD:
        body = {"url": receiver_url}
    return httpx.post(f"{url}{path}", json=body, headers={**api.headers, **headers}, timeout=60)


@pytest.mark.slow  # sixteen clients at a time
@pytest.mark.parametrize("name", sorted(REQUESTS.keys() - {"upload"}))
def test_requests_that_wait_for_a_receiver_hold_up_no_other(
    name: str,
    make_webhook_mock: Callable[..., WebhookMock],
    receiver: Receiver,
    serve_app: Serve,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dispatcher, "BEFORE_REPLY_S", 30.0)
    webhook_mock = make_webhook_mock(timeout_s=30.0)
    served = serve_app(webhook_mock.api.app)
    receiver.gate.clear()
    webhook_mock.submit(receiver.url)
    webhook_mock.world.clock.advance(LONG_S)
    receiver.wait()
    with ThreadPoolExecutor(WAITERS) as pool:
        waiting = [pool.submit(send_waiting, served.url, webhook_mock.api, name, receiver.url) for _ in range(WAITERS)]
        with httpx.Client(base_url=served.url, headers=webhook_mock.api.headers) as client:
            while len(served._adapter.working) < WAITERS:
                assert client.get("/api/v1/get-credits").status_code == 200
            assert client.get("/__mock__/clock").status_code == 200
        assert not any(future.done() for future in waiting)
        receiver.gate.set()
        assert {future.result(30).status_code for future in waiting} == {200}


@pytest.mark.slow  # sixteen clients at a time, and as many webhooks
def test_receiver_that_polls_the_mock_before_it_answers_is_served(
    make_webhook_mock: Callable[..., WebhookMock],
    make_raw_receiver: Callable[..., RawReceiver],
    serve_app: Serve,
) -> None:
    webhook_mock = make_webhook_mock(timeout_s=30.0)
    served = serve_app(webhook_mock.api.app)
    polled = []

    def poll(line: socket.socket, _: bytes, __: threading.Event) -> None:
        reply = httpx.get(f"{served.url}/api/v1/get-credits", headers=webhook_mock.api.headers, timeout=20)
        polled.append(reply.status_code)
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    receivers = [make_raw_receiver(poll) for _ in range(3)]
    for number in range(WAITERS):
        webhook_mock.submit(receivers[number % 3].url)
    with ThreadPoolExecutor(WAITERS) as pool:
        waiting = [
            pool.submit(send_waiting, served.url, webhook_mock.api, "advance_until_idle", "") for _ in range(WAITERS)
        ]
        assert all(future.result(60).json()["settled"] for future in waiting)
    assert polled == [200] * WAITERS


@pytest.mark.parametrize("hangs", ["before the headers", "in the body"])
def test_upstream_of_the_proxy_that_hangs_holds_up_no_other_request(hangs: str, serve_app: Serve) -> None:
    go_on = threading.Event()

    class Body(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield b"begun, "
            go_on.wait(20)
            yield b"done"

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/quick":
            return httpx.Response(200, text="quick")
        if hangs == "in the body":
            return httpx.Response(200, headers={"Content-Type": "audio/mpeg"}, stream=Body())
        go_on.wait(20)
        return httpx.Response(200, text="begun, done")

    upstream = Upstream("https://upstream.example", httpx.MockTransport(answer))
    served = serve_app(Proxy(upstream, lambda _: None, lambda _: None))
    with ThreadPoolExecutor(WAITERS) as pool:
        waiting = [pool.submit(httpx.get, f"{served.url}/slow", timeout=60) for _ in range(WAITERS)]
        with httpx.Client(base_url=served.url) as client:
            while len(served._adapter.working) < WAITERS:
                assert client.get("/quick").text == "quick"
            assert client.get("/quick").text == "quick"
        go_on.set()
        assert {future.result(30).text for future in waiting} == {"begun, done"}


class GateOpener(Client):
    """A client that lets a receiver respond as soon as its request waits."""

    def __init__(self, gate: threading.Event) -> None:
        super().__init__(self._open)
        self.gate, self.waits = gate, 0

    @contextlib.contextmanager
    def _open(self) -> Iterator[None]:
        self.waits += 1
        self.gate.set()
        yield


@pytest.mark.parametrize("name", REQUESTS)
def test_every_wait_of_a_request_is_made_on_behalf_of_its_client(
    name: str, webhook_mock: WebhookMock, receiver: Receiver
) -> None:
    webhook_mock.submit(receiver.url)
    receiver.gate.clear()
    webhook_mock.world.clock.advance(LONG_S)
    receiver.wait()
    path, body, headers = REQUESTS[name]
    url = {CREATE: {"webhook_url": receiver.url}, UPLOAD: {"url": receiver.url}}.get(path, {})
    client = GateOpener(receiver.gate)
    reply = webhook_mock.api.app.test_client().post(
        path,
        json={**body, **url},
        headers={**webhook_mock.api.headers, **headers},
        environ_overrides={CLIENT: client},
    )
    assert reply.status_code == 200
    assert client.waits >= 1


def test_wait_in_process_needs_no_server(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    receiver.gate.clear()
    webhook_mock.submit(receiver.url)
    webhook_mock.world.clock.advance(LONG_S)
    receiver.wait()
    with ThreadPoolExecutor(1) as pool:
        settle = pool.submit(webhook_mock.api.admin, "POST", "/webhooks/settle", {"timeout_s": 30})
        assert webhook_mock.api.get("/get-credits").status_code == 200
        assert not settle.done()
        receiver.gate.set()
        assert settle.result(10)["settled"] is True


def test_settle_ends_when_its_client_goes(webhook_mock: WebhookMock, receiver: Receiver) -> None:
    receiver.gate.clear()
    webhook_mock.submit(receiver.url)
    webhook_mock.world.clock.advance(LONG_S)
    receiver.wait()
    client = Client()
    with ThreadPoolExecutor(1) as pool:
        settle = pool.submit(webhook_mock.mock.dispatcher.settle, webhook_mock.world, 600, client)
        client.leave()
        assert settle.result(10) is False
        # One that had gone before.
        assert webhook_mock.mock.dispatcher.settle(webhook_mock.world, 600, client) is False


def test_advance_until_idle_ends_when_its_client_goes(api: Api) -> None:
    for _ in range(3):
        api.submit("/sonic/create", SONG)
    client = Client()
    client.leave()
    reply = api.app.test_client().post(
        "/__mock__/clock/advance", json={"until": "idle"}, environ_overrides={CLIENT: client}
    )
    assert reply.get_json()["next_event"] is not None


def waiting_app(gone: threading.Event, entered: threading.Event) -> Callable[..., Any]:
    """Return a WSGI app that waits until its client has gone."""

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"] == "/wait":
            client = client_of(environ)
            with client.waiting(gone.set):
                entered.set()
                gone.wait(20)
            assert client.is_gone
        start_response("200 OK", [("Content-Length", "4")])
        return [b"done"]

    return app


def test_wait_ends_when_the_connection_is_closed(serve_app: Serve) -> None:
    gone, entered = threading.Event(), threading.Event()
    served = serve_app(waiting_app(gone, entered))
    with connect(served.url) as line:
        line.send(b"GET /wait HTTP/1.1\r\nHost: mock\r\n\r\n")
        assert entered.wait(5)
        assert not gone.is_set()
    assert gone.wait(5)


def test_wait_ends_when_the_server_stops_and_the_reply_is_sent(serve_app: Serve) -> None:
    gone, entered = threading.Event(), threading.Event()
    served = serve_app(waiting_app(gone, entered), limits=Limits(grace_s=10.0))
    with connect(served.url) as line:
        line.send(b"GET /wait HTTP/1.1\r\nHost: mock\r\n\r\n")
        assert entered.wait(5)
        served.stop()
        assert line.rest().endswith(b"done")


@pytest.mark.slow  # starts a process for each
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_command_with_a_waiting_request_ends_while_the_receiver_still_hangs(
    number: int, serve: Callable[..., fixtures.Served], receiver: Receiver
) -> None:
    served = serve("--clock", "manual")
    headers = {"Authorization": "Bearer mock-key"}
    receiver.gate.clear()
    body = {**SONG, "webhook_url": receiver.url}
    assert httpx.post(f"{served.url}/api/v1/sonic/create", headers=headers, json=body).status_code == 200
    with ThreadPoolExecutor(1) as pool:
        advance = pool.submit(
            httpx.post, f"{served.url}/__mock__/clock/advance", json={"seconds": LONG_S, "settle_s": 60}, timeout=60
        )
        receiver.wait()
        served.process.send_signal(number)
        _, errors = served.process.communicate(timeout=60)
        assert not receiver.gate.is_set()  # its own limit is ten seconds, as is that of the attempt
        assert advance.result(60).json()["settled"] is False
    assert (served.process.returncode, errors) == (0, "")


STUCK = """
import threading
from aimusic_mock.server.server import LocalServer
def app(environ, start_response):
    print("entered", flush=True)
    {stuck}
server = LocalServer(app)
print(server.url, flush=True)
server.run()
"""


@pytest.mark.slow  # starts a process for each
@pytest.mark.parametrize("stuck", ["threading.Event().wait()", "while True: sum(range(1000))"])
def test_process_with_a_stuck_request_ends(stuck: str) -> None:
    program = [sys.executable, "-c", STUCK.format(stuck=stuck)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with connect(url) as line:
            line.send(b"GET / HTTP/1.1\r\nHost: mock\r\n\r\n")
            assert process.stdout.readline() == "entered\n"
            process.terminate()
            try:
                process.wait(30)
            finally:
                process.kill()
    assert process.returncode == 0
