"""The base class of both task classes: a task's attributes, and how a response to a poll changes them. No I/O."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, get_args

import httpx
from attrs import define, field, frozen

from aimusic._clock import Clock
from aimusic._errors import AIMusicError, ConfigurationError, NotReadyError, ServerError
from aimusic._http.call import Call, call
from aimusic._http.transport import ONE_TRY
from aimusic._result import CONNECTION, Result
from aimusic._tasks.clip import BaseClip, fields_of
from aimusic._tasks.poll_schedule import PollSchedule
from aimusic._tasks.snapshot import ENDED, NOT_READY, Failure, Product, Snapshot, State, merged, snapshot
from aimusic_client.api.nuro import get_nuro_task
from aimusic_client.api.producer import get_producer_task
from aimusic_client.api.riffusion import get_riffusion_task
from aimusic_client.api.sonic import get_sonic_task
from aimusic_client.models import SonicVoice

ClipT = TypeVar("ClipT", bound=BaseClip)

PRODUCTS: tuple[Product, ...] = get_args(Product)

_ENDPOINTS: dict[str, Any] = {
    "sonic": get_sonic_task,
    "producer": get_producer_task,
    "nuro": get_nuro_task,
    "riffusion": get_riffusion_task,
}


def parse_task_id(product: Product, reference: Any) -> str:
    """Return the id in a reference to a task: an id, or `<product>/<id>` as the command and `repr` print it.

    Raises:
        ConfigurationError: The reference is not text, or the task belongs to another product.
    """
    if not isinstance(reference, str):
        raise _invalid_id(reference)
    text = reference.strip()
    prefix, _, identity = text.partition("/")
    if prefix not in PRODUCTS or not identity:
        return text
    if prefix != product:
        raise ConfigurationError(
            f"Task {identity} belongs to {prefix}, not to {product}: use client.{prefix}.task({identity!r})."
        )
    return identity


def _invalid_id(value: object) -> ConfigurationError:
    return ConfigurationError(f"{value!r} is not a task id: pass the `id` of a task.")


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
class BaseTask(Result, Generic[ClipT]):
    """The attributes of a task, as of the last poll.

    Two tasks are equal if they have the same product and id. A copied or unpickled task has the state of the original,
    but no connection: `client.<product>.task(id)` returns one that can be polled.

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
    _connection: TaskBackend[ClipT] | None = field(default=None, alias="backend", metadata=CONNECTION)
    request_id: str | None = None
    warning: str | None = None
    _is_fresh: bool = field(default=False, alias="is_fresh", metadata=CONNECTION)
    # One attribute, so that a thread that reads while another one polls gets a state with its own clips.
    _known: tuple[Snapshot, tuple[ClipT, ...]] = field(default=(Snapshot("pending"), ()), alias="known")

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.id, str) or self.id.strip("./ ") == "":
            raise _invalid_id(self.id)

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

    def to_dict(self) -> dict[str, Any]:
        """Return the task as of the last poll as JSON, with its clips; all members are always present."""
        return {
            "product": self.product,
            "id": self.id,
            "state": self.state,
            "progress": self.progress,
            "clips": [clip.to_dict() for clip in self.clips],
            "failure": None if self.failure is None else self.failure.to_dict(),
            "voice": None if self.voice is None else self.voice.to_dict(),
        }

    def _backend(self) -> TaskBackend[ClipT]:
        if self._connection is None:
            raise ConfigurationError(
                f"{self.product} task {self.id} has no connection, because it was copied or unpickled: continue with "
                f"client.{self.product}.task({self.id!r})."
            )
        return self._connection

    def _call(self) -> Call[Snapshot]:
        return call(_ENDPOINTS[self.product], snapshot, None, self.id)

    def _poll_call(self, schedule: PollSchedule) -> Call[Snapshot]:
        limit = schedule.limit(self._backend().timeout)
        return self._call().with_arguments(extensions={ONE_TRY: True, "timeout": limit.as_dict()})

    def _apply(self, result: Snapshot) -> None:
        current = merged(self._known[0], result)
        if self.is_done and current.state not in ENDED:
            return  # an ended task stays ended, even if a stale response says otherwise
        clips = tuple(
            self._backend().make_clip(**fields_of(item, self.product, self.id)) for item in current.items or ()
        )
        self._known, self._is_fresh = (current, clips), False

    def _snapshot_from_error(self, error: AIMusicError) -> Snapshot:
        """Return the snapshot that an error of a poll implies; raise any other error."""
        if isinstance(error, NotReadyError):
            return NOT_READY
        if isinstance(error, ServerError) and error.type == "timeout":
            return Snapshot("failed", failure=Failure("timeout", error.message))  # the documented 504 for a lost job
        raise error

    def _schedule(self, timeout: float | None, interval: float | None) -> PollSchedule:
        backend = self._backend()
        return PollSchedule(backend.clock, backend.is_local, timeout, interval, self._is_fresh)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BaseTask):
            return NotImplemented
        return (self.product, self.id) == (other.product, other.id)

    def __hash__(self) -> int:
        return hash((self.product, self.id))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.product}/{self.id} {self.state}>"
