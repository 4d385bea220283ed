"""The server in a thread: slow clients and injected delays do not block other clients, replies are cut as set, and it stops at once."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from typing import Any

import httpx
import pytest
from flask import Flask, Response, request

from aimusic_mock.faults.network import NETWORK_FAULT, NetworkFault
from aimusic_mock.server.asgi_adapter import THREADS
from aimusic_mock.server.connection import Limits
from aimusic_mock.server.server import LocalServer
from contract_tests.bench import head_of_line
from contract_tests.support import served as fixtures
from contract_tests.support import speed
from contract_tests.support.mock_app import Api
from contract_tests.support.sockets import connect

Serve = Callable[..., LocalServer]

GET = b"GET %s HTTP/1.1\r\nHost: mock\r\n\r\n"
HALF_OPEN = b"POST /echo HTTP/1.1\r\nHost: mock\r\nContent-Length: 9\r\n\r\n{"
CHUNK = b"x" * 65536


class Body:
    """A body without a length that records when it is closed."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks
        self.closed = threading.Event()

    def __iter__(self) -> Iterator[bytes]:
        return self.chunks

    def close(self) -> None:
        self.closed.set()


def make_app(wire: NetworkFault | None = None) -> Flask:
    """Return an app with this network fault on its replies to /wired."""
    app = Flask("toy")
    app.extensions["bodies"] = []

    @app.get("/wired")
    def wired() -> Response:
        request.environ[NETWORK_FAULT] = wire
        return Response("x" * 100, headers={"X-Seen": "yes"})

    @app.get("/plain")
    def plain() -> str:
        return "plain"

    @app.post("/echo")
    def echo() -> bytes:
        return request.get_data()

    @app.get("/big")
    def big() -> Response:
        app.extensions["bodies"].append(Body(repeat(CHUNK, 64)))
        return Response(app.extensions["bodies"][-1])

    @app.get("/endless")
    def endless() -> Response:
        app.extensions["bodies"].append(Body(repeat(CHUNK)))
        return Response(app.extensions["bodies"][-1])

    return app


def test_server_start_and_stop_are_quick() -> None:
    started, stopped, units = [], [], []
    for _ in range(5):  # best of five: shared machines stall
        units.append(speed.seconds(speed.work))
        served = LocalServer(make_app())
        started.append(speed.seconds(served.start))
        assert httpx.get(f"{served.url}/plain").text == "plain"
        stopped.append(speed.seconds(served.stop))
    assert min(started) < 20 * min(units)
    assert min(stopped) < 10 * min(units)


def test_server_stopped_listens_no_more_and_leaves_no_thread() -> None:
    before = set(threading.enumerate())
    with LocalServer(make_app()) as served, httpx.Client(base_url=served.url) as client:
        client.get("/plain")
    with pytest.raises(httpx.ConnectError):
        httpx.get(served.url)
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=5)
        assert not thread.is_alive()


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET / HT", HALF_OPEN, GET % b"/wired", GET % b"/endless"],
    ids=["silent", "in_headers", "half_open", "delayed", "not_reading"],
)
def test_server_stops_at_once_with_hanging_clients(sent: bytes, serve_app: Serve) -> None:
    served = serve_app(make_app(NetworkFault(delay_s=600.0)))
    with connect(served.url, receive_buffer=4096) as line:
        line.send(sent)
        httpx.get(f"{served.url}/plain")
        took = speed.seconds(served.stop)
        line.rest()
    assert took < 100 * speed.seconds(speed.work)  # the delay alone would be 60,000


def test_server_stop_lets_the_app_finish_its_reply(serve_app: Serve) -> None:
    app, entered, leave = Flask("slow"), threading.Event(), threading.Event()

    @app.get("/")
    def view() -> str:
        entered.set()
        leave.wait(5)
        return "done"

    served = serve_app(app, limits=Limits(grace_s=5.0))
    with ThreadPoolExecutor(2) as pool:
        reply = pool.submit(httpx.get, served.url)
        entered.wait(5)
        stop = pool.submit(served.stop)
        with pytest.raises(TimeoutError):
            stop.result(timeout=0.05)
        leave.set()
        assert reply.result(5).text == "done"
        stop.result(5)


