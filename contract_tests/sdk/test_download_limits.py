"""Downloads that are refused or bounded: streams of running clips, bodies without an end, compressed and large files."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import evolve

from aimusic import AsyncAIMusic, ConfigurationError, DownloadError, _defaults
from aimusic._downloads import coding
from aimusic._downloads.coding import PIECE_BYTES, Decoder
from aimusic.cli._exit_codes import Exit
from contract_tests.sdk.cli_runner import answering
from contract_tests.support.clients import ClientFactory, Kind, Sdk
from contract_tests.support.downloads import CHUNKED, CONTENT, URL, Answer, Fetcher, beside, script
from contract_tests.support.mock_app import KEY, Api
from contract_tests.support.storage import Stream

ENDLESS = [
    ({}, b"HTTP/1.0"),
    ({}, b"HTTP/1.1"),
    ({"Connection": "close", "ETag": '"v1"'}, b"HTTP/1.1"),
    ({"Content-Length": "5000, 5000"}, b"HTTP/1.1"),
    ({"Content-Length": "-1"}, b"HTTP/1.0"),
    ({"Transfer-Encoding": "identity"}, b"HTTP/1.1"),
]
"""Responses that end with their connection: their headers, and their version of HTTP."""


def pack(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def response(headers: dict[str, str], version: bytes = b"HTTP/1.1", content: bytes = CONTENT) -> httpx.Response:
    return httpx.Response(200, headers=headers, stream=Stream(content), extensions={"http_version": version})


def compressed(content: bytes, encoding: str = "gzip") -> Answer:
    headers = {"Content-Encoding": encoding, "Content-Length": str(len(content)), "ETag": '"v1"'}
    return lambda _request: response(headers, content=content)


@pytest.fixture
def cut_off() -> Iterator[str]:
    """The URL of a server that closes the connection after 5 bytes of a body without a length."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: audio/mpeg\r\n\r\nID3\x03\x00")

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/river.mp3"
        thread.join(10)


def test_body_that_ends_with_its_connection_is_not_a_complete_file(fetcher: Fetcher, path: Path, cut_off: str) -> None:
    path.write_bytes(b"old")
    with pytest.raises(Exception, match="did not announce the end of the file") as caught:
        fetcher.over(None, path, cut_off)
    assert "allow_stream=True" in str(caught.value)
    assert beside(path) == {"": b"old"}
    assert fetcher.clock.slept == []


def test_body_that_ends_with_its_connection_is_saved_on_request(fetcher: Fetcher, path: Path, cut_off: str) -> None:
    fetcher.over(None, path, cut_off, allow_stream=True)
    assert beside(path) == {"": b"ID3\x03\x00"}


@pytest.mark.parametrize(("headers", "version"), ENDLESS)
def test_response_without_an_end_is_saved_on_request_only(
    fetcher: Fetcher, path: Path, headers: dict[str, str], version: bytes
) -> None:
    error = fetcher.fail(script(response(headers, version)), path)
    assert (error.status_code, beside(path)) == (200, {})
    fetcher.get(script(response(headers, version)), path, allow_stream=True)
    assert beside(path) == {"": CONTENT}


@pytest.mark.parametrize(
    ("headers", "version"), [(CHUNKED, b"HTTP/1.1"), ({}, b"HTTP/2"), ({"Content-Length": "5000"}, b"HTTP/1.0")]
)
def test_response_with_an_end_is_complete(
    fetcher: Fetcher, path: Path, headers: dict[str, str], version: bytes
) -> None:
    fetcher.get(script(response(headers, version)), path)
    assert beside(path) == {"": CONTENT}


def test_body_without_a_length_does_not_replace_a_part_file(fetcher: Fetcher, path: Path) -> None:
    half = Stream(CONTENT[:1500], httpx.ReadError("cut"))
    first = httpx.Response(200, headers={"ETag": '"v1"', "Content-Length": "5000"}, stream=half)
    fetcher.fail(script(first), path, retries=0)
    assert "1500 bytes are kept" in str(fetcher.fail(script(response({})), path))
    assert beside(path)[".part"] == CONTENT[:1500]


