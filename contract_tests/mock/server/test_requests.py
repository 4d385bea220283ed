"""Requests over a connection: every form that HTTP allows is understood, anything else is refused in JSON."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from aimusic_mock.server.server import LocalServer, listen, url_of
from contract_tests.support import speed
from contract_tests.support.mock_app import Api
from contract_tests.support.sockets import Line, connect

KEY = b"Host: mock\r\nAuthorization: Bearer mock-key\r\n"
CREDITS = b"GET /api/v1/get-credits HTTP/1.1\r\n" + KEY + b"\r\n"
CREATE = b"POST /api/v1/sonic/create HTTP/1.1\r\n" + KEY + b"Content-Type: application/json\r\n"
SONG = b'{"custom_mode": true, "mv": "sonic-v5", "prompt": "[Verse]\\nLine"}'
TOO_LARGE = {"type": "validation_error", "error": "Request Entity Too Large."}


@pytest.fixture
def line(serve_app: Callable[..., LocalServer], api: Api) -> Iterator[Line]:
    """A connection to a mock."""
    with connect(serve_app(api.app).url) as opened:
        yield opened


def show_environ(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Respond with the strings in the environ, and the body."""
    shown = {name: value for name, value in environ.items() if isinstance(value, str)}
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({**shown, "body": environ["wsgi.input"].read().decode()}).encode()]


def test_request_chunked_is_understood(line: Line) -> None:
    half = len(SONG) // 2
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (SONG[:half], SONG[half:], b""))
    reply = line.send(CREATE + b"Transfer-Encoding: chunked\r\n\r\n" + chunks).reply()
    assert (reply.status, json.loads(reply.body)["message"]) == (200, "success")


def test_request_that_expects_to_continue_may_continue(line: Line) -> None:
    line.send(CREATE + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(SONG))
    assert line.reply().status == 100
    assert line.send(SONG).reply().status == 200


def test_request_too_large_that_expects_to_continue_is_refused_unsent(line: Line) -> None:
    line.send(CREATE + b"Expect: 100-continue\r\nContent-Length: 20000000\r\n\r\n")
    reply = line.reply()
    assert (reply.status, json.loads(reply.body)) == (413, TOO_LARGE)
    assert reply.headers["connection"] == "close"
    assert line.rest() == b""


def test_request_too_large_is_refused_and_the_connection_serves_on(line: Line) -> None:
    reply = line.send(CREATE + b"Content-Length: 2000000\r\n\r\n" + b"x" * 2_000_000).reply()
    assert (reply.status, json.loads(reply.body)) == (413, TOO_LARGE)
    assert line.send(CREDITS).reply().status == 200


def test_request_too_large_in_chunks_is_refused(line: Line) -> None:
    chunk = b"%x\r\n%s\r\n" % (65536, b"x" * 65536)
    line.send(CREATE + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 32 + b"0\r\n\r\n")
    reply = line.reply()
    assert (reply.status, json.loads(reply.body)) == (413, TOO_LARGE)
    assert line.send(CREDITS).reply().status == 200


def test_request_of_20_megabytes_is_refused_at_once(serve_app: Callable[..., LocalServer], api: Api) -> None:
    with httpx.Client(base_url=serve_app(api.app).url, headers=api.headers) as client:
        body = b"x" * 20_000_000

        def refuse() -> None:
            reply = client.post("/api/v1/sonic/create", content=body)
            assert (reply.status_code, reply.json()) == (413, TOO_LARGE)

        assert speed.units(refuse) < 30


def test_requests_pipelined_are_answered_in_order(line: Line) -> None:
    unknown = CREDITS.replace(b"get-credits", b"nowhere")
    line.send(CREDITS + unknown + CREDITS)
    assert [line.reply().status for _ in range(3)] == [200, 404, 200]


