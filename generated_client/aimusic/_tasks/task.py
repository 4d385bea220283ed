"""Tasks: their state as of the last poll, and waiting for them.

`Task` and `AsyncTask` have the same methods in the same order. `snapshot` parses the responses and `poll_schedule` decides
when to poll; the two classes do the I/O. A task knows its `TaskBackend`, and nothing else of the client.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Generic, TypeVar, cast

import httpx
from attrs import define, field, frozen

from aimusic import _defaults
from aimusic._clock import Clock
from aimusic._errors import (
    AIMusicError,
    ConfigurationError,
    NotReadyError,
    ServerError,
)
from aimusic._http.call import Call, call
from aimusic._http.transport import ONE_TRY
from aimusic._tasks.clip import AsyncClip, BaseClip, Clip, fields_of
from aimusic._tasks.poll_schedule import PollSchedule
from aimusic._tasks.resuming import resumable
from aimusic._tasks.snapshot import ENDED, NOT_READY, Failure, Product, Snapshot, State, merged, snapshot
from aimusic_client.api.nuro import get_nuro_task
from aimusic_client.api.producer import get_producer_task
from aimusic_client.api.riffusion import get_riffusion_task
from aimusic_client.api.sonic import get_sonic_task
from aimusic_client.models import SonicVoice

ClipT = TypeVar("ClipT", bound=BaseClip)

_ENDPOINTS: dict[str, Any] = {
    "sonic": get_sonic_task,
    "producer": get_producer_task,
    "nuro": get_nuro_task,
    "riffusion": get_riffusion_task,
}


@frozen
class TaskBackend(Generic[ClipT]):
    """The parts of a client that a task uses.

    Attributes:
        answer: Makes a call and returns its result, or an awaitable.
        make_clip: Creates a clip from the arguments that `fields_of` returns.
        clock: For waiting.
        timeout: The client's timeouts for one request.
        is_local: Whether the server runs on this machine.
    """

    answer: Callable[[Call[Snapshot]], Any]
    make_clip: Callable[..., ClipT]
    clock: Clock
    timeout: httpx.Timeout
    is_local: bool


@define(eq=False, repr=False)
class BaseTask(Generic[ClipT]):
    """The attributes of a task, as of the last poll.

    Two tasks are equal if they have the same product and id.

    Attributes:
        state: `pending`, `running`, `succeeded` or `failed`, as of the last poll; `pending` before the first one.
        is_done: Whether the task has ended.
        clips: All clips, including running and failed ones; empty before the first poll.
        failure: Why the task failed; None unless it did.
        voice: The voice that `sonic.create_voice` created; None for other tasks.
        progress: The completed share, 0 to 1.
        product: `sonic`, `producer`, `nuro` or `riffusion`.
        id: The task's id. Store it: the service cannot list tasks.
        request_id: The id of the request that submitted the task; None for a task created from its id, or if the
            service sent none.
        warning: The service's warning about the request, if any.
    """

    product: Product
    id: str
    _backend: TaskBackend[ClipT] = field(alias="backend")
    request_id: str | None = None
    warning: str | None = None
    _is_fresh: bool = field(default=False, alias="is_fresh")
    # One attribute, so that a thread that reads while another one polls gets a state with its own clips.
    _known: tuple[Snapshot, tuple[ClipT, ...]] = field(default=(Snapshot("pending"), ()), init=False)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.id, str) or self.id.strip("./ ") == "":
            raise ConfigurationError(f"{self.id!r} is not a task id: pass the `id` of a task.")

    @property
    def state(self) -> State:
        """The state at the last poll: `pending`, `running`, `succeeded` or `failed`. `pending` before the first poll."""
        return self._known[0].state

    @property
    def is_done(self) -> bool:
        """Whether the task has ended, successfully or not."""
        return self.state in ENDED

    @property
    def clips(self) -> tuple[ClipT, ...]:
        """All clips, including those that are running or have failed; empty before the first poll."""
        return self._known[1]

    @property
    def failure(self) -> Failure | None:
        """Why the task failed; None unless it did."""
        current, clips = self._known
        if current.failure is not None or current.state != "failed":
            return current.failure
        messages = [clip.error_message for clip in clips if clip.error_message]
        return Failure("failed", messages[0] if messages else "")

    @property
    def voice(self) -> SonicVoice | None:
        """The voice that `sonic.create_voice` created; None for other tasks."""
        return self._known[0].voice

    @property
    def progress(self) -> float:
        """The progress, 0 to 1: as reported by the service (Nuro), otherwise the fraction of clips that have ended."""
        current, clips = self._known
        if current.state in ENDED:
            return 1.0
        if current.progress is not None:
            return current.progress
        return sum(clip.state in ENDED for clip in clips) / len(clips) if clips else 0.0

    def _call(self) -> Call[Snapshot]:
        return call(_ENDPOINTS[self.product], snapshot, None, self.id)

    def _poll_call(self, schedule: PollSchedule) -> Call[Snapshot]:
        limit = schedule.limit(self._backend.timeout)
        return self._call().with_arguments(extensions={ONE_TRY: True, "timeout": limit.as_dict()})

    def _apply(self, result: Snapshot) -> None:
        current = merged(self._known[0], result)
        if self.is_done and current.state not in ENDED:
            return  # an ended task stays ended, even if a stale response says otherwise
        clips = tuple(self._backend.make_clip(**fields_of(item, self.product, self.id)) for item in current.items or ())
        self._known, self._is_fresh = (current, clips), False

    def _snapshot_from_error(self, error: AIMusicError) -> Snapshot:
        """Return the snapshot that an error of a poll implies; raise any other error."""
        if isinstance(error, NotReadyError):
            return NOT_READY
        if isinstance(error, ServerError) and error.type == "timeout":
            return Snapshot("failed", failure=Failure("timeout", error.message))  # the documented 504 for a lost job
        raise error

    def _schedule(self, timeout: float | None, interval: float | None) -> PollSchedule:
        backend = self._backend
        return PollSchedule(backend.clock, backend.is_local, timeout, interval, self._is_fresh)

    def _successful_clips(self) -> tuple[ClipT, ...]:
        if self.state == "failed":
            raise TaskFailedError(self)
        return tuple(clip for clip in self.clips if clip.state == "succeeded")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BaseTask):
            return NotImplemented
        return (self.product, self.id) == (other.product, other.id)

    def __hash__(self) -> int:
        return hash((self.product, self.id))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.product}/{self.id} {self.state}>"


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
        schedule = self._schedule(timeout, interval)
        has_ended = self.is_done  # a local: mypy would take the property for constant, and the loop for endless
        if has_ended:
            yield self
            return
        while True:
            with resumable(self.product, self.id):
                self._backend.clock.sleep(schedule.pause())
            try:
                with resumable(self.product, self.id):
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
        return self._successful_clips()

    def _poll(self, poll: Call[Snapshot]) -> None:
        try:
            result: Snapshot = self._backend.answer(poll)
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
        schedule = self._schedule(timeout, interval)
        has_ended = self.is_done  # a local: mypy would take the property for constant, and the loop for endless
        if has_ended:
            yield self
            return
        while True:
            with resumable(self.product, self.id, "await "):
                await self._backend.clock.asleep(schedule.pause())
            try:
                with resumable(self.product, self.id, "await "):
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
        return self._successful_clips()

    async def _poll(self, poll: Call[Snapshot]) -> None:
        try:
            result: Snapshot = await self._backend.answer(poll)
        except AIMusicError as error:
            result = self._snapshot_from_error(error)
        self._apply(result)


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
