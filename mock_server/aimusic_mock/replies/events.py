"""The bodies of webhooks: pure functions from a task and the moment of its event.

The forms stand in the contract's `webhooks`: what polling gives, with `task_id`, `platform` and `event`. Two of them
nobody documents, and what is sent then is this mock's own: the pairs of an extended or replaced clip come as plain clips,
the parts first, and a voice comes as no clips with `persona_id` and `name` beside them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aimusic_mock.domain.deliveries import Event
from aimusic_mock.domain.tasks import Clip, Task
from aimusic_mock.replies import nuro, producer, sonic
from aimusic_mock.replies.common import success
from aimusic_mock.replies.urls import Urls

PLATFORMS = {"sonic": "suno", "producer": "producer", "nuro": "nuro"}
"""How webhooks name the products."""

CLIP_KEYS = (
    "clip_id",
    "state",
    "title",
    "tags",
    "lyrics",
    "image_url",
    "audio_url",
    "video_url",
    "created_at",
    "gpt_description_prompt",
    "duration",
    "negative_tags",
    "style_weight",
    "weirdness_constraint",
    "mv",
)
"""The webhook guide's order of a clip's keys; it is not the poll's."""


def event_body(task: Task, event: Event, at: float, urls: Urls, *, refunded: bool) -> dict[str, Any]:
    """Return the body of a task's event.

    Args:
        task: the task, of a product in `PLATFORMS`.
        event: which event.
        at: when it happened, in seconds since 1970.
        urls: where the files lie.
        refunded: whether the task's credits have been given back.
    """
    about = {"task_id": task.task_id, "platform": PLATFORMS[task.product], "event": event}
    if event == "song.failed":
        return {**_failure(task), "refund_processed": refunded, **about}
    match task.product:
        case "producer":
            return {**producer.poll(task, at, "documented", urls, {})[1], **about}
        case "nuro":
            return {**about, **_flat(nuro.poll(task, at, urls)[1])}
    if event == "song.streaming":
        clips = [_clip(clip, at, urls, streaming=True) for clip in task.clips]
        return {**success(data=clips), "message": "streaming", **about}
    if task.item == "SonicVoice":
        return {**success(data=[]), "persona_id": task.persona_id, "name": task.name, **about}
    return {**success(data=[_clip(clip, at, urls) for clip in task.all_clips]), **about}


def expected(task: Task) -> tuple[Event, ...]:
    """Return the events that a task has, as it is planned now."""
    return ("song.streaming", "song.failed" if task.fails_at is not None else "song.completed")


def to_bytes(body: Mapping[str, Any]) -> bytes:
    """Return a body as it travels: without spaces and with letters of all scripts as they are.

    A receiver that writes the JSON anew, and checks the signature over that, gets other bytes in most libraries.
    """
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _failure(task: Task) -> dict[str, Any]:
    if task.failure is not None:
        return {"type": task.failure.type, "message": task.failure.sentence}
    # Nothing failed as a whole, but every clip did by itself.
    return {"type": "failed", "message": next(clip.error for clip in task.all_clips if clip.error)}


def _clip(item: Clip, at: float, urls: Urls, *, streaming: bool = False) -> dict[str, Any]:
    error = item.error if item.state(at) == "failed" else None
    # The guide writes lengths as decimal text, as the observed dialect of polling does.
    shown = sonic.clip(item, at, "observed", urls, streaming=streaming, error=error)
    return {name: shown[name] for name in (*CLIP_KEYS, *(key for key in shown if key not in CLIP_KEYS))}


def _flat(polled: Mapping[str, Any]) -> dict[str, Any]:
    # The one key that the poll has not: a song has none, and the description of background music is not shown again.
    return {**polled, "prompt": ""}
