"""Sonic's replies: clips as they stand, pairs of clips, voices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aimusic_mock.domain.tasks import Clip, Failure, Task
from aimusic_mock.replies.common import Reply, failed, not_ready, success, timestamp
from aimusic_mock.replies.urls import Urls
from aimusic_mock.settings import Dialect

PAIR_KEYS = {"SonicExtendedPair": "extended", "SonicReplacedPair": "replaced"}
"""The key of the new part in each kind of pair."""


def poll(task: Task, now: float, dialect: Dialect, urls: Urls, waiting: Mapping[str, Any]) -> Reply:
    """Return what polling a task gives at `now`.

    Args:
        task: the polled task.
        now: the time, in seconds since 1970.
        dialect: documented shows clips from the beginning; observed says 202 until all have ended.
        urls: where the files lie.
        waiting: the contract's `not_ready` body.
    """
    ended = task.ended(now)
    if not ended and (dialect == "observed" or task.item == "SonicVoice"):
        return not_ready(waiting)
    if task.failure is not None and ended and (dialect == "observed" or task.item == "SonicVoice"):
        return failed(task.failure)
    if task.item == "SonicVoice":
        if (error := task.clips[0].error) is not None:
            # Nothing failed as a whole, but the only clip did, and a voice has no state to show it with.
            return failed(Failure(now, "failed", error))
        return 200, success(data={"persona_id": task.persona_id, "name": task.name})
    parts = [_clip_of(task, clip, now, dialect, urls) for clip in task.clips]
    if task.item not in PAIR_KEYS:
        return 200, success(data=parts)
    key = PAIR_KEYS[task.item]
    shown = [full if ended or full.state(now) in ("succeeded", "failed") else None for full in task.fulls]
    fulls = [_clip_of(task, item, now, dialect, urls) if item else None for item in shown]
    return 200, success(data=[{key: part, "full": full} for part, full in zip(parts, fulls, strict=True)])


def _clip_of(task: Task, item: Clip, now: float, dialect: Dialect, urls: Urls) -> dict[str, Any]:
    error = item.error if item.state(now) == "failed" else None
    if task.failure is not None and task.ended(now):
        error = task.failure.sentence
    return clip(item, now, dialect, urls, streaming=task.streaming, error=error)


def clip(
    item: Clip, now: float, dialect: Dialect, urls: Urls, *, streaming: bool = False, error: str | None = None
) -> dict[str, Any]:
    """Return one clip as JSON; `error` makes it a failed one."""
    state = "failed" if error else item.state(now)
    song, done = item.song, state == "succeeded"
    audio = urls.audio(item) if done else urls.stream(item) if streaming and state == "running" else None
    shown: dict[str, Any] = {
        "clip_id": item.clip_id,
        "state": state,
        "title": song.title,
        "tags": song.style,
        "lyrics": song.lyrics,
        "image_url": urls.image(item) if done else None,
        "audio_url": audio,
        "video_url": None,
        "created_at": timestamp(item.created_at, 3),
        "mv": song.model,
        "gpt_description_prompt": song.description,
        "duration": duration(song.duration_s, dialect) if done else None,
        "negative_tags": song.negative,
        "style_weight": song.style_weight,
        "weirdness_constraint": song.weirdness,
    }
    if song.part is not None:
        shown["stem_type"] = song.part
    if error:
        shown["error_message"] = error
    return shown


def duration(seconds: float, dialect: Dialect) -> float | str:
    """Return a length as the dialect writes it: a number, or a decimal text."""
    return seconds if dialect == "documented" else f"{seconds:.2f}"
