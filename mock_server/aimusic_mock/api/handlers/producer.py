"""Producer: one song a call, files, lyrics and videos, all by task."""

from __future__ import annotations

from aimusic_mock.api.context import Call
from aimusic_mock.api.pipeline import Handlers
from aimusic_mock.api.submissions import composed, start, submit, uploaded_song
from aimusic_mock.domain.songs import Brief
from aimusic_mock.domain.tasks import Task
from aimusic_mock.replies import common
from aimusic_mock.replies import producer as replies
from aimusic_mock.replies.common import Reply

handlers = Handlers()


@handlers.handles("create_producer_music")
def create_music(call: Call) -> Reply:
    """Make one song; with one of the retired task types, from a clip."""
    body = call.body
    clip = call.found.clip("clip_id")
    brief = Brief(
        title=body.get("title"),
        style=body.get("sound", None if clip else ""),
        source=clip.song if clip else None,
        lyrics=body.get("lyrics") or None,
        instrumental=body.get("make_instrumental") is True,
        model=call.value("mv"),
        seed=_seed(body.get("seed")),
    )
    return submit(call, brief)


def _seed(sent: object) -> int | None:
    """Read a seed, which may be a number or the text of one; any other text counts as chance."""
    text = str(sent)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


@handlers.handles("upload_producer_audio")
def upload_audio(call: Call) -> Reply:
    """Import a file; its clip id comes from the task."""
    return common.accepted(start(call, [uploaded_song(call, call.body["audio_url"])]), call.dialect)


@handlers.handles("download_producer_audio")
def download_audio(call: Call) -> Reply:
    """Re-encode a clip."""
    clip = call.found.clips["clip_id"][0]
    return common.accepted(start(call, [clip.song], about=clip, name=call.value("format")), call.dialect)


@handlers.handles("create_producer_lyrics")
def create_lyrics(call: Call) -> Reply:
    """Write lyrics from a prompt."""
    song = composed(call, Brief(description=call.body["prompt"]))
    return common.accepted(start(call, [song]), call.dialect)


@handlers.handles("create_producer_video_clip")
def create_video_clip(call: Call) -> Reply:
    """Make a music video of a clip."""
    clip = call.found.clips["clip_id"][0]
    return common.accepted(start(call, [clip.song], about=clip), call.dialect)


@handlers.polls("get_producer_task")
def get_task(call: Call, task: Task) -> Reply:
    """Show a task as it stands."""
    return replies.poll(task, call.reply_context)
