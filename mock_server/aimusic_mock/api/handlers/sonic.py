"""Sonic: everything that makes songs, and the polling of its tasks."""

from __future__ import annotations

from attrs import evolve

from aimusic_mock.api.context import Call
from aimusic_mock.api.pipeline import Handlers
from aimusic_mock.api.submissions import spec_of, start, submit, uploaded_clip, uploaded_song
from aimusic_mock.domain.lyrics import MAX_TITLE
from aimusic_mock.domain.songs import Brief, Song, join
from aimusic_mock.domain.store import Persona
from aimusic_mock.domain.tasks import Task
from aimusic_mock.replies import common
from aimusic_mock.replies import sonic as replies
from aimusic_mock.replies.common import Reply

handlers = Handlers()

SHORTEST_S = 0.01
"""The shortest section: a length has two decimals, and no audio lasts 0 seconds."""


def _brief(call: Call, source: Song | None = None) -> Brief:
    """Read the fields that all Sonic generation calls share."""
    body = call.body
    words = body.get("prompt") or body.get("lyrics")
    written = body.get("auto_lyrics") is True
    return Brief(
        title=body.get("title"),
        style=body.get("tags"),
        lyrics=None if written else words,
        description=body.get("gpt_description_prompt"),
        subject=words if written else None,
        instrumental=body.get("make_instrumental") is True,
        model=body.get("mv"),
        negative=body.get("negative_tags"),
        style_weight=body.get("style_weight"),
        weirdness=body.get("weirdness_constraint"),
        source=source,
    )


@handlers.handles("create_sonic_music")
def create_music(call: Call) -> Reply:
    """Start any of the ten task types; a concat joins a clip to the one that it continues."""
    clip = call.found.clip("continue_clip_id")
    if clip is None:
        return submit(call, _brief(call))
    match call.body["task_type"]:
        case "concat_music":
            return common.accepted(start(call, [_whole(call, clip.song)]), call.dialect)
        case "remaster":
            return submit(call, evolve(_brief(call, clip.song), duration_s=clip.song.duration_s))
        case "extend_music" | "extend_upload_music":
            brief = _brief(call, clip.song)
            return submit(call, evolve(brief, continues=clip.clip_id, continue_at=call.body["continue_at"]))
    return submit(call, _brief(call, clip.song))


def _whole(call: Call, part: Song) -> Song:
    """Return `part` with all that it continues before it; a part of nothing is whole.

    Raises:
        ContractError: 404, when what it continues is so long ago that it is forgotten.
    """
    whole = part
    while whole.continues:
        before = call.store.clips.get(whole.continues)
        if before is None:
            raise call.refuse("NotFound", "clip")
        whole = join(before.song, whole)
    return whole


@handlers.handles("extend_sonic_upload", "cover_sonic_upload")
def work_on_upload(call: Call) -> Reply:
    """Take in a file and extend or cover it in one request; the reply reports both steps."""
    if call.wrong.of("variant"):
        return _failed_step(call)
    clip = uploaded_clip(call, "sonic", call.body["url"])
    brief = _brief(call, clip.song)
    if call.operation.operation_id == "cover_sonic_upload":
        return _with_steps(call, submit(call, brief), "cover", clip.clip_id)
    brief = evolve(brief, continues=clip.clip_id, continue_at=call.body.get("continue_at"))
    return _with_steps(call, submit(call, brief), "extend", clip.clip_id)


@handlers.handles("create_sonic_sample")
def create_sample(call: Call) -> Reply:
    """Build a song from a stretch of a clip or of a file."""
    clip = call.found.clip("sample_clip_id")
    if call.wrong.of("variant"):
        return _failed_step(call)
    if clip is not None:
        return submit(call, _brief(call, clip.song))
    clip = uploaded_clip(call, "sonic", call.body["url"])
    return _with_steps(call, submit(call, _brief(call, clip.song)), "sample", clip.clip_id)


def _with_steps(call: Call, reply: Reply, step: str, clip_id: str) -> Reply:
    """Report both steps; the observed service says nothing of a step but the clip's id."""
    status, body = reply
    if call.dialect == "observed":
        return status, {"code": 200, **body, "steps": {"upload": {"clip_id": clip_id}, step: {}}}
    steps = {"upload": {"success": True, "clip_id": clip_id}, step: {"success": True, "task_id": body["task_id"]}}
    return status, {"code": 200, **body, "steps": steps}


def _failed_step(call: Call) -> Reply:
    """Report the step that the contract shows failing; an upload before it has succeeded, and its clip stays."""
    body = call.operation.examples["step_failed"]
    upload = body["steps"]["upload"]
    if upload["success"]:
        upload = {**upload, "clip_id": uploaded_clip(call, "sonic", call.body["url"]).clip_id}
    return 200, {**body, "steps": {**body["steps"], "upload": upload}}


@handlers.handles("create_sonic_mashup")
def create_mashup(call: Call) -> Reply:
    """Mix two clips into a new song."""
    first, second = call.found.clips["mashup_clip_ids"]
    mixed = evolve(
        first.song,
        title=f"{first.song.title} / {second.song.title}"[:MAX_TITLE],
        style=", ".join(dict.fromkeys([first.song.style, second.song.style])),
    )
    return submit(call, _brief(call, mixed))


@handlers.handles("replace_sonic_section")
def replace_section(call: Call) -> Reply:
    """Sing one stretch of a clip anew."""
    clip = call.found.clips["clip_id"][0]
    length = max(SHORTEST_S, round(call.body["infill_end_s"] - call.body["infill_start_s"], 2))
    brief = evolve(_brief(call, clip.song), lyrics=call.body.get("infill_lyrics") or call.body.get("prompt"))
    return submit(call, evolve(brief, duration_s=min(length, clip.song.duration_s), section=True))


@handlers.handles("separate_sonic_stems_basic", "separate_sonic_stems_full")
def separate_stems(call: Call) -> Reply:
    """Split a clip into the parts that the contract names."""
    song = call.found.clips["clip_id"][0].song
    task = start(call, [song.named_part(part) for part in spec_of(call).parts])
    return common.accepted(task, call.dialect)


@handlers.handles("create_sonic_persona")
def create_persona(call: Call) -> Reply:
    """Make a singer from a clip, at once."""
    persona = Persona(call.world.ids.new("persona"), call.account.key, call.body["name"], call.now)
    call.store.add_persona(persona)
    return 200, {"code": 200, "persona_id": persona.persona_id, "message": common.SUCCESS}


@handlers.handles("create_sonic_voice")
def create_voice(call: Call) -> Reply:
    """Make a voice from a recording; it can sing when its task has ended."""
    song = uploaded_song(call, call.body["audio_url"])
    persona_id = call.world.ids.new("persona")
    task = start(call, [song], name=song.title, persona_id=persona_id)
    call.store.add_persona(Persona(persona_id, call.account.key, song.title, task.voice_ready_at))
    status, body = common.accepted(task, call.dialect)
    if call.wrong.of("variant"):
        return status, {**body, "warning": call.operation.examples["with_warning"]["warning"]}
    return status, body


@handlers.polls("get_sonic_task")
def get_task(call: Call, task: Task) -> Reply:
    """Show a task as it stands.

    Raises:
        ContractError: 504, for a task that timed out, as the documentation has it; the observed service says so in 200.
    """
    timed_out = task.ended(call.now) and task.failure is not None and task.failure.type == "timeout"
    if timed_out and call.dialect == "documented":
        raise call.refuse("GatewayTimeout", "timeout")
    return replies.poll(task, call.reply_context)