@pytest.mark.slow  # six rounds of 50 requests, with 32 connections opened for each
@pytest.mark.parametrize("sent", [head_of_line.HALF_OPEN, head_of_line.DELAYED], ids=["half_open", "delayed"])
def test_server_with_32_hanging_clients_delays_others_by_50_milliseconds_at_most(sent: bytes, serve_app: Serve) -> None:
    served = serve_app(head_of_line.make_app())
    idle = head_of_line.measure("idle", served.url, None, count=50)
    busy = head_of_line.measure("busy", served.url, sent, count=50)
    assert busy.slowest - idle.slowest < head_of_line.BAR_S


def test_server_reply_waits_for_no_acknowledgement(serve_app: Serve) -> None:
    took = head_of_line.gets(serve_app(head_of_line.make_app()).url, 20)
    assert took[10] < 0.03  # the kernel delays acknowledgements by 40 ms


def test_server_with_64_requests_at_once_answers_all(serve_app: Serve) -> None:
    served = serve_app(make_app())
    with (
        httpx.Client(base_url=served.url, limits=httpx.Limits(max_connections=64)) as client,
        ThreadPoolExecutor(64) as pool,
    ):
        replies = list(pool.map(lambda number: client.post("/echo", content=str(number)).text, range(256)))
    assert replies == [str(number) for number in range(256)]


def test_server_clients_that_do_not_read_hold_no_thread(serve_app: Serve) -> None:
    app = make_app()
    served = serve_app(app)
    lines = [connect(served.url, receive_buffer=4096).send(GET % b"/endless") for _ in range(2 * THREADS)]
    assert httpx.get(f"{served.url}/plain", timeout=5).text == "plain"
    for line in lines:
        line.socket.close()
    for body in app.extensions["bodies"]:
        assert body.closed.wait(5)


def test_server_client_that_leaves_during_a_download_closes_its_body(serve_app: Serve) -> None:
    app = make_app()
    served = serve_app(app)
    with httpx.stream("GET", f"{served.url}/endless") as reply:
        next(reply.iter_raw())
    assert app.extensions["bodies"][0].closed.wait(5)


def test_server_download_read_to_its_end_is_whole_and_closed(serve_app: Serve) -> None:
    app = make_app()
    assert len(httpx.get(f"{serve_app(app).url}/big").content) == 64 * len(CHUNK)
    assert app.extensions["bodies"][0].closed.wait(5)


def test_wire_delay_comes_before_the_first_byte(serve_app: Serve) -> None:
    served = serve_app(make_app(NetworkFault(delay_s=0.2)))
    began = time.perf_counter()
    with httpx.stream("GET", f"{served.url}/wired") as reply:
        assert time.perf_counter() - began >= 0.2
        assert reply.read() == b"x" * 100


def test_wire_cut_before_sends_no_byte(serve_app: Serve) -> None:
    served = serve_app(make_app(NetworkFault(cut="before")))
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        httpx.get(f"{served.url}/wired")
    with connect(served.url) as line:
        assert line.send(GET % b"/wired").rest() == b""


def test_wire_cut_in_the_middle_sends_the_headers_and_half_the_body(serve_app: Serve) -> None:
    served = serve_app(make_app(NetworkFault(cut="middle")))
    with httpx.stream("GET", f"{served.url}/wired") as reply:
        assert (reply.headers["Content-Length"], reply.headers["X-Seen"]) == ("100", "yes")
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            reply.read()
    with connect(served.url) as line:
        assert line.send(GET % b"/wired").rest().split(b"\r\n\r\n", 1)[1] == b"x" * 50


def test_wire_cut_in_the_middle_of_no_body_sends_no_byte(serve_app: Serve) -> None:
    served = serve_app(make_app(NetworkFault(cut="middle")))
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        httpx.head(f"{served.url}/wired")


def test_wire_slow_flow_takes_its_time_and_is_whole(serve_app: Serve) -> None:
    served = serve_app(make_app(NetworkFault(bytes_per_s=500.0)))
    began = time.perf_counter()
    with httpx.stream("GET", f"{served.url}/wired") as reply:
        headers_came = time.perf_counter() - began
        assert reply.read() == b"x" * 100
        took = time.perf_counter() - began
    assert took >= 0.19  # 100 bytes at 500 a second, less what a clock's tick rounds away
    assert took - headers_came >= 0.15  # the headers come first, and 100 bytes at 500 a second after them