def running(sdk: Sdk, api: Api) -> tuple[Any, Any]:
    """Return a task, and a running clip of it that has a stream."""
    task = sdk.call("sonic.create", "la", title="Lamp")
    for _ in range(100):
        clips = [clip for clip in sdk.run(task.refresh()).clips if clip.state == "running" and clip.audio_url]
        if clips:
            return task, clips[0]
        api.advance(1)
    raise AssertionError("no clip was running")


def test_running_clip_is_refused_until_it_has_ended(sdk: Sdk, api: Api, path: Path) -> None:
    task, clip = running(sdk, api)
    with pytest.raises(ConfigurationError, match=f"Clip {clip.id} is running, so its audio file is not complete"):
        sdk.run(clip.download(path))
    assert beside(path) == {}
    sdk.run(task.wait(interval=20))
    sdk.run(task.clips[0].download(path, kind="image"))  # audio takes seconds to render
    assert path.read_bytes()[:2] == b"\xff\xd8"


def test_stream_of_a_running_clip_is_saved_on_request(sdk: Sdk, api: Api, path: Path) -> None:
    _, clip = running(sdk, api)
    assert sdk.run(clip.download(path, allow_stream=True)) == path
    assert beside(path).keys() == {""}


def test_no_file_of_a_clip_that_has_not_ended_is_requested(sdk: Sdk, api: Api, path: Path) -> None:
    _, clip = running(sdk, api)
    for state in ("pending", "running"):
        early = evolve(clip, state=state, image_url=URL, video_url=URL)
        for kind in ("audio", "image", "video"):
            with pytest.raises(ConfigurationError, match=f"is {state}, so its {kind} file"):
                sdk.run(early.download(path, kind=kind))


def test_compressed_file_is_bounded_by_its_decompressed_size(fetcher: Fetcher, path: Path) -> None:
    packed = pack(bytes(20_000_000))
    assert len(packed) < 20_000
    written: list[int] = []
    error = fetcher.fail(
        compressed(packed), path, max_bytes=1_000_000, on_progress=lambda p: written.append(p.received)
    )
    assert "larger than 1000000 bytes; pass a larger `max_bytes`" in str(error)
    assert max(written, default=0) <= 1_000_000
    assert (beside(path), fetcher.clock.slept) == ({}, [])


@pytest.mark.parametrize("size", [4999, 5000])
def test_limit_is_inclusive(fetcher: Fetcher, path: Path, size: int) -> None:
    answers = [
        response({"Content-Length": "5000"}),
        response(CHUNKED),
        compressed(pack(CONTENT))(httpx.Request("GET", URL)),
    ]
    for answer in answers:
        if size < len(CONTENT):
            fetcher.fail(script(answer), path, max_bytes=size)
            assert beside(path) == {}
        else:
            fetcher.get(script(answer), path, max_bytes=size)
            assert path.read_bytes() == CONTENT


def test_file_that_announces_too_much_is_refused_before_it_is_read(fetcher: Fetcher, path: Path) -> None:
    limit = _defaults.MAX_DOWNLOAD_BYTES
    answer = response({"Content-Length": str(limit + 1), "ETag": '"v1"'})
    error = fetcher.fail(script(answer), path, max_bytes=limit)
    assert error.status_code == 200
    assert not answer.is_stream_consumed
    path.with_name("song.mp3.part").write_bytes(b"half")
    path.with_name("song.mp3.part.etag").write_text('"v1"')
    rest = {"Content-Range": f"bytes 4-{limit}/{limit + 1}", "ETag": '"v1"'}
    fetcher.fail(script(httpx.Response(206, headers=rest, stream=Stream(CONTENT))), path, max_bytes=limit)
    assert beside(path)[".part"] == b"half"


def test_limit_of_both_clients_is_on_by_default(kind: Kind, client_factory: ClientFactory, path: Path) -> None:
    sdk = client_factory.answering(kind, lambda _request: response({"Content-Length": "300000000"}))
    with pytest.raises(Exception, match="larger than 268435456 bytes"):
        sdk.call("download", URL, path)


@pytest.mark.parametrize("limit", [0, -1, True, 1.5, "9", float("nan")])
def test_limit_of_another_type_is_refused(sdk: Sdk, path: Path, limit: Any) -> None:
    with pytest.raises(ConfigurationError, match="max_bytes"):
        sdk.call("download", URL, path, max_bytes=limit)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress"])
