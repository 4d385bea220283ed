"""Download rules: the decision for each response, and the URLs that are allowed."""

from __future__ import annotations

import httpx
import pytest

from aimusic._downloads.rules import (
    Complete,
    Decision,
    GiveUp,
    PartialFile,
    Receive,
    Restart,
    RetryLater,
    decide,
    display_url,
    file_name,
    file_url,
    range_headers,
    redirect_target,
)

PARTIAL = PartialFile(100, '"v1"')
RANGE = {"Content-Range": "bytes 100-999/1000", "ETag": '"v1"'}
NOW = 1_769_000_000.0


@pytest.mark.parametrize(
    ("status", "headers", "partial", "decision"),
    [
        (200, {"Content-Length": "9", "ETag": '"v2"'}, PARTIAL, Receive(True, 9, 9, '"v2"')),
        (200, {"ETag": 'W/"v2"', "Content-Length": "x"}, PartialFile(), Receive(True, None, None, None)),
        (
            200,
            {"Content-Encoding": "gzip", "Content-Length": "9", "ETag": '"v2"'},
            PARTIAL,
            Receive(True, None, None, None),
        ),
        (206, RANGE, PARTIAL, Receive(False, 1000, 1000, '"v1"')),
        (206, {**RANGE, "Content-Length": "900"}, PARTIAL, Receive(False, 1000, 1000, '"v1"')),
        (206, {**RANGE, "Content-Range": "bytes 100-199/1000"}, PARTIAL, Receive(False, 1000, 200, '"v1"')),
        (416, {"Content-Range": "bytes */100"}, PARTIAL, Complete()),
        (416, {"Content-Range": "bytes */100", "ETag": '"v1"'}, PARTIAL, Complete()),
        (503, {}, PARTIAL, RetryLater("the server responded with 503", None)),
        (429, {"Retry-After": "5"}, PARTIAL, RetryLater("the server responded with 429", 5.0)),
        (
            503,
            {"Retry-After": "Wed, 21 Jan 2026 12:53:50 GMT"},
            PARTIAL,
            RetryLater("the server responded with 503", 30.0),
        ),
        (418, {}, PARTIAL, GiveUp("the server responded with 418")),
        (206, RANGE, PartialFile(), GiveUp("the server responded with 206")),
        (416, {"Content-Range": "bytes */0"}, PartialFile(), GiveUp("the server responded with 416")),
    ],
)
def test_response_leads_to_one_decision(
    status: int, headers: dict[str, str], partial: PartialFile, decision: Decision
) -> None:
    assert decide(status, httpx.Headers(headers), partial, NOW) == decision


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (206, {**RANGE, "Content-Range": "bytes 99-999/1000"}),
        (206, {**RANGE, "Content-Range": "bytes 101-999/1000"}),
        (206, {**RANGE, "Content-Range": "bytes 100-99/1000"}),
        (206, {**RANGE, "Content-Range": "bytes 100-1000/1000"}),
        (206, {**RANGE, "Content-Range": "bytes 100-999/*"}),
        (206, {**RANGE, "Content-Range": "nonsense"}),
        (206, {"ETag": '"v1"', "Content-Type": "multipart/byteranges"}),
        (206, {**RANGE, "Content-Length": "901"}),
        (206, {**RANGE, "Content-Encoding": "gzip"}),
        (206, {**RANGE, "ETag": '"v2"'}),
        (206, {"Content-Range": "bytes 100-999/1000"}),
        (416, {"Content-Range": "bytes */99"}),
        (416, {"Content-Range": "bytes */100", "ETag": '"v2"'}),
        (416, {}),
    ],
)
def test_response_that_does_not_match_the_part_file_restarts_the_download(status: int, headers: dict[str, str]) -> None:
    assert isinstance(decide(status, httpx.Headers(headers), PARTIAL, NOW), Restart)


def test_range_is_requested_for_a_known_version_only() -> None:
    plain = {"Accept": "*/*", "Accept-Encoding": "identity"}
    assert (
        range_headers(PartialFile())
        == range_headers(PartialFile(0, '"v1"'))
        == range_headers(PartialFile(100))
        == plain
    )
    assert range_headers(PARTIAL) == {**plain, "Range": "bytes=100-", "If-Range": '"v1"'}


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://x.example/a/river.mp3?sig=1", "river.mp3"),
        ("https://x.example/a/..%2f..%2fetc%2fpasswd", "passwd"),
        ("https://x.example/a/..%5c..%5cboot.ini", "boot.ini"),
        ("https://x.example/a/%2e%2e", "download"),
        ("https://x.example/", "download"),
        ("https://x.example", "download"),
        ("https://x.example/.bashrc", "bashrc"),
        ("https://x.example/100%25%00%0a%3c%3ac.mp3", "100_c.mp3"),
        ("https://x.example/100%252f.mp3", "100_2f.mp3"),
        ("https://x.example/fluss%20(%C3%BC).mp3", "fluss (ü).mp3"),
        ("https://x.example/" + "ü" * 150 + ".mp3", "ü" * 98 + ".mp3"),
        ("https://x.example/a." + "b" * 300, "a." + "b" * 198),
        ("https://x.example/README", "README"),
    ],
)
def test_file_name_from_a_url_is_safe(url: str, name: str) -> None:
    assert file_name(httpx.URL(url)) == name


def test_displayed_url_has_no_query_or_user_info() -> None:
    assert display_url("https://u:p@x.example/a%20b.mp3?sig=1#f") == "https://x.example/a%20b.mp3"
    assert display_url("https://u:p@x\0/a?sig=1") == "x\0/a"
    assert display_url("/a?sig=1") == "/a"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "mock.localhost"])
def test_plain_http_is_allowed_for_this_machine(host: str) -> None:
    assert str(file_url(f"http://{host}:5000/a#x")) == f"http://{host}:5000/a"
    assert redirect_target(file_url(f"http://{host}:5000/a"), "https://x.example/b").host == "x.example"


def test_plain_http_to_another_machine_is_refused() -> None:
    with pytest.raises(ValueError, match="not encrypted"):
        file_url("http://127.0.0.1.example/a")
