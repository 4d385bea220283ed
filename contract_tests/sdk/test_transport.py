"""The transport: API key, pacing, retries, and borrowed httpx clients."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

import aimusic
from aimusic import AIMusic, AsyncAIMusic
from aimusic._http.pacing import Pacer
from aimusic_client.api.account import get_credits
from aimusic_client.api.sonic import create_sonic_music
from aimusic_client.models import CreditBalance, SonicCreateMusicDescription
from contract_tests.support.clients import AsyncInProcess, ClientFactory, Kind, Sdk, SteppingClock

KEY = "sk-very-secret"
BALANCE = {"credits": 1, "extra_credits": 2}
ACCEPTED = {"message": "success", "task_id": "t-1"}
SONG = SonicCreateMusicDescription(mv="sonic-v5", gpt_description_prompt="calm")

Answer = Callable[[httpx.Request], httpx.Response]


class Line:
    """Returns responses in order, repeating the last one, and records the requests."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def raw_credits(sdk: Sdk) -> Any:
    """Request the balance with the generated client."""
    raw = sdk.client.raw
    return get_credits.sync(client=raw) if sdk.loop is None else sdk.run(get_credits.asyncio(client=raw))


def test_key_and_user_agent_are_sent_with_every_request(kind: Kind, client_factory: ClientFactory) -> None:
    line = Line(httpx.Response(503), httpx.Response(200, json=BALANCE))
    sdk = client_factory.answering(kind, line, api_key=KEY)

    assert sdk.call("account.credits").total == 3
    assert raw_credits(sdk) == CreditBalance(1, 2)
    for request in line.requests:
        assert request.headers.get_list("authorization") == [f"Bearer {KEY}"]
        assert request.headers["user-agent"] == f"aimusic-python/{aimusic.__version__}"
        assert request.extensions["timeout"]["read"] == 30.0


@pytest.mark.parametrize(("options", "seconds"), [({}, 120.0), ({"timeout": 7}, 7)], ids=["default", "timeout"])
def test_slow_operations_have_a_longer_timeout(
    kind: Kind, client_factory: ClientFactory, options: dict[str, Any], seconds: float
) -> None:
    line = Line(httpx.Response(200, json={**ACCEPTED, "clip_id": "c-1"}))
    sdk = client_factory.answering(kind, line, **options)
    sdk.call("sonic.upload", "https://example.com/a.mp3")
    sdk.call("sonic.extend_upload", "https://example.com/a.mp3", prompt="la")
    assert [request.extensions["timeout"]["read"] for request in line.requests] == [seconds] * 2


def test_key_never_goes_to_another_host(kind: Kind, client_factory: ClientFactory) -> None:
    line = Line(httpx.Response(200, json=BALANCE))
    sdk = client_factory.answering(kind, line, api_key=KEY)
    raw = sdk.client.raw
    http: Any = raw.get_httpx_client() if sdk.loop is None else raw.get_async_httpx_client()

    for url in ("http://localhost:1/api/v1/get-credits", "https://localhost/", "https://elsewhere.example/"):
        sdk.run(http.get(url))
        sdk.run(http.get(url, headers={"Authorization": f"Bearer {KEY}"}))

    assert len(line.requests) == 6
    assert all(KEY not in repr(request.headers.raw) for request in line.requests)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_not_followed(kind: Kind, client_factory: ClientFactory, status: int) -> None:
    line = Line(httpx.Response(status, headers={"location": "https://elsewhere.example/"}))
    sdk = client_factory.answering(kind, line)

    with pytest.raises(aimusic.APIStatusError, match=str(status)):
        sdk.call("account.credits")
    assert len(line.requests) == 1


def test_invalid_redirect_is_a_connection_error(kind: Kind, client_factory: ClientFactory) -> None:
    sdk = client_factory.answering(kind, Line(httpx.Response(302, headers={"location": "data:,x"})), retries=0)

    with pytest.raises(aimusic.APIConnectionError) as caught:
        sdk.call("sonic.create", "la")
    assert caught.value.charged is None


