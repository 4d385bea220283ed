"""Parse the response to a poll: state, songs, failure. Pure; one reader per product.

Sonic's and Riffusion's responses give no state for the task, so it is derived from the clips; Producer and Nuro give one.
Both dialects of the service are supported: 202 `not_ready` holds no data yet, and a response without `status` means
success, as it is sent only then. An unknown state counts as running: the service may add one, and a wait must not end
because of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal, TypeVar

from attrs import evolve, frozen

from aimusic._logging import logger
from aimusic._result import Result
from aimusic._tasks.validation import validated
from aimusic_client.models import (
    NuroFailure,
    NuroTask,
    ProducerSong,
    ProducerTaskFailure,
    ProducerTaskResult,
    RiffusionSong,
    RiffusionTaskResult,
    SonicClip,
    SonicExtendedPairsResult,
    SonicReplacedPairsResult,
    SonicTaskResult,
    SonicVoice,
    SonicVoiceResult,
    TaskFailure,
)
from aimusic_client.operations import OPERATIONS
from aimusic_client.types import Unset

State = Literal["pending", "running", "succeeded", "failed"]
Product = Literal["sonic", "producer", "nuro", "riffusion"]
Role = Literal["extended", "replaced", "full"]
Song = SonicClip | ProducerSong | NuroTask | RiffusionSong
"""A song as the service returns it; each product has its own model."""

_STATES: Mapping[str, State] = {
    "pending": "pending",
    "running": "running",
    "succeeded": "succeeded",
    "success": "succeeded",  # sent by Producer
    "failed": "failed",
}

Value = TypeVar("Value")

_RIFFUSION_TASK = OPERATIONS["create_riffusion_music"].task
_RIFFUSION_SONGS = _RIFFUSION_TASK.clips if _RIFFUSION_TASK else 1
"""The number of songs that each Riffusion task makes."""

ENDED: tuple[State, ...] = ("succeeded", "failed")


@frozen
class Failure(Result):
    """Why a task failed.

    Attributes:
        type: The kind of failure, such as `failed`, `timeout`, `forbidden` or `api_error`.
        message: The service's message; empty if it sent none.
        refunded: Whether the credits were refunded; None if the service does not say. According to its documentation,
            every task that fails after it was accepted is refunded.
    """

    type: str
    message: str
    refunded: bool | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the failure as JSON."""
        return {"type": self.type, "message": self.message, "refunded": self.refunded}


@frozen
class Item:
    """One song of a task, with its state and its role in a pair."""

    song: Song
    state: State
    role: Role | None = None


@frozen
class Snapshot:
    """A task as one response describes it.

    Attributes:
        state: The task's state.
        items: The songs, in the service's order; None if the response does not list any.
        failure: Why the task failed.
        voice: The voice that a create-voice task made.
        progress: The progress, 0 to 1, if the service reports it.
    """

    state: State
    items: tuple[Item, ...] | None = None
    failure: Failure | None = None
    voice: SonicVoice | None = None
    progress: float | None = None


def state_of(word: object) -> State:
    """Return the state for a word of the service; an unknown word counts as `running`."""
    known = _STATES.get(word.lower()) if isinstance(word, str) else None
    if known is None:
        _warn_of(str(word)[:40])
        return "running"
    return known


@lru_cache(maxsize=64)
def _warn_of(word: str) -> None:
    """Log an unknown state once per process, as a task is polled many times."""
    logger.warning("unknown state %r counts as running", word)


def derived(states: Iterable[State]) -> State:
    """Return the state of a task, derived from the states of its clips.

    The task has ended when all clips have, and succeeded if any clip did; it is pending while all clips are.
    """
    distinct = set(states)
    if not distinct:
        return "running"
    if distinct <= set(ENDED):
        return "succeeded" if "succeeded" in distinct else "failed"
    return "pending" if distinct == {"pending"} else "running"


def snapshot(reply: Any) -> Snapshot:
    """Return the snapshot in a parsed response to a poll.

    Raises:
        TypeError: The response is not about a task, or a song's id is not a string.
    """
    reader = _READERS.get(type(reply))
    if reader is None:
        raise TypeError(f"{type(reply).__name__} is not a response about a task")
    return reader(reply)


