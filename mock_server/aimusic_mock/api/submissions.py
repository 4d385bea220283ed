"""Start tasks and import uploads: compose the songs, store the clips, and return the reply to the submit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from aimusic_mock.api import origins
from aimusic_mock.api.context import RequestContext
from aimusic_mock.api.fault_injection import FaultPlan
from aimusic_mock.contract.model import TaskSpec
from aimusic_mock.domain import planner
from aimusic_mock.domain.lyrics import MAX_TITLE
from aimusic_mock.domain.songs import MAX_DURATION_S, Brief, Song, another_take, compose, join
from aimusic_mock.domain.tasks import Clip, Task
from aimusic_mock.errors import BadRequestError
from aimusic_mock.replies import common, sonic
from aimusic_mock.replies.common import Reply


def spec_of(context: RequestContext) -> TaskSpec:
    """Return the task that the contract says this request starts.

    Raises:
        LookupError: the contract has no `x-task` for the operation.
    """
    return context.require_task_spec().for_request(context.fields)


def submit(context: RequestContext, brief: Brief) -> Reply:
    """Compose a song in as many takes as the contract says, start the task, and return the reply."""
    first = composed(context, brief)
    more = range(spec_of(context).clips - 1)
    takes = [another_take(first, brief, context.world.ids.rng("take", first.seed, number)) for number in more]
    songs = [first, *takes]
    return common.accepted(start(context, songs, source=brief.source), context.dialect)


def composed(context: RequestContext, brief: Brief) -> Song:
    """Return a new song. The same brief gives another song each time."""
    ids = context.world.ids
    return compose(brief, ids.rng("song", ids.new("song")))


def start(
    context: RequestContext,
    songs: Sequence[Song],
    *,
    source: Song | None = None,
    source_clip: Clip | None = None,
    name: str | None = None,
    persona_id: str | None = None,
) -> Task:
    """Start and store a task that generates `songs`.

    Args:
        context: the request.
        songs: the song of each clip.
        source: the song that each clip is joined to, where the contract says that the result is pairs.
        source_clip: the clip, where the result is a file of that clip and not a song of its own.
        name: the name of the result, where it has one; for a file, its format.
        persona_id: the voice that the task creates.

    Raises:
        BadRequestError: a song would be longer than `MAX_DURATION_S`.
    """
    spec, ids = spec_of(context), context.world.ids
    _check_durations(songs, source)
    clips = planner.make_clips(songs, spec.product, context.account.key, context.now, spec.duration_s, ids)
    joined = spec.item in sonic.PAIR_KEYS and source is not None
    task = Task(
        task_id=ids.new("task"),
        product=spec.product,
        operation_id=context.operation.operation_id,
        owner=context.account.key,
        created_at=context.now,
        item=spec.item,
        clips=clips,
        joined_clips=planner.make_joined(clips, source, ids) if joined and source else (),
        source_clip=source_clip,
        persona_id=persona_id,
        name=name,
        streaming=spec.streaming,
    )
    plan = FaultPlan(context)
    task = plan.outcome(task)
    context.store.add_task(task)
    context.started = task
    if source_clip is not None:
        context.store.renew(source_clip.clip_id, task.ends_at)
    if context.webhook_url is not None:
        context.world.outbox.subscribe(
            task,
            context.webhook_url,
            context.fields.get("webhook_secret"),
            plan.webhook_fault,
            suppressed=origins.FOREIGN if origins.is_foreign(context.mock.settings) else None,
        )
    return task


def _check_durations(songs: Sequence[Song], source: Song | None) -> None:
    joined = [] if source is None else [join(source, song) for song in songs]
    if any(song.duration_s > MAX_DURATION_S for song in (*songs, *joined)):
        raise BadRequestError(f"The song would be longer than {MAX_DURATION_S:.0f} seconds, the mock's limit.")


def uploaded_clip(context: RequestContext, product: str, url: str) -> Clip:
    """Import a file by its URL, at once, and return its clip. Nothing is fetched."""
    song = uploaded_song(context, url)
    clip = Clip(
        context.world.ids.new("clip", song.identity),
        product,
        context.account.key,
        context.now,
        context.now,
        context.now,
        song,
    )
    context.store.add_clip(clip)
    return clip


def uploaded_song(context: RequestContext, url: str) -> Song:
    """Return a song for the file at `url`, named after the file."""
    return composed(context, Brief(title=_name_of(url)))


def _name_of(url: str) -> str:
    try:
        path = urlsplit(url).path
    except ValueError:
        path = url
    return PurePosixPath(unquote(path)).stem[:MAX_TITLE] or "upload"
