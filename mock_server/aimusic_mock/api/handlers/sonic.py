"""Sonic: operations that generate songs, and the polling of their tasks."""

from __future__ import annotations

from attrs import evolve

from aimusic_mock.api.context import RequestContext
from aimusic_mock.api.registry import Handlers
from aimusic_mock.api.submissions import spec_of, start, submit, uploaded_clip, uploaded_song
from aimusic_mock.domain.lyrics import MAX_STYLE, MAX_TITLE
from aimusic_mock.domain.songs import Brief, Song, join
from aimusic_mock.domain.store import Persona
from aimusic_mock.domain.tasks import Task
from aimusic_mock.replies import common
from aimusic_mock.replies import sonic as replies
from aimusic_mock.replies.common import Reply

handlers = Handlers()

SHORTEST_S = 0.01
"""The shortest section: a length has two decimals, and audio cannot last 0 seconds."""


def _brief(context: RequestContext, source: Song | None = None) -> Brief:
    """Read the fields that all Sonic generation requests share."""
    body = context.fields
    text = body.get("prompt") or body.get("lyrics")
    auto_lyrics = body.get("auto_lyrics") is True
    return Brief(
        title=body.get("title"),
        style=body.get("tags"),
        lyrics=None if auto_lyrics else text,
        description=body.get("gpt_description_prompt"),
        subject=text if auto_lyrics else None,
        instrumental=body.get("make_instrumental") is True,
        model=body.get("mv"),
        negative=body.get("negative_tags"),
        style_weight=body.get("style_weight"),
        weirdness=body.get("weirdness_constraint"),
        source=source,
    )


@handlers.handles("create_sonic_music")
def create_music(context: RequestContext) -> Reply:
    """Start any of the ten task types; a concat joins a clip to the one it continues."""
    clip = context.resources.clip("continue_clip_id")
    if clip is None:
        return submit(context, _brief(context))
    match context.fields["task_type"]:
        case "concat_music":
            return common.accepted(start(context, [_whole(context, clip.song)]), context.dialect)
        case "remaster":
            return submit(context, evolve(_brief(context, clip.song), duration_s=clip.song.duration_s))
        case "extend_music" | "extend_upload_music":
            brief = _brief(context, clip.song)
            return submit(context, evolve(brief, continues=clip.clip_id, continue_at=context.fields["continue_at"]))
    return submit(context, _brief(context, clip.song))


def _whole(context: RequestContext, part: Song) -> Song:
    """Return `part` joined to everything that it continues; a song that continues nothing is returned unchanged.

    Raises:
        ContractError: 404, if a clip that it continues is no longer stored.
    """
    whole = part
    while whole.continues:
        before = context.store.clips.get(whole.continues)
        if before is None:
            raise context.error("NotFound", "clip")
        whole = join(before.song, whole)
    return whole


@handlers.handles("extend_sonic_upload", "cover_sonic_upload")
def work_on_upload(context: RequestContext) -> Reply:
    """Import a file and extend or cover it in one request; the reply reports both steps."""
    if context.faults.of("variant"):
        return _failed_step(context)
    clip = uploaded_clip(context, "sonic", context.fields["url"])
    brief = _brief(context, clip.song)
    if context.operation.operation_id == "cover_sonic_upload":
        return _with_steps(context, submit(context, brief), "cover", clip.clip_id)
    brief = evolve(brief, continues=clip.clip_id, continue_at=context.fields.get("continue_at"))
    return _with_steps(context, submit(context, brief), "extend", clip.clip_id)


@handlers.handles("create_sonic_sample")
def create_sample(context: RequestContext) -> Reply:
    """Create a song from a section of a clip or a file."""
    clip = context.resources.clip("sample_clip_id")
    if context.faults.of("variant"):
        return _failed_step(context)
    if clip is not None:
        return submit(context, _brief(context, clip.song))
    clip = uploaded_clip(context, "sonic", context.fields["url"])
    return _with_steps(context, submit(context, _brief(context, clip.song)), "sample", clip.clip_id)