def test_wire_slow_flow_can_be_cut(serve_app: Serve) -> None:
    served = serve_app(make_app(NetworkFault(cut="middle", bytes_per_s=1000.0, delay_s=0.01)))
    with connect(served.url) as line:
        assert line.send(GET % b"/wired").rest().endswith(b"\r\n\r\n" + b"x" * 50)


def test_client_that_never_ends_its_body_gets_408_and_is_cut_off(serve_app: Serve) -> None:
    served = serve_app(make_app(), limits=Limits(body_s=0.05))
    with connect(served.url) as line:
        reply = line.send(HALF_OPEN).reply()
        assert line.rest() == b""
    assert (reply.status, reply.headers["connection"]) == (408, "close")
    assert reply.body == b'{"type": "validation_error", "error": "Request Timeout."}'


@pytest.mark.parametrize("sent", [b"", b"GET / HT"])
def test_client_that_never_ends_its_headers_is_cut_off(sent: bytes, serve_app: Serve) -> None:
    served = serve_app(make_app(), limits=Limits(headers_s=0.05))
    with connect(served.url) as line:
        assert line.send(sent).rest() == b""


def test_client_that_never_ends_its_next_headers_is_cut_off(serve_app: Serve) -> None:
    served = serve_app(make_app(), limits=Limits(headers_s=0.05))
    with connect(served.url) as line:
        assert line.send(GET % b"/plain").reply().status == 200
        assert line.send(b"GET / HT").rest() == b""


def test_client_that_does_not_read_is_cut_off(serve_app: Serve) -> None:
    app = make_app()
    served = serve_app(app, limits=Limits(stalled_s=0.05))
    with connect(served.url, receive_buffer=4096) as line:
        line.send(GET % b"/endless")
        httpx.get(f"{served.url}/plain")
        assert app.extensions["bodies"][0].closed.wait(5)
        line.rest()


def test_client_that_is_one_too_many_gets_503(serve_app: Serve) -> None:
    served = serve_app(make_app(), limits=Limits(connections=2))
    with connect(served.url) as first, connect(served.url) as second, connect(served.url) as third:
        assert first.send(GET % b"/plain").reply().status == 200
        assert second.send(GET % b"/plain").reply().status == 200
        refused = third.send(GET % b"/plain").reply()
        assert first.send(GET % b"/plain").reply().status == 200
    assert refused.status == 503
    assert refused.body == b'{"type": "server_error", "error": "Service Unavailable."}'


def test_server_fault_of_the_app_gets_500_in_json(serve_app: Serve, caplog: pytest.LogCaptureFixture) -> None:
    def app(_: Any, __: Any) -> Any:
        raise LookupError("planted")

    reply = httpx.get(serve_app(app).url)
    assert (reply.status_code, reply.headers["Content-Type"]) == (500, "application/json")
    assert reply.json() == {"type": "server_error", "error": "Internal Server Error."}
    assert "planted" in caplog.text


@pytest.mark.parametrize("length", ["10", "1"])
def test_server_reply_of_another_length_than_declared_is_cut_off(length: str, serve_app: Serve) -> None:
    def app(_: Any, start_response: Any) -> Any:
        start_response("200 OK", [("Content-Length", length)])
        return [b"four"]

    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(serve_app(app).url)


def test_server_answers_with_its_name_and_the_date(serve_app: Serve, api: Api) -> None:
    reply = httpx.get(f"{serve_app(api.app).url}/api/v1/nowhere")
    assert reply.status_code == 404
    assert reply.json()["type"] == "not_found"
    assert reply.headers.get_list("server") == ["aimusic-mock"]
    assert reply.headers["Date"].endswith(" GMT")


def test_server_listens_on_ipv6(serve_app: Serve) -> None:
    served = serve_app(make_app(), host="::1")
    assert served.url.startswith("http://[::1]:")
    assert httpx.get(f"{served.url}/plain").text == "plain"


@pytest.mark.slow  # starts a process for each
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_command_with_hanging_clients_stops_by_a_signal(number: int, serve: Callable[..., fixtures.Served]) -> None:
    served = serve()
    with connect(served.url) as line:
        line.send(head_of_line.HALF_OPEN)
        httpx.get(f"{served.url}/__mock__/health")
        unit = speed.seconds(speed.work)
        start = time.perf_counter()
        served.process.send_signal(number)
        _, errors = served.process.communicate(timeout=60)
        took = time.perf_counter() - start
    assert (served.process.returncode, errors) == (0, "")
    assert took < 100 * unit
