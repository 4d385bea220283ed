"""One client in several processes, threads and event loops, after its end, and with an httpx client of the wrong kind."""

from __future__ import annotations

import asyncio
import gc
import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import define, field

from aimusic import AIMusic, AsyncAIMusic, ConfigurationError
from contract_tests.support.clients import Kind

KEY = "sk-very-secret"

pytestmark = pytest.mark.filterwarnings(
    "ignore:This process .* is multi-threaded:DeprecationWarning",  # Python 3.12 and later, for os.fork
    "ignore:unclosed:ResourceWarning",  # the connections of an ended event loop
)


@pytest.fixture(autouse=True)
def ended_event_loops() -> Iterator[None]:
    """Collect the connections of ended event loops, which nothing can close, while their warnings are ignored."""
    yield
    gc.collect()


@define
class Service:
    """A server whose balance is the port of the connection, so that a response reveals which one it used."""

    url: str
    requests: list[int] = field(factory=list)


@pytest.fixture
def service() -> Iterator[Service]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            running.requests.append(self.client_address[1])
            content = json.dumps({"credits": self.client_address[1], "extra_credits": 0}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        running = Service(f"http://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield running
        server.shutdown()


def in_child(call: Callable[[], object]) -> str:
    """Return the result of a call in a forked child, or its error; a child that hangs for 20 seconds is killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        try:
            text = str(call())
        except BaseException as error:  # noqa: BLE001 - the parent compares it
            text = f"{type(error).__name__}: {error}"
        os.write(writing, text.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    assert os.waitpid(child, 0)[1] == 0, "the child did not end"
    return text


def port_of(client: AIMusic) -> int:
    return int(client.account.credits().total)


async def aport_of(client: AsyncAIMusic) -> int:
    return int((await client.account.credits()).total)


# Processes


def test_forked_child_has_its_own_connection(service: Service) -> None:
    with AIMusic(api_key=KEY, base_url=service.url) as client:
        copy = client.with_options(retries=0)
        own = port_of(client)
        ports = [int(in_child(lambda: port_of(copy))) for _ in range(4)]
        grandchild = int(in_child(lambda: (port_of(client), in_child(lambda: port_of(client)))[1]))

        assert len({own, grandchild, *ports}) == 6
        assert port_of(client) == own


def test_processes_of_a_pool_have_their_own_connections(service: Service) -> None:
    with AIMusic(api_key=KEY, base_url=service.url) as client:
        own = port_of(client)
        _SHARED[:] = [client]
        with multiprocessing.get_context("fork").Pool(2) as pool:
            ports = pool.map(_port_of_shared, range(8), chunksize=1)

        assert own not in ports
        assert len(set(ports)) <= 2


_SHARED: list[AIMusic] = []
"""The client that the processes of a pool inherit."""


def _port_of_shared(_: int) -> int:
    return port_of(_SHARED[0])


def test_fork_while_a_thread_holds_a_lock_does_not_block_the_child(service: Service) -> None:
    with AIMusic(api_key=KEY, base_url=service.url, pace=0.001) as client:
        port_of(client)
        with client._http._lock, client._pacer._lock:
            assert in_child(lambda: (port_of(client) > 0, client._pacer.reserve("POST", 0.0))) == "(True, 0.0)"


def test_forked_child_of_an_asynchronous_client_has_its_own_connection(service: Service) -> None:
    client = AsyncAIMusic(api_key=KEY, base_url=service.url)
    loop = asyncio.new_event_loop()
    own = loop.run_until_complete(aport_of(client))

    assert int(in_child(lambda: asyncio.run(aport_of(client)))) != own
    assert loop.run_until_complete(aport_of(client)) == own
    loop.run_until_complete(client.aclose())
    loop.close()


def test_own_client_with_connections_is_refused_in_a_child(service: Service) -> None:
    with httpx.Client() as http:
        client = AIMusic(api_key=KEY, base_url=service.url, http_client=http)
        unused = in_child(lambda: port_of(client))
        own = port_of(client)

        assert int(unused) != own
        assert in_child(lambda: port_of(client)).startswith(
            "ConfigurationError: http_client has connections of another"
        )
        assert port_of(client) == own
    assert len(service.requests) == 3


def test_own_asynchronous_client_with_connections_is_refused_in_a_child(service: Service) -> None:
    loop = asyncio.new_event_loop()
    http = httpx.AsyncClient()
    client = AsyncAIMusic(api_key=KEY, base_url=service.url, http_client=http)
    loop.run_until_complete(aport_of(client))

    assert in_child(lambda: loop.run_until_complete(aport_of(client))).startswith("ConfigurationError: http_client has")
    loop.run_until_complete(http.aclose())
    loop.close()


def test_own_client_without_connections_works_in_a_child() -> None:
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, json={"credits": 7, "extra_credits": 0}))
    client = AIMusic(api_key=KEY, http_client=httpx.Client(transport=transport))

    assert (port_of(client), in_child(lambda: port_of(client))) == (7, "7")


# Event loops


def test_second_event_loop_has_its_own_connection(service: Service) -> None:
    client = AsyncAIMusic(api_key=KEY, base_url=service.url)

    async def twice() -> tuple[int, int]:
        return await aport_of(client), await aport_of(client.with_options(retries=1))

    first, second = asyncio.run(twice()), asyncio.run(twice())
    last = asyncio.run(_close_after(client))

    assert first[0] == first[1] != second[0] == second[1] != last
    assert client._http._own == {}


async def _close_after(client: AsyncAIMusic) -> int:
    async with client:
        port = await aport_of(client)
        assert len(client._http._own) == 1, "clients of ended loops are dropped"
    return port


def test_event_loops_of_several_threads_have_their_own_connections(service: Service) -> None:
    client = AsyncAIMusic(api_key=KEY, base_url=service.url)
    together = threading.Barrier(4)

    async def use() -> int:
        await aport_of(client)
        together.wait(20)
        return await aport_of(client)

    with ThreadPoolExecutor(4) as pool:
        ports = list(pool.map(lambda _: asyncio.run(use()), range(4)))
    assert len(set(ports)) == 4


def test_own_client_with_connections_is_refused_in_a_second_event_loop(service: Service, tmp_path: Path) -> None:
    http = httpx.AsyncClient()
    client = AsyncAIMusic(api_key=KEY, base_url=service.url, http_client=http)
    asyncio.run(aport_of(client))

    for call in (client.account.credits, lambda: client.download(f"{service.url}/a.mp3", tmp_path)):
        with pytest.raises(ConfigurationError, match="another process or event loop"):
            asyncio.run(_await(call))
    assert len(service.requests) == 1


async def _await(call: Callable[[], Any]) -> Any:
    return await call()


def test_own_client_without_connections_works_in_every_event_loop() -> None:
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, json={"credits": 7, "extra_credits": 0}))
    client = AsyncAIMusic(api_key=KEY, http_client=httpx.AsyncClient(transport=transport))

    assert [asyncio.run(aport_of(client)) for _ in range(2)] == [7, 7]


def test_event_loop_of_another_library_is_refused(tmp_path: Path) -> None:
    client = AsyncAIMusic(api_key=KEY)
    for call in (
        client.account.credits,
        lambda: client.sonic.create("la"),
        lambda: client.sonic.task("t-1").wait(),
        lambda: client.download("https://files.example/a.mp3", tmp_path),
        client.aclose,
    ):
        with pytest.raises(ConfigurationError, match="asyncio"):
            call().send(None)  # as trio starts a coroutine: without a loop of asyncio


# Ends


@pytest.mark.parametrize("is_used", [False, True])
def test_closed_client_is_refused(is_used: bool, service: Service, tmp_path: Path) -> None:
    client = AIMusic(api_key=KEY, base_url=service.url)
    copy = client.with_options(retries=0)
    if is_used:
        port_of(client)
    client.close()
    client.close()

    for call in (
        client.account.credits,
        copy.account.credits,
        lambda: client.download(f"{service.url}/a.mp3", tmp_path),
        lambda: client.sonic.task("t-1").wait(),
    ):
        with pytest.raises(ConfigurationError, match="This AIMusic client is closed: create a new one"):
            call()
    assert in_child(client.account.credits).startswith("ConfigurationError: This AIMusic client is closed")


@pytest.mark.parametrize("is_used", [False, True])
def test_closed_asynchronous_client_is_refused(is_used: bool, service: Service, tmp_path: Path) -> None:
    client = AsyncAIMusic(api_key=KEY, base_url=service.url)

    async def use_and_close() -> None:
        if is_used:
            await aport_of(client)
        await client.aclose()
        await client.aclose()

    asyncio.run(use_and_close())
    for call in (client.account.credits, lambda: client.download(f"{service.url}/a.mp3", tmp_path)):
        with pytest.raises(ConfigurationError, match="This AsyncAIMusic client is closed: create a new one"):
            asyncio.run(_await(call))


def test_client_that_is_closed_during_a_request_is_refused(kind: Kind) -> None:
    if kind == "sync":
        client = AIMusic(api_key=KEY)
        client._http.current().close()  # as another thread, between the check and the request
        with pytest.raises(ConfigurationError, match="This AIMusic client is closed"):
            client.account.credits()
        return

    async def run() -> None:
        aclient = AsyncAIMusic(api_key=KEY)
        await aclient._http.current().aclose()
        await aclient.account.credits()

    with pytest.raises(ConfigurationError, match="This AsyncAIMusic client is closed"):
        asyncio.run(run())


def test_client_that_is_closed_while_it_connects_leaves_no_connections_open() -> None:
    client = AIMusic(api_key=KEY)
    create, closer = client._http._create, threading.Thread(target=client.close)

    def close_meanwhile() -> httpx.Client:
        closer.start()
        closer.join(0.1)  # closes at once, unless it waits for the new connections
        return create()

    client._http._create = close_meanwhile
    http = client._http.current()
    closer.join()
    assert http.is_closed


def test_own_client_that_is_closed_is_refused(kind: Kind) -> None:
    if kind == "sync":
        http = httpx.Client()
        http.close()
        with pytest.raises(ConfigurationError, match="The http_client is closed"):
            AIMusic(api_key=KEY, http_client=http).account.credits()
        return

    async def run() -> None:
        ahttp = httpx.AsyncClient()
        await ahttp.aclose()
        await AsyncAIMusic(api_key=KEY, http_client=ahttp).account.credits()

    with pytest.raises(ConfigurationError, match="The http_client is closed"):
        asyncio.run(run())


@pytest.mark.parametrize(
    ("make", "http", "expected"),
    [
        (AIMusic, httpx.AsyncClient(), "AIMusic takes an httpx.Client"),
        (AsyncAIMusic, httpx.Client(), "AsyncAIMusic takes an httpx.AsyncClient"),
        (AIMusic, httpx.HTTPTransport(), "AIMusic takes an httpx.Client"),
        (AsyncAIMusic, httpx.AsyncClient, "AsyncAIMusic takes an httpx.AsyncClient"),
        (AIMusic, "http://proxy:80", "AIMusic takes an httpx.Client"),
        (AIMusic, False, "AIMusic takes an httpx.Client"),
    ],
)
def test_http_client_of_the_wrong_kind_is_refused(make: Any, http: Any, expected: str) -> None:
    with pytest.raises(ConfigurationError, match=expected):
        make(api_key=KEY, http_client=http)