def failure_of(reply: TaskFailure | ProducerTaskFailure | NuroFailure) -> Snapshot:
    """Return the snapshot of a task that failed as a whole."""
    candidates = (getattr(reply, "error", None), getattr(reply, "message", None))
    message = next((text for text in candidates if isinstance(text, str) and text), "")
    refunded = getattr(reply, "refund_processed", None)
    kind = reply.type_ if isinstance(reply.type_, str) and reply.type_ else "failed"
    return Snapshot("failed", failure=Failure(kind, message, refunded if isinstance(refunded, bool) else None))


def _or_none(value: Value | Unset | None) -> Value | None:
    """Return a field of a generated model, None if it is missing."""
    return None if isinstance(value, Unset) else value


def _of(songs: Iterable[Song], role: Role | None = None) -> tuple[Item, ...]:
    return tuple(Item(_identified(song), _state_in(song), role) for song in songs)


def _identified(song: Song) -> Song:
    # The generated parsers accept any value in a field; a clip without a readable id is useless.
    identity = song.task_id if isinstance(song, NuroTask) else _or_none(song.clip_id)
    if identity is not None and not isinstance(identity, str):
        raise TypeError(f"clip_id is {identity!r}, not a string")
    return song


def _state_in(song: Song) -> State:
    # The results of Producer's small tasks (an upload, lyrics, a video) have no state: they exist only when complete.
    word = song.status if isinstance(song, NuroTask) else song.state
    return "succeeded" if isinstance(word, Unset) else state_of(word)


def _clips(reply: SonicTaskResult) -> Snapshot:
    return _from_items(_of(reply.data))


def _riffusion(reply: RiffusionTaskResult) -> Snapshot:
    # Songs are listed as they end, so the task goes on until all of them are listed.
    listed = _from_items(_of(reply.data))
    is_complete = len(reply.data) >= _RIFFUSION_SONGS
    return listed if is_complete or listed.state not in ENDED else evolve(listed, state="running")


def _extended(reply: SonicExtendedPairsResult) -> Snapshot:
    return _pairs("extended", [(pair.extended, pair.full) for pair in reply.data])


def _replaced(reply: SonicReplacedPairsResult) -> Snapshot:
    return _pairs("replaced", [(pair.replaced, pair.full) for pair in reply.data])


def _pairs(role: Role, pairs: Iterable[tuple[SonicClip, SonicClip | None]]) -> Snapshot:
    items: list[Item] = []
    joining = False
    for part, full in pairs:
        items += _of([part], role)
        if full is not None:
            items += _of([full], "full")
        elif items[-1].state != "failed":
            joining = True  # the full song is the deliverable; it is null until the parts have been joined
    listed = _from_items(items)
    return evolve(listed, state="running") if joining and listed.state in ENDED else listed


def _from_items(items: Iterable[Item]) -> Snapshot:
    items = tuple(items)
    return Snapshot(derived(item.state for item in items), items)


def _voice(reply: SonicVoiceResult) -> Snapshot:
    return Snapshot("succeeded", (), voice=validated(reply.data))


def _producer(reply: ProducerTaskResult) -> Snapshot:
    items = _of(reply.data)
    state: State = "succeeded" if isinstance(reply.status, Unset) else state_of(reply.status)
    return Snapshot(state, items or None)


def _nuro(reply: NuroTask) -> Snapshot:
    (item,) = _of([reply])
    failure = Failure("failed", "") if item.state == "failed" else None
    percent = _or_none(reply.progress)
    progress = None if percent is None else min(max(percent / 100, 0.0), 1.0)
    return Snapshot(item.state, (item,), failure, progress=progress)


_READERS: Mapping[type, Callable[[Any], Snapshot]] = {
    SonicTaskResult: _clips,
    RiffusionTaskResult: _riffusion,
    SonicExtendedPairsResult: _extended,
    SonicReplacedPairsResult: _replaced,
    SonicVoiceResult: _voice,
    ProducerTaskResult: _producer,
    NuroTask: _nuro,
    TaskFailure: failure_of,
    ProducerTaskFailure: failure_of,
    NuroFailure: failure_of,
}


def merged(old: Snapshot, new: Snapshot) -> Snapshot:
    """Return the snapshot after another poll; songs that the new response does not list stay as they were."""
    if new.items is not None or new.failure is not None or new.voice is not None:
        return new if new.items is not None else Snapshot(new.state, old.items, new.failure, new.voice, new.progress)
    return Snapshot(new.state, old.items, None, old.voice, new.progress)


NOT_READY = Snapshot("running")
"""The snapshot for a 202 response: the task exists, and nothing else is known."""
