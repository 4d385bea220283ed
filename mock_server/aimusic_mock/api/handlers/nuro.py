"""Nuro: songs and background music of a requested length."""

from __future__ import annotations

from aimusic_mock.api.context import RequestContext
from aimusic_mock.api.registry import Handlers
from aimusic_mock.api.submissions import submit
from aimusic_mock.domain.songs import Brief
from aimusic_mock.domain.tasks import Task
from aimusic_mock.replies import nuro as replies
from aimusic_mock.replies.common import Reply

handlers = Handlers()

PREDICTED = ("gender", "genre", "mood", "timbre")
"""Properties that the service predicts for a song if they are not sent."""


@handlers.handles("create_nuro_music")
def create_music(context: RequestContext) -> Reply:
    """Create a song from lyrics, or background music from a description."""
    body = context.fields
    if body.get("type") == "bgm":
        brief = Brief(
            description=body["description"],
            instrumental=True,
            duration_s=_length_s(context),
            labels={name: ", ".join(body.get(name, ())) for name in ("genre", "mood", "instrument", "theme")},
        )
    else:
        length = body.get("duration")
        brief = Brief(
            lyrics=body["lyrics"], duration_s=None if length is None else float(length), labels=_labels(context)
        )
    return submit(context, brief)


def _length_s(context: RequestContext) -> float:
    """Return the requested length, in seconds: the sum of the segments if there are any."""
    if "segments" in context.fields:
        return float(sum(segment["duration"] for segment in context.fields["segments"]))
    return float(context.value("duration"))


def _labels(context: RequestContext) -> dict[str, str]:
    """Return the labels that were sent, and predict the others from the contract's lists."""
    properties = context.variant.properties if context.variant else {}
    rng = context.world.ids.rng("labels", context.fields["lyrics"])
    return {name: context.fields.get(name) or rng.choice(properties[name]["enum"]) for name in PREDICTED}


@handlers.polls("get_nuro_task")
def get_task(context: RequestContext, task: Task) -> Reply:
    """Return the current state of a task."""
    return replies.poll(task, context.reply_context)
