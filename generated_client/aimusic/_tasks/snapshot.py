"""Parse the response to a poll: state, songs, failure. Pure; one reader a product.

A task has no state of its own in Sonic's and Riffusion's answers, so it follows from the clips. Producer and Nuro name
one. Both dialects of the service are read: with 202 `not_ready` there is nothing to read yet, and an answer without
`status` counts as ended well, as it is sent only then. An unknown state counts as running: the service may invent one,
and a wait must not end because of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal, TypeVar

from attrs import evolve, frozen

from aimusic._logging import logger
from aimusic._tasks.validation import checked
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
"""A song as the service tells it; each product has its own form."""

_STATES: Mapping[str, State] = {
    "pending": "pending",
    "running": "running",
    "succeeded": "succeeded",
    "success": "succeeded",  # Producer's word
    "failed": "failed",
}

Value = TypeVar("Value")

_MAKES = OPERATIONS["create_riffusion_music"].task
_RIFFUSION_SONGS = _MAKES.clips if _MAKES else 1
"""Each of its tasks makes as many."""

ENDED: tuple[State, ...] = ("succeeded", "failed")


@frozen
class Failure:
    """Why a task made nothing.

    Attributes:
        type: The kind of failure, such as `failed`, `timeout`, `forbidden` or `api_error`.
        message: The service's sentence, empty when it gave none.
        refunded: Whether the credits have been given back; None when it does not say. They should be, for every task
            that fails after it was accepted.
    """

    type: str
    message: str
    refunded: bool | None = None


@frozen
class Item:
    """One song of a task, and what it is in a pair."""

    song: Song
    state: State
    role: Role | None = None


@frozen
class Snapshot:
    """A task at one moment.

    Attributes:
        state: Where it stands.
        items: Its songs, in the service's order; None when the answer says nothing about them.
        failure: Why it made nothing.
        voice: The voice that a create-voice task made.
        progress: How much is done, 0 to 1, where the service says it.
    """

    state: State
    items: tuple[Item, ...] | None = None
    failure: Failure | None = None
    voice: SonicVoice | None = None
    progress: float | None = None


def state_of(word: object) -> State:
    """Return the state that a word of the service stands for; an unknown one is `running`."""
    known = _STATES.get(word.lower()) if isinstance(word, str) else None
    if known is None:
        _warn_of(str(word)[:40])
        return "running"
    return known


@lru_cache(maxsize=64)
def _warn_of(word: str) -> None:
    """Say once in a process that a state is unknown; a task is looked at many times."""
    logger.warning("unknown state %r counts as running", word)


def derived(states: Iterable[State]) -> State:
    """Return the state of a task from those of its clips.

    It has ended when each of them has, and well when one of them did; it is pending while all of them are.
    """
    distinct = set(states)
    if not distinct:
        return "running"
    if distinct <= set(ENDED):
        return "succeeded" if "succeeded" in distinct else "failed"
    return "pending" if distinct == {"pending"} else "running"


def snapshot(reply: Any) -> Snapshot:
    """Return what a parsed answer to a look says.

    Raises:
        TypeError: It is nothing that is known; or one of its songs has no id.
    """
    reader = _READERS.get(type(reply))
    if reader is None:
        raise TypeError(f"{type(reply).__name__} is no answer about a task")
    return reader(reply)


def failure_of(reply: TaskFailure | ProducerTaskFailure | NuroFailure) -> Snapshot:
    """Return a task that ended badly as a whole."""
    texts = (getattr(reply, "error", None), getattr(reply, "message", None))
    words = next((item for item in texts if isinstance(item, str) and item), "")
    refunded = getattr(reply, "refund_processed", None)
    kind = reply.type_ if isinstance(reply.type_, str) and reply.type_ else "failed"
    return Snapshot("failed", failure=Failure(kind, words, refunded if isinstance(refunded, bool) else None))


def given(value: Value | Unset | None) -> Value | None:
    """Return a value of a generated model, None when it is missing."""
    return None if isinstance(value, Unset) else value


def _of(songs: Iterable[Song], role: Role | None = None) -> tuple[Item, ...]:
    return tuple(Item(_identified(song), _state_in(song), role) for song in songs)


def _identified(song: Song) -> Song:
    # The generated parsers accept any value in a field; a clip without a readable id is useless.
    identity = song.task_id if isinstance(song, NuroTask) else given(song.clip_id)
    if identity is not None and not isinstance(identity, str):
        raise TypeError(f"clip_id is {identity!r}, not a text")
    return song


def _state_in(song: Song) -> State:
    # What Producer's small tasks made (an upload, lyrics, a video) says no state: it is there, so it is made.
    word = song.status if isinstance(song, NuroTask) else song.state
    return "succeeded" if isinstance(word, Unset) else state_of(word)


def _clips(reply: SonicTaskResult) -> Snapshot:
    return _from_items(_of(reply.data))


def _riffusion(reply: RiffusionTaskResult) -> Snapshot:
    # Songs are listed as they end, so one that stands alone is not the end of the task.
    snapshot_ = _from_items(_of(reply.data))
    is_whole = len(reply.data) >= _RIFFUSION_SONGS
    return snapshot_ if is_whole or snapshot_.state not in ENDED else evolve(snapshot_, state="running")


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
            joining = True  # the whole song is the deliverable; it is null until it has been joined
    snapshot_ = _from_items(items)
    return evolve(snapshot_, state="running") if joining and snapshot_.state in ENDED else snapshot_


def _from_items(items: Iterable[Item]) -> Snapshot:
    items = tuple(items)
    return Snapshot(derived(item.state for item in items), items)


def _voice(reply: SonicVoiceResult) -> Snapshot:
    return Snapshot("succeeded", (), voice=checked(reply.data))


def _producer(reply: ProducerTaskResult) -> Snapshot:
    items = _of(reply.data)
    state: State = "succeeded" if isinstance(reply.status, Unset) else state_of(reply.status)
    return Snapshot(state, items or None)


def _nuro(reply: NuroTask) -> Snapshot:
    (item,) = _of([reply])
    failure = Failure("failed", "") if item.state == "failed" else None
    done = given(reply.progress)
    return Snapshot(item.state, (item,), failure, progress=None if done is None else min(max(done / 100, 0.0), 1.0))


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
    """Return what is known of a task after another look: songs that the new answer does not tell stay as they were."""
    if new.items is not None or new.failure is not None or new.voice is not None:
        return new if new.items is not None else Snapshot(new.state, old.items, new.failure, new.voice, new.progress)
    return Snapshot(new.state, old.items, None, old.voice, new.progress)


NOT_READY = Snapshot("running")
"""What 202 tells: nothing, but that the task lives."""
