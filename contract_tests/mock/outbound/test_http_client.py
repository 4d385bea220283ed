"""One request over a real socket: exact bytes, the checked address, one deadline, no redirects, no proxy."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from itertools import chain, repeat
from typing import Any

import pytest

from aimusic_mock.domain.clock import real_ticks
from aimusic_mock.outbound import http_client
from aimusic_mock.outbound.address_policy import AddressPolicy, Destination
from aimusic_mock.outbound.http_client import SendResult, send
from aimusic_mock.outbound.probe import probe
from contract_tests.support.receivers import RawReceiver, Receiver, drip

SHORT_S = 0.3
"""A deadline that is long for loopback and short for a test."""

BODY = '{"title":"Höhe"}'.encode()


@pytest.fixture(autouse=True)
def _no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail on any name lookup: after the check of the policy, only addresses are connected to."""
    real = socket.getaddrinfo

    def numbers_only(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
        socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
        return real(host, port, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", numbers_only)


def post(url: str, **options: Any) -> SendResult:
    return send("POST", AddressPolicy().check(url), {"X-One": "1"}, BODY, **options)


def test_post_arrives_byte_for_byte_with_its_headers(receiver: Receiver) -> None:
    assert post(receiver.url + "?a=%20b") == SendResult("answered", 200, "thank you")
    (request,) = receiver.requests
    assert (request.method, request.path, request.body) == ("POST", "/hook?a=%20b", BODY)
    assert request.headers == {
        "Host": f"127.0.0.1:{receiver.port}",
        "X-One": "1",
        "Content-Length": str(len(BODY)),
        "Connection": "close",
    }


@pytest.mark.parametrize(
    ("status", "outcome"), [(200, "answered"), (204, "answered"), (301, "redirect"), (404, "status"), (500, "status")]
)
def test_post_result_depends_on_the_status(receiver: Receiver, status: int, outcome: str) -> None:
    receiver.answers.append(status)
    result = post(receiver.url)
    assert (result.outcome, result.status) == (outcome, status)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_not_followed(make_receiver: Callable[..., Receiver], status: int) -> None:
    inside = make_receiver()
    outside = make_receiver(answers=[status], headers={"Location": inside.url})
    assert post(outside.url).outcome == "redirect"
    assert inside.requests == []


def test_post_goes_to_the_address_that_was_checked_though_the_name_changes(receiver: Receiver) -> None:
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    resolved: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        resolved.append(host)
        return answers.pop(0)

    url = f"http://rebind.test:{receiver.port}/hook"
    destination = AddressPolicy(("rebind.test",), rebinding).check(url)
    assert send("POST", destination, {}, BODY).outcome == "answered"
    assert resolved == ["rebind.test"]
    assert receiver.requests[0].headers["Host"] == f"rebind.test:{receiver.port}"


def test_post_tries_each_checked_address_in_turn(receiver: Receiver) -> None:
    # The second loopback address has no listener on this port; the receiver is at the first one.
    destination = Destination("http", "x.test", receiver.port, "/", ("127.0.0.2", "127.0.0.1"), "x.test")
    assert send("POST", destination, {}, BODY).outcome == "answered"


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "https_proxy"])
def test_post_knows_no_proxy(
    receiver: Receiver, make_receiver: Callable[..., Receiver], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    proxy = make_receiver()
    monkeypatch.setenv(name, proxy.url)
    assert post(receiver.url).outcome == "answered"
    assert proxy.requests == []


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nX-Long: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n",
    ],
    ids=["line", "header", "value", "body", "endless", "chunk"],
)
def test_post_to_a_dripping_receiver_ends_with_the_deadline(
    make_raw_receiver: Callable[..., RawReceiver], beginning: bytes
) -> None:
    dripping = make_raw_receiver(drip(beginning))
    began = real_ticks()
    assert post(dripping.url, timeout_s=SHORT_S).outcome == "timeout"
    assert real_ticks() - began < 20 * SHORT_S  # without a deadline it would never end


def test_post_to_a_receiver_that_only_sends_continue_ends_with_the_deadline(
    make_raw_receiver: Callable[..., RawReceiver],
) -> None:
    def speak(line: socket.socket, _: bytes, over: threading.Event) -> None:
        while not over.wait(0.02):
            line.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    assert post(make_raw_receiver(speak).url, timeout_s=SHORT_S).outcome == "timeout"


def test_post_to_a_silent_receiver_ends_with_the_deadline(receiver: Receiver) -> None:
    receiver.gate.clear()
    assert post(receiver.url, timeout_s=SHORT_S) == SendResult("timeout", None, "the response took too long")


def test_post_to_a_receiver_that_reads_slowly_ends_with_the_deadline(
    make_raw_receiver: Callable[..., RawReceiver],
) -> None:
    def speak(line: socket.socket, _: bytes, over: threading.Event) -> None:
        while not over.wait(0.02):
            line.recv(65536)

    destination = AddressPolicy().check(make_raw_receiver(speak).url)
    began = real_ticks()
    assert send("POST", destination, {}, b"x" * 50_000_000, timeout_s=SHORT_S).outcome == "timeout"
    assert real_ticks() - began < 20 * SHORT_S  # without a deadline it would never end


