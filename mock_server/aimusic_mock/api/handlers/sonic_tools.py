"""Sonic's tools: analysis, files and lyrics, returned at once."""

from __future__ import annotations

from typing import Any

from aimusic_mock.api.context import RequestContext
from aimusic_mock.api.registry import Handlers
from aimusic_mock.api.submissions import start, uploaded_clip, uploaded_song
from aimusic_mock.domain import lyrics, music
from aimusic_mock.domain.store import Vox
from aimusic_mock.media import formats
from aimusic_mock.replies import common
from aimusic_mock.replies.common import Reply

handlers = Handlers()

VOX_LENGTH_S = 30.0
"""The length of a vocal extract if the request names no range, in seconds. The default is inferred."""


@handlers.handles("get_sonic_bpm")
def get_bpm(context: RequestContext) -> Reply:
    """Measure the tempo of a clip."""
    tempo = music.tempo(context.resources.clips["clip_id"][0].song)
    return 200, common.success(data={"avg_bpm": tempo.average, "max_bpm": tempo.highest, "min_bpm": tempo.lowest})


@handlers.handles("get_sonic_vox")
def get_vox(context: RequestContext) -> Reply:
    """Extract the vocals of a section of a clip."""
    clip = context.resources.clips["clip_id"][0]
    start_s = context.fields.get("vocal_start_s", 0)
    end_s = context.fields.get("vocal_end_s", min(start_s + VOX_LENGTH_S, clip.song.duration_s))
    vox = Vox(context.world.ids.new("vox"), context.account.key, clip.clip_id)
    context.store.add_vox(vox)
    points = formats.waveform(clip.song, start_s, end_s)
    data = {
        "vox_audio_id": vox.vox_id,
        "status": "complete",
        "source_clip_id": clip.clip_id,
        "vocal_start_s": start_s,
        "vocal_end_s": end_s,
        "wave_response": {"waveform_aggregates": [{"data": points, "mip_map_level": 11}]},
    }
    return 200, common.success(data=data)


@handlers.handles("get_sonic_wav")
def get_wav(context: RequestContext) -> Reply:
    """Return the URL of a clip's lossless audio; the observed service omits `code`."""
    clip = context.resources.clips["clip_id"][0]
    context.store.renew(clip.clip_id, context.now)
    return 200, common.envelope(context.dialect, data={"wav_url": context.urls.wav(clip)})


@handlers.handles("get_sonic_midi")
def get_midi(context: RequestContext) -> Reply:
    """Return a clip's notes; the observed service builds them first and returns 202 once."""
    clip = context.resources.clips["clip_id"][0]
    if context.dialect == "observed" and not context.built_before("midi", clip.clip_id):
        return common.not_ready(context.waiting)
    context.store.renew(clip.clip_id, context.now)
    instruments = [
        {"name": name, "notes": [_note(note) for note in notes]} for name, notes in music.notes(clip.song).items()
    ]
    return 200, common.success(data={"midi_url": context.urls.midi(clip), "instruments": instruments})


def _note(note: music.Note) -> dict[str, Any]:
    return {"pitch": note.pitch, "start": note.start, "end": note.end, "velocity": note.velocity}


@handlers.handles("get_sonic_aligned_lyrics")
def get_aligned_lyrics(context: RequestContext) -> Reply:
    """Return the time of every sung word.

    Raises:
        ContractError: 404, for a clip without lyrics.
    """
    words = music.alignment(context.resources.clips["clip_id"][0].song)
    if context.faults.of("variant"):
        words = []
    elif not words:
        raise context.error("NotFound", "lyrics")
    alignment = [
        {"word": word.text, "success": True, "start_s": word.start, "end_s": word.end, "p_align": word.confidence}
        for word in words
    ]
    return 200, common.success(data={"alignment": alignment})


@handlers.handles("upsample_sonic_tags")
def upsample_tags(context: RequestContext) -> Reply:
    """Expand style tags into a long description."""
    tags = context.fields["tags"]
    text = lyrics.upsampled_style(tags, context.world.ids.rng("tags", tags))
    return 200, common.success(data={"upsampled_tags": text})


@handlers.handles("create_sonic_lyrics")
def create_lyrics(context: RequestContext) -> Reply:
    """Generate two lyrics from a description; the same description gives the same lyrics."""
    description = context.fields["description"]
    results = []
    for number in (1, 2):
        rng = context.world.ids.rng("lyrics", description, number)
        results.append({"title": lyrics.title(description, rng), "lyrics": lyrics.lyrics(description, rng)})
    return 200, {"code": 200, "results": results, "message": common.SUCCESS}


@handlers.handles("upload_sonic_audio")
def upload_audio(context: RequestContext) -> Reply:
    """Import a file: at once, or as a task if there is a `callback_url`."""
    if "callback_url" in context.fields:
        return common.accepted(start(context, [uploaded_song(context, context.fields["url"])]), context.dialect)
    clip = uploaded_clip(context, "sonic", context.fields["url"])
    return 200, {"code": 200, "clip_id": clip.clip_id, "message": common.SUCCESS}
