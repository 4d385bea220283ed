"""Riffusion's replies: the songs that have ended; asking goes on until there are two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aimusic_mock.domain.tasks import Clip, Task
from aimusic_mock.replies.common import Reply, failed, not_ready, success, timestamp
from aimusic_mock.replies.urls import Urls
from aimusic_mock.settings import Dialect


def poll(task: Task, now: float, dialect: Dialect, urls: Urls, waiting: Mapping[str, Any]) -> Reply:
    """Return what polling a Riffusion task gives at `now`.

    Documented: 202 until the first song has ended, then the songs that have. Observed: 202 until both have.
    A job that failed as a whole shows failed songs, or in the observed dialect `type` and no songs.
    """
    if task.failure is not None and task.ended(now):
        if dialect == "observed":
            return failed(task.failure)
        return 200, success(data=[song(clip, now, urls, error=task.failure.sentence) for clip in task.clips])
    ended = [clip for clip in task.clips if clip.state(now) in ("succeeded", "failed")]
    if not ended or (dialect == "observed" and not task.ended(now)):
        return not_ready(waiting)
    return 200, success(data=[song(clip, now, urls) for clip in ended])


def song(clip: Clip, now: float, urls: Urls, error: str | None = None) -> dict[str, Any]:
    """Return one song as JSON; `error` makes it a failed one."""
    state = "failed" if error else clip.state(now)
    done = state == "succeeded"
    return {
        "clip_id": clip.clip_id,
        "title": clip.song.title,
        "sound": clip.song.style,
        "lyrics": clip.song.lyrics,
        "image_url": urls.image(clip) if done else None,
        "audio_url": urls.audio(clip) if done else None,
        "video_url": None,
        "created_at": timestamp(clip.created_at, 6),
        "mv": clip.song.model,
        "duration": clip.song.duration_s if done else None,
        "timestamp": {},
        "state": state,
        **({"error_message": error or clip.error} if state == "failed" else {}),
    }