def test_raw_client_raises_and_retries_also_as_a_copy(kind: Kind, client_factory: ClientFactory) -> None:
    line = Line(
        httpx.Response(429), httpx.Response(200, json=ACCEPTED), httpx.Response(404, json={"type": "not_found"})
    )
    sdk = client_factory.answering(kind, line, api_key=KEY)
    raw = sdk.client.raw.with_headers({"X-Mine": "1"}).with_timeout(httpx.Timeout(3))
    call: Any = create_sonic_music.sync if sdk.loop is None else create_sonic_music.asyncio

    assert sdk.run(call(client=raw, body=SONG)).task_id == "t-1"
    with pytest.raises(aimusic.NotFoundError):
        sdk.run(call(client=raw, body=SONG))
    assert line.requests[-1].headers["x-mine"] == "1"
    assert line.requests[-1].headers["authorization"] == f"Bearer {KEY}"
    assert line.requests[-1].extensions["timeout"]["read"] == 3
    assert len(sdk.clock.slept) == 1


@pytest.mark.parametrize("retries", [0, 1, 2, 5])
@pytest.mark.parametrize("answer", [httpx.Response(500), httpx.ReadTimeout("late"), ConnectionResetError("gone")])
def test_number_of_attempts_follows_the_setting(
    kind: Kind, client_factory: ClientFactory, retries: int, answer: httpx.Response | Exception
) -> None:
    line = Line(answer)
    sdk = client_factory.answering(kind, line, retries=retries)

    with pytest.raises(aimusic.AIMusicError) as caught:
        sdk.call("account.credits")

    assert len(line.requests) == retries + 1
    assert len(sdk.clock.slept) == retries
    assert isinstance(caught.value, TimeoutError) == isinstance(answer, httpx.TimeoutException)


def test_retry_after_over_the_cap_is_raised_at_once(kind: Kind, client_factory: ClientFactory) -> None:
    line = Line(httpx.Response(429, headers={"retry-after": "61"}))
    sdk = client_factory.answering(kind, line)

    with pytest.raises(aimusic.RateLimitError) as caught:
        sdk.call("sonic.create", "la")

    assert (caught.value.retry_after, sdk.clock.slept, caught.value.charged) == (61.0, [], False)


def test_retry_after_is_waited_for(kind: Kind, client_factory: ClientFactory) -> None:
    line = Line(httpx.Response(429, headers={"retry-after": "3"}), httpx.Response(200, json=ACCEPTED))
    sdk = client_factory.answering(kind, line)

    assert sdk.call("sonic.create", "la").id == "t-1"
    assert sdk.clock.slept == [3.0]


def test_invalid_compression_is_a_connection_error(kind: Kind, client_factory: ClientFactory) -> None:
    answer = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(b"no gzip"))
    http: Any = httpx.Client if kind == "sync" else httpx.AsyncClient
    transport: Any = httpx.MockTransport(lambda _request: answer)
    client: Any = (AIMusic if kind == "sync" else AsyncAIMusic)(
        api_key=KEY, retries=0, http_client=http(transport=transport)
    )
    loop = client_factory.answering(kind, lambda _request: answer).loop

    with pytest.raises(aimusic.APIConnectionError):
        Sdk(client, SteppingClock(), loop).call("account.credits")


def test_submits_are_paced_and_polls_are_not(kind: Kind, client_factory: ClientFactory) -> None:
    line = Line(httpx.Response(200, json={**ACCEPTED, **BALANCE, "data": []}))
    sdk = client_factory.answering(kind, line, pace=True)

    for _ in range(3):
        task = sdk.call("sonic.create", "la")
        sdk.run(task.refresh())
        sdk.call("account.credits")

    assert sdk.clock.slept == [3.0, 3.0]


def test_each_attempt_reserves_its_own_slot(kind: Kind, client_factory: ClientFactory) -> None:
    line = Line(httpx.Response(429), httpx.Response(200, json=ACCEPTED))
    sdk = client_factory.answering(kind, line, pace=10)

    sdk.call("sonic.create", "la")

    assert sum(sdk.clock.slept) == 10


