"""The proxy: what it forwards, to which upstreams, and its replies when the upstream fails."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import httpx
import pytest

from aimusic import AIMusic
from aimusic_mock import Settings, create_app
from aimusic_mock.drift.cassettes import Cassettes
from aimusic_mock.drift.contract_index import shipped
from aimusic_mock.drift.exchange import RecordedExchange
from aimusic_mock.drift.proxy import Proxy
from aimusic_mock.drift.recorder import Recording
from aimusic_mock.drift.upstream import CONNECT_S, READ_S, Upstream
from aimusic_mock.server.server import LocalServer
from contract_tests.drift.drift_lab import UPSTREAM, make_drift_lab
from contract_tests.support.mock_app import KEY, SONG, SONGS

App = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


class Bench:
    """A proxy in front of an httpx handler, with its requests, exchanges and log."""

    def __init__(self, handler: Callable[[httpx.Request], httpx.Response], url: str = UPSTREAM) -> None:
        self.requests: list[httpx.Request] = []
        self.exchanges: list[RecordedExchange] = []
        self.logged: list[str] = []

        def answer(request: httpx.Request) -> httpx.Response:
            self.requests.append(request)
            return handler(request)

        app = Proxy(Upstream(url, httpx.MockTransport(answer)), self.exchanges.append, self.logged.append)
        self.client = httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://proxy")


def test_proxy_passes_method_path_query_headers_and_body_on() -> None:
    bench = Bench(lambda _: httpx.Response(200, json={}))
    body = bytes(range(256))

    bench.client.request(
        "PATCH",
        "/api/v1/a%20b/c?x=1&x=%2F&y",
        headers={"Authorization": "Bearer k", "X-Own": "1", "Content-Type": "application/octet-stream"},
        content=body,
    )

    (requested,) = bench.requests
    assert (requested.method, requested.content) == ("PATCH", body)
    assert str(requested.url) == f"{UPSTREAM}/api/v1/a%20b/c?x=1&x=%2F&y"
    assert (requested.headers["Authorization"], requested.headers["X-Own"]) == ("Bearer k", "1")
    assert requested.headers["Host"] == "127.0.0.1"
    assert (requested.extensions["timeout"]["connect"], requested.extensions["timeout"]["read"]) == (CONNECT_S, READ_S)


def test_proxy_leaves_headers_of_the_connection_out() -> None:
    left_out = {"Connection": "keep-alive, X-Hop", "X-Hop": "1", "TE": "trailers", "Proxy-Authorization": "Basic x"}
    reply = {"Connection": "X-Back", "X-Back": "1", "Keep-Alive": "timeout=5", "X-Kept": "1"}
    bench = Bench(lambda _: httpx.Response(200, json={}, headers=reply))

    got = bench.client.get("/api/v1/get-credits", headers={**left_out, "X-Kept": "1"})

    names = {name.lower() for name in bench.requests[0].headers}
    assert names & {"x-hop", "te", "proxy-authorization", "transfer-encoding", "upgrade"} == set()
    assert "x-kept" in names
    assert "accept-encoding" in names
    assert "x-back" not in got.headers
    assert "keep-alive" not in got.headers
    assert got.headers["X-Kept"] == "1"


def test_proxy_hands_redirects_back_and_keeps_no_cookies() -> None:
    headers = [("Location", "https://elsewhere.example/"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    bench = Bench(lambda _: httpx.Response(302, headers=headers))

    first = bench.client.get("/api/v1/get-credits", follow_redirects=False)
    bench.client.cookies.clear()
    bench.client.get("/api/v1/get-credits", follow_redirects=False)

    assert (first.status_code, first.headers["Location"]) == (302, "https://elsewhere.example/")
    assert first.headers.get_list("Set-Cookie") == ["a=1", "b=2"]
    assert len(bench.requests) == 2
    assert "cookie" not in bench.requests[1].headers


def test_proxy_compressed_reply_is_handed_back_and_kept_plain() -> None:
    body = json.dumps({"credits": 1, "extra_credits": 2}).encode()
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    bench = Bench(lambda _: httpx.Response(200, content=gzip.compress(body), headers=headers))

    got = bench.client.get("/api/v1/get-credits")

    assert bench.requests[0].headers["Accept-Encoding"] == "identity"
    assert got.json() == json.loads(body)
    assert "content-encoding" not in got.headers
    assert bench.exchanges[0].reply == body.decode()


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError])
def test_proxy_without_upstream_answers_502_in_the_form_of_the_api(error: type[httpx.TransportError]) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error("no route for Bearer secret-key")

    bench = Bench(fail)

    got = bench.client.get("/api/v1/get-credits?key=secret-key", headers={"Authorization": "Bearer secret-key"})

    assert got.status_code == 502
    assert got.json() == {"type": "upstream_error", "error": f"The upstream did not answer: {error.__name__}."}
    assert bench.exchanges == []
    assert "secret-key" not in "".join(bench.logged)
    assert len(bench.logged) == 1


class _Breaking(httpx.SyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        yield b"half"
        raise httpx.ReadError("gone")


def test_proxy_reply_that_breaks_off_is_a_502_and_a_file_is_cut() -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=_Breaking(), headers={"Content-Type": request.url.path[1:]})

    bench = Bench(broken)

    assert bench.client.get("/application/json").status_code == 502
    with pytest.raises(ConnectionResetError):
        bench.client.get("/audio/mpeg")
    assert [exchange.reply_bytes for exchange in bench.exchanges] == [4]


def test_proxy_body_over_the_limit_is_refused_and_not_passed_on() -> None:
    bench = Bench(lambda _: httpx.Response(200, json={}))

    got = bench.client.post(SONGS, content=b"x" * (1024 * 1024 + 1))

    assert (got.status_code, got.json()["type"], bench.requests) == (413, "validation_error", [])


def test_proxy_upstream_with_a_path_is_put_before_every_path() -> None:
    bench = Bench(lambda _: httpx.Response(200, json={}), "https://gateway.example/music/")

    bench.client.get("/api/v1/get-credits")

    assert str(bench.requests[0].url) == "https://gateway.example/music/api/v1/get-credits"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://api.aimusicapi.ai", "should use https"),
        ("http://localhost.example", "should use https"),
        ("http://10.0.0.1:8000", "should use https"),
        ("ftp://127.0.0.1", "a URL such as"),
        ("api.aimusicapi.ai", "a URL such as"),
        ("https://user:word@api.aimusicapi.ai", "no user name"),
        ("https://api.aimusicapi.ai/?a=1", "no query"),
        ("https://host:port", "not a valid URL"),
    ],
)
def test_upstream_that_a_key_must_not_go_to_is_refused(url: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as refused:
        Upstream(url)
    assert "word" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["https://api.aimusicapi.ai", "http://127.0.0.1:9", "http://localhost:9", "http://[::1]"]
)
def test_upstream_over_https_or_on_this_machine_is_taken(url: str) -> None:
    Upstream(url).close()


def test_proxy_path_cannot_leave_the_upstream() -> None:
    bench = Bench(lambda _: httpx.Response(200, json={}))

    bench.client.get("http://proxy//evil.example/x")
    bench.client.get("/@evil.example/")

    assert {request.url.host for request in bench.requests} == {"127.0.0.1"}


def _recorded(folder: Path) -> list[Any]:
    return [json.loads(path.read_text())["log"]["entries"][0] for path in sorted(folder.iterdir())]


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[tuple[str, Recording]]:
    """The URL of a proxy in front of a mock, both served on sockets."""
    spec, logged = shipped(), list[str]()
    recording = Recording(spec, Cassettes(tmp_path, spec.version), logged.append)
    app = create_app(Settings(clock="auto", plan="unlimited"))
    with LocalServer(app) as service:
        upstream = Upstream(service.url)
        with LocalServer(Proxy(upstream, recording.record, logged.append)) as proxied:
            yield proxied.url, recording
        upstream.close()


def test_proxy_over_sockets_passes_a_path_of_other_letters_on(chain: tuple[str, Recording], tmp_path: Path) -> None:
    got = httpx.get(f"{chain[0]}/api/v1/sonic/task/lied-%C3%A9%20x", headers={"Authorization": f"Bearer {KEY}"})

    assert (len(got.headers.get_list("Date")), len(got.headers.get_list("Server"))) == (1, 1)
    assert _recorded(tmp_path)[0]["request"]["url"].endswith("/api/v1/sonic/task/lied-%C3%A9%20x")


def test_proxy_between_sdk_and_service_records_a_song(chain: tuple[str, Recording], tmp_path: Path) -> None:
    url, recording = chain
    with AIMusic(api_key=KEY, base_url=url) as client:
        clips = client.sonic.create(description="a folk song about a slow river").wait(interval=0.01).clips
        assert client.account.credits() is not None

    assert [clip.state for clip in clips] == ["succeeded", "succeeded"]
    entries = _recorded(tmp_path)
    assert len(entries) > 2
    assert entries[-1]["response"]["status"] == 200
    assert recording.report.rows == {}
    assert KEY.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_proxy_passes_files_and_ranges_through_and_keeps_their_size(
    chain: tuple[str, Recording], tmp_path: Path
) -> None:
    url, recording = chain
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {KEY}"}) as client:
        task = client.post(SONGS, json=SONG).json()["task_id"]
        clips = [client.get(f"/api/v1/sonic/task/{task}").json()["data"][0] for _ in range(4)]
        path = httpx.URL(clips[-1]["image_url"]).path
        whole = client.get(path)
        part = client.get(path, headers={"Range": "bytes=10-19"})
        head = client.head(path)

    assert whole.content[:2] == b"\xff\xd8"  # JPEG
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.content)}"
    assert (head.content, head.headers["Content-Length"]) == (b"", str(len(whole.content)))
    contents = [entry["response"]["content"] for entry in _recorded(tmp_path)[-3:-1]]
    assert [(content["size"], "text" in content) for content in contents] == [(len(whole.content), False), (10, False)]
    assert recording.report.rows == {}


def test_proxy_full_disk_is_logged_and_stops_no_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drift_lab = make_drift_lab(tmp_path)

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Cassettes, "add", fail)

    assert drift_lab.get("/api/v1/get-credits").status_code == 200
    assert drift_lab.logged == ["cannot record: no space left"]
