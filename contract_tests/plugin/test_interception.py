"""Interception: requests of httpx, requests and the SDK to the real service reach the mock, and no others do."""

# ruff: noqa: S113 - most code under test sets no timeout either

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import httpcore
import httpx
import pytest
import requests
from flask import Flask
from flask import request as asked
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.util import Retry

from aimusic import AIMusic, AsyncAIMusic
from aimusic_mock.server.server import LocalServer
from contract_tests.plugin.outer_project import SERVICE, SONG, SONGS
from pytest_aimusic import AIMusicMock
from pytest_aimusic._in_process import Request, send

Post = Callable[[AIMusicMock, dict[str, str]], tuple[int, Any]]
BALANCE = f"{SERVICE}/api/v1/get-credits"


def _httpx(mock: AIMusicMock, headers: dict[str, str]) -> tuple[int, Any]:
    response = httpx.post(SONGS, json=SONG, headers=headers)
    return response.status_code, response.json()


def _httpx_async(mock: AIMusicMock, headers: dict[str, str]) -> tuple[int, Any]:
    async def post() -> httpx.Response:
        async with httpx.AsyncClient(headers=headers) as client:
            return await client.post(SONGS, json=SONG)

    response = asyncio.run(post())
    return response.status_code, response.json()


def _requests(mock: AIMusicMock, headers: dict[str, str]) -> tuple[int, Any]:
    response = requests.post(SONGS, json=cast("Any", SONG), headers=headers)
    return response.status_code, response.json()


WAYS = pytest.mark.parametrize("post", [_httpx, _httpx_async, _requests])


@WAYS
def test_post_to_the_service_is_answered_by_the_mock(aimusic_mock: AIMusicMock, post: Post) -> None:
    status, reply = post(aimusic_mock, aimusic_mock.headers)

    assert status == 200
    assert [task.id for task in aimusic_mock.tasks] == [reply["task_id"]]
    (call,) = aimusic_mock.calls
    assert json.loads(call.request or "") == SONG


@WAYS
def test_post_without_a_key_gets_the_refusal_of_the_contract(aimusic_mock: AIMusicMock, post: Post) -> None:
    status, reply = post(aimusic_mock, {})

    assert (status, reply["type"]) == (401, "unauthorized")


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_client_of_the_code_under_test_needs_only_its_key(aimusic_mock: AIMusicMock, kind: str) -> None:
    async def sing() -> list[str | None]:
        async with AsyncAIMusic(api_key=aimusic_mock.key) as client:
            return [clip.title for clip in await (await client.sonic.create("[Verse]\nLamp", title="Lamp")).result()]

    titles: list[str | None]
    if kind == "sync":
        with AIMusic(api_key=aimusic_mock.key) as client:
            titles = [clip.title for clip in client.sonic.create("[Verse]\nLamp", title="Lamp").result()]
    else:
        titles = asyncio.run(sing())
    assert titles == ["Lamp", "Lamp"]


def test_client_created_before_the_mock_is_intercepted(request: pytest.FixtureRequest) -> None:
    with httpx.Client() as http, requests.Session() as session:
        mock: AIMusicMock = request.getfixturevalue("aimusic_mock")
        assert http.get(BALANCE, headers=mock.headers).status_code == 200
        assert session.get(BALANCE, headers=mock.headers).status_code == 200


@pytest.fixture
def address(aimusic_mock: AIMusicMock) -> str:
    """The URL of a small file: the cover of a finished song."""
    task = httpx.post(SONGS, json=SONG, headers=aimusic_mock.headers).json()["task_id"]
    aimusic_mock.run_until_idle()
    clip = httpx.get(f"{SERVICE}/api/v1/sonic/task/{task}", headers=aimusic_mock.headers).json()["data"][0]
    return str(clip["image_url"])


def test_file_is_streamed_by_httpx(address: str) -> None:
    with httpx.stream("GET", address) as response:
        pieces = list(response.iter_bytes(1000))

    assert sum(map(len, pieces)) == int(response.headers["Content-Length"])
    assert pieces[0].startswith(b"\xff\xd8")


def test_file_is_streamed_by_httpx_async(address: str) -> None:
    async def fetch() -> int:
        async with httpx.AsyncClient() as client, client.stream("GET", address) as response:
            return sum([len(piece) async for piece in response.aiter_bytes()]) - int(response.headers["Content-Length"])

    assert asyncio.run(fetch()) == 0


def test_file_is_streamed_by_requests_and_in_ranges(address: str) -> None:
    with requests.get(address, stream=True) as response:
        whole = b"".join(response.iter_content(1000))
    part = requests.get(address, headers={"Range": "bytes=10-19"})

    assert len(whole) == int(response.headers["Content-Length"])
    assert (part.status_code, part.content) == (206, whole[10:20])
    assert requests.head(address).headers["Content-Length"] == str(len(whole))


