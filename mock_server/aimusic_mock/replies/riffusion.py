"""Riffusion's replies: the songs that have ended. Clients poll until there are two."""

from __future__ import annotations

from typing import Any

from aimusic_mock.domain.tasks import Clip, Task
from aimusic_mock.replies.common import Reply, ReplyContext, failed, not_ready, success, timestamp
from aimusic_mock.replies.urls import Urls


def poll(task: Task, context: ReplyContext) -> Reply:
    """Return the reply to a poll.

    Documented: 202 until the first song has ended, then the songs that have ended. Observed: 202 until both have ended.
    A failed task has failed songs in the documented dialect, and `type` without songs in the observed one.
    """
    now, urls = context.now, context.urls
    if task.failure is not None and task.ended(now):
        if context.dialect == "observed":
            return failed(task.failure)
        return 200, success(data=[song(clip, now, urls, error=task.failure.sentence) for clip in task.clips])
    ended = [clip for clip in task.clips if clip.state(now) in ("succeeded", "failed")]
    if not ended or (context.dialect == "observed" and not task.ended(now)):
        return not_ready(context.not_ready)
    return 200, success(data=[song(clip, now, urls) for clip in ended])


def song(clip: Clip, now: float, urls: Urls, error: str | None = None) -> dict[str, Any]:
    """Return a song; with `error`, a failed one."""
    state = "failed" if error else clip.state(now)
    succeeded = state == "succeeded"
    return {
        "clip_id": clip.clip_id,
        "title": clip.song.title,
        "sound": clip.song.style,
        "lyrics": clip.song.lyrics,
        "image_url": urls.image(clip) if succeeded else None,
        "audio_url": urls.audio(clip) if succeeded else None,
        "video_url": None,
        "created_at": timestamp(clip.created_at, 6),
        "mv": clip.song.model,
        "duration": clip.song.duration_s if succeeded else None,
        "timestamp": {},
        "state": state,
        **({} if clip.song.vocal_variation is None else {"vocal_variation": clip.song.vocal_variation}),
        **({"error_message": error or clip.error} if state == "failed" else {}),
    }
