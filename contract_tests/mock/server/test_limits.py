"""The limits of connections: how many, how long each state lasts, and how many bytes of bodies are held."""

from __future__ import annotations

import errno
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from aimusic_mock.server import asgi_adapter
from aimusic_mock.server.connection import MAX_CONNECTIONS, Limits, connection_limit
from aimusic_mock.server.server import LocalServer, listen
from aimusic_mock.server.wsgi_call import Body, put_body
from aimusic_mock.settings import MAX_BODY_BYTES
from contract_tests.support.mock_app import KEY, Api
from contract_tests.support.sockets import Line, connect

Serve = Callable[..., LocalServer]

GET = b"GET /api/v1/get-credits HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer mock-key\r\n\r\n"
LARGE = 8 * MAX_BODY_BYTES
TOKEN = "the-token"


def drip_until_closed(line: Line, data: bytes, most: int = 500) -> bytes:
    """Send single bytes in turns with attempts to read, until the server replies or closes the connection.

    Returns:
        What the server sent.
    """
    line.socket.settimeout(0.02)
    for _ in range(most):
        try:
            line.send(data)
            received = line.socket.recv(65536)
        except TimeoutError:
            continue
        except (BrokenPipeError, ConnectionResetError):
            return b""
        return received
    raise AssertionError(f"the connection is still open after {most} bytes")


def echo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Respond with the size of the body."""
    size = str(len(environ["wsgi.input"].read()))
    start_response("200 OK", [("Content-Length", str(len(size)))])
    return [size.encode()]


@pytest.mark.parametrize("before", [b"", GET])
@pytest.mark.parametrize("sent", [b"GET / HTTP/1.1\r\nHost: x\r\nX: ", b"G", b"POST /" + b"a" * 500])
def test_headers_that_are_renewed_by_each_byte_are_cut_off(before: bytes, sent: bytes, serve_app: Serve) -> None:
    served = serve_app(echo, limits=Limits(headers_s=0.2))
    with connect(served.url) as line:
        if before:
            assert line.send(before).reply().status == 200
        line.send(sent)
        assert drip_until_closed(line, b"x") == b""


@pytest.mark.parametrize(
    ("head", "drop"),
    [(b"Content-Length: 100000", b"x"), (b"Transfer-Encoding: chunked", b"1\r\nx\r\n")],
    ids=["length", "chunks"],
)
def test_body_that_is_renewed_by_each_byte_gets_408(head: bytes, drop: bytes, serve_app: Serve) -> None:
    served = serve_app(echo, limits=Limits(body_s=0.2))
    with connect(served.url) as line:
        line.send(b"POST / HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n")
        assert drip_until_closed(line, drop).startswith(b"HTTP/1.1 408 ")


def test_reply_that_is_not_read_before_the_close_is_given_up(serve_app: Serve) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        size = 60_000 if environ["PATH_INFO"] == "/long" else 0
        start_response("200 OK", [("Content-Length", str(size))])
        return [b"x" * size]

    listener = listen("127.0.0.1", 0)
    # Inherited by connections: the rest of a reply stays in the server, and is less than it waits for while it sends.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2048)
    served = serve_app(app, listener=listener, limits=Limits(stalled_s=0.2))
    with ExitStack() as stack:
        for _ in range(3):
            line = stack.enter_context(connect(served.url, receive_buffer=2048))
            line.send(b"GET /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        # The one connection that is left is that of the request itself.
        assert any(_open_connections(served) <= 1 for _ in range(2000))


def _open_connections(served: LocalServer) -> int:
    httpx.get(served.url)
    return len(served._server.server_state.connections)


@pytest.mark.parametrize(
    ("descriptors", "connections"),
    [(64, 32), (20, 10), (1, 1), (1024, 512), (1_048_576, MAX_CONNECTIONS), (resource.RLIM_INFINITY, MAX_CONNECTIONS)],
)
def test_limit_of_connections_is_half_of_the_file_descriptors(
    descriptors: int, connections: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (descriptors, resource.RLIM_INFINITY))
    assert connection_limit() == Limits().connections == connections


HALF_OPEN = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"


@pytest.mark.parametrize("sent", [b"", b"GET / HT", HALF_OPEN, b"nonsense\r\n\r\n"])
def test_clients_that_keep_the_server_waiting_give_way_to_others(
    sent: bytes, serve_app: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    served = serve_app(echo, limits=Limits(connections=4, yield_after_s=0.0))
    with ExitStack() as stack:
        for _ in range(30):
            stack.enter_context(connect(served.url)).socket.sendall(sent)
        for _ in range(3):
            assert httpx.get(served.url).status_code == 200
    assert [record.getMessage().partition(";")[0] for record in caplog.records] == [
        "4 connections are open, the limit of this process"
    ]


def test_clients_that_arrive_at_once_replace_as_many_others(serve_app: Serve) -> None:
    served = serve_app(echo, limits=Limits(connections=64, yield_after_s=0.0))
    httpx.get(served.url)
    loop, all_connected = served._server._loop, threading.Event()
    assert loop is not None
    loop.call_soon_threadsafe(all_connected.wait, 10)
    with ExitStack() as stack:
        for _ in range(150):
            stack.enter_context(connect(served.url))
        all_connected.set()
        assert _open_connections(served) <= 64


def test_clients_that_have_been_served_do_not_give_way(serve_app: Serve) -> None:
    served = serve_app(echo, limits=Limits(connections=2, yield_after_s=0.0))
    with connect(served.url) as first, connect(served.url) as second:
        assert [line.send(GET).reply().status for line in (first, second)] == [200, 200]
        with connect(served.url) as third:
            assert third.send(GET).reply().status == 503
        assert [line.send(GET).reply().status for line in (first, second)] == [200, 200]


SMALL_PROCESS = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
from aimusic_mock.server.connection import Limits
from aimusic_mock.server.server import LocalServer
def app(environ, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
server = LocalServer(app, limits=Limits({limits}))
print(server.url, flush=True)
server.run()
"""


