"""The types that checkers see on `AsyncAIMusic`; checked by mypy and pyright, never run."""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

import httpx

from aimusic import AsyncAIMusic, AsyncClip, AsyncTask, Credits, Estimate, Persona, Upload, estimate
from aimusic_client.models import SonicBpm, SonicLyrics, SonicMidi


async def walk() -> None:
    async with AsyncAIMusic(api_key="k", http_client=httpx.AsyncClient()) as client:
        assert_type(client, AsyncAIMusic)
    assert_type(client.with_options(retries=0), AsyncAIMusic)
    task = await client.sonic.create("la la", title="Low Tide")
    assert_type(task, AsyncTask)
    assert_type(await client.sonic.create(description="calm"), AsyncTask)
    assert_type(await client.sonic.midi("an-id", timeout=5), SonicMidi)
    assert_type(await client.sonic.create_persona("an-id", "Nell"), Persona)
    assert_type(await client.riffusion.upload("https://example.com/take.mp3"), Upload)
    assert_type(await task.wait(), AsyncTask)
    assert_type(await task.result(), tuple[AsyncClip, ...])
    async for update in task.updates(interval=20):
        assert_type(update, AsyncTask)
    assert_type(await task.clips[0].download("song.mp3"), Path)
    assert_type(await client.sonic.upload("https://example.com/take.mp3"), Upload)
    assert_type(await client.sonic.bpm(task.clips[0]), SonicBpm)
    assert_type(await client.sonic.lyrics("tides"), list[SonicLyrics])
    assert_type(await client.account.credits(), Credits)
    assert_type(client.sonic.task("an-id"), AsyncTask)
    assert_type(estimate(client.sonic.bpm, "an-id"), Estimate)
    await client.sonic.bpm()  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    await client.sonic.bpm("an-id", colour="blue")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    print(client.sonic.bpm("an-id").avg_bpm)  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue]
