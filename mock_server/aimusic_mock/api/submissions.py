"""Starts tasks and takes in uploads: from composed songs to remembered clips and the reply to the submit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from aimusic_mock.api import fault_injection
from aimusic_mock.api.context import Call
from aimusic_mock.contract.model import TaskSpec
from aimusic_mock.domain import planner
from aimusic_mock.domain.lyrics import MAX_TITLE
from aimusic_mock.domain.songs import Brief, Song, another_take, compose
from aimusic_mock.domain.tasks import Clip, Task
from aimusic_mock.replies import common, sonic
from aimusic_mock.replies.common import Reply


def spec_of(call: Call) -> TaskSpec:
    """Return the task that the contract says this request starts.

    Raises:
        LookupError: the contract has no `x-task` for the operation.
    """
    spec = call.member.task if call.member else call.operation.task
    if spec is None:
        raise LookupError(f"{call.operation.operation_id} has no x-task in the contract")
    return spec.for_request(call.body)


def submit(call: Call, brief: Brief) -> Reply:
    """Compose a song, sing it as often as the contract says, start the task, and return the reply."""
    first = composed(call, brief)
    more = range(spec_of(call).clips - 1)
    takes = [another_take(first, brief, call.world.ids.chance("take", first.seed, number)) for number in more]
    songs = [first, *takes]
    return common.accepted(start(call, songs, source=brief.source), call.dialect)


def composed(call: Call, brief: Brief) -> Song:
    """Return a new song; the same brief later gives another one."""
    ids = call.world.ids
    return compose(brief, ids.chance("song", ids.new("song")))


def start(
    call: Call,
    songs: Sequence[Song],
    *,
    source: Song | None = None,
    about: Clip | None = None,
    name: str | None = None,
    persona_id: str | None = None,
) -> Task:
    """Start and remember the task that makes `songs`.

    Args:
        call: the request.
        songs: what the task's clips will hold.
        source: what each song is joined to, where the contract says that the result is pairs.
        about: the clip that the task works on, where the result is a file of that clip and no song of its own.
        name: what the result is called, where it has a name of its own; for a file, its format.
        persona_id: the voice that the task makes.
    """
    spec, ids = spec_of(call), call.world.ids
    clips = planner.make_clips(songs, spec.product, call.account.key, call.now, spec.duration_s, ids)
    joined = spec.item in sonic.PAIR_KEYS and source is not None
    task = Task(
        task_id=ids.new("task"),
        product=spec.product,
        operation_id=call.operation.operation_id,
        owner=call.account.key,
        created_at=call.now,
        item=spec.item,
        clips=clips,
        fulls=planner.make_joined(clips, source, ids) if joined and source else (),
        about=about,
        persona_id=persona_id,
        name=name,
        streaming=spec.streaming,
    )
    task = fault_injection.fated(call, task)
    call.store.add_task(task)
    call.started = task
    if about is not None:
        call.store.renew(about.clip_id, task.ends_at)
    if call.webhook_url is not None:
        call.world.outbox.watch(
            task, call.webhook_url, call.body.get("webhook_secret"), fault_injection.webhook_lab(call)
        )
    return task


def uploaded_clip(call: Call, product: str, url: str) -> Clip:
    """Take in a file by its address, at once, and return its clip. Nothing is fetched."""
    song = uploaded_song(call, url)
    clip = Clip(call.world.ids.new("clip", song), product, call.account.key, call.now, call.now, call.now, song)
    call.store.add_clip(clip)
    return clip


def uploaded_song(call: Call, url: str) -> Song:
    """Return what the file at `url` holds, named after the file."""
    return composed(call, Brief(title=_name_of(url)))


def _name_of(url: str) -> str:
    try:
        path = urlsplit(url).path
    except ValueError:
        path = url
    return PurePosixPath(unquote(path)).stem[:MAX_TITLE] or "upload"
