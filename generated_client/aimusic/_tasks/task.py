"""Tasks of both clients: polling, and waiting for the end.

`Task` and `AsyncTask` have the same methods in the same order. `snapshot` parses the responses, `base` keeps them, and
`poll_schedule` decides when to poll; the two classes do the I/O. A task knows its `TaskBackend`, and nothing else of the
client.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, cast

from attrs import define

from aimusic import _defaults
from aimusic._errors import AIMusicError
from aimusic._http.call import Call
from aimusic._tasks.base import BaseTask, ClipT
from aimusic._tasks.clip import AsyncClip, Clip
from aimusic._tasks.resuming import resumable
from aimusic._tasks.snapshot import Snapshot


@define(eq=False, repr=False)
class Task(BaseTask[Clip]):
    """A task of an `AIMusic` client; see `BaseTask` for its attributes.

    Attributes never send a request; only the methods do. The service cannot cancel a task. Threads may share a task;
    each poll replaces its state.
    """

    def refresh(self) -> Task:
        """Poll the task once.

        Returns:
            The same task.

        Raises:
            NotFoundError: The task does not exist.
            APIStatusError: The service refused the request; see the status.
            APIConnectionError: No response was received.
            ResponseDecodingError: The response does not match the contract.

        Credits: 0.
        """
        self._poll(self._call())
        return self

    def wait(
        self,
        timeout: float | None = _defaults.WAIT_TIMEOUT,
        *,
        interval: float | None = None,
        on_update: Callable[[Task], object] | None = None,
    ) -> Task:
        """Wait until the task has ended, successfully or not.

        The first poll is immediate for a task created from its id, and after one interval for a task that was just
        submitted; a task that has ended is not polled. Lost connections, 429, 5xx and malformed responses are
        tolerated; 401, 403 and 404 are raised.

        Args:
            timeout: Seconds until the deadline, when the task is polled once more; None for no deadline.
            interval: Seconds between polls, at least 3. None follows the service's documentation: 15, then 20, with 10%
                jitter. For a server on this machine any interval is allowed, and None is 0.1.
            on_update: Called with the task after every successful poll.

        Returns:
            The same task.

        Raises:
            TaskTimeoutError: The task had not ended at the deadline. It continues, and can be resumed by its id.
            AIMusicError: As `refresh`, for errors that are not tolerated.

        Credits: 0.
        """
        for _ in self.updates(timeout, interval=interval):
            if on_update is not None:
                with resumable(self.product, self.id):
                    on_update(self)
        return self

    def updates(
        self, timeout: float | None = _defaults.WAIT_TIMEOUT, *, interval: float | None = None
    ) -> Iterator[Task]:
        """Yield the task after every successful poll until it has ended; otherwise as `wait`."""
        has_ended = self.is_done  # a local: mypy would take the property for constant, and the loop for endless
        if has_ended:
            yield self
            return
        schedule = self._schedule(timeout, interval)
        while True:
            with resumable(self.product, self.id):
                self._backend().clock.sleep(schedule.pause())
            try:
                self._poll(self._poll_call(schedule))
            except AIMusicError as error:
                schedule.tolerate(error)
            else:
                schedule.succeeded()
                yield self
                if self.is_done:
                    return
            if schedule.is_over:
                raise TaskTimeoutError(self, schedule.waited) from schedule.last_error

    def result(self, timeout: float | None = _defaults.WAIT_TIMEOUT) -> tuple[Clip, ...]:
        """Wait if necessary, and return the clips that succeeded.

        Args:
            timeout: Seconds to wait; None for no deadline.

        Raises:
            TaskFailedError: The task failed; its credits are refunded.
            TaskTimeoutError: The task had not ended at the deadline.
            AIMusicError: As `wait`.

        Credits: 0.
        """
        if not self.is_done:
            self.wait(timeout)
        return _successful_clips(self)

    def _poll(self, poll: Call[Snapshot]) -> None:
        with resumable(self.product, self.id):
            try:
                result: Snapshot = self._backend().answer(poll)
            except AIMusicError as error:
                result = self._snapshot_from_error(error)
            self._apply(result)


@define(eq=False, repr=False)
class AsyncTask(BaseTask[AsyncClip]):
    """A task of an `AsyncAIMusic` client: `Task` with coroutines."""

    async def refresh(self) -> AsyncTask:
        """Poll the task once; see `Task.refresh`."""
        await self._poll(self._call())
        return self

    async def wait(
        self,
        timeout: float | None = _defaults.WAIT_TIMEOUT,  # noqa: ASYNC109 - the same name as in Task
        *,
        interval: float | None = None,
        on_update: Callable[[AsyncTask], object] | None = None,
    ) -> AsyncTask:
        """Wait until the task has ended; see `Task.wait`. If `on_update` returns an awaitable, it is awaited."""
        async for _ in self.updates(timeout, interval=interval):
            if on_update is not None:
                with resumable(self.product, self.id, "await "):
                    returned = on_update(self)
                    if isinstance(returned, Awaitable):
                        await returned
        return self

    async def updates(
        self,
        timeout: float | None = _defaults.WAIT_TIMEOUT,  # noqa: ASYNC109 - the same name as in Task
        *,
        interval: float | None = None,
    ) -> AsyncIterator[AsyncTask]:
        """Yield the task after every successful poll; see `Task.updates`."""
        has_ended = self.is_done  # a local: mypy would take the property for constant, and the loop for endless
        if has_ended:
            yield self
            return
        schedule = self._schedule(timeout, interval)
        while True:
            with resumable(self.product, self.id, "await "):
                await self._backend().clock.asleep(schedule.pause())
            try:
                await self._poll(self._poll_call(schedule))
            except AIMusicError as error:
                schedule.tolerate(error)
            else:
                schedule.succeeded()
                yield self
                if self.is_done:
                    return
            if schedule.is_over:
                raise TaskTimeoutError(self, schedule.waited) from schedule.last_error

    async def result(
        self,
        timeout: float | None = _defaults.WAIT_TIMEOUT,  # noqa: ASYNC109 - the same name as in Task
    ) -> tuple[AsyncClip, ...]:
        """Wait if necessary, and return the clips that succeeded; see `Task.result`."""
        if not self.is_done:
            await self.wait(timeout)
        return _successful_clips(self)

    async def _poll(self, poll: Call[Snapshot]) -> None:
        with resumable(self.product, self.id, "await "):
            try:
                result: Snapshot = await self._backend().answer(poll)
            except AIMusicError as error:
                result = self._snapshot_from_error(error)
            self._apply(result)


def _successful_clips(task: BaseTask[ClipT]) -> tuple[ClipT, ...]:
    if task.state == "failed":
        raise TaskFailedError(task)
    return tuple(clip for clip in task.clips if clip.state == "succeeded")


class TaskError(AIMusicError):
    """An error of one task.

    Attributes:
        task: The task as it was at the last poll. It is not pickled.
        task_id: The task's id.
    """

    task: Task | AsyncTask | None
    task_id: str

    def __init__(self, message: str, task: BaseTask[Any]) -> None:
        super().__init__(message)
        self.task = cast("Task | AsyncTask", task)
        self.task_id = task.id  # pyright: ignore[reportIncompatibleVariableOverride] - never another type

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "task": None}


class TaskFailedError(TaskError):
    """The task has failed as a whole; its credits are refunded.

    Attributes:
        type: The kind of failure, such as `failed`, `timeout` or `forbidden`; None when the service gives none.
    """

    def __init__(self, task: BaseTask[Any]) -> None:
        self.type = task.failure.type if task.failure else None
        reason = task.failure.message if task.failure else "no reason was given"
        super().__init__(f"{task.product} task {task.id} failed: {reason}", task)


class TaskTimeoutError(TaskError, TimeoutError):
    """The task had not ended at the deadline. It continues and costs nothing more; the message shows how to resume."""

    def __init__(self, task: BaseTask[Any], waited: float) -> None:
        super().__init__(
            f"{task.product} task {task.id} was still {task.state} after {waited:g} s. It continues: resume with "
            f"client.{task.product}.task({task.id!r}).wait()",
            task,
        )
