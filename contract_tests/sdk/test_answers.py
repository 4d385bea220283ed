"""How responses to polls are read: state, clips and failure, in both dialects and for every product."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import aimusic
from aimusic._tasks.snapshot import ENDED, derived
from contract_tests.support.clients import Kind
from contract_tests.support.scripted_service import WAITING, SetUp, clips

STATES = ("pending", "running", "succeeded", "failed")


@given(st.lists(st.sampled_from(STATES), max_size=5))
def test_state_of_a_task_follows_from_its_clips(states: list[str]) -> None:
    state = derived(states)  # type: ignore[arg-type]

    if states and all(state in ENDED for state in states):
        assert state == ("succeeded" if "succeeded" in states else "failed")
    elif states and set(states) == {"pending"}:
        assert state == "pending"
    else:
        assert state == "running"


def test_unknown_state_counts_as_running_and_is_logged_once(
    script: SetUp, caplog: pytest.LogCaptureFixture, kind: Kind
) -> None:
    word = f"humming-{kind}"
    sdk, _ = script(clips("succeeded", word))
    task: Any = sdk.client.sonic.task("t-1")

    with caplog.at_level(logging.WARNING, logger="aimusic"):
        for _ in range(3):
            sdk.run(task.refresh())

    assert (task.state, [clip.state for clip in task.clips]) == ("running", ["succeeded", "running"])
    assert task.clips[1].raw.state == word
    assert caplog.text.count(word) == 1


def test_clips_are_kept_after_a_response_without_clips(script: SetUp) -> None:
    sdk, _ = script(clips("running", "succeeded"), WAITING)
    task: Any = sdk.client.sonic.task("t-1")

    assert (sdk.run(task.refresh()).state, task.progress) == ("running", 0.5)
    assert [clip.id for clip in sdk.run(task.refresh()).clips] == ["c-0", "c-1"]


def test_ended_task_stays_ended(script: SetUp) -> None:
    sdk, _ = script(clips("succeeded"), clips("running"), WAITING)
    task: Any = sdk.client.sonic.task("t-1")

    for _ in range(3):
        assert sdk.run(task.refresh()).state == "succeeded"
    assert task.progress == 1.0


def test_partial_success_returns_the_clips_that_succeeded(script: SetUp) -> None:
    sdk, _ = script(clips("failed", "succeeded"))
    task: Any = sdk.client.sonic.task("t-1")

    assert [clip.id for clip in sdk.run(task.result())] == ["c-1"]
    assert (task.state, len(task.clips), task.failure) == ("succeeded", 2, None)


def test_task_of_failed_clips_fails_with_the_first_reason(script: SetUp) -> None:
    sdk, _ = script(clips("failed", "failed", error_message="No voice."))
    task: Any = sdk.client.sonic.task("t-1")

    with pytest.raises(aimusic.TaskFailedError, match=r"sonic task t-1 failed: No voice\.") as caught:
        sdk.run(task.result())
    assert (caught.value.type, task.failure.type, task.failure.refunded) == ("failed", "failed", None)


@pytest.mark.parametrize(
    ("product", "answer", "failure"),
    [
        ("sonic", (200, {"type": "timeout", "error": "Too long."}), ("timeout", "Too long.", None)),
        ("sonic", (504, {"type": "timeout", "error": "Too long."}), ("timeout", "Too long.", None)),
        ("producer", (200, {"status": "FAILED", "type": "timeout", "message": "No."}), ("timeout", "No.", None)),
        ("producer", (200, {"status": "FAILED"}), ("failed", "", None)),
        ("producer", (200, {"type": "forbidden", "error": "No."}), ("forbidden", "No.", None)),
        ("nuro", (200, {"task_id": "t-1", "status": "failed"}), ("failed", "", None)),
        (
            "nuro",
            (200, {"type": "api_error", "message": "No.", "refund_processed": False}),
            ("api_error", "No.", False),
        ),
        (
            "nuro",
            (200, {"type": "bad_request", "message": "No.", "refund_processed": True}),
            ("bad_request", "No.", True),
        ),
        ("riffusion", (200, {"type": "failed", "error": "No."}), ("failed", "No.", None)),
    ],
)
@pytest.mark.filterwarnings("ignore:Riffusion is deprecated:DeprecationWarning")
def test_failure_of_a_task_is_read_in_every_form(
    script: SetUp, product: str, answer: tuple[int, Any], failure: tuple[str, str, Any]
) -> None:
    sdk, _ = script(httpx.Response(answer[0], json=answer[1]))
    task = getattr(sdk.client, product).task("t-1")

    sdk.run(task.wait())

    assert (task.state, task.is_done) == ("failed", True)
    assert (task.failure.type, task.failure.message, task.failure.refunded) == failure
    with pytest.raises(aimusic.TaskFailedError):
        sdk.run(task.result())


@pytest.mark.parametrize("ends", ["extended", "replaced"])
def test_pair_ends_with_the_full_song(script: SetUp, ends: str) -> None:
    part, full = ({"clip_id": name, "state": "succeeded"} for name in ("part", "whole"))
    answers = [httpx.Response(200, json={"data": [{ends: part, "full": whole}]}) for whole in (None, full)]
    sdk, _ = script(*answers)
    task: Any = sdk.client.sonic.task("t-1")

    assert sdk.run(task.refresh()).state == "running"
    assert [(clip.id, clip.role) for clip in sdk.run(task.result())] == [("part", ends), ("whole", "full")]


@pytest.mark.filterwarnings("ignore:Riffusion is deprecated:DeprecationWarning")
def test_riffusion_task_with_one_song_has_not_ended(script: SetUp) -> None:
    sdk, _ = script(clips("succeeded"), clips("succeeded", "succeeded"))
    task = sdk.client.riffusion.task("t-1")

    assert sdk.run(task.refresh()).state == "running"
    assert len(sdk.run(task.result())) == 2


@pytest.mark.parametrize("word", ["PENDING", "RUNNING", "SUCCESS", "FAILED", "QUEUED"])
def test_producer_task_has_the_state_of_the_response(script: SetUp, word: str) -> None:
    expected = {"PENDING": "pending", "SUCCESS": "succeeded", "FAILED": "failed"}.get(word, "running")
    sdk, _ = script(httpx.Response(200, json={"code": 200, "status": word, "message": "success", "data": []}))

    assert sdk.run(sdk.client.producer.task("t-1").refresh()).state == expected


@pytest.mark.parametrize(
    ("song", "field", "value"),
    [
        ({"clip_id": "c-1"}, "id", "c-1"),
        ({"audio_url": "https://a/b.wav"}, "audio_url", "https://a/b.wav"),
        ({"title": "Low Tide", "lyrics": "la"}, "lyrics", "la"),
        ({"clip_id": "c-1", "video_url": "https://a/b.mp4"}, "video_url", "https://a/b.mp4"),
    ],
)
def test_producer_results_are_clips(script: SetUp, song: dict[str, Any], field: str, value: str) -> None:
    sdk, _ = script(httpx.Response(200, json={"message": "success", "data": [song]}))

    (clip,) = sdk.run(sdk.client.producer.task("t-1").result())

    assert getattr(clip, field) == value
    assert clip.id == song.get("clip_id", "t-1")


def test_nuro_task_has_progress_and_one_song(script: SetUp) -> None:
    song = {"task_id": "t-1", "status": "succeeded", "audio_url": "https://a/b.wav", "duration": 61.5}
    sdk, _ = script(
        httpx.Response(200, json={"task_id": "t-1", "status": "running", "progress": 45, "duration": 0}),
        httpx.Response(200, json={**song, "genre": "Folk", "mood": "Happy", "lyrics": "la"}),
    )
    task = sdk.client.nuro.task("t-1")

    assert (sdk.run(task.refresh()).progress, task.clips[0].duration) == (0.45, None)
    (clip,) = sdk.run(task.result())
    assert (clip.id, clip.tags, clip.duration, clip.lyrics, task.progress) == ("t-1", "Folk, Happy", 61.5, "la", 1.0)


def test_voice_task_has_a_voice_and_no_clips(script: SetUp) -> None:
    sdk, _ = script(httpx.Response(200, json={"data": {"persona_id": "p-1", "name": "take1"}}))
    task: Any = sdk.client.sonic.task("t-1")

    assert sdk.run(task.result()) == ()
    assert (task.voice.persona_id, task.voice.name) == ("p-1", "take1")


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (104.88, 104.88),
        ("104.88", 104.88),
        (0, 0.0),
        (None, None),
        ("long", None),
        ("nan", None),
        (True, None),
        ({}, None),
    ],
)
def test_duration_is_a_number_or_none(script: SetUp, sent: Any, read: float | None) -> None:
    sdk, _ = script(clips("succeeded", duration=sent))

    assert sdk.run(sdk.client.sonic.task("t-1").result())[0].duration == read


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("2026-01-24T05:28:35.117Z", datetime(2026, 1, 24, 5, 28, 35, 117000, UTC)),
        ("2026-01-24T05:28:35.934443Z", datetime(2026, 1, 24, 5, 28, 35, 934443, UTC)),
        ("2026-01-24T05:28:35", datetime(2026, 1, 24, 5, 28, 35, tzinfo=UTC)),
        ("2026-01-24 05:28:35.5", datetime(2026, 1, 24, 5, 28, 35, 500000, UTC)),
        ("2026-01-24", datetime(2026, 1, 24, tzinfo=UTC)),
        ("2026-01-24T05:28:35+05:30", datetime(2026, 1, 23, 23, 58, 35, tzinfo=UTC)),
        ("2026-01-24T05:28:35-00:00", datetime(2026, 1, 24, 5, 28, 35, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),  # in UTC, before the year 1
        ("9999-12-31T23:59:59-01:00", None),
        ("yesterday", None),
        (None, None),
        (5, None),
    ],
)
def test_creation_time_is_parsed_or_none(script: SetUp, sent: Any, read: datetime | None) -> None:
    sdk, _ = script(clips("succeeded", created_at=sent))

    (clip,) = sdk.run(sdk.client.sonic.task("t-1").result())

    assert clip.created_at == read
    assert read is None or clip.created_at.tzinfo is UTC
    assert clip.to_dict()["created_at"] == (read and read.isoformat())


def test_clip_without_a_file_raises(script: SetUp) -> None:
    sdk, _ = script(clips("running", image_url="https://a/b.jpg", audio_url=None))
    (clip,) = sdk.run(sdk.client.sonic.task("t-1").refresh()).clips

    assert clip.url("image") == "https://a/b.jpg"
    for kind in ("audio", "wav", "video", "nonsense"):
        with pytest.raises(aimusic.ConfigurationError, match=f"c-0 is running and has no {kind} file"):
            clip.url(kind)
    with pytest.raises(aimusic.ConfigurationError):
        sdk.run(clip.download("song.mp3"))