def test_copies_share_connections_and_pacing(kind: Kind, client_factory: ClientFactory) -> None:
    line = Line(httpx.Response(200, json=ACCEPTED))
    sdk = client_factory.answering(kind, line, pace=3)
    copy = sdk.client.with_options(timeout=1, retries=7)
    own = sdk.client.with_options(pace=0)

    sdk.call("sonic.create", "la")
    sdk.run(copy.sonic.create("la"))
    sdk.run(own.sonic.create("la"))

    assert sdk.clock.slept == [3.0]
    assert [request.extensions["timeout"]["read"] for request in line.requests] == [30.0, 1, 30.0]
    assert (copy._config.retries, sdk.client._config.retries, own._config.pace) == (7, 2, 0.0)
    assert copy._http is own._http is sdk.client._http
    assert type(copy) is type(sdk.client)


def test_close_leaves_a_borrowed_client_open(kind: Kind, client_factory: ClientFactory) -> None:
    sdk = client_factory.answering(kind, Line(httpx.Response(200, json=BALANCE)))
    sdk.close()
    assert not sdk.client._http.is_closed

    owner: Any = (AIMusic if kind == "sync" else AsyncAIMusic)(api_key=KEY)
    copy = owner.with_options(retries=0)
    mine = Sdk(owner, SteppingClock(), sdk.loop)
    Sdk(copy, SteppingClock(), sdk.loop).close()
    assert not owner._http.is_closed
    mine.close()
    assert owner._http.is_closed


def test_with_block_closes(client_factory: ClientFactory) -> None:
    with AIMusic(api_key=KEY) as client:
        states = [client._http.is_closed]
    states.append(client._http.is_closed)
    assert states == [False, True]

    async def enter() -> AsyncAIMusic:
        async with AsyncAIMusic(api_key=KEY) as inside:
            assert not inside._http.is_closed
        return inside

    sdk = client_factory.answering("async", Line(httpx.Response(200)))
    assert sdk.run(enter())._http.is_closed


def test_borrowed_client_sends_its_headers_and_hooks_but_not_its_credentials(
    kind: Kind, client_factory: ClientFactory
) -> None:
    line = Line(
        httpx.Response(302, headers={"location": "https://elsewhere.example"}), httpx.Response(200, json=BALANCE)
    )
    hooked: list[str] = []
    settings: dict[str, Any] = {
        "headers": {"X-Trace": "t-9", "Authorization": "Bearer mine", "User-Agent": "mine"},
        "auth": ("user", "password"),
        "follow_redirects": True,
        "base_url": "https://wrong.example",
    }
    loop = client_factory.answering(kind, line).loop
    transport = httpx.MockTransport(line)

    async def on_request(request: httpx.Request) -> None:
        hooked.append(request.url.path)

    if kind == "sync":
        hooks: dict[str, Any] = {"request": [lambda request: hooked.append(request.url.path)]}
        client: Any = AIMusic(api_key=KEY, http_client=httpx.Client(transport=transport, event_hooks=hooks, **settings))
    else:
        other = httpx.AsyncClient(
            transport=AsyncInProcess(transport), event_hooks={"request": [on_request]}, **settings
        )
        client = AsyncAIMusic(api_key=KEY, http_client=other)
    sdk = Sdk(client, SteppingClock(), loop)

    with pytest.raises(aimusic.APIStatusError, match="302"):
        sdk.call("account.credits")
    sdk.call("account.credits")

    assert hooked == ["/api/v1/get-credits"] * 2
    for request in line.requests:
        assert request.url.host == "api.aimusicapi.ai"
        assert request.headers["x-trace"] == "t-9"
        assert request.headers.get_list("authorization") == [f"Bearer {KEY}"]


def test_pacer_reserves_one_slot_per_thread() -> None:
    pacer = Pacer(3.0)
    with ThreadPoolExecutor(16) as pool:
        waits = sorted(pool.map(lambda _: pacer.reserve("POST", 100.0), range(200)))

    assert waits == [3.0 * place for place in range(200)]
    assert pacer.reserve("GET", 100.0) == 0.0
    assert Pacer(0.0).reserve("POST", 100.0) == 0.0
    assert pacer.reserve("POST", 10_000.0) == 0.0


def test_proxies_of_the_environment_apply_to_the_default_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with AIMusic(api_key=KEY, retries=0) as client:
        with pytest.raises(aimusic.APIConnectionError, match=r"through the proxy http://127\.0\.0\.1:9, HTTPS_PROXY"):
            client.account.credits()
        assert client.raw.get_httpx_client()._mounts == {}  # the generated client uses only our transport
