"""Producer's replies: a status for the whole task, and data once it has ended."""

from __future__ import annotations

from typing import Any

from aimusic_mock.domain.tasks import Clip, Failure, Task
from aimusic_mock.replies.common import Reply, ReplyContext, failed, not_ready, success, timestamp
from aimusic_mock.replies.urls import Urls

STATUS = {"pending": "PENDING", "running": "RUNNING", "succeeded": "SUCCESS", "failed": "FAILED"}
"""Producer's names of the states."""


def poll(task: Task, context: ReplyContext) -> Reply:
    """Return the reply to a poll.

    Documented: 200 with `status`, and no data before the end. Observed: 202 until the end, then 200 without `status`.
    """
    now, urls = context.now, context.urls
    state = task.state(now)
    if context.dialect == "observed":
        if not task.ended(now):
            return not_ready(context.not_ready, code=202)
        if state == "failed":
            return failed(_failure(task))
        return 200, success(data=[_item(task, clip, now, urls) for clip in task.clips])
    if state == "failed":
        failure = _failure(task)
        return 200, {"status": STATUS[state], "type": failure.type, "message": failure.sentence, "data": []}
    data = [_item(task, clip, now, urls) for clip in task.clips] if task.ended(now) else []
    return 200, {"code": 200, "status": STATUS[state], "message": "success", "data": data}


def _failure(task: Task) -> Failure:
    # If the task itself did not fail, its only clip did; Producer has one status for both.
    clip = task.clips[0]
    return task.failure or Failure(clip.ends_at, "failed", clip.error or "")


def _item(task: Task, clip: Clip, now: float, urls: Urls) -> dict[str, Any]:
    about = task.source_clip or clip
    match task.item:
        case "ProducerDownload" if task.name == "wav":
            return {"clip_id": about.clip_id, "audio_url": urls.wav(about), "wav_url": urls.wav(about)}
        case "ProducerDownload":
            return {"clip_id": about.clip_id, "audio_url": urls.mp3(about)}
        case "ProducerLyrics":
            return {"title": clip.song.title, "lyrics": clip.song.lyrics, "lyrics_id": clip.clip_id}
        case "ProducerVideoClip":
            return {"clip_id": about.clip_id, "video_url": urls.video(about)}
    return song(clip, now, urls)


def song(clip: Clip, now: float, urls: Urls) -> dict[str, Any]:
    """Return a song, with its keys in the order of the documented example."""
    state = clip.state(now)
    succeeded = state == "succeeded"
    return {
        "clip_id": clip.clip_id,
        "title": clip.song.title,
        "sound": clip.song.style or None,
        "lyrics": clip.song.sung,
        "audio_url": urls.audio(clip) if succeeded else None,
        "wav_url": urls.wav(clip) if succeeded else None,
        "image_url": urls.image(clip) if succeeded else None,
        "video_url": None,
        "created_at": timestamp(clip.created_at, 6),
        "mv": clip.song.model,
        "seed": str(clip.song.seed),
        "duration": clip.song.duration_s if succeeded else None,
        "state": state,
    }
