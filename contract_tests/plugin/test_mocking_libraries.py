"""Other libraries that replace HTTP, in the same test: the requests that they let pass end at the mock."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import requests
import responses
import vcr  # type: ignore[import-untyped]
from vcr.errors import CannotOverwriteExistingCassetteException  # type: ignore[import-untyped]

from aimusic import AIMusic, AsyncAIMusic
from contract_tests.plugin.http_libraries import LIBRARIES, Get, by_httpx, by_httpx_async, by_requests
from pytest_aimusic import AIMusicMock

APIS = ["https://api.aimusicapi.ai", "https://api.musicapi.ai", "https://api.sunoapi.com"]
HOSTS = [api.removeprefix("https://") for api in APIS]


@pytest.fixture
def mocked() -> Iterator[responses.RequestsMock]:
    """The library responses, active."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mocked:
        yield mocked


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("early", [True, False])
def test_passthru_of_responses_ends_at_the_mock(request: pytest.FixtureRequest, api: str, early: bool) -> None:
    """In both orders of the fixtures."""
    names = ("mocked", "aimusic_mock") if early else ("aimusic_mock", "mocked")
    values = {name: request.getfixturevalue(name) for name in names}
    mock, mocked = values["aimusic_mock"], values["mocked"]
    mocked.add_passthru(re.compile(re.escape(api)))
    mocked.get("https://shop.example/", status=418)

    assert by_requests(f"{api}/api/v1/get-credits", mock.headers) == 200
    assert by_requests("https://shop.example/", {}) == 418
    assert requests.post(f"{api}/api/v1/sonic/create", json={}, headers=mock.headers, timeout=5).status_code == 400
    assert [call.operation for call in mock.calls] == ["get_credits", "create_sonic_music"]


def test_passthrough_response_of_responses_ends_at_the_mock(
    aimusic_mock: AIMusicMock, mocked: responses.RequestsMock
) -> None:
    mocked.add(responses.PassthroughResponse("GET", f"{APIS[0]}/api/v1/get-credits"))

    assert by_requests(f"{APIS[0]}/api/v1/get-credits", aimusic_mock.headers) == 200
    with pytest.raises(requests.ConnectionError, match="Connection refused by Responses"):
        by_requests(f"{APIS[0]}/api/v1/nowhere", aimusic_mock.headers)


@pytest.mark.parametrize("get", LIBRARIES)
@pytest.mark.parametrize("record_mode", ["none", "once", "new_episodes", "all"])
def test_ignored_hosts_of_vcr_end_at_the_mock(
    aimusic_mock: AIMusicMock, tmp_path: Path, get: Get, record_mode: str
) -> None:
    cassette = tmp_path / "cassette.yaml"
    with vcr.VCR(record_mode=record_mode, ignore_hosts=HOSTS).use_cassette(str(cassette)):
        statuses = [get(f"{api}/api/v1/get-credits", aimusic_mock.headers) for api in APIS]

    assert statuses == [200] * 3
    assert [call.operation for call in aimusic_mock.calls] == ["get_credits"] * 3
    assert not cassette.exists()


@pytest.mark.parametrize("get", LIBRARIES)
@pytest.mark.parametrize("record_mode", ["new_episodes", "all"])
def test_hosts_that_vcr_records_are_those_of_the_mock(
    aimusic_mock: AIMusicMock, tmp_path: Path, get: Get, record_mode: str
) -> None:
    with vcr.VCR(record_mode=record_mode).use_cassette(str(tmp_path / "cassette.yaml")):
        assert get(f"{APIS[1]}/api/v1/get-credits", aimusic_mock.headers) == 200

    assert [call.operation for call in aimusic_mock.calls] == ["get_credits"]


@pytest.mark.parametrize("get", [by_httpx, by_httpx_async, by_requests])
def test_other_hosts_are_still_those_of_vcr(aimusic_mock: AIMusicMock, tmp_path: Path, get: Get) -> None:
    with (
        vcr.VCR(record_mode="none", ignore_hosts=HOSTS).use_cassette(str(tmp_path / "cassette.yaml")),
        pytest.raises(CannotOverwriteExistingCassetteException),
    ):
        get("https://shop.example/", {})
    assert aimusic_mock.calls == []


def test_sdk_within_vcr_ends_at_the_mock(aimusic_mock: AIMusicMock, tmp_path: Path) -> None:
    async def song() -> int:
        async with AsyncAIMusic(api_key=aimusic_mock.key) as client:
            task = await client.sonic.create(description="a slow river")
            return len(await task.result())

    with vcr.VCR(record_mode="none", ignore_hosts=HOSTS).use_cassette(str(tmp_path / "cassette.yaml")):
        with AIMusic(api_key=aimusic_mock.key) as client:
            assert len(client.sonic.create(description="a slow river").result()) == 2
        assert asyncio.run(song()) == 2
    assert aimusic_mock.costs()["credits"] == 20


@pytest.mark.parametrize("scenario", ["cut", "cut-middle", "slow; delay_s=99"])
@pytest.mark.parametrize("get", [by_httpx, by_httpx_async, by_requests])
def test_connection_errors_pass_through_vcr(aimusic_mock: AIMusicMock, tmp_path: Path, get: Get, scenario: str) -> None:
    aimusic_mock.scenario(scenario)
    with (
        vcr.VCR(record_mode="none", ignore_hosts=HOSTS).use_cassette(str(tmp_path / "cassette.yaml")),
        pytest.raises((httpx.RemoteProtocolError, httpx.ReadTimeout, requests.RequestException)),
    ):
        get(f"{APIS[0]}/api/v1/get-credits", aimusic_mock.headers)
