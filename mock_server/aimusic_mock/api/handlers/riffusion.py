"""Riffusion, the deprecated family: eleven task types, two songs each."""

from __future__ import annotations

from aimusic_mock.api.context import Call
from aimusic_mock.api.pipeline import Handlers
from aimusic_mock.api.submissions import submit, uploaded_clip
from aimusic_mock.domain.songs import Brief
from aimusic_mock.domain.tasks import Task
from aimusic_mock.replies import common
from aimusic_mock.replies import riffusion as replies
from aimusic_mock.replies.common import Reply

handlers = Handlers()


@handlers.handles("create_riffusion_music")
def create_music(call: Call) -> Reply:
    """Start any of the eleven task types."""
    body = call.body
    clip = call.found.clip("continue_clip_id")
    brief = Brief(
        title=body.get("title"),
        style=body.get("sound"),
        lyrics=body.get("lyrics"),
        description=body.get("prompt"),
        instrumental=body.get("make_instrumental") is True,
        model=call.value("mv"),
        source=clip.song if clip else None,
    )
    return submit(call, brief)


@handlers.handles("upload_riffusion_audio")
def upload_audio(call: Call) -> Reply:
    """Take in a file, at once."""
    clip = uploaded_clip(call, "riffusion", call.body["url"])
    return 200, {"code": 200, "clip_id": clip.clip_id, "message": common.SUCCESS}


@handlers.polls("get_riffusion_task")
def get_task(call: Call, task: Task) -> Reply:
    """Show a task as it stands; with nothing to show yet, the service was seen to say so in two ways."""
    reply = replies.poll(task, call.reply_context)
    return (200, call.operation.examples["interim"]) if reply[0] == 202 and call.wrong.of("variant") else reply
