"""Downloads with both clients: redirects, headers, interruptions, and concurrent downloads."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import httpx
import pytest
from a2wsgi import WSGIMiddleware

from aimusic import AIMusic, AsyncAIMusic, DownloadError, Progress
from aimusic._downloads.download import adownload
from aimusic._downloads.part_file import PartFile
from aimusic._http.connections import AsyncConnections
from aimusic_mock.server.server import LocalServer
from contract_tests.support.clients import KINDS, ClientFactory, Kind, SteppingClock
from contract_tests.support.downloads import CONTENT, DEFAULTS, SAMPLE, URL, Answer, Fetcher, beside, script
from contract_tests.support.mock_app import KEY, Api
from contract_tests.support.storage import PIECE, Cutter, Storage, Stream


def redirects(*locations: str) -> Answer:
    """Redirect from one location to the next, and finally to a file."""
    storage = Storage(CONTENT)
    waiting = iter(locations)

    def answer(request: httpx.Request) -> httpx.Response:
        location = next(waiting, None)
        return httpx.Response(302, headers={"Location": location}) if location else storage(request)

    return answer


def test_redirects_are_followed_and_restart_after_a_failure(fetcher: Fetcher, storage: Storage, path: Path) -> None:
    requested: list[str] = []
    storage.cuts = [1500]

    def answer(request: httpx.Request) -> httpx.Response:
        requested.append(str(request.url))
        places = {"/songs/river.mp3": "/b?signature=s3cret", "/b": "https://cdn.example/c"}
        location = places.get(request.url.path)
        return httpx.Response(307, headers={"Location": location}) if location else storage(request)

    fetcher.get(answer, path)
    assert requested == [URL, "https://files.example/b?signature=s3cret", "https://cdn.example/c"] * 2
    assert storage.ranges == [None, "bytes=1500-"]
    assert beside(path) == {"": CONTENT}


@pytest.mark.parametrize(
    "location",
    ["http://cdn.example/a", "http://localhost/a", "ftp://cdn.example/a", "file:///etc/passwd", "data:,x"],
)
def test_redirect_from_https_to_http_is_refused(fetcher: Fetcher, path: Path, location: str) -> None:
    error = fetcher.fail(redirects(location), path)
    assert "redirect" in str(error) or "encrypted" in str(error) or "https://" in str(error)
    assert (beside(path), fetcher.clock.slept) == ({}, [])


def test_redirect_loop_is_an_error(fetcher: Fetcher, path: Path) -> None:
    assert "more than 5 redirects" in str(fetcher.fail(redirects(*["/next"] * 6), path))
    fetcher.get(redirects(*["/next"] * 5), path)
    assert beside(path) == {"": CONTENT}


@pytest.mark.parametrize(
    "url",
    [
        "http://files.example/a.mp3?signature=s3cret",
        "http://10.0.0.1/a.mp3?signature=s3cret",
        "ftp://localhost/a.mp3?signature=s3cret",
        "file:///etc/passwd?signature=s3cret",
        "/media/a.mp3?signature=s3cret",
        "https:///a.mp3?signature=s3cret",
        "https://user:s3cret@[/a.mp3",
        "",
    ],
)
def test_url_that_is_not_allowed_is_refused_without_a_request(fetcher: Fetcher, path: Path, url: str) -> None:
    fetcher.fail(script(), path, url)
    assert beside(path) == {}


def test_defaults_of_the_callers_client_are_not_sent(
    fetcher: Fetcher,
    storage: Storage,
    path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text(f"default login {KEY} password {KEY}\n")
    monkeypatch.setenv("NETRC", str(netrc))
    loaded = {
        "headers": {"Authorization": f"Bearer {KEY}", "X-Api-Key": KEY, "Cookie": f"session={KEY}"},
        "cookies": {"key": KEY},
        "params": {"key": KEY},
        "auth": ("user", KEY),
        "base_url": f"https://files.example/{KEY}",
        "follow_redirects": True,
    }

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "files.example":
            storage.requests.append(request)
            headers = {"Location": f"https://user:{KEY}@cdn.example/a", "Set-Cookie": f"k={KEY}; Domain=example"}
            return httpx.Response(302, headers=headers)
        return storage(request)

    fetcher.over(httpx.MockTransport(answer), path, f"https://user:{KEY}@files.example/a", client=loaded)
    assert [request.url.host for request in storage.requests] == ["files.example", "cdn.example"]
    for request in storage.requests:
        assert set(request.headers) == {"host", "accept", "accept-encoding", "user-agent"}, request.url
        assert KEY not in f"{request.url} {request.headers.raw}"


def test_key_is_sent_to_the_api_and_not_to_file_hosts(
    kind: Kind, client_factory: ClientFactory, api: Api, serve_app: Callable[..., LocalServer], path: Path
) -> None:
    observed: list[str] = []

    def files(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        observed.append(str({name: value for name, value in environ.items() if name.startswith(("HTTP_", "QUERY"))}))
        if environ["PATH_INFO"] == "/a":
            start_response("302 Found", [("Location", f"{cdn.url}/b")])
            return iter([])
        start_response("200 OK", [("Content-Length", str(len(CONTENT)))])
        return iter([CONTENT])

    cdn, host = serve_app(files), serve_app(files)
    served = serve_app(api.app)
    if kind == "sync":
        with AIMusic(api_key=KEY, base_url=served.url) as client:
            assert client.account.credits().total == 100_000
            client.download(f"{host.url}/a", path)
    else:

        async def run() -> None:
            async with AsyncAIMusic(api_key=KEY, base_url=served.url) as aclient:
                assert (await aclient.account.credits()).total == 100_000
                await aclient.download(f"{host.url}/a", path)

        asyncio.run(run())
    assert len(observed) == 2
    assert not [text for text in observed if KEY in text or "AUTHORIZATION" in text]
    assert path.read_bytes() == CONTENT


def test_interrupt_keeps_the_part_file_and_closes_the_connection(
    fetcher: Fetcher, storage: Storage, path: Path
) -> None:
    storage.cuts, storage.fault = [1500], KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        fetcher.get(storage, path)
    assert storage.streams[0].is_closed
    assert beside(path) == {".part": CONTENT[:1500], ".part.etag": b'"v1"'}
    fetcher.get(storage, path)
    assert storage.ranges == [None, "bytes=1500-"]
    assert beside(path) == {"": CONTENT}


def test_cancelled_download_keeps_the_part_file_and_closes_the_connection(storage: Storage, path: Path) -> None:
    class Stuck(Stream):
        async def __aiter__(self) -> Any:
            yield self.content[:1500]
            arrived.set()
            await asyncio.Event().wait()

    arrived = asyncio.Event()
    stream = Stuck(CONTENT)
    answer = script(httpx.Response(200, headers={"ETag": '"v1"', "Content-Length": "5000"}, stream=stream))

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
            task = asyncio.create_task(adownload(AsyncConnections(http), URL, path, clock=SteppingClock(), **DEFAULTS))
            await arrived.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(run())
    assert stream.is_closed
    assert beside(path) == {".part": CONTENT[:1500], ".part.etag": b'"v1"'}
    Fetcher("async").get(storage, path)
    assert storage.ranges == ["bytes=1500-"]


def test_disk_error_is_not_a_connection_error(
    fetcher: Fetcher, storage: Storage, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: PartFile, piece: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(PartFile, "write", full)
    with pytest.raises(OSError, match="No space left"):
        fetcher.get(storage, path)
    assert len(storage.requests) == 1
    assert storage.streams[0].is_closed
    assert beside(path) == {}


def test_two_downloads_to_one_path_both_complete(fetcher: Fetcher, storage: Storage, path: Path) -> None:
    other = Storage(CONTENT[::-1], etag='"v2"')
    placed: list[bytes] = []

    def meanwhile(_: Progress) -> None:
        if not placed:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(Fetcher(fetcher.kind).get, other, path).result(timeout=10)
            placed.append(path.read_bytes())

    fetcher.get(storage, path, on_progress=meanwhile)
    assert placed == [CONTENT[::-1]]
    assert other.ranges == storage.ranges == [None]
    assert beside(path) == {"": CONTENT}


def test_many_downloads_to_one_path_leave_one_complete_file(path: Path) -> None:
    contents = [bytes([number]) * 20 * PIECE for number in range(24)]

    def fetch(number: int) -> None:
        storage = Storage(contents[number], etag=f'"{number}"', cuts=[3000, 5000])
        Fetcher(KINDS[number % 2]).get(storage, path)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(fetch, range(24))) == [None] * 24
    assert list(beside(path)) == [""]
    assert path.read_bytes() in contents


def test_song_of_the_mock_is_downloaded_in_process(fetcher: Fetcher, api: Api, path: Path) -> None:
    middleware: Any = WSGIMiddleware(api.app)  # type: ignore[arg-type]
    transport = httpx.WSGITransport(app=api.app) if fetcher.kind == "sync" else httpx.ASGITransport(app=middleware)
    url = f"http://localhost/media/sonic/{SAMPLE}.mp3"
    song = api.app.test_client().get(url).data
    path.with_name("song.mp3.part").write_bytes(song[:100_000])
    path.with_name("song.mp3.part.etag").write_text(api.app.test_client().head(url).headers["ETag"])
    observed: list[Progress] = []
    fetcher.over(transport, path, url, on_progress=observed.append)
    assert beside(path) == {"": song}
    assert observed[0].received > 100_000
    assert observed[-1] == Progress(len(song), len(song))
    with pytest.raises(DownloadError, match="may have expired"):
        fetcher.over(transport, path, url.replace("mp3", "ogg"))


def test_real_connection_that_is_cut_is_resumed(
    fetcher: Fetcher, api: Api, serve_app: Callable[..., LocalServer], path: Path
) -> None:
    served = serve_app(api.app)
    with Cutter(served.url, after=150_000) as cutter:
        fetcher.over(None, path, f"{cutter.url}/media/sonic/{SAMPLE}.mp3")
        assert len(cutter.requests) == 2
        assert b"Range: bytes=1" in cutter.requests[1]
    assert path.read_bytes() == httpx.get(f"{served.url}/media/sonic/{SAMPLE}.mp3").content
    assert beside(path).keys() == {""}
    assert fetcher.clock.slept == [0.25]
