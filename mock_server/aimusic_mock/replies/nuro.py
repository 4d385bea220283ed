"""Nuro's replies: one flat object in every state, without an envelope."""

from __future__ import annotations

from typing import Any

from aimusic_mock.domain.tasks import Task
from aimusic_mock.replies.common import Reply, ReplyContext

LABELS = ("genre", "mood", "gender", "timbre", "theme", "instrument")
"""The labels of a song; empty until the task has succeeded."""


def poll(task: Task, context: ReplyContext) -> Reply:
    """Return the reply to a poll; it is the same in both dialects."""
    now = context.now
    if task.failure is not None and task.failure.type != "failed" and task.ended(now):
        return 200, {"type": task.failure.type, "message": task.failure.sentence, "refund_processed": True}
    clip = task.clips[0]
    state = task.state(now)
    succeeded = state == "succeeded"
    reply: dict[str, Any] = {
        "task_id": task.task_id,
        "status": state,
        "progress": task.progress(now),
        "audio_url": context.urls.audio(clip) if succeeded else "",
        "lyrics": clip.song.sung if succeeded else "",
        "duration": clip.song.duration_s if succeeded else 0,
    }
    reply.update({name: clip.song.labels.get(name, "") if succeeded else "" for name in LABELS})
    return 200, reply
