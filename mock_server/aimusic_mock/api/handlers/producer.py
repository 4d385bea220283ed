"""Producer: one song for each request, files, lyrics and videos. Every result comes from a task."""

from __future__ import annotations

from aimusic_mock.api.context import RequestContext
from aimusic_mock.api.registry import Handlers
from aimusic_mock.api.submissions import composed, start, submit, uploaded_song
from aimusic_mock.domain.songs import Brief
from aimusic_mock.domain.tasks import Task
from aimusic_mock.replies import common
from aimusic_mock.replies import producer as replies
from aimusic_mock.replies.common import Reply

handlers = Handlers()


@handlers.handles("create_producer_music")
def create_music(context: RequestContext) -> Reply:
    """Create one song; with one of the retired task types, from a clip."""
    body = context.fields
    clip = context.resources.clip("clip_id")
    brief = Brief(
        title=body.get("title"),
        style=body.get("sound", None if clip else ""),
        source=clip.song if clip else None,
        lyrics=body.get("lyrics") or None,
        instrumental=body.get("make_instrumental") is True,
        model=context.value("mv"),
        seed=_seed(body.get("seed")),
    )
    return submit(context, brief)


def _seed(value: object) -> int | None:
    """Parse a seed, which may be a number or a numeric string; any other string means a random seed."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


@handlers.handles("upload_producer_audio")
def upload_audio(context: RequestContext) -> Reply:
    """Import a file; the task returns its clip id."""
    return common.accepted(start(context, [uploaded_song(context, context.fields["audio_url"])]), context.dialect)


@handlers.handles("download_producer_audio")
def download_audio(context: RequestContext) -> Reply:
    """Re-encode a clip."""
    clip = context.resources.clips["clip_id"][0]
    return common.accepted(start(context, [clip.song], source_clip=clip, name=context.value("format")), context.dialect)


@handlers.handles("create_producer_lyrics")
def create_lyrics(context: RequestContext) -> Reply:
    """Generate lyrics from a prompt."""
    song = composed(context, Brief(description=context.fields["prompt"]))
    return common.accepted(start(context, [song]), context.dialect)


@handlers.handles("create_producer_video_clip")
def create_video_clip(context: RequestContext) -> Reply:
    """Create a music video of a clip."""
    clip = context.resources.clips["clip_id"][0]
    return common.accepted(start(context, [clip.song], source_clip=clip), context.dialect)


@handlers.polls("get_producer_task")
def get_task(context: RequestContext, task: Task) -> Reply:
    """Return the current state of a task."""
    return replies.poll(task, context.reply_context)