@pytest.fixture
def small_process() -> Iterator[Callable[[str], tuple[str, subprocess.Popen[str]]]]:
    """Start servers with these limits, in processes with 64 file descriptors; return the URL and the process."""
    processes: list[subprocess.Popen[str]] = []

    def start(limits: str) -> tuple[str, subprocess.Popen[str]]:
        program = [sys.executable, "-c", SMALL_PROCESS.format(limits=limits)]
        process = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        processes.append(process)
        assert process.stdout is not None
        return process.stdout.readline().strip(), process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.mark.slow  # starts a process
@pytest.mark.parametrize(
    ("limits", "logged"),
    [
        ("yield_after_s=0", "32 connections are open"),
        ("connections=500, headers_s=0.5", "no connection can be accepted"),
    ],
    ids=["within_the_descriptors", "beyond_the_descriptors"],
)
def test_process_with_few_file_descriptors_serves_others_and_logs_once(
    limits: str, logged: str, small_process: Callable[[str], tuple[str, subprocess.Popen[str]]]
) -> None:
    url, process = small_process(limits)
    with ExitStack() as stack:
        for _ in range(150):
            stack.enter_context(connect(url))
        for _ in range(3):
            assert httpx.get(url, timeout=30).text == "ok"
        process.terminate()
        _, errors = process.communicate(timeout=30)
    (line,) = errors.splitlines()
    assert line.startswith(logged)