def test_request_with_connection_close_is_the_last(line: Line) -> None:
    reply = line.send(CREDITS.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")).reply()
    assert reply.status == 200
    assert line.rest() == b""


def test_request_of_http_1_0_is_answered(line: Line) -> None:
    assert line.send(CREDITS.replace(b"HTTP/1.1", b"HTTP/1.0")).reply().status == 200
    assert line.rest() == b""


@pytest.mark.parametrize(
    "target", [b"http://mock/api/v1/get-credits", b"/api/v1/get-credits?a=b", b"/api/v1/get%2Dcredits"]
)
def test_request_target_in_another_form_is_understood(line: Line, target: bytes) -> None:
    assert line.send(CREDITS.replace(b"/api/v1/get-credits", target)).reply().status == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: mock\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: mock\r\nContent-Length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: mock\r\nX: " + b"x" * 600_000 + b"\r\n\r\n",
        CREATE + b"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n",
    ],
    ids=["tls", "nonsense", "not_ascii", "no_host", "bad_length", "long_header", "bad_chunk"],
)
def test_request_malformed_gets_400_in_json_and_is_cut_off(line: Line, sent: bytes) -> None:
    reply = line.send(sent).reply()
    assert reply.status == 400
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["server"] == "aimusic-mock"
    assert json.loads(reply.body) == {"type": "validation_error", "error": "Invalid HTTP request received."}
    assert line.rest() == b""


def test_request_malformed_that_is_still_being_sent_can_be_sent_to_its_end(line: Line) -> None:
    assert line.send(b"nonsense\r\n\r\n").reply().status == 400
    for _ in range(20):
        line.send(b"x" * 100_000)
    assert line.rest() == b""


def test_request_malformed_after_a_good_one_gets_400(line: Line) -> None:
    line.send(CREDITS + b"nonsense\r\n\r\n")
    assert [line.reply().status for _ in range(2)] == [200, 400]


def test_request_to_upgrade_is_answered_as_if_it_had_not_asked(line: Line) -> None:
    upgrade = b"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    assert line.send(CREDITS.replace(b"\r\n\r\n", upgrade)).reply().status == 200


def test_request_head_gets_the_headers_only(serve_app: Callable[..., LocalServer]) -> None:
    def app(_: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "4")])
        return [b"body"]

    with connect(serve_app(app).url) as line:
        line.send(b"HEAD / HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n\r\n")
        head, body = line.rest().split(b"\r\n\r\n", 1)
    assert b"content-length: 4" in head.lower()
    assert body == b""


def test_request_with_forged_forwarding_headers_changes_nothing(serve_app: Callable[..., LocalServer]) -> None:
    forged = {
        "X-Forwarded-For": "192.0.2.1",
        "X-Forwarded-Host": "example.org",
        "X-Forwarded-Proto": "https",
        "Forwarded": "for=192.0.2.1;host=example.org;proto=https",
    }
    shown = httpx.get(serve_app(show_environ).url, headers=forged).json()
    assert shown["REMOTE_ADDR"] == "127.0.0.1"
    assert shown["wsgi.url_scheme"] == "http"
    assert shown["HTTP_HOST"].startswith("127.0.0.1:")


def test_request_environ_is_the_one_of_the_gateway_interface(serve_app: Callable[..., LocalServer]) -> None:
    with connect(serve_app(show_environ).url) as line:
        line.send(
            b"POST /a%20b%C3%A4?q=%20 HTTP/1.1\r\nHost: mock\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n"
            b"Cookie: a=1\r\nCookie: b=2\r\nX-Two: 1\r\nX-Two: 2\r\nX_Two: forged\r\nConnection: close\r\n\r\nbody"
        )
        shown = json.loads(line.rest().split(b"\r\n\r\n", 1)[1].split(b"\r\n")[1])
    expected = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/a b\u00c3\u00a4",
        "QUERY_STRING": "q=%20",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": "4",
        "HTTP_COOKIE": "a=1; b=2",
        "HTTP_X_TWO": "1,2",
        "body": "body",
    }
    assert {name: shown[name] for name in expected} == expected
    assert "HTTP_CONTENT_LENGTH" not in shown


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_listen_address_is_one_that_a_client_can_use(host: str) -> None:
    with listen(host, 0) as listener:
        url = httpx.URL(url_of(listener, host))
        assert url.host == host
        with socket.create_connection((url.host, url.port)):
            pass
