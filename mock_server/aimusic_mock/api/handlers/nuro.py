"""Nuro: songs and background music of a given length."""

from __future__ import annotations

from aimusic_mock.api.context import Call
from aimusic_mock.api.pipeline import Handlers
from aimusic_mock.api.submissions import submit
from aimusic_mock.domain.songs import Brief
from aimusic_mock.domain.tasks import Task
from aimusic_mock.replies import nuro as replies
from aimusic_mock.replies.common import Reply

handlers = Handlers()

PREDICTED = ("gender", "genre", "mood", "timbre")
"""What the service predicts for a song when it is not sent."""


@handlers.handles("create_nuro_music")
def create_music(call: Call) -> Reply:
    """Make a song from lyrics, or background music from a description."""
    body = call.body
    if body.get("type") == "bgm":
        brief = Brief(
            description=body["description"],
            instrumental=True,
            duration_s=_length_s(call),
            labels={name: ", ".join(body.get(name, ())) for name in ("genre", "mood", "instrument", "theme")},
        )
    else:
        length = body.get("duration")
        brief = Brief(lyrics=body["lyrics"], duration_s=None if length is None else float(length), labels=_labels(call))
    return submit(call, brief)


def _length_s(call: Call) -> float:
    """Return the wanted length, in seconds: the segments' sum where there are some."""
    if "segments" in call.body:
        return float(sum(segment["duration"] for segment in call.body["segments"]))
    return float(call.value("duration"))


def _labels(call: Call) -> dict[str, str]:
    """Return what was sent, and a prediction from the contract's own lists for what was not."""
    properties = call.member.properties if call.member else {}
    chance = call.world.ids.chance("labels", call.body["lyrics"])
    return {name: call.body.get(name) or chance.choice(properties[name]["enum"]) for name in PREDICTED}


@handlers.polls("get_nuro_task")
def get_task(call: Call, task: Task) -> Reply:
    """Show a task as it stands."""
    return replies.poll(task, call.reply_context)