def test_post_stops_sending_when_the_time_is_over_though_the_receiver_reads_on(
    make_raw_receiver: Callable[..., RawReceiver],
) -> None:
    size = 20_000_000
    read: list[int] = []

    def speak(line: socket.socket, data: bytes, _: threading.Event) -> None:
        read.append(len(data))
        while data := line.recv(1 << 20):
            read.append(len(data))

    # The time is over after the first part was sent.
    ticks = chain([0.0, 0.0, 0.0], repeat(99.0))
    raw = make_raw_receiver(speak)
    assert send("POST", AddressPolicy().check(raw.url), {}, b"x" * size, ticks=lambda: next(ticks)).outcome == "timeout"
    raw.wait()
    assert 0 < sum(read) < size


def test_post_that_has_no_time_left_opens_no_connection(receiver: Receiver) -> None:
    assert post(receiver.url, timeout_s=0).outcome == "timeout"
    assert receiver.requests == []


def test_post_reads_no_more_of_an_answer_than_64_kib(make_raw_receiver: Callable[..., RawReceiver]) -> None:
    def speak(line: socket.socket, _: bytes, over: threading.Event) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not over.is_set():
            line.sendall(b"x" * 65536)

    assert post(make_raw_receiver(speak).url, timeout_s=5) == SendResult("answered", 200, "x" * 200)


def test_post_keeps_200_characters_of_an_answer_in_any_encoding(receiver: Receiver) -> None:
    receiver.text = "ö" * 300
    assert post(receiver.url).answer == "ö" * 200


@pytest.mark.parametrize(
    "answer", [b"", b"hello\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000, b"\x00" * 100]
)
def test_post_to_a_receiver_that_speaks_no_http_is_broken(
    make_raw_receiver: Callable[..., RawReceiver], answer: bytes
) -> None:
    assert post(make_raw_receiver(lambda line, *_: line.sendall(answer)).url).outcome == "broken"


def test_post_without_a_receiver_has_no_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert post(f"http://127.0.0.1:{port}/").outcome == "no-connection"


def test_https_shakes_hands_under_the_name_of_the_url(make_raw_receiver: Callable[..., RawReceiver]) -> None:
    plain = make_raw_receiver(lambda line, *_: line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    destination = AddressPolicy(("hooks.test",), lambda *_: ["127.0.0.1"]).check(f"https://hooks.test:{plain.port}/")
    assert send("POST", destination, {"X-One": "secret"}, BODY).outcome == "tls"
    assert b"hooks.test" in plain.requests[0]
    assert b"secret" not in plain.requests[0]


def test_https_checks_certificates() -> None:
    context = http_client._tls()
    assert context.check_hostname
    assert context.verify_mode.name == "CERT_REQUIRED"


def test_https_to_a_receiver_that_drips_its_handshake_ends_with_the_deadline(
    make_raw_receiver: Callable[..., RawReceiver],
) -> None:
    # The header of a TLS record of 16 KB, whose content then comes byte by byte.
    dripping = make_raw_receiver(drip(b"\x16\x03\x03\x40\x00"))
    destination = AddressPolicy().check(dripping.url.replace("http:", "https:"))
    began = real_ticks()
    assert send("POST", destination, {}, BODY, timeout_s=SHORT_S).outcome == "timeout"
    assert real_ticks() - began < 20 * SHORT_S  # without a deadline it would never end


def test_https_that_has_no_time_left_after_connecting_leaves_no_socket_open(receiver: Receiver) -> None:
    # The deadline is set, the connection is made, and then the time is over. An open socket would be a warning.
    ticks = iter([0.0, 0.0, 99.0])
    destination = AddressPolicy().check(receiver.url.replace("http:", "https:"))
    assert send("POST", destination, {}, BODY, ticks=lambda: next(ticks)).outcome == "timeout"


@pytest.mark.parametrize(("status", "there"), [(200, True), (204, True), (302, False), (404, False), (500, False)])
def test_probe_finds_by_a_head_whether_a_file_is_there(receiver: Receiver, status: int, there: bool) -> None:
    receiver.answers.append(status)
    assert probe(AddressPolicy(), receiver.url) is there
    assert [(request.method, request.body) for request in receiver.requests] == [("HEAD", b"")]


def test_probe_of_an_address_that_may_not_be_asked_knows_nothing() -> None:
    for url in ("https://example.com/a.mp3", "http://[::ffff:10.0.0.1]/a.mp3", "nonsense"):
        assert probe(AddressPolicy(), url) is None


def test_probe_of_a_dead_or_unknown_or_slow_host_is_false(receiver: Receiver) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    receiver.gate.clear()
    assert probe(AddressPolicy(), receiver.url, timeout_s=SHORT_S) is False
    assert probe(AddressPolicy(("gone.test",), unknown), "http://gone.test/a.mp3") is False
