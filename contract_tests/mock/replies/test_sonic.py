"""Sonic's replies to submits and polls, in both dialects and in every state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from aimusic_mock.domain.tasks import Clip, Task
from aimusic_mock.replies import common, sonic
from aimusic_mock.replies.urls import Urls
from contract_tests.support.polls import (
    ENDED,
    FAILURE,
    ONE_ENDED,
    PENDING,
    RUNNING,
    WAITING,
    both,
    broken,
    states_of,
    unfinished,
)

# --- Submit


def test_accepted_documented_has_a_code(make_task: Callable[..., Task]) -> None:
    assert common.accepted(make_task(), "documented") == (200, {"code": 200, "message": "success", "task_id": "t1"})


def test_accepted_observed_has_exactly_two_keys(make_task: Callable[..., Task]) -> None:
    assert common.accepted(make_task(), "observed") == (200, {"message": "success", "task_id": "t1"})


@pytest.mark.parametrize(("digits", "text"), [(3, "2026-01-24T00:00:00.250Z"), (6, "2026-01-24T00:00:00.250000Z")])
def test_timestamp_is_utc_with_a_fixed_number_of_digits(digits: int, text: str) -> None:
    assert common.timestamp(1_769_212_800.25, digits) == text


# --- Sonic


@pytest.fixture
def poll_sonic(urls: Urls) -> Callable[..., common.Reply]:
    def poll(task: Task, now: float, dialect: str) -> common.Reply:
        context = common.ReplyContext(now, dialect, urls, WAITING)  # type: ignore[arg-type]  # parametrised
        return sonic.poll(task, context)

    return poll


@pytest.mark.parametrize(
    ("now", "states"),
    [
        (PENDING, ["pending", "pending"]),
        (RUNNING, ["running", "running"]),
        (ONE_ENDED, ["succeeded", "running"]),
        (ENDED, ["succeeded", "succeeded"]),
    ],
)
def test_sonic_documented_shows_every_clip_from_the_beginning(
    make_task: Callable[..., Task], poll_sonic: Callable[..., common.Reply], now: float, states: list[str]
) -> None:
    status, reply = poll_sonic(make_task(), now, "documented")
    assert (status, reply["code"], reply["message"]) == (200, 200, "success")
    assert [clip["state"] for clip in reply["data"]] == states


@unfinished
def test_sonic_observed_is_not_ready_until_all_have_ended(
    make_task: Callable[..., Task], poll_sonic: Callable[..., common.Reply], now: float
) -> None:
    assert poll_sonic(make_task(), now, "observed") == (202, WAITING)


def test_sonic_observed_shows_all_clips_at_the_end(
    make_task: Callable[..., Task], poll_sonic: Callable[..., common.Reply]
) -> None:
    assert states_of(poll_sonic(make_task(), ENDED, "observed")) == ["succeeded", "succeeded"]


@pytest.mark.parametrize(("dialect", "duration"), [("documented", 100.5), ("observed", "100.50")])
def test_sonic_duration_is_a_number_or_a_text(
    make_task: Callable[..., Task], poll_sonic: Callable[..., common.Reply], dialect: str, duration: object
) -> None:
    clip = poll_sonic(make_task(), ENDED, dialect)[1]["data"][0]
    assert clip["duration"] == duration
    assert type(clip["duration"]) is type(duration)


def test_sonic_clip_has_files_and_length_only_when_it_has_ended(
    make_task: Callable[..., Task], poll_sonic: Callable[..., common.Reply]
) -> None:
    ended, running = poll_sonic(make_task(), ONE_ENDED, "documented")[1]["data"]
    assert ended["audio_url"] == "http://mock/media/sonic/c1.mp3"
    assert ended["image_url"] == "http://mock/media/sonic/c1.jpeg"
    assert [running[key] for key in ("audio_url", "image_url", "duration")] == [None, None, None]
    assert running["title"] == "Paper Boats"
    assert "error_message" not in ended


def test_sonic_clip_that_streams_has_an_address_while_it_runs_only(
    make_task: Callable[..., Task], poll_sonic: Callable[..., common.Reply]
) -> None:
    task = make_task(streaming=True)
    addresses = [poll_sonic(task, now, "documented")[1]["data"][1]["audio_url"] for now in (PENDING, RUNNING, ENDED)]
    assert addresses == [None, "http://mock/media/sonic/stream/c2.mp3", "http://mock/media/sonic/c2.mp3"]


@both
def test_sonic_clip_failed_says_why_beside_the_good_one(
    make_task: Callable[..., Task], poll_sonic: Callable[..., common.Reply], dialect: str
) -> None:
    good, bad = poll_sonic(broken(make_task(), 1), ENDED, dialect)[1]["data"]
    assert (good["state"], bad["state"]) == ("succeeded", "failed")
    assert bad["error_message"] == "No."
    assert [bad[key] for key in ("audio_url", "image_url", "duration")] == [None, None, None]


def test_sonic_clip_that_will_fail_does_not_say_so_before(
    make_task: Callable[..., Task], poll_sonic: Callable[..., common.Reply]
) -> None:
    _, running = poll_sonic(broken(make_task(), 1), ONE_ENDED, "documented")[1]["data"]
    assert running["state"] == "running"
    assert "error_message" not in running


def test_sonic_task_failed_documented_shows_failed_clips(
    make_task: Callable[..., Task], poll_sonic: Callable[..., common.Reply]
) -> None:
    task = make_task(failure=FAILURE)
    assert states_of(poll_sonic(task, RUNNING, "documented")) == ["running", "running"]
    reply = poll_sonic(task, FAILURE.at, "documented")
    assert states_of(reply) == ["failed", "failed"]
    assert [clip["error_message"] for clip in reply[1]["data"]] == [FAILURE.sentence] * 2


def test_sonic_task_failed_observed_has_a_type_and_no_data(
    make_task: Callable[..., Task], poll_sonic: Callable[..., common.Reply]
) -> None:
    task = make_task(failure=FAILURE)
    assert poll_sonic(task, RUNNING, "observed") == (202, WAITING)
    assert poll_sonic(task, FAILURE.at, "observed") == (200, {"type": "timeout", "error": FAILURE.sentence})


PAIRS = pytest.mark.parametrize(("item", "key"), [("SonicExtendedPair", "extended"), ("SonicReplacedPair", "replaced")])


def _pairs(make_task: Callable[..., Task], make_clip: Callable[..., Clip], item: str, **values: Any) -> Task:
    joined_clips = (make_clip("f1", starts_at=60.0, ends_at=70.0), make_clip("f2", starts_at=100.0, ends_at=110.0))
    return make_task(item=item, joined_clips=joined_clips, **values)


@PAIRS
def test_sonic_pairs_have_no_full_song_while_the_join_runs(
    make_task: Callable[..., Task],
    make_clip: Callable[..., Clip],
    poll_sonic: Callable[..., common.Reply],
    item: str,
    key: str,
) -> None:
    task = _pairs(make_task, make_clip, item)
    states = []
    for now in (RUNNING, 65.0, 70.0, 110.0):
        data = poll_sonic(task, now, "documented")[1]["data"]
        assert all(list(pair) == [key, "full"] for pair in data)
        states.append([(pair[key]["state"], pair["full"] and pair["full"]["state"]) for pair in data])
    assert states == [
        [("running", None), ("running", None)],
        [("succeeded", None), ("running", None)],
        [("succeeded", "succeeded"), ("running", None)],
        [("succeeded", "succeeded"), ("succeeded", "succeeded")],
    ]


@PAIRS
def test_sonic_pairs_observed_wait_for_the_joins(
    make_task: Callable[..., Task],
    make_clip: Callable[..., Clip],
    poll_sonic: Callable[..., common.Reply],
    item: str,
    key: str,
) -> None:
    task = _pairs(make_task, make_clip, item)
    assert poll_sonic(task, 105.0, "observed") == (202, WAITING)
    assert [list(pair) for pair in poll_sonic(task, 110.0, "observed")[1]["data"]] == [[key, "full"]] * 2


def test_sonic_pairs_of_a_failed_task_end_whole(
    make_task: Callable[..., Task], make_clip: Callable[..., Clip], poll_sonic: Callable[..., common.Reply]
) -> None:
    """A client waits until every full song has ended: none may stay null."""
    task = _pairs(make_task, make_clip, "SonicExtendedPair", failure=FAILURE)
    data = poll_sonic(task, FAILURE.at, "documented")[1]["data"]
    assert [(pair["extended"]["state"], pair["full"]["state"]) for pair in data] == [("failed", "failed")] * 2


@both
def test_sonic_voice_is_not_ready_then_an_object(
    make_task: Callable[..., Task], poll_sonic: Callable[..., common.Reply], dialect: str
) -> None:
    task = make_task(item="SonicVoice", persona_id="p1", name="take1")
    for now in (PENDING, RUNNING, ONE_ENDED):
        assert poll_sonic(task, now, dialect) == (202, WAITING)
    expected = {"code": 200, "message": "success", "data": {"persona_id": "p1", "name": "take1"}}
    assert poll_sonic(task, ENDED, dialect) == (200, expected)
    failed = evolve(task, failure=FAILURE)
    assert poll_sonic(failed, ENDED, dialect) == (200, {"type": "timeout", "error": FAILURE.sentence})


def test_sonic_stem_names_its_part(make_task: Callable[..., Task], poll_sonic: Callable[..., common.Reply]) -> None:
    task = make_task()
    stem = evolve(task.clips[0], song=task.clips[0].song.named_part("vocals"))
    shown, plain = poll_sonic(evolve(task, clips=(stem, task.clips[1])), ENDED, "documented")[1]["data"]
    assert (shown["title"], shown["stem_type"]) == ("Paper Boats - Vocals", "vocals")
    assert "stem_type" not in plain
