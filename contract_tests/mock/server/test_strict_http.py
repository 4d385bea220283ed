"""Malformed and ambiguous requests: refused with 400 in JSON and cut off; none becomes a second request, a 500 or a log line."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import h11
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimusic_mock.server.server import LocalServer
from aimusic_mock.server.strict_http import BYTES_PER_CHUNK, MAX_HEAD_BYTES, SMALL_CHUNKS, StrictConnection, head_fault
from aimusic_mock.server.wsgi_call import METHODS
from contract_tests.support.mock_app import Api
from contract_tests.support.sockets import connect

SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: mock\r\n\r\n"
CHUNKED = b"POST /api/v1/sonic/create HTTP/1.1\r\nHost: mock\r\nTransfer-Encoding: chunked\r\n\r\n"


def request(*headers: bytes, line: bytes = b"POST /api/v1/sonic/create HTTP/1.1", host: bytes = b"Host: mock") -> bytes:
    """Return a request's head."""
    return b"\r\n".join([line, host, *headers, b"", b""])


REFUSED = {
    "length_and_coding": request(b"Content-Length: 4", b"Transfer-Encoding: chunked") + b"0\r\n\r\n" + SMUGGLED,
    "coding_and_length": request(b"transfer-encoding: chunked", b"CONTENT-LENGTH: 4") + b"0\r\n\r\n" + SMUGGLED,
    "two_equal_lengths": request(b"Content-Length: 1", b"Content-Length: 1") + b"x" + SMUGGLED,
    "two_lengths": request(b"Content-Length: 1", b"Content-Length: 2") + b"x" + SMUGGLED,
    "list_of_lengths": request(b"Content-Length: 1, 1") + b"x" + SMUGGLED,
    "signed_length": request(b"Content-Length: +1") + b"x" + SMUGGLED,
    "length_of_5000_digits": request(b"Content-Length: " + b"9" * 5000) + b"x",
    "two_codings": request(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked") + b"0\r\n\r\n",
    "list_of_codings": request(b"Transfer-Encoding: gzip, chunked") + b"0\r\n\r\n",
    "coding_identity": request(b"Transfer-Encoding: identity") + SMUGGLED,
    "coding_in_http_1_0": request(b"Transfer-Encoding: chunked", line=b"POST /x HTTP/1.0") + b"0\r\n\r\n",
    "trailers": CHUNKED + b"0\r\nContent-Length: 5\r\n\r\n",
    "negative_chunk": CHUNKED + b"-1\r\nx",
    "bare_lf": b"GET / HTTP/1.1\nHost: mock\n\n",
    "bare_lf_after_a_header": request(b"A: b\nTransfer-Encoding: chunked"),
    "bare_lf_at_the_end": b"GET / HTTP/1.1\r\nHost: mock\r\n\n",
    "bare_cr": request(b"A: b\rC: d"),
    "folded_header": request(b"A: b", b" c"),
    "folded_with_tab": request(b"A: b", b"\tc"),
    "fold_before_the_first_header": request(host=b" Host: mock"),
    "two_hosts": request(b"Host: other"),
    "host_of_two_words": request(host=b"Host: a b"),
    "host_with_user": request(host=b"Host: user@mock"),
    "host_with_path": request(host=b"Host: mock/x"),
    "host_of_brackets": request(host=b"Host: [zz]"),
    "host_with_long_port": request(host=b"Host: mock:999999"),
    "target_of_brackets": request(line=b"GET http://[zz]/ HTTP/1.1"),
    "target_and_host_of_brackets": request(line=b"GET http://[zz]/ HTTP/1.1", host=b"Host: [zz]"),
    "target_of_another_host": request(line=b"GET http://other.example/api/v1/get-credits HTTP/1.1"),
    "target_of_another_port": request(line=b"GET http://mock:81/ HTTP/1.1"),
    "target_without_host": b"GET http://mock/ HTTP/1.0\r\n\r\n",
    "target_with_user": request(line=b"GET http://user@mock/ HTTP/1.1"),
    "target_of_another_scheme": request(line=b"GET ftp://mock/ HTTP/1.1"),
    "target_without_slash": request(line=b"GET api/v1/get-credits HTTP/1.1"),
    "target_with_fragment": request(line=b"GET /x#y HTTP/1.1"),
    "target_with_nul": request(line=b"GET /\x00 HTTP/1.1"),
    "target_of_64_kilobytes": request(line=b"GET /" + b"a" * 65536 + b" HTTP/1.1"),
    "asterisk": request(line=b"OPTIONS * HTTP/1.1"),
    "asterisk_of_get": request(line=b"GET * HTTP/1.1"),
    "authority": request(line=b"CONNECT example.com:443 HTTP/1.1"),
    "unknown_method": request(line=b"FOO /api/v1/get-credits HTTP/1.1"),
    "method_in_lower_case": request(line=b"get /api/v1/get-credits HTTP/1.1"),
    "method_of_punctuation": request(line=b"`|~ / HTTP/1.1"),
    "method_of_15_kilobytes": request(line=b"F" * 15_000 + b" / HTTP/1.1"),
    "method_with_escape": request(line=b"\x1b[31mGET / HTTP/1.1"),
    "http_2_0": request(line=b"GET / HTTP/2.0"),
    "http_0_9": request(line=b"GET / HTTP/0.9"),
    "http_1_5": request(line=b"GET / HTTP/1.5"),
    "headers_of_100_kilobytes": request(b"A: " + b"a" * 100_000),
    "30000_headers": request(*[b"A:b"] * 30_000),
}


@pytest.mark.parametrize("sent", REFUSED.values(), ids=REFUSED.keys())
def test_ambiguous_request_gets_400_in_json_and_is_cut_off(
    sent: bytes, serve_app: Callable[..., LocalServer], api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    served = serve_app(api.app)
    with connect(served.url) as line:
        reply = line.send(sent).reply()
        assert line.rest() == b""
    assert (reply.status, reply.headers["connection"], reply.headers["content-type"]) == (
        400,
        "close",
        "application/json",
    )
    body = json.loads(reply.body)
    assert (body["type"], set(body)) == ("validation_error", {"type", "error"})
    assert caplog.records == []
    assert api.admin("GET", "/journal")["items"] == []


FORGING = "%0d%0aERROR forged%1b[31m%c2%85%e2%80%a8".replace(" ", "%20")
"""A path with line breaks and an escape sequence, as clients send it."""


def test_path_in_the_log_forges_no_line(
    serve_app: Callable[..., LocalServer], caplog: pytest.LogCaptureFixture
) -> None:
    def app(*_: Any) -> Any:
        raise LookupError("planted")

    assert httpx.get(f"{serve_app(app).url}/{FORGING}").status_code == 500
    (record,) = caplog.records
    assert record.getMessage().isprintable()
    assert record.getMessage().endswith(FORGING)


@pytest.mark.parametrize("method", ["FOO", "get\r\nX: y", "x" * 5000])
def test_unknown_method_in_process_gets_405_and_leaves_the_journal_readable(method: str, api: Api) -> None:
    assert api.app.test_client().open("/api/v1/get-credits", method=method).status_code == 405
    assert api.admin("GET", "/journal")["items"] == []
    assert api.admin("GET", "/journal/export")["exchanges"] == []


@pytest.mark.parametrize("method", sorted(METHODS - {"CONNECT"}))
def test_known_method_is_left_to_the_app(method: str, serve_app: Callable[..., LocalServer], api: Api) -> None:
    reply = httpx.request(method, f"{serve_app(api.app).url}/api/v1/sonic/create")
    assert reply.status_code in (401, 405)
    assert [entry["method"] for entry in api.admin("GET", "/journal")["items"]] == [method]


@pytest.mark.parametrize(
    "head",
    [
        request(),
        request(b"Content-Length: 0"),
        request(b"Transfer-Encoding: chunked"),
        request(b"Cookie: a=1", b"Cookie: b=2", b"X:  spaces \t inside", b"Y:"),
        request(line=b"GET http://MOCK/x?y HTTP/1.1"),
        request(line=b"GET http://mock?y HTTP/1.1"),
        request(line=b"GET http://[::1]:80/ HTTP/1.1", host=b"Host: [::1]:80"),
        request(line=b"GET //x/../y?http://[zz] HTTP/1.1", host=b"Host:"),
        b"GET / HTTP/1.0\r\n\r\n",
    ],
)
def test_ordinary_head_has_no_fault(head: bytes) -> None:
    assert head_fault(head) is None


@pytest.mark.fuzz
@given(st.binary(max_size=300))
def test_any_bytes_are_an_event_or_an_error_of_the_protocol(data: bytes) -> None:
    connection = StrictConnection()
    connection.receive_data(b"POST / HTTP/1.1\r\nHost: x\r\n" + data + b"\r\n\r\n")
    try:
        while connection.next_event() not in (h11.NEED_DATA, h11.PAUSED):
            pass
    except h11.RemoteProtocolError:
        pass


def chunks_until_refused(size: int, most: int) -> int:
    """Return how many chunks of a size are taken, at most `most`."""
    connection = StrictConnection()
    connection.receive_data(CHUNKED)
    connection.next_event()
    taken = 0
    try:
        while taken < most:
            connection.receive_data(b"%x\r\n%s\r\n" % (size, b"x" * size))
            while isinstance(connection.next_event(), h11.Data):
                taken += 1
    except h11.RemoteProtocolError:
        pass
    return taken


@pytest.mark.parametrize(("size", "most"), [(1, SMALL_CHUNKS), (7, 1100), (BYTES_PER_CHUNK // 2, 2 * SMALL_CHUNKS)])
def test_body_in_tiny_chunks_is_refused_early(size: int, most: int) -> None:
    assert SMALL_CHUNKS <= chunks_until_refused(size, 10 * SMALL_CHUNKS) <= most + most // 50


def test_body_in_chunks_of_a_usual_size_has_as_many_as_it_needs() -> None:
    assert chunks_until_refused(BYTES_PER_CHUNK, 5 * SMALL_CHUNKS) == 5 * SMALL_CHUNKS


def test_limits_of_chunks_are_those_of_one_body() -> None:
    connection = StrictConnection()
    half = b"1\r\nx\r\n" * (SMALL_CHUNKS // 2 + 10) + b"0\r\n\r\n"
    for _ in range(3):
        connection.receive_data(CHUNKED + half)
        while connection.their_state is not h11.DONE:
            connection.next_event()
        connection.send(h11.Response(status_code=200, headers=[(b"content-length", b"0")]))
        connection.send(h11.EndOfMessage())
        connection.start_next_cycle()


def test_body_in_tiny_chunks_gets_400_although_it_is_still_being_sent(serve_app: Callable[..., LocalServer]) -> None:
    with connect(serve_app(lambda *_: []).url) as line:
        reply = line.send(CHUNKED + b"1\r\nx\r\n" * 100_000).reply()
    assert (reply.status, json.loads(reply.body)["error"]) == (400, "Send the body in larger chunks.")


def test_body_that_becomes_malformed_can_be_sent_to_its_end(serve_app: Callable[..., LocalServer]) -> None:
    served = serve_app(lambda *_: [])
    with connect(served.url) as line:
        connections = served._server.server_state.connections
        while not connections:  # until the server has accepted it
            pass
        (connection,) = connections
        loop = served._server._loop
        assert loop is not None
        # More than the server reads ahead of the app, in one piece, which the system need not deliver so.
        received = CHUNKED + b"400\r\n%s\r\n" % (b"x" * 1024) * 150 + b"nonsense\r\n"
        loop.call_soon_threadsafe(connection.data_received, received)
        for _ in range(100):
            line.send(b"x" * 100_000)
        assert line.reply().status == 400
        assert line.rest() == b""


def test_headers_that_arrive_byte_by_byte_are_read(serve_app: Callable[..., LocalServer], api: Api) -> None:
    with connect(serve_app(api.app).url) as line:
        for byte in request(line=b"GET /api/v1/get-credits HTTP/1.1"):
            line.send(bytes([byte]))
        assert line.reply().status == 401


def test_head_up_to_the_limit_is_taken() -> None:
    head = request(b"A: ")
    assert head_fault(head) is None
    connection = StrictConnection()
    connection.receive_data(request(b"A: " + b"a" * (MAX_HEAD_BYTES - len(head))))
    assert isinstance(connection.next_event(), h11.Request)
