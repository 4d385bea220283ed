"""Both clients on the in-process mock behind one interface, with a clock that advances the mock's."""

from __future__ import annotations

import asyncio
import inspect
import os
from collections.abc import Callable, Iterator
from typing import Any, Literal

import httpx
import pytest
from attrs import define, field

from aimusic import AIMusic, AsyncAIMusic
from aimusic._logging import logger
from contract_tests.support.mock_app import KEY, Api

Kind = Literal["sync", "async"]
KINDS: tuple[Kind, ...] = ("sync", "async")

BASE_URL = "http://localhost"
"""The mock's URL for the clients. It is on this machine, so plain HTTP is allowed."""


@define
class SteppingClock:
    """A clock that advances when a client waits, together with the mock's."""

    advance: Callable[[float], object] = lambda _seconds: None
    now: float = 1000.0
    luck: float = 0.5
    slept: list[float] = field(factory=list)

    def monotonic(self) -> float:
        return self.now

    def wall(self) -> float:
        return 1_769_000_000.0 + self.now

    def chance(self) -> float:
        return self.luck

    def sleep(self, seconds: float) -> None:
        if seconds > 0:
            self.slept.append(seconds)
            self.now += seconds
            self.advance(seconds)

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)


class AsyncInProcess(httpx.AsyncBaseTransport):
    """An in-process transport for the asynchronous client. Responses are complete at once, so no thread is needed."""

    def __init__(self, transport: httpx.BaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = self._transport.handle_request(request)
        content = response.read()
        response.close()
        headers = [(name, value) for name, value in response.headers.raw if name.lower() != b"content-encoding"]
        return httpx.Response(response.status_code, headers=headers, content=content)


@define
class Sdk:
    """One client of either kind, with the same interface.

    Attributes:
        client: An `AIMusic`, or an `AsyncAIMusic` typed as an `AIMusic`, since `run` hides the difference.
        clock: The client's clock.
        loop: The event loop of the asynchronous client; None for the synchronous one.
    """

    client: AIMusic
    clock: SteppingClock
    loop: asyncio.AbstractEventLoop | None = field(default=None, repr=False)

    def run(self, value: Any) -> Any:
        """Return a value, or the result of an awaitable."""
        return self.loop.run_until_complete(value) if self.loop and inspect.isawaitable(value) else value

    def all(self, values: Any) -> list[Any]:
        """Return all values of an iterator of either kind."""
        if self.loop is None:
            return list(values)

        async def collect() -> list[Any]:
            return [value async for value in values]

        return self.loop.run_until_complete(collect())

    def call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method by its dotted name, such as `sonic.create`, and return its result."""
        result: Any = self.client
        for part in name.split("."):
            result = getattr(result, part)
        return self.run(result(*args, **kwargs))

    def close(self) -> None:
        """Close the client."""
        client: Any = self.client
        self.run(client.close() if self.loop is None else client.aclose())


@define
class ClientFactory:
    """Creates clients, and closes them at the end."""

    clients: list[Sdk] = field(factory=list)
    loops: list[asyncio.AbstractEventLoop] = field(factory=list)

    def over(self, kind: Kind, transport: httpx.BaseTransport, clock: SteppingClock, **options: Any) -> Sdk:
        """Return a client of a kind over a synchronous transport.

        Args:
            kind: The kind of client.
            transport: The synchronous transport.
            clock: The client's clock.
            options: Additional settings of the client.
        """
        settings = {"api_key": KEY, "base_url": BASE_URL, "clock": clock, **options}
        if kind == "sync":
            sdk = Sdk(AIMusic(http_client=httpx.Client(transport=transport), **settings), clock)
        else:
            loop = asyncio.new_event_loop()
            self.loops.append(loop)
            http = httpx.AsyncClient(transport=AsyncInProcess(transport))
            client: Any = AsyncAIMusic(http_client=http, **settings)
            sdk = Sdk(client, clock, loop)
        self.clients.append(sdk)
        return sdk

    def on(self, kind: Kind, api: Api, **options: Any) -> Sdk:
        """Return a client of a kind on a mock, whose clock advances when the client waits."""
        clock = SteppingClock(advance=api.advance)
        return self.over(kind, httpx.WSGITransport(app=api.app, raise_app_exceptions=False), clock, **options)

    def answering(self, kind: Kind, answer: Callable[[httpx.Request], httpx.Response], **options: Any) -> Sdk:
        """Return a client of a kind whose responses come from a function, which may also raise."""
        return self.over(kind, httpx.MockTransport(answer), SteppingClock(), **options)

    def close(self) -> None:
        """Close every client and loop."""
        for client in self.clients:
            client.close()
        for loop in self.loops:
            loop.close()


@pytest.fixture(autouse=True)
def nothing_from_outside(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Remove AIMUSIC_ variables for the tests of the SDK, and restore the logger afterwards."""
    if "/sdk/" in request.node.nodeid:
        for name in [name for name in os.environ if name.startswith("AIMUSIC_")]:  # noqa: TID251 - to clear it
            monkeypatch.delenv(name)
    level, handlers = logger.level, list(logger.handlers)
    yield
    logger.setLevel(level)
    logger.handlers[:] = handlers


@pytest.fixture
def client_factory() -> Iterator[ClientFactory]:
    """A factory of clients."""
    created = ClientFactory()
    yield created
    created.close()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    """The kind of client; the test runs once for each."""
    chosen: Kind = request.param
    return chosen


@pytest.fixture
def sdk(kind: Kind, client_factory: ClientFactory, api: Api) -> Sdk:
    """A client of either kind on the mock."""
    return client_factory.on(kind, api)
