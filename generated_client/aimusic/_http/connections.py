"""The httpx clients under an SDK client: one per process and, for coroutines, one per event loop.

Two processes that share a connection read each other's responses, and a connection of an ended event loop cannot be
read, although a request may still leave through it. So a forked child and a new event loop get connections of their own.
A client of the caller, `http_client`, cannot be replaced: once it has connections, it is refused there.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar
from weakref import WeakSet

import httpx

from aimusic._clock import running_loop
from aimusic._errors import ConfigurationError
from aimusic._http.network import Network

HttpT = TypeVar("HttpT", httpx.Client, httpx.AsyncClient)


class Forked(Protocol):
    """An object with state that a forked child must not share with its parent."""

    def after_fork(self) -> None:
        """Replace that state, in the child. Locks are replaced, too: a thread of the parent may have held them."""
        ...


_LIVE: WeakSet[Any] = WeakSet()


def watch_forks(subject: Forked) -> None:
    """Call the object's `after_fork` in every child of this process, before anything else runs there."""
    _LIVE.add(subject)


def _after_fork() -> None:
    for subject in list(_LIVE):
        subject.after_fork()


if hasattr(os, "register_at_fork"):  # not on Windows, which cannot fork
    os.register_at_fork(after_in_child=_after_fork)


class _Connections(Generic[HttpT]):
    """What `Connections` and `AsyncConnections` share.

    Args:
        borrowed: The caller's client; None to create clients.
        kind: The class of the caller's client.
        user: The name of the SDK's client, for errors.
        create: Creates a client.

    Raises:
        ConfigurationError: The caller's client is of another class, or a variable of the environment is invalid.
    """

    def __init__(
        self, borrowed: HttpT | None, kind: type[HttpT], user: str, create: Callable[[Network], HttpT]
    ) -> None:
        self._user = user
        self._borrowed: HttpT | None = borrowed
        self._is_closed = False
        self._home: object = None
        """Where the caller's client has connections: a process, or an event loop."""
        if borrowed is None:
            self._create: Callable[[], HttpT] = partial(create, Network.from_environment())
        elif not isinstance(borrowed, kind):
            raise ConfigurationError(
                f"http_client is of the type {type(borrowed).__qualname__}: "
                f"{user} takes an httpx.{kind.__name__}. AIMusic is for threads, AsyncAIMusic for coroutines."
            )
        watch_forks(self)

    @property
    def is_closed(self) -> bool:
        """Whether requests can no longer be sent."""
        return self._is_closed if self._borrowed is None else self._borrowed.is_closed

    def after_fork(self) -> None:
        """Drop the parent's connections. Closing them could wait for a lock that no thread of the child releases."""
        raise NotImplementedError

    def _check(self, home: object) -> None:
        if self.is_closed:
            raise self._closed()
        if self._home not in (None, home):
            raise ConfigurationError(
                f"http_client has connections of another process or event loop: create it, and the {self._user}, where "
                "you use them; or leave out http_client, and each process and event loop gets its own connections."
            )

    def _closed(self) -> ConfigurationError:
        name = f"This {self._user} client" if self._borrowed is None else "The http_client"
        return ConfigurationError(f"{name} is closed: create a new one.")

    def _remember(self, response: httpx.Response, home: object) -> None:
        if self._borrowed is not None and "network_stream" in response.extensions:  # no in-process transport has one
            self._home = home


class Connections(_Connections[httpx.Client]):
    """The `httpx.Client` of a process: the caller's, or one that is created on demand.

    Args:
        borrowed: The caller's client; None to create one.

    Raises:
        ConfigurationError: As in the base class.
    """

    def __init__(self, borrowed: httpx.Client | None) -> None:
        super().__init__(borrowed, httpx.Client, "AIMusic", Network.client)
        self._own: httpx.Client | None = None
        self._process = object()
        self._lock = Lock()

    def current(self) -> httpx.Client:
        """Return the client of this process.

        Raises:
            ConfigurationError: It is closed, or it is the caller's and has connections of the parent process.
        """
        with self._lock:  # as `close` takes it: no client is created after it
            self._check(self._process)
            if self._borrowed is not None:
                return self._borrowed
            if self._own is None:
                self._own = self._create()
            return self._own

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request; the options are those of `httpx.Client.send`, the errors also those of `current`."""
        http = self.current()
        try:
            response = http.send(request, **options)
        except RuntimeError as error:
            if http.is_closed:  # by another thread, after the check
                raise self._closed() from error
            raise
        self._remember(response, self._process)
        return response

    def close(self) -> None:
        """Close the connections, unless they are the caller's."""
        with self._lock:
            self._is_closed = True
        if self._own is not None:
            self._own.close()

    def after_fork(self) -> None:
        """Drop the parent's connections; see the base class."""
        self._own, self._process, self._lock = None, object(), Lock()


class AsyncConnections(_Connections[httpx.AsyncClient]):
    """The `httpx.AsyncClient` of each event loop: the caller's for one loop, or one that is created on demand.

    Args:
        borrowed: The caller's client; None to create clients.

    Raises:
        ConfigurationError: As in the base class.
    """

    def __init__(self, borrowed: httpx.AsyncClient | None) -> None:
        super().__init__(borrowed, httpx.AsyncClient, "AsyncAIMusic", Network.async_client)
        self._own: dict[asyncio.AbstractEventLoop, httpx.AsyncClient] = {}

    def current(self) -> httpx.AsyncClient:
        """Return the client of the running event loop.

        Raises:
            ConfigurationError: It is closed, or it is the caller's and has connections of another loop; or the loop is
                not asyncio's.
        """
        loop = running_loop()
        self._check(loop)
        if self._borrowed is not None:
            return self._borrowed
        for ended in [known for known in list(self._own) if known.is_closed()]:
            self._own.pop(ended, None)
        if loop not in self._own:
            self._own[loop] = self._create()
        return self._own[loop]

    async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request; the options are those of `httpx.AsyncClient.send`, the errors also those of `current`."""
        http = self.current()
        try:
            response = await http.send(request, **options)
        except RuntimeError as error:
            if http.is_closed:  # by another coroutine, after the check
                raise self._closed() from error
            raise
        self._remember(response, running_loop())
        return response

    async def aclose(self) -> None:
        """Close the connections of this event loop and drop those of others, unless they are the caller's."""
        self._is_closed = True
        own, self._own = self._own.pop(running_loop(), None), {}
        if own is not None:
            await own.aclose()

    def after_fork(self) -> None:
        """Drop the parent's connections; see the base class."""
        self._own = {}
        self._home = self._home and object()  # equal to no loop
