"""Sonic's replies: clips, pairs of clips, and voices."""

from __future__ import annotations

from typing import Any

from aimusic_mock.domain.tasks import Clip, Failure, Task
from aimusic_mock.replies.common import Reply, ReplyContext, failed, not_ready, success, timestamp
from aimusic_mock.settings import Dialect

PAIR_KEYS = {"SonicExtendedPair": "extended", "SonicReplacedPair": "replaced"}
"""The key of the new clip in each kind of pair."""


def poll(task: Task, context: ReplyContext) -> Reply:
    """Return the reply to a poll.

    Documented: clips in every state. Observed: 202 until all have ended. A voice has the observed form in both dialects.
    """
    now, ended = context.now, task.ended(context.now)
    observed_form = context.dialect == "observed" or task.item == "SonicVoice"
    if not ended and observed_form:
        return not_ready(context.not_ready)
    if task.failure is not None and ended and observed_form:
        return failed(task.failure)
    if task.item == "SonicVoice":
        if (error := task.clips[0].error) is not None:
            # The task itself did not fail but its only clip did, and a voice has no state.
            return failed(Failure(now, "failed", error))
        return 200, success(data={"persona_id": task.persona_id, "name": task.name})
    parts = [_clip_of(task, part, context) for part in task.clips]
    if task.item not in PAIR_KEYS:
        return 200, success(data=parts)
    key = PAIR_KEYS[task.item]
    joined = [
        _clip_of(task, full, context) if ended or full.state(now) in ("succeeded", "failed") else None
        for full in task.joined_clips
    ]
    return 200, success(data=[{key: part, "full": full} for part, full in zip(parts, joined, strict=True)])


def _clip_of(task: Task, clip: Clip, context: ReplyContext) -> dict[str, Any]:
    error = clip.error if clip.state(context.now) == "failed" else None
    if task.failure is not None and task.ended(context.now):
        error = task.failure.sentence
    return clip_json(clip, context, streaming=task.streaming, error=error)


def clip_json(
    clip: Clip, context: ReplyContext, *, streaming: bool = False, error: str | None = None
) -> dict[str, Any]:
    """Return a clip; with `error`, a failed one."""
    urls = context.urls
    state = "failed" if error else clip.state(context.now)
    song, succeeded = clip.song, state == "succeeded"
    audio = urls.audio(clip) if succeeded else urls.stream(clip) if streaming and state == "running" else None
    reply: dict[str, Any] = {
        "clip_id": clip.clip_id,
        "state": state,
        "title": song.title,
        "tags": song.style,
        "lyrics": song.lyrics,
        "image_url": urls.image(clip) if succeeded else None,
        "audio_url": audio,
        "video_url": None,
        "created_at": timestamp(clip.created_at, 3),
        "mv": song.model,
        "gpt_description_prompt": song.description,
        "duration": duration(song.duration_s, context.dialect) if succeeded else None,
        "negative_tags": song.negative,
        "style_weight": song.style_weight,
        "weirdness_constraint": song.weirdness,
    }
    if song.part is not None:
        reply["stem_type"] = song.part
    if error:
        reply["error_message"] = error
    return reply


def duration(seconds: float, dialect: Dialect) -> float | str:
    """Return a length: a number in the documented dialect, a decimal string in the observed one."""
    return seconds if dialect == "documented" else f"{seconds:.2f}"
