"""Nuro's reply: one flat object in every state, without an envelope."""

from __future__ import annotations

from typing import Any

from aimusic_mock.domain.tasks import Task
from aimusic_mock.replies.common import Reply
from aimusic_mock.replies.urls import Urls

LABELS = ("genre", "mood", "gender", "timbre", "theme", "instrument")
"""What a song is described with; empty until the job is done."""


def poll(task: Task, now: float, urls: Urls) -> Reply:
    """Return what polling a Nuro task gives at `now`; both dialects agree."""
    if task.failure is not None and task.failure.type != "failed" and task.ended(now):
        return 200, {"type": task.failure.type, "message": task.failure.sentence, "refund_processed": True}
    clip = task.clips[0]
    state = task.state(now)
    done = state == "succeeded"
    shown: dict[str, Any] = {
        "task_id": task.task_id,
        "status": state,
        "progress": task.progress(now),
        "audio_url": urls.audio(clip) if done else "",
        "lyrics": clip.song.sung if done else "",
        "duration": clip.song.duration_s if done else 0,
    }
    shown.update({name: clip.song.labels.get(name, "") if done else "" for name in LABELS})
    return 200, shown
