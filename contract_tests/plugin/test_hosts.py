"""The hosts of the service and of its sister brands: served by the mock, and never reached."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import requests
import urllib3
from requests.adapters import HTTPAdapter

from aimusic import AIMusic
from contract_tests.plugin.http_libraries import LIBRARIES, by_requests
from contract_tests.plugin.outer_project import Outside
from pytest_aimusic import AIMusicMock
from pytest_aimusic._hosts import Hosts
from pytest_aimusic._network_block import NetworkBlockedError

APIS = [
    "https://api.aimusicapi.ai",
    "https://api.musicapi.ai",
    "https://API.SunoAPI.com",
    "https://api.sunoapi.com.:443",
]
LOOKALIKES = ["aimusicapi.ai", "docs.aimusicapi.ai", "api2.musicapi.ai", "cdn.eu.sunoapi.com", "API.MUSICAPI.AI."]
OTHERS = ["musicapi.com", "notmusicapi.ai", "api.musicapi.ai.example", "sunoapi.org", "127.0.0.1", "localhost", ""]


@pytest.mark.parametrize("get", LIBRARIES)
@pytest.mark.parametrize("api", APIS)
def test_api_of_every_brand_is_served(
    aimusic_mock: AIMusicMock, api: str, get: Callable[[str, dict[str, str]], int]
) -> None:
    assert get(f"{api}/api/v1/get-credits", aimusic_mock.headers) == 200
    assert [call.operation for call in aimusic_mock.calls] == ["get_credits"]


@pytest.mark.parametrize("api", APIS[:3])
def test_sdk_with_the_base_url_of_a_brand_is_served(aimusic_mock: AIMusicMock, api: str) -> None:
    with AIMusic(api_key=aimusic_mock.key, base_url=api) as client:
        assert len(client.sonic.create(description="a slow river").result()) == 2
    assert aimusic_mock.costs()["credits"] == 10


@pytest.mark.parametrize("host", LOOKALIKES)
def test_other_host_of_the_vendor_is_blocked(aimusic_mock: AIMusicMock, host: str) -> None:
    name = host.lower().rstrip(".")
    served = name == "api.musicapi.ai"
    with pytest.raises(NetworkBlockedError, match=f"nothing is sent to {name}"):
        socket.getaddrinfo(host, 443)
    if not served:
        with pytest.raises(httpx.ConnectError, match="nothing is sent to"):
            httpx.get(f"https://{host}/")


@pytest.mark.parametrize("host", OTHERS)
def test_host_of_another_vendor_is_neither_served_nor_blocked(host: str) -> None:
    hosts = Hosts()
    assert not hosts.is_served(host)
    assert not hosts.is_blocked(host)


def test_real_send_of_requests_ends_at_the_mock(aimusic_mock: AIMusicMock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mocking library that lets a request pass calls the method that it found when it was imported."""
    real_send = HTTPAdapter.send

    def passthrough(self: HTTPAdapter, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        return real_send(self, request, **options)

    monkeypatch.setattr(HTTPAdapter, "send", passthrough)
    assert by_requests("https://api.musicapi.ai/api/v1/get-credits", aimusic_mock.headers) == 200


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_proxy_of_the_environment_is_not_used(
    aimusic_mock: AIMusicMock, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv(f"{scheme.upper()}_PROXY", "http://127.0.0.1:9")  # nothing listens there
    url = f"{scheme}://api.sunoapi.com/api/v1/get-credits"
    assert by_requests(url, aimusic_mock.headers) == 200


def test_pool_that_blocks_gets_its_connections_back(aimusic_mock: AIMusicMock) -> None:
    pool = urllib3.HTTPSConnectionPool("api.musicapi.ai", maxsize=1, block=True)
    statuses = [
        pool.request("GET", "/api/v1/get-credits", headers=aimusic_mock.headers, preload_content=preload).status
        for preload in (True, False, False, True)
    ]
    assert statuses == [200] * 4


GATEWAY = """
import socket
import httpx
import pytest
from pytest_aimusic._network_block import NetworkBlockedError


def test_gateway_is_served(aimusic_mock):
    reply = httpx.get("https://Music.Gateway.test/api/v1/get-credits", headers=aimusic_mock.headers)
    assert reply.status_code == 200


def test_gateway_is_blocked_for_others(aimusic_mock):
    with pytest.raises(NetworkBlockedError):
        socket.getaddrinfo("music.gateway.test", 443)
"""


def test_further_hosts_come_from_the_ini_file(outside: Outside) -> None:
    (outside.folder / "pytest.ini").write_text("[pytest]\naimusic_hosts = music.gateway.test other.example\n")
    done = outside.pytest(tests=GATEWAY)
    assert done.returncode == 0, done.stdout


GUARDED = """
import socket
import urllib.request
import pytest


@pytest.fixture(scope="session", autouse=True)
def early():
    with pytest.raises(OSError, match="aimusic_guard"):
        socket.create_connection(("api.sunoapi.com", 443))


@pytest.mark.parametrize("host", ["api.aimusicapi.ai", "docs.musicapi.ai"])
def test_without_fixtures(host):
    with pytest.raises(OSError, match="aimusic_guard"):
        urllib.request.urlopen(f"https://{host}/")


def test_with_a_fixture(aimusic_client):
    assert len(aimusic_client.sonic.create(description="a slow river").result()) == 2
"""


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "xdist"])
def test_guard_blocks_the_service_for_the_whole_run(outside: Outside, workers: tuple[str, ...]) -> None:
    (outside.folder / "pytest.ini").write_text("[pytest]\naimusic_guard = true\n")
    done = outside.pytest(*workers, tests=GUARDED)
    assert done.returncode == 0, done.stdout


def test_run_without_the_guard_imports_no_mock(outside: Outside) -> None:
    code = "import sys\n\n\ndef test_it():\n    assert 'aimusic_mock' not in sys.modules\n"
    done = outside.pytest(tests=code)
    assert done.returncode == 0, done.stdout
