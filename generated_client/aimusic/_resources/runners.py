"""The runners behind the resources, one for threads and one for coroutines: send calls and create tasks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx
from attrs import define

from aimusic import _defaults
from aimusic._clock import Clock
from aimusic._config import Config
from aimusic._errors import REQUEST_ID, NotReadyError
from aimusic._http.call import Accepted, Call
from aimusic._logging import logger
from aimusic._tasks.base import TaskBackend, parse_task_id
from aimusic._tasks.clip import AsyncClip, Clip
from aimusic._tasks.poll_schedule import PollSchedule
from aimusic._tasks.snapshot import Product
from aimusic._tasks.task import AsyncTask, Task
from aimusic_client import AuthenticatedClient

T = TypeVar("T")


def request_arguments(call: Call[Any], config: Config) -> dict[str, Any]:
    """Return the arguments of the request: a call whose response waits for an upload gets the longer timeout."""
    return {**call.request, "timeout": config.slow_timeout} if call.is_slow else dict(call.request)


def task_fields(call: Call[Accepted], response: httpx.Response) -> dict[str, Any]:
    """Return the arguments of the task that a response started.

    Raises:
        ResponseDecodingError: The response does not match the contract.
    """
    accepted = call.decode(response)
    if accepted.warning:
        logger.warning("the service warns about task %s: %s", accepted.task_id, accepted.warning)
    return {
        "product": call.operation.tag,
        "id": accepted.task_id,
        "request_id": response.headers.get(REQUEST_ID),
        "warning": accepted.warning,
        "is_fresh": True,
    }


def build_schedule(clock: Clock, config: Config, timeout: float) -> PollSchedule:
    """Return the schedule of repeated calls until a file has been built."""
    interval = None if config.is_local else _defaults.BUILD_INTERVAL
    return PollSchedule(clock, config.is_local, timeout, interval, is_fresh=False)


@define
class SyncRunner:
    """Sends with an `httpx.Client`."""

    raw: AuthenticatedClient
    config: Config
    clock: Clock
    fetch: Callable[..., Path]

    def submit(self, call: Call[Accepted]) -> Task:
        """Make a call that starts a task and return the task."""
        return self._task(**task_fields(call, self._send(call)))

    def answer(self, call: Call[T]) -> T:
        """Make a call and return its result."""
        return call.decode(self._send(call))

    def build(self, call: Call[T], timeout: float) -> T:
        """Repeat a call until its file has been built."""
        schedule = build_schedule(self.clock, self.config, timeout)
        while True:
            self.clock.sleep(schedule.pause())
            try:
                return self.answer(call)
            except NotReadyError:
                if schedule.is_over:
                    raise

    def handle(self, product: Product, task_id: str) -> Task:
        """Return a task by its id, without a request."""
        return self._task(product=product, id=parse_task_id(product, task_id))

    def _send(self, call: Call[Any]) -> httpx.Response:
        return self.raw.get_httpx_client().request(**request_arguments(call, self.config))

    def _task(self, **known: Any) -> Task:
        backend = TaskBackend(self.answer, self._clip, self.clock, self.config.timeout, self.config.is_local)
        return Task(backend=backend, **known)

    def _clip(self, **known: Any) -> Clip:
        return Clip(fetch=self.fetch, **known)


@define
class AsyncRunner:
    """Sends with an `httpx.AsyncClient`."""

    raw: AuthenticatedClient
    config: Config
    clock: Clock
    fetch: Callable[..., Awaitable[Path]]

    async def submit(self, call: Call[Accepted]) -> AsyncTask:
        """Make a call that starts a task and return the task."""
        return self._task(**task_fields(call, await self._send(call)))

    async def answer(self, call: Call[T]) -> T:
        """Make a call and return its result."""
        return call.decode(await self._send(call))

    async def build(self, call: Call[T], timeout: float) -> T:  # noqa: ASYNC109 - the same name as in SyncRunner
        """Repeat a call until its file has been built."""
        schedule = build_schedule(self.clock, self.config, timeout)
        while True:
            await self.clock.asleep(schedule.pause())
            try:
                return await self.answer(call)
            except NotReadyError:
                if schedule.is_over:
                    raise

    def handle(self, product: Product, task_id: str) -> AsyncTask:
        """Return a task by its id, without a request."""
        return self._task(product=product, id=parse_task_id(product, task_id))

    async def _send(self, call: Call[Any]) -> httpx.Response:
        return await self.raw.get_async_httpx_client().request(**request_arguments(call, self.config))

    def _task(self, **known: Any) -> AsyncTask:
        backend = TaskBackend(self.answer, self._clip, self.clock, self.config.timeout, self.config.is_local)
        return AsyncTask(backend=backend, **known)

    def _clip(self, **known: Any) -> AsyncClip:
        return AsyncClip(fetch=self.fetch, **known)
