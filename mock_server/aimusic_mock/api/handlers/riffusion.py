"""Riffusion, the deprecated product: eleven task types, two songs each."""

from __future__ import annotations

from aimusic_mock.api.context import RequestContext
from aimusic_mock.api.registry import Handlers
from aimusic_mock.api.submissions import submit, uploaded_clip
from aimusic_mock.domain.songs import Brief
from aimusic_mock.domain.tasks import Task
from aimusic_mock.replies import common
from aimusic_mock.replies import riffusion as replies
from aimusic_mock.replies.common import Reply

handlers = Handlers()


@handlers.handles("create_riffusion_music")
def create_music(context: RequestContext) -> Reply:
    """Start any of the eleven task types."""
    body = context.fields
    clip = context.resources.clip("continue_clip_id")
    brief = Brief(
        title=body.get("title"),
        style=body.get("sound"),
        lyrics=body.get("lyrics"),
        description=body.get("prompt"),
        instrumental=body.get("make_instrumental") is True,
        model=context.value("mv"),
        vocal_variation=body.get("vocal_variation"),
        source=clip.song if clip else None,
    )
    return submit(context, brief)


@handlers.handles("upload_riffusion_audio")
def upload_audio(context: RequestContext) -> Reply:
    """Import a file, at once."""
    clip = uploaded_clip(context, "riffusion", context.fields["url"])
    return 200, {"code": 200, "clip_id": clip.clip_id, "message": common.SUCCESS}


@handlers.polls("get_riffusion_task")
def get_task(context: RequestContext, task: Task) -> Reply:
    """Return the current state of a task. While it has no clips yet, the service was observed to send two kinds of reply."""
    reply = replies.poll(task, context.reply_context)
    return (200, context.operation.examples["interim"]) if reply[0] == 202 and context.faults.of("variant") else reply