def _with_steps(context: RequestContext, reply: Reply, step: str, clip_id: str) -> Reply:
    """Report both steps. The observed service reports only the clip's id."""
    status, body = reply
    if context.dialect == "observed":
        return status, {"code": 200, **body, "steps": {"upload": {"clip_id": clip_id}, step: {}}}
    steps = {"upload": {"success": True, "clip_id": clip_id}, step: {"success": True, "task_id": body["task_id"]}}
    return status, {"code": 200, **body, "steps": steps}


def _failed_step(context: RequestContext) -> Reply:
    """Report the failed step of the contract's example. An upload before it has succeeded, and its clip is kept."""
    body = context.operation.examples["step_failed"]
    upload = body["steps"]["upload"]
    if upload["success"]:
        upload = {**upload, "clip_id": uploaded_clip(context, "sonic", context.fields["url"]).clip_id}
    return 200, {**body, "steps": {**body["steps"], "upload": upload}}


@handlers.handles("create_sonic_mashup")
def create_mashup(context: RequestContext) -> Reply:
    """Mix two clips into a new song."""
    first, second = context.resources.clips["mashup_clip_ids"]
    mixed = evolve(
        first.song,
        title=f"{first.song.title} / {second.song.title}"[:MAX_TITLE],
        style=", ".join(dict.fromkeys([first.song.style, second.song.style]))[:MAX_STYLE],
    )
    return submit(context, _brief(context, mixed))


@handlers.handles("replace_sonic_section")
def replace_section(context: RequestContext) -> Reply:
    """Regenerate one section of a clip."""
    clip = context.resources.clips["clip_id"][0]
    length = max(SHORTEST_S, round(context.fields["infill_end_s"] - context.fields["infill_start_s"], 2))
    brief = evolve(
        _brief(context, clip.song), lyrics=context.fields.get("infill_lyrics") or context.fields.get("prompt")
    )
    return submit(context, evolve(brief, duration_s=min(length, clip.song.duration_s), section=True))


@handlers.handles("separate_sonic_stems_basic", "separate_sonic_stems_full")
def separate_stems(context: RequestContext) -> Reply:
    """Split a clip into the stems that the contract names."""
    song = context.resources.clips["clip_id"][0].song
    task = start(context, [song.named_part(part) for part in spec_of(context).parts])
    return common.accepted(task, context.dialect)


@handlers.handles("create_sonic_persona")
def create_persona(context: RequestContext) -> Reply:
    """Create a persona from a clip, at once."""
    persona = Persona(context.world.ids.new("persona"), context.account.key, context.fields["name"], context.now)
    context.store.add_persona(persona)
    return 200, {"code": 200, "persona_id": persona.persona_id, "message": common.SUCCESS}


@handlers.handles("create_sonic_voice")
def create_voice(context: RequestContext) -> Reply:
    """Create a voice from a recording; it is usable once its task has ended."""
    song = uploaded_song(context, context.fields["audio_url"])
    persona_id = context.world.ids.new("persona")
    task = start(context, [song], name=song.title, persona_id=persona_id)
    context.store.add_persona(Persona(persona_id, context.account.key, song.title, task.voice_ready_at))
    status, body = common.accepted(task, context.dialect)
    if context.faults.of("variant"):
        return status, {**body, "warning": context.operation.examples["with_warning"]["warning"]}
    return status, body


@handlers.polls("get_sonic_task")
def get_task(context: RequestContext, task: Task) -> Reply:
    """Return the current state of a task.

    Raises:
        ContractError: 504, for a task that timed out, as documented; the observed service reports it in a 200.
    """
    timed_out = task.ended(context.now) and task.failure is not None and task.failure.type == "timeout"
    if timed_out and context.dialect == "documented":
        raise context.error("GatewayTimeout", "timeout")
    return replies.poll(task, context.reply_context)
