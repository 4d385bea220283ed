"""`default_headers` and `with_options(headers=)`: sent with every request to the API, and to no other server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

import aimusic
from aimusic import AIMusic, AsyncAIMusic, ConfigurationError
from aimusic_client.api.account import get_credits
from contract_tests.support.clients import BASE_URL, ClientFactory, Kind, Sdk
from contract_tests.support.mock_app import Api

KEY = "sk-very-secret"
CLIENTS = (AIMusic, AsyncAIMusic)
HEADERS = {"X-Team": "blue", "X-Gateway-Key": "g4teway"}


class Server:
    """Returns a balance, a task, or a redirect, and records the headers of each request."""

    def __init__(self, redirect: str | None = None) -> None:
        self.redirect = redirect
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.redirect:
            return httpx.Response(302, headers={"location": self.redirect})
        return httpx.Response(200, json={"credits": 1, "extra_credits": 0, "message": "success", "task_id": "t-1"})

    def values(self, name: str) -> list[list[str]]:
        """Return the values of a header in each request."""
        return [request.headers.get_list(name) for request in self.requests]


def test_every_request_to_the_api_has_them(kind: Kind, client_factory: ClientFactory) -> None:
    server = Server()
    sdk = client_factory.answering(kind, server, default_headers=HEADERS, api_key=KEY)
    sdk.call("account.credits")
    sdk.call("sonic.create", "la")
    raw = sdk.client.raw
    assert get_credits.sync(client=raw) if sdk.loop is None else sdk.run(get_credits.asyncio(client=raw))

    assert server.values("x-team") == [["blue"]] * 3
    assert server.values("x-gateway-key") == [["g4teway"]] * 3
    assert server.values("authorization") == [[f"Bearer {KEY}"]] * 3


def test_retries_have_them(kind: Kind, client_factory: ClientFactory) -> None:
    answers = iter([httpx.Response(503), httpx.Response(200, json={"credits": 1, "extra_credits": 0})])
    sent: list[list[str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers.get_list("x-team"))
        return next(answers)

    client_factory.answering(kind, answer, default_headers=HEADERS).call("account.credits")
    assert sent == [["blue"]] * 2


def test_copy_adds_and_replaces_headers(kind: Kind, client_factory: ClientFactory) -> None:
    server = Server()
    sdk = client_factory.answering(kind, server, default_headers=HEADERS)
    copy = sdk.client.with_options(headers={"x-TEAM": "red", "X-Run": "7"})
    for client in (copy, copy.with_options(retries=0), sdk.client):
        sdk.run(client.account.credits())

    assert server.values("x-team") == [["red"], ["red"], ["blue"]]
    assert server.values("x-run") == [["7"], ["7"], []]
    assert server.values("x-gateway-key") == [["g4teway"]] * 3


def test_they_take_precedence_over_those_of_the_own_httpx_client(kind: Kind, client_factory: ClientFactory) -> None:
    server = Server()
    sdk = client_factory.answering(kind, server, default_headers={**HEADERS, "User-Agent": "mine/1", "Accept": "x/y"})
    sdk.client._http._borrowed.headers["X-Team"] = "green"  # type: ignore[union-attr] # it is not None
    sdk.call("account.credits")

    assert [server.values(name) for name in ("x-team", "user-agent", "accept")] == [[["blue"]], [["mine/1"]], [["x/y"]]]


@pytest.mark.parametrize(
    "url",
    [f"{BASE_URL}:1/a.mp3", f"{BASE_URL}/media/a.mp3", "https://files.example/a.mp3", "https://localhost/a.mp3"],
)
def test_file_servers_do_not_get_them(url: str, kind: Kind, client_factory: ClientFactory, tmp_path: Path) -> None:
    server = Server()
    sdk = client_factory.answering(kind, server, default_headers=HEADERS)
    sdk.call("download", url, tmp_path)

    assert server.values("x-team") == server.values("x-gateway-key") == [[]]


def test_other_hosts_and_redirects_do_not_get_them(kind: Kind, client_factory: ClientFactory) -> None:
    server = Server(redirect="https://elsewhere.example/")
    sdk = client_factory.answering(kind, server, default_headers=HEADERS)
    with pytest.raises(aimusic.APIStatusError, match="302"):
        sdk.call("account.credits")
    raw: Any = sdk.client.raw
    http = raw.get_httpx_client() if sdk.loop is None else raw.get_async_httpx_client()
    for url in ("https://elsewhere.example/", "http://localhost:81/", "https://localhost/"):
        with pytest.raises(aimusic.APIStatusError, match="302"):
            sdk.run(http.get(url))

    assert server.values("x-gateway-key") == [["g4teway"], [], [], []]


def test_copy_may_select_a_world_of_the_mock(sdk: Sdk, api: Api) -> None:
    other = sdk.client.with_options(headers={"X-Mock-World": "other"})
    task = sdk.run(other.sonic.create("la"))

    assert sdk.run(sdk.run(other.sonic.task(task.id)).refresh()).id == task.id
    with pytest.raises(aimusic.NotFoundError):
        sdk.run(sdk.client.sonic.task(task.id).refresh())
    assert [world["name"] for world in api.admin("GET", "/worlds")["worlds"]].count("other") == 1


WRONG: list[tuple[Any, str]] = [
    ({"Authorization": "Bearer other"}, r"Authorization, which the client sets itself: pass `api_key=`"),
    ({"aUTHORIZATION": "Bearer other"}, "aUTHORIZATION, which the client sets itself"),
    ({"Host": "elsewhere.example"}, "Host, which the client sets itself"),
    ({"content-length": "0"}, "content-length, which the client sets itself"),
    ({"Content-Type": "text/plain"}, "Content-Type, which the client sets itself"),
    ({"Transfer-Encoding": "chunked"}, "Transfer-Encoding, which the client sets itself"),
    ({"X-Team": "s3cret\r\nX-Other: 1"}, "The value of X-Team in"),
    ({"X-Team": "s3cret\0"}, "The value of X-Team in"),
    ({"X-Team": "s3cret é"}, "The value of X-Team in"),
    ({"X-Team": " s3cret"}, "The value of X-Team in"),
    ({"X-Team": 5}, "The value of X-Team in"),
    ({"X-Team": None}, "The value of X-Team in"),
    ({"X-Team": b"s3cret"}, "The value of X-Team in"),
    ({"X Team": "a"}, "'X Team', which is not the name of a header"),
    ({"": "a"}, "'', which is not the name of a header"),
    ({"X-Team:": "a"}, "which is not the name of a header"),
    ({"X-T\u00e9am": "a"}, "which is not the name of a header"),
    ({5: "a"}, "5, which is not the name of a header"),
    ({b"X-Team": "a"}, "which is not the name of a header"),
    ("X-Team: a", "is of the type str: it must be a dict"),
    ([("X-Team", "a")], "is of the type list: it must be a dict"),
]


@pytest.mark.parametrize("make", CLIENTS)
@pytest.mark.parametrize(("headers", "message"), WRONG, ids=str)
def test_invalid_headers_are_refused(make: Any, headers: Any, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as created:
        make(api_key=KEY, default_headers=headers)
    with pytest.raises(ConfigurationError, match=message) as copied:
        make(api_key=KEY).with_options(headers=headers)

    assert "default_headers" in str(created.value)
    assert "s3cret" not in f"{created.value} {copied.value}"


@pytest.mark.parametrize("headers", [None, {}, httpx.Headers(HEADERS), {"X-Empty": "", "X-Tab": "a\tb !~"}])
def test_valid_headers_are_accepted_and_not_shown(headers: Mapping[str, str] | None) -> None:
    client = AIMusic(api_key=KEY, default_headers=headers)

    assert client._config.headers == {name.lower(): value for name, value in (headers or {}).items()}
    for subject in (client, client.with_options(headers=headers), client._config, client.raw, client.sonic):
        assert "g4teway" not in repr(subject)
