"""Replies of a file host that are odd: the file is whole, or the download fails with the SDK's own error and keeps no wrong file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aimusic import DownloadError
from contract_tests.support.clients import Kind
from contract_tests.support.downloads import CONTENT, Fetcher
from contract_tests.support.storage import Stream

pytestmark = pytest.mark.fuzz

SIZE = len(CONTENT)
lengths = st.sampled_from([None, str(SIZE), "0", "-1", "+5", str(SIZE + 1), str(SIZE - 1), "9" * 400, "5, 5", "x", ""])
ranges = st.sampled_from(
    [
        None,
        f"bytes 0-{SIZE - 1}/{SIZE}",
        "bytes */5",
        "bytes 5-1/3",
        f"bytes 0-{SIZE}/*",
        "items 0-1/2",
        "bytes 0-0/" + "9" * 400,
    ]
)
tags = st.sampled_from([None, '"v1"', 'W/"v1"', '"', "é", "x" * 5000])
encodings = st.sampled_from([None, "identity", "gzip", "br", "deflate, gzip", "zstd", "x"])
statuses = st.sampled_from([200, 200, 200, 206, 204, 301, 302, 304, 307, 401, 403, 404, 416, 429, 500, 503])
bodies = st.sampled_from([CONTENT, CONTENT[:-1], CONTENT + b"x", b"", b"\x1f\x8b\x08\x00" + bytes(20), b"<html>"])
locations = st.sampled_from(
    [None, "", "/other", "//", "http://[bad", "file:///etc/passwd", "https://files.example:99999/x"]
)


@st.composite
def replies(draw: st.DrawFn) -> tuple[int, dict[str, str], bytes]:
    """Draw the status, the headers and the body of a reply."""
    drawn: dict[str, Any] = {
        "Content-Length": draw(lengths),
        "Content-Range": draw(ranges),
        "ETag": draw(tags),
        "Content-Encoding": draw(encodings),
        "Location": draw(locations),
        "Retry-After": draw(st.sampled_from([None, "0", "9" * 30, "soon", "-1"])),
    }
    return draw(statuses), {name: value for name, value in drawn.items() if value is not None}, draw(bodies)


@pytest.mark.parametrize("kind", ["sync", "async"])
@given(drawn=st.lists(replies(), min_size=1, max_size=4))
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_odd_reply_gives_the_whole_file_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, kind: Kind, drawn: list[tuple[int, dict[str, str], bytes]]
) -> None:
    path: Path = tmp_path_factory.mktemp("download") / "song.mp3"
    left = list(drawn)

    def answer(_: httpx.Request) -> httpx.Response:
        status, headers, body = left.pop(0) if len(left) > 1 else left[0]
        encoded = [(name.encode(), value.encode("utf-8")) for name, value in headers.items()]
        return httpx.Response(status, headers=encoded, stream=Stream(body))

    sentence = None
    try:
        Fetcher(kind).get(answer, path)
    except DownloadError as error:
        sentence = str(error)
    assert path.exists() == (sentence is None)
    assert sentence is None or "s3cret" not in sentence
    assert sentence is not None or path.read_bytes() in {body for _, _, body in drawn}
