"""Producer's replies: one top-level status, and data once the job is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aimusic_mock.domain.tasks import Clip, Failure, Task
from aimusic_mock.replies.common import Reply, failed, not_ready, success, timestamp
from aimusic_mock.replies.urls import Urls
from aimusic_mock.settings import Dialect

STATUS = {"pending": "PENDING", "running": "RUNNING", "succeeded": "SUCCESS", "failed": "FAILED"}
"""Producer's own names of the states."""


def poll(task: Task, now: float, dialect: Dialect, urls: Urls, waiting: Mapping[str, Any]) -> Reply:
    """Return what polling a Producer task gives at `now`.

    Documented: 200 with `status`, and no data before the end. Observed: 202 until the end, then no `status`.
    """
    state = task.state(now)
    if dialect == "observed":
        if not task.ended(now):
            return not_ready(waiting, code=202)
        if state == "failed":
            return failed(_failure(task))
        return 200, success(data=[_item(task, clip, now, urls) for clip in task.clips])
    if state == "failed":
        failure = _failure(task)
        return 200, {"status": STATUS[state], "type": failure.type, "message": failure.sentence, "data": []}
    data = [_item(task, clip, now, urls) for clip in task.clips] if task.ended(now) else []
    return 200, {"code": 200, "status": STATUS[state], "message": "success", "data": data}


def _failure(task: Task) -> Failure:
    # Where nothing failed as a whole, the only clip did, and Producer has one status for both.
    clip = task.clips[0]
    return task.failure or Failure(clip.ends_at, "failed", clip.error or "")


def _item(task: Task, clip: Clip, now: float, urls: Urls) -> dict[str, Any]:
    about = task.about or clip
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
    """Return one song as JSON, in the order of the documentation's example."""
    state = clip.state(now)
    done = state == "succeeded"
    return {
        "clip_id": clip.clip_id,
        "title": clip.song.title,
        "sound": clip.song.style or None,
        "lyrics": clip.song.sung,
        "audio_url": urls.audio(clip) if done else None,
        "wav_url": urls.wav(clip) if done else None,
        "image_url": urls.image(clip) if done else None,
        "video_url": None,
        "created_at": timestamp(clip.created_at, 6),
        "mv": clip.song.model,
        "seed": str(clip.song.seed),
        "duration": clip.song.duration_s if done else None,
        "state": state,
    }
