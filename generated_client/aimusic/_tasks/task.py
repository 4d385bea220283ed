"""A song in the making: what is known of it, and the waiting for it.

`Task` and `AsyncTask` have the same names in the same order. What an answer means is read in `_states`, when to look is
planned in `_polling`; here are the two shells. A task knows how to look, and nothing of the client behind that.
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
from aimusic._tasks.clip import AsyncClip, Clip, ClipFields, fields_of
from aimusic._tasks.poll_schedule import Watch
from aimusic._tasks.snapshot import ENDED, NOT_READY, Failure, Product, Snapshot, State, merged, snapshot
from aimusic_client.api.nuro import get_nuro_task
from aimusic_client.api.producer import get_producer_task
from aimusic_client.api.riffusion import get_riffusion_task
from aimusic_client.api.sonic import get_sonic_task
from aimusic_client.models import SonicVoice

ClipT = TypeVar("ClipT", bound=ClipFields)

_POLLS: dict[str, Any] = {
    "sonic": get_sonic_task,
    "producer": get_producer_task,
    "nuro": get_nuro_task,
    "riffusion": get_riffusion_task,
}


@frozen
class Looking(Generic[ClipT]):
    """What a task needs of its client.

    Attributes:
        answer: Makes a call and returns its result, or something to await.
        make_clip: Makes a clip of the arguments that `fields_of` returns.
        clock: For waiting.
        timeout: The client's limits for one request.
        is_local: Whether the server runs on this machine.
    """

    answer: Callable[[Call[Snapshot]], Any]
    make_clip: Callable[..., ClipT]
    clock: Clock
    timeout: httpx.Timeout
    is_local: bool


@define(eq=False, repr=False)
class TaskFields(Generic[ClipT]):
    """What is known of a task, as of the last look.

    Two tasks are equal when they have the same product and id.

    Attributes:
        state: `pending`, `running`, `succeeded` or `failed`, as of the last poll; `pending` before the first one.
        is_done: Whether the task has ended.
        clips: All clips, including running and failed ones; empty before the first poll.
        failure: Why the task failed; None unless it did.
        voice: The voice that `sonic.create_voice` created; None for other tasks.
        progress: The completed share, 0 to 1.
        product: `sonic`, `producer`, `nuro` or `riffusion`.
        id: The task's id: keep it, it is the only way back to the songs.
        request_id: The id of the request that started it, None when it was picked up or the service named none.
        warning: What the service noticed in the request; None when nothing.
    """

    product: Product
    id: str
    _looking: Looking[ClipT] = field(alias="looking")
    request_id: str | None = None
    warning: str | None = None
    _is_fresh: bool = field(default=False, alias="is_fresh")
    # One attribute, so that a thread that reads while another one looks gets a state and the clips that go with it.
    _known: tuple[Snapshot, tuple[ClipT, ...]] = field(default=(Snapshot("pending"), ()), init=False)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.id, str) or self.id.strip("./ ") == "":
            raise ConfigurationError(f"{self.id!r} is no task id.")

    @property
    def state(self) -> State:
        """Where it stood at the last look: `pending` before the first one, then as its clips say."""
        return self._known[0].state

    @property
    def is_done(self) -> bool:
        """Whether it has ended, well or badly."""
        return self.state in ENDED

    @property
    def clips(self) -> tuple[ClipT, ...]:
        """All of its songs, also those that still run or have failed; empty before the first look."""
        return self._known[1]

    @property
    def failure(self) -> Failure | None:
        """Why it made nothing; None unless it failed."""
        current, clips = self._known
        if current.failure is not None or current.state != "failed":
            return current.failure
        words = [clip.error_message for clip in clips if clip.error_message]
        return Failure("failed", words[0] if words else "")

    @property
    def voice(self) -> SonicVoice | None:
        """The voice that `sonic.create_voice` made; None for every other task."""
        return self._known[0].voice

    @property
    def progress(self) -> float:
        """How much is done, 0 to 1: what the service says (Nuro), otherwise the share of clips that have ended."""
        current, clips = self._known
        if current.state in ENDED:
            return 1.0
        if current.progress is not None:
            return current.progress
        return sum(clip.state in ENDED for clip in clips) / len(clips) if clips else 0.0

    def _call(self) -> Call[Snapshot]:
        return call(_POLLS[self.product], snapshot, None, self.id)

    def _one_look(self, watch: Watch) -> Call[Snapshot]:
        limit = watch.limit(self._looking.timeout)
        return self._call().with_arguments(extensions={ONE_TRY: True, "timeout": limit.as_dict()})

    def _saw(self, result: Snapshot) -> None:
        current = merged(self._known[0], result)
        if self.is_done and current.state not in ENDED:
            return  # what has ended stays so; an answer from an older cache does not bring it back
        clips = tuple(self._looking.make_clip(**fields_of(item, self.product, self.id)) for item in current.items or ())
        self._known, self._is_fresh = (current, clips), False

    def _caught(self, error: AIMusicError) -> Snapshot:
        """Return what an error of a look tells about the task; raise it when it tells nothing."""
        if isinstance(error, NotReadyError):
            return NOT_READY
        if isinstance(error, ServerError) and error.type == "timeout":
            return Snapshot("failed", failure=Failure("timeout", error.message))  # the documented 504 of a lost job
        raise error

    def _watch(self, timeout: float | None, interval: float | None) -> Watch:
        looking = self._looking
        return Watch(looking.clock, looking.is_local, timeout, interval, self._is_fresh)

    def _succeeded(self) -> tuple[ClipT, ...]:
        if self.state == "failed":
            raise TaskFailedError(self)
        return tuple(clip for clip in self.clips if clip.state == "succeeded")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TaskFields):
            return NotImplemented
        return (self.product, self.id) == (other.product, other.id)

    def __hash__(self) -> int:
        return hash((self.product, self.id))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.product}/{self.id} {self.state}>"


@define(eq=False, repr=False)
class Task(TaskFields[Clip]):
    """A task of an `AIMusic` client; see `TaskFields` for what it tells.

    Nothing is asked of the service until you ask for it. The service cannot cancel a task. One task may be used by
    several threads; each of their looks replaces what is known.
    """

    def refresh(self) -> Task:
        """Poll the task once.

        Returns:
            The same task.

        Raises:
            NotFoundError: The service knows no such task.
            APIStatusError: It refuses; see the status.
            APIConnectionError: No answer came.
            ResponseDecodingError: The answer makes no sense.

        Credits: 0.
        """
        self._look(self._call())
        return self

    def wait(
        self,
        timeout: float | None = _defaults.WAIT_TIMEOUT,
        *,
        interval: float | None = None,
        on_update: Callable[[Task], object] | None = None,
    ) -> Task:
        """Wait until the task has ended, well or badly.

        Polls at once for a task that was picked up, after one interval for one that was just made, and not at all for
        one that is known to have ended. A lost connection, 429, 5xx and an answer that makes no sense are survived;
        401, 403 and 404 are not.

        Args:
            timeout: Seconds until the deadline, when it polls once more; None for no deadline.
            interval: Seconds between looks. None is what the service asks for: 15, then 20, give or take a tenth. At
                least 3, but for a server on this machine, where None is 0.1.
            on_update: Called with the task after every look.

        Returns:
            The same task.

        Raises:
            TaskTimeoutError: It still runs at the deadline; it goes on, and can be picked up by its id.
            AIMusicError: As `refresh`, for what does not pass by itself.

        Credits: 0.
        """
        for _ in self.updates(timeout, interval=interval):
            if on_update is not None:
                on_update(self)
        return self

    def updates(
        self, timeout: float | None = _defaults.WAIT_TIMEOUT, *, interval: float | None = None
    ) -> Iterator[Task]:
        """Yield the task after every look, until it has ended; otherwise as `wait`."""
        watch = self._watch(timeout, interval)
        has_ended = self.is_done
        if has_ended:
            yield self
            return
        while True:
            self._looking.clock.sleep(watch.pause())
            try:
                self._look(self._one_look(watch))
            except AIMusicError as trouble:
                watch.survive(trouble)
            else:
                watch.seen()
                yield self
                if self.is_done:
                    return
            if watch.is_over:
                raise TaskTimeoutError(self, watch.waited) from watch.trouble

    def result(self, timeout: float | None = _defaults.WAIT_TIMEOUT) -> tuple[Clip, ...]:
        """Return the songs that succeeded, after waiting for them if need be.

        Raises:
            TaskFailedError: No song was made. Its credits are given back.
            TaskTimeoutError: It still runs at the deadline.
            AIMusicError: As `wait`.

        Credits: 0.
        """
        if not self.is_done:
            self.wait(timeout)
        return self._succeeded()

    def _look(self, look: Call[Snapshot]) -> None:
        try:
            result: Snapshot = self._looking.answer(look)
        except AIMusicError as error:
            result = self._caught(error)
        self._saw(result)


@define(eq=False, repr=False)
class AsyncTask(TaskFields[AsyncClip]):
    """A task of an `AsyncAIMusic` client: as `Task`, with `await` before what asks the service."""

    async def refresh(self) -> AsyncTask:
        """Poll the task once, as `Task.refresh` does."""
        await self._look(self._call())
        return self

    async def wait(
        self,
        timeout: float | None = _defaults.WAIT_TIMEOUT,  # noqa: ASYNC109 - the same name as in Task
        *,
        interval: float | None = None,
        on_update: Callable[[AsyncTask], object] | None = None,
    ) -> AsyncTask:
        """Wait until the task has ended, as `Task.wait` does; what `on_update` returns is awaited if it can be."""
        async for _ in self.updates(timeout, interval=interval):
            if on_update is not None:
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
        """Yield the task after every look, as `Task.updates` does."""
        watch = self._watch(timeout, interval)
        has_ended = self.is_done
        if has_ended:
            yield self
            return
        while True:
            await self._looking.clock.asleep(watch.pause())
            try:
                await self._look(self._one_look(watch))
            except AIMusicError as trouble:
                watch.survive(trouble)
            else:
                watch.seen()
                yield self
                if self.is_done:
                    return
            if watch.is_over:
                raise TaskTimeoutError(self, watch.waited) from watch.trouble

    async def result(
        self,
        timeout: float | None = _defaults.WAIT_TIMEOUT,  # noqa: ASYNC109 - the same name as in Task
    ) -> tuple[AsyncClip, ...]:
        """Return the songs that succeeded, as `Task.result` does."""
        if not self.is_done:
            await self.wait(timeout)
        return self._succeeded()

    async def _look(self, look: Call[Snapshot]) -> None:
        try:
            result: Snapshot = await self._looking.answer(look)
        except AIMusicError as error:
            result = self._caught(error)
        self._saw(result)


class TaskError(AIMusicError):
    """An error of one task.

    Attributes:
        task: The task as it was at the last poll. It is not pickled.
        task_id: The task's id.
    """

    task: Task | AsyncTask | None

    def __init__(self, message: str, task: TaskFields[Any]) -> None:
        super().__init__(message)
        self.task = cast("Task | AsyncTask", task)
        self.task_id = task.id

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "task": None}


class TaskFailedError(TaskError):
    """The task has failed as a whole; its credits are refunded.

    Attributes:
        type: The kind of failure, such as `failed`, `timeout` or `forbidden`; None when the service gives none.
    """

    def __init__(self, task: TaskFields[Any]) -> None:
        self.type = task.failure.type if task.failure else None
        reason = task.failure.message if task.failure else "no reason was given"
        super().__init__(f"{task.product} task {task.id} failed: {reason}", task)


class TaskTimeoutError(TaskError, TimeoutError):
    """The task had not ended at the deadline. It continues and costs nothing more; the message shows how to resume."""

    def __init__(self, task: TaskFields[Any], waited: float) -> None:
        super().__init__(
            f"{task.product} task {task.id} was still {task.state} after {waited:g} s. It goes on: resume with "
            f"client.{task.product}.task({task.id!r}).wait()",
            task,
        )