def test_error_of_the_loop_that_is_not_about_descriptors_is_logged_as_such(
    serve_app: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    served = serve_app(echo)
    loop = served._server._loop
    assert loop is not None
    for code in (errno.EMFILE, errno.ENFILE, errno.ENOMEM):
        loop.call_soon_threadsafe(
            loop.call_exception_handler, {"message": "planted", "exception": OSError(code, "too many")}
        )
    loop.call_soon_threadsafe(loop.call_exception_handler, {"message": "planted", "exception": KeyError("other")})
    httpx.get(served.url)
    assert [record.getMessage().splitlines()[0] for record in caplog.records] == [
        "no connection can be accepted: too many; idle clients are cut off, and others may get a 503",
        "planted",
    ]


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the bodies that are passed to the app."""
    sizes: list[int] = []

    def keep(environ: Any, body: Body) -> None:
        sizes.append(len(body.data))
        put_body(environ, body)

    monkeypatch.setattr(asgi_adapter, "put_body", keep)
    return sizes


REFUSED = [
    ("POST", "/__mock__/snapshot", {}, 405),
    ("PUT", "/__mock__/snapshot", {}, 401),
    ("PUT", "/__mock__/snapshot", {"Authorization": "Bearer wrong"}, 401),
    ("PUT", "/__mock__/snapshot", {"Authorization": f"Bearer {TOKEN}", "Origin": "http://other.example"}, 403),
    ("PUT", "/__mock__/snapshot", {"Authorization": f"Bearer {TOKEN}", "Host": "other.example"}, 403),
    ("POST", "/__mock__/replay", {}, 401),
    ("POST", "/__mock__/reset", {"Authorization": f"Bearer {TOKEN}"}, 413),
    ("POST", "/__mock__/nowhere", {}, 404),
    ("POST", "/api/v1/nowhere", {}, 404),
    ("DELETE", "/api/v1/sonic/create", {}, 405),
    ("POST", "/api/v1/sonic/create", {"Authorization": f"Bearer {KEY}"}, 413),
    ("POST", "/api/v1/sonic/create", {"Authorization": f"Bearer {KEY}", "Host": "[::1]:80"}, 413),
]


@pytest.mark.parametrize(("method", "path", "headers", "status"), REFUSED)
@pytest.mark.parametrize("chunked", [False, True])
def test_large_body_of_a_refused_request_is_not_kept(
    method: str,
    path: str,
    headers: dict[str, str],
    status: int,
    chunked: bool,
    make_api: Callable[..., Api],
    serve_app: Serve,
    kept: list[int],
) -> None:
    served = serve_app(make_api(admin_token=TOKEN).app)
    part = b"x" * 65536
    content: Any = iter([part] * (LARGE // len(part))) if chunked else part * (LARGE // len(part))
    reply = httpx.request(method, f"{served.url}{path}", headers=headers, content=content, timeout=30)
    assert reply.status_code == status, reply.text
    assert kept == [0]
    assert served._adapter.large_bytes == 0


@pytest.mark.parametrize(("method", "path", "headers", "status"), REFUSED[:2] + REFUSED[6:])
def test_large_body_that_is_not_sent_to_its_end_is_not_kept_either(
    method: str, path: str, headers: dict[str, str], status: int, make_api: Callable[..., Api], serve_app: Serve
) -> None:
    served = serve_app(make_api(admin_token=TOKEN).app)
    lines = "".join(f"{name}: {value}\r\n" for name, value in {"Host": "localhost", **headers}.items())
    with connect(served.url) as line:
        line.send(f"{method} {path} HTTP/1.1\r\n{lines}Content-Length: {2 * LARGE}\r\n\r\n".encode())
        line.send(b"x" * LARGE)  # more than the buffers of the system take, so most of it has been read
        assert served._adapter.large_bytes == 0


def test_large_body_with_the_token_is_kept(make_api: Callable[..., Api], serve_app: Serve, kept: list[int]) -> None:
    served = serve_app(make_api(admin_token=TOKEN).app)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    reply = httpx.put(f"{served.url}/__mock__/snapshot", headers=headers, content=b"x" * LARGE, timeout=30)
    assert (reply.status_code, kept) == (400, [LARGE])
    served.stop()  # the bytes are free a moment after the reply
    assert served._adapter.large_bytes == 0


def half(size: int) -> bytes:
    """Return a request of which the last byte is missing."""
    return b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size + b"x" * (size - 1)


def test_large_bodies_are_limited_together_and_small_ones_are_not(serve_app: Serve) -> None:
    served = serve_app(echo, limits=Limits(large_bytes=1_000_000))
    with connect(served.url) as first, connect(served.url) as second:
        first.send(half(700_000))
        second.send(half(700_000))
        # One of them: the order in which they are read is that of the system.
        first.socket.settimeout(0.5)
        try:
            refused, other = first.reply(), second
        except TimeoutError:
            refused, other = second.reply(), first
        assert refused.status == 503
        assert httpx.post(served.url, content=b"x" * 60_000).text == "60000"
        assert other.send(b"x").reply().body == b"700000"
    assert httpx.post(served.url, content=b"x" * 900_000).text == "900000"
