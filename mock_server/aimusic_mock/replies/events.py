"""The bodies of webhooks: pure functions of a task and the time of its event.

The contract's `webhooks` describe them: the reply to a poll, with `task_id`, `platform` and `event`. Two forms are not
documented and are this mock's own: the pairs of an extended or replaced clip are sent as plain clips, the new parts
first, and a voice is sent as an empty `data` with `persona_id` and `name`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aimusic_mock.domain.deliveries import Event
from aimusic_mock.domain.tasks import Clip, Task
from aimusic_mock.replies import nuro, producer, sonic
from aimusic_mock.replies.common import ReplyContext, success
from aimusic_mock.replies.urls import Urls

PLATFORMS = {"sonic": "suno", "producer": "producer", "nuro": "nuro"}
"""The products' names in webhooks."""

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
"""A clip's keys in the order of the webhook guide, which differs from that of a poll."""


def event_body(task: Task, event: Event, at: float, urls: Urls, *, refunded: bool) -> dict[str, Any]:
    """Return the body of a task's event.

    Args:
        task: the task, of a product in `PLATFORMS`.
        event: which event.
        at: the time of the event, in seconds since 1970.
        urls: the addresses of the files.
        refunded: whether the task's credits have been refunded.
    """
    head = {"task_id": task.task_id, "platform": PLATFORMS[task.product], "event": event}
    if event == "song.failed":
        return {**_failure(task), "refund_processed": refunded, **head}
    # The guide writes lengths as decimal strings, as the observed dialect of polling does.
    context = ReplyContext(at, "observed" if task.product == "sonic" else "documented", urls)
    match task.product:
        case "producer":
            return {**producer.poll(task, context)[1], **head}
        case "nuro":
            return {**head, **_flat(nuro.poll(task, context)[1])}
    if event == "song.streaming":
        clips = [_clip(clip, context, streaming=True) for clip in task.clips]
        return {**success(data=clips), "message": "streaming", **head}
    if task.item == "SonicVoice":
        return {**success(data=[]), "persona_id": task.persona_id, "name": task.name, **head}
    return {**success(data=[_clip(clip, context) for clip in task.all_clips]), **head}


def expected(task: Task) -> tuple[Event, ...]:
    """Return the events of a task, as currently planned."""
    return ("song.streaming", "song.failed" if task.fails_at is not None else "song.completed")


def to_bytes(body: Mapping[str, Any]) -> bytes:
    """Encode a body as compact JSON, with non-ASCII letters unescaped.

    A receiver that re-encodes the JSON before it checks the signature gets other bytes with most libraries.
    """
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _failure(task: Task) -> dict[str, Any]:
    if task.failure is not None:
        return {"type": task.failure.type, "message": task.failure.sentence}
    # The task itself did not fail, but each of its clips did.
    return {"type": "failed", "message": next(clip.error for clip in task.all_clips if clip.error)}


def _clip(clip: Clip, context: ReplyContext, *, streaming: bool = False) -> dict[str, Any]:
    error = clip.error if clip.state(context.now) == "failed" else None
    polled = sonic.clip_json(clip, context, streaming=streaming, error=error)
    return {name: polled[name] for name in (*CLIP_KEYS, *(key for key in polled if key not in CLIP_KEYS))}


def _flat(polled: Mapping[str, Any]) -> dict[str, Any]:
    # The only key that a poll does not have. A song has no prompt, and that of background music is not repeated.
    return {**polled, "prompt": ""}