def test_sdk_downloads_a_clip(aimusic_client: AIMusic, aimusic_mock: AIMusicMock, tmp_path: Path) -> None:
    clip = aimusic_client.sonic.create(description="a slow river").result()[0]
    saved = clip.download(tmp_path / "cover.jpeg", kind="image")

    assert saved.read_bytes().startswith(b"\xff\xd8")


@pytest.mark.parametrize("body", ["text", "bytes", "file", "parts"])
def test_every_kind_of_body_of_requests_arrives(aimusic_mock: AIMusicMock, body: str) -> None:
    text = json.dumps(SONG)
    data: Any = {
        "text": text,
        "bytes": text.encode(),
        "file": io.BytesIO(text.encode()),
        "parts": iter([text[:9].encode(), text[9:].encode()]),
    }[body]
    headers = {**aimusic_mock.headers, "Content-Type": "application/json"}

    assert requests.post(SONGS, data=data, headers=headers).status_code == 200


def test_streamed_body_of_httpx_arrives(aimusic_mock: AIMusicMock) -> None:
    def parts() -> Iterator[bytes]:
        yield from (json.dumps(SONG)[:9].encode(), json.dumps(SONG)[9:].encode())

    headers = {**aimusic_mock.headers, "Content-Type": "application/json"}
    assert httpx.post(SONGS, content=parts(), headers=headers).status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://API.AIMusicAPI.ai", "https://api.aimusicapi.ai:443", "http://api.aimusicapi.ai"]
)
def test_host_is_intercepted_in_any_case_and_on_any_port(aimusic_mock: AIMusicMock, origin: str) -> None:
    assert httpx.get(f"{origin}/api/v1/get-credits", headers=aimusic_mock.headers).status_code == 200
    assert requests.get(f"{origin}/api/v1/get-credits", headers=aimusic_mock.headers).status_code == 200


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The URL of another server on this machine."""
    app = Flask("elsewhere")
    app.add_url_rule("/", view_func=lambda: "elsewhere")
    with LocalServer(app) as served:
        yield served.url


def test_other_hosts_are_reached_normally(aimusic_mock: AIMusicMock, elsewhere: str) -> None:
    async def fetch() -> str:
        async with httpx.AsyncClient() as client:
            return (await client.get(elsewhere)).text

    assert httpx.get(elsewhere).text == "elsewhere"
    assert requests.get(elsewhere).text == "elsewhere"
    assert asyncio.run(fetch()) == "elsewhere"
    assert aimusic_mock.calls == []


@pytest.mark.parametrize("scenario", ["cut", "cut-before"])
def test_cut_connection_raises_the_librarys_error(aimusic_mock: AIMusicMock, scenario: str) -> None:
    aimusic_mock.scenario(scenario)

    with pytest.raises(httpx.RemoteProtocolError, match="closed the connection"):
        httpx.get(BALANCE, headers=aimusic_mock.headers)
    with pytest.raises(requests.ConnectionError, match="closed the connection"):
        requests.get(BALANCE, headers=aimusic_mock.headers)


def _patient(retries: Retry) -> requests.Session:
    session = requests.Session()
    session.mount("https://", HTTPAdapter(max_retries=retries))
    return session


@pytest.mark.parametrize(
    "scenario", ["500-internal", "502-upstream", "429-rate-limit; retry_after_s=9", "cut", "slow; delay_s=9"]
)
def test_requests_retries_as_configured(
    aimusic_mock: AIMusicMock, monkeypatch: pytest.MonkeyPatch, scenario: str
) -> None:
    monkeypatch.setattr("time.sleep", aimusic_mock.advance)
    aimusic_mock.scenario(scenario, operation="get_credits", times=2)
    began = aimusic_mock.now
    with _patient(Retry(3, status_forcelist=[500, 502], backoff_factor=1)) as session:
        assert session.get(BALANCE, headers=aimusic_mock.headers, timeout=3).status_code == 200

    assert len(aimusic_mock.calls) == 3
    assert aimusic_mock.now - began == (18 if scenario.startswith("429") else 2)


@pytest.mark.parametrize(
    ("scenario", "error"),
    [
        ("500-internal", requests.exceptions.RetryError),
        ("cut", requests.ConnectionError),
        ("slow; delay_s=9", requests.ConnectionError),
    ],
)
def test_requests_gives_up_after_its_retries(aimusic_mock: AIMusicMock, scenario: str, error: type[Exception]) -> None:
    aimusic_mock.scenario(scenario)
    with _patient(Retry(2, status_forcelist=[500])) as session, pytest.raises(error):
        session.get(BALANCE, headers=aimusic_mock.headers, timeout=3)
    assert len(aimusic_mock.calls) == 3

    with _patient(Retry(2, status_forcelist=[500], raise_on_status=False)) as session:
        aimusic_mock.clear_scenarios()
        aimusic_mock.scenario("500-internal")
        assert session.get(BALANCE, headers=aimusic_mock.headers).status_code == 500


@pytest.mark.aimusic(lints="off")
@pytest.mark.parametrize(
    ("retries", "sent"), [(Retry(2), 1), (Retry(2, allowed_methods=None), 3)], ids=["default", "all-methods"]
)
def test_requests_retries_posts_only_if_configured_to(aimusic_mock: AIMusicMock, retries: Retry, sent: int) -> None:
    aimusic_mock.scenario("cut-before", operation="create_sonic_music")
    with _patient(retries) as session, pytest.raises(requests.ConnectionError):
        session.post(SONGS, json=cast("Any", SONG), headers=aimusic_mock.headers)
    assert len(aimusic_mock.calls) == sent


@pytest.mark.aimusic(scenario="cut-middle")
def test_body_that_is_cut_off_raises_the_librarys_error(aimusic_mock: AIMusicMock) -> None:
    with pytest.raises(httpx.RemoteProtocolError, match="in the middle"):
        httpx.get(BALANCE, headers=aimusic_mock.headers)
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="in the middle"):
        requests.get(BALANCE, headers=aimusic_mock.headers)


@pytest.mark.aimusic(scenario="slow; delay_s=8")
def test_late_response_is_a_timeout_only_with_a_shorter_limit(aimusic_mock: AIMusicMock) -> None:
    headers = aimusic_mock.headers

    with pytest.raises(httpx.ReadTimeout):
        httpx.get(BALANCE, headers=headers)  # httpx's default read timeout is 5 s
    with pytest.raises(requests.ReadTimeout):
        requests.get(BALANCE, headers=headers, timeout=3)
    with pytest.raises(requests.ReadTimeout):
        requests.get(BALANCE, headers=headers, timeout=(30, 3))
    assert httpx.get(BALANCE, headers=headers, timeout=10).status_code == 200
    assert requests.get(BALANCE, headers=headers).status_code == 200  # requests has no default timeout


def test_base_url_of_the_environment_is_replaced_during_the_test(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("AIMUSIC_BASE_URL", "http://127.0.0.1:9")
    mock: AIMusicMock = request.getfixturevalue("aimusic_mock")

    client = AIMusic(api_key=mock.key)
    assert client.base_url == SERVICE
    assert client.account.credits().total == 1100


@pytest.mark.aimusic(intercept=False)
def test_without_interception_the_service_is_blocked_and_the_app_available(aimusic_mock: AIMusicMock) -> None:
    with pytest.raises(httpx.ConnectError, match=r"nothing is sent to api\.aimusicapi\.ai"):
        httpx.get(BALANCE)
    with pytest.raises(requests.ConnectionError, match=r"nothing is sent to api\.aimusicapi\.ai"):
        requests.get(BALANCE)
    transport = httpx.WSGITransport(app=aimusic_mock.app)
    with httpx.Client(transport=transport, base_url=aimusic_mock.url, headers=aimusic_mock.headers) as api:
        assert api.get("/api/v1/get-credits").status_code == 200


@pytest.mark.aimusic(intercept=False)
def test_client_without_interception_uses_its_own_transport(aimusic_client: AIMusic) -> None:
    assert aimusic_client.account.credits().total == 1100


@pytest.mark.parametrize("library", [httpcore.ConnectionPool, httpcore.AsyncConnectionPool, HTTPConnectionPool])
def test_libraries_are_restored_after_a_test(request: pytest.FixtureRequest, library: type) -> None:
    names = ("handle_request", "handle_async_request", "_make_request")
    before = {name: getattr(library, name, None) for name in names}
    from pytest_aimusic import _test_context  # noqa: PLC0415 - only tests that use the mock import it

    session = _test_context.TestContext({}, "warn")
    session.block_network()
    assert session.mock.balance() == 1100
    assert {name: getattr(library, name, None) for name in names} != before
    session.end()

    assert {name: getattr(library, name, None) for name in names} == before


def test_application_receives_the_original_url() -> None:
    app = Flask("echo")
    app.add_url_rule("/<path:_>", view_func=lambda _: asked.url)
    reply = send(app, Request("GET", "https://host.test:8443/a%20b/c?d=e", []))

    assert b"".join(reply.blocks) == b"https://host.test:8443/a%20b/c?d=e"