def test_file_in_an_unsupported_coding_is_refused(fetcher: Fetcher, path: Path, encoding: str) -> None:
    error = fetcher.fail(compressed(pack(pack(CONTENT)), encoding), path)
    assert repr(encoding) in str(error)
    assert (beside(path), fetcher.clock.slept) == ({}, [])


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (pack(CONTENT), "GZIP"),
        (pack(CONTENT[:2000]) + pack(CONTENT[2000:]), "x-gzip"),
        (zlib.compress(CONTENT), "deflate"),
        (CONTENT, "identity"),
        (CONTENT, ""),
    ],
    ids=["gzip", "members", "deflate", "identity", "empty"],
)
def test_compressed_file_is_saved_decompressed(fetcher: Fetcher, path: Path, content: bytes, encoding: str) -> None:
    fetcher.get(compressed(content, encoding), path)
    assert beside(path) == {"": CONTENT}


PACKED = pack(CONTENT * 20)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (PACKED[:-9], "cut off"),
        (PACKED[:-1], "cut off"),
        (PACKED[:5], "cut off"),
        (PACKED + b"x", "malformed|cut off"),
        (b"not compressed", "malformed"),
        (PACKED[:-8] + bytes(8), "malformed"),
    ],
    ids=["without-trailer", "without-last-byte", "header", "trailing-byte", "plain", "checksum"],
)
def test_damaged_compressed_file_is_an_error(fetcher: Fetcher, path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(Exception, match=reason):
        fetcher.get(compressed(content), path)
    assert len(fetcher.clock.slept) == 2
    assert not path.exists()


def test_decoder_yields_small_pieces_however_the_data_is_split() -> None:
    content = bytes(3 * PIECE_BYTES + 100) + CONTENT
    packed = pack(content)
    for size in (1, 7, len(packed)):
        decoder = Decoder()
        pieces = [
            piece for start in range(0, len(packed), size) for piece in decoder.feed(packed[start : start + size])
        ]
        assert b"".join(pieces) == content
        assert max(map(len, pieces)) <= coding.PIECE_BYTES
        assert decoder.is_complete


def test_command_refuses_what_the_client_refuses(tmp_path: Path) -> None:
    url = "https://files.example/river.mp3"

    def run(*options: str, **headers: str) -> Any:
        shell = answering(lambda _request: response({name.replace("_", "-"): value for name, value in headers.items()}))
        return shell.run("download", url, "--to", str(tmp_path), *options)

    refused = run()
    assert (refused.exit_code, list(tmp_path.iterdir())) == (Exit.UNREACHABLE, [])
    assert "--allow-stream" in refused.stderr
    assert run("--allow-stream").exit_code == Exit.OK
    refused = run("--max-bytes", "4999", content_length="5000")
    assert refused.exit_code == Exit.UNREACHABLE
    assert "larger than 4999 bytes" in refused.stderr
    assert run("--max-bytes", "5000", content_length="5000").exit_code == Exit.OK
    assert run("--max-bytes", "0").exit_code == Exit.USAGE


@pytest.mark.parametrize(
    ("headers", "options"),
    [
        (CHUNKED, {"max_bytes": 1500}),
        ({"Content-Length": "1500"}, {}),
        ({"Content-Encoding": "gzip", "Content-Length": "5000"}, {}),
        (CHUNKED, {"on_progress": lambda _progress: 1 / 0}),
    ],
)
def test_download_that_ends_early_leaves_no_generator_open(
    path: Path, headers: dict[str, str], options: dict[str, Any]
) -> None:
    started, ended = 0, 0

    class Counted(Stream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            nonlocal started, ended
            started += 1
            try:
                for piece in self:
                    yield piece
            finally:
                ended += 1

    answer = httpx.Response(200, headers=headers, stream=Counted(CONTENT))
    with closing(asyncio.new_event_loop()) as loop:
        http = httpx.AsyncClient(transport=httpx.MockTransport(lambda _request: answer))
        client = AsyncAIMusic(api_key=KEY, retries=0, http_client=http)
        with pytest.raises((DownloadError, ZeroDivisionError)):
            loop.run_until_complete(client.download(URL, path, **options))
        assert asyncio.all_tasks(loop) == set()
        assert (started, ended) == (1, 1)
