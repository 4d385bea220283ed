"""The types that checkers see on `AIMusic`; checked by mypy and pyright, never run."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack, assert_type

import httpx

from aimusic import (
    AIMusic,
    APIStatusError,
    AsyncTask,
    Clip,
    Credits,
    Estimate,
    Persona,
    Task,
    TaskFailedError,
    Upload,
    WebhookEvent,
    estimate,
    verify_webhook,
)
from aimusic.types import ClipLike, SongOptions
from aimusic_client import AuthenticatedClient
from aimusic_client.models import (
    NuroCompletedEvent,
    ProducerCompletedEvent,
    SonicAlignedWord,
    SonicBpm,
    SonicCompletedEvent,
    SonicLyrics,
    SonicMidi,
    SonicStreamingEvent,
    SonicVoice,
    SonicVox,
    SonicWav,
    TaskFailedEvent,
)

with AIMusic(api_key="k", timeout=None, pace=True, http_client=httpx.Client()) as client:
    assert_type(client, AIMusic)
assert_type(client.with_options(timeout=1, retries=0, pace=2.5), AIMusic)
assert_type(client.raw, AuthenticatedClient)

task = client.sonic.create("la la", model="sonic-v5", title="Low Tide", style_weight=0.5, extra={"new": 1})
assert_type(task, Task)
assert_type(task.wait(timeout=None, on_update=print), Task)
assert_type(task.result(), tuple[Clip, ...])
assert_type(task.clips, tuple[Clip, ...])
assert_type(next(update for update in task.updates()), Task)
clip = task.clips[0]
assert_type(clip.duration, float | None)
assert_type(clip.download("song.mp3", kind="image", on_progress=lambda progress: print(progress.fraction)), Path)
assert_type(task.voice, SonicVoice | None)

assert_type(client.sonic.create(description="calm", vocal_gender="f"), Task)
assert_type(client.sonic.create(instrumental=True, tags="folk"), Task)
assert_type(estimate(client.sonic.create, description="calm"), Estimate)
assert_type(client.riffusion.create(description="calm", model="FUZZ-1.0"), Task)


def folk(prompt: str, source: ClipLike | None = None, **options: Unpack[SongOptions]) -> Task:
    """A wrapper as users write it."""
    options["tags"] = "folk"
    if source is not None:
        return client.sonic.cover(source, prompt=prompt, **options)
    return client.sonic.create(prompt, **options)


assert_type(folk("la", clip, title="Low Tide", model="sonic-v5", instrumental=False), Task)

upload = client.sonic.upload("https://example.com/take.mp3")
assert_type(upload, Upload)
assert_type(client.sonic.extend(upload, at=30, prompt="la"), Task)
assert_type(client.sonic.mashup(clip, task, description="both"), Task)
assert_type(client.sonic.create_persona(clip, "Nell"), Persona)
assert_type(client.sonic.lyrics("tides"), list[SonicLyrics])
assert_type(client.sonic.bpm("an-id"), SonicBpm)
assert_type(client.sonic.vox(clip), SonicVox)
assert_type(client.sonic.wav(clip), SonicWav)
assert_type(client.sonic.midi(clip, timeout=5), SonicMidi)
assert_type(client.sonic.aligned_lyrics(clip), list[SonicAlignedWord])
assert_type(client.sonic.upsample_tags("folk"), str)
assert_type(client.producer.create("slow folk", seed=7), Task)
assert_type(client.nuro.create_background("rain", version="v2.0", duration=60, mood=["calm"]), Task)
assert_type(client.account.credits(), Credits)
assert_type(client.sonic.task("an-id"), Task)

assert_type(estimate(client.sonic.stems, clip, full=True), Estimate)
estimate(client.sonic.stems)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
client.sonic.create("la", colour="blue")  # type: ignore[call-overload] # pyright: ignore[reportCallIssue]
client.sonic.create("la", title=5)  # type: ignore[call-overload] # pyright: ignore[reportCallIssue, reportArgumentType]
client.sonic.create()  # type: ignore[call-overload] # pyright: ignore[reportCallIssue]
client.sonic.create("la", description="calm")  # type: ignore[call-overload] # pyright: ignore[reportCallIssue, reportArgumentType]
client.sonic.create(description="calm", auto_lyrics=True)  # type: ignore[call-overload] # pyright: ignore[reportCallIssue, reportArgumentType]
client.sonic.cover(clip, prompt="la", vocal_gender="x")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
client.sonic.replace_section(clip, start_s=1, end_s=9, model="sonic-v3-5")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
client.riffusion.create("la", description="calm")  # type: ignore[call-overload] # pyright: ignore[reportCallIssue, reportArgumentType]
client.sonic.extend(clip)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
client.nuro.create_vocal("la", gender="Robot")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]

try:
    task.result()
except TaskFailedError as error:
    assert_type(error.task, Task | AsyncTask | None)
    assert_type(error.task_id, str)
except APIStatusError as refusal:
    assert_type(refusal.retry_after, float | None)
    assert_type(refusal.charged, bool | None)

event = verify_webhook(b"", {}, "secret")
assert_type(event, WebhookEvent)
assert_type(
    event.data,
    SonicCompletedEvent | SonicStreamingEvent | ProducerCompletedEvent | NuroCompletedEvent | TaskFailedEvent | None,
)
if isinstance(event.data, SonicCompletedEvent):
    assert_type(event.data.data[0].clip_id, str)
