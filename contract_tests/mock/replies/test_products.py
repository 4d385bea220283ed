"""The replies of Producer, Nuro and Riffusion, in both dialects and in every state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from aimusic_mock.domain.songs import INSTRUMENTAL, Song
from aimusic_mock.domain.tasks import Clip, Task
from aimusic_mock.replies import common, nuro, producer, riffusion
from aimusic_mock.replies.urls import Urls
from contract_tests.support.polls import ENDED, FAILURE, ONE_ENDED, PENDING, RUNNING, WAITING, both, broken, states_of


def _context(now: float, dialect: str, urls: Urls) -> common.ReplyContext:
    return common.ReplyContext(now, dialect, urls, WAITING)  # type: ignore[arg-type]  # parametrised


# --- Producer


@pytest.fixture
def make_one(make_task: Callable[..., Task], make_clip: Callable[..., Clip]) -> Callable[..., Task]:
    """Make a task of one clip, which runs from 10 to 100."""

    def make(product: str, item: str, **values: Any) -> Task:
        clip = make_clip("c1", product=product, ends_at=100.0)
        return make_task(product=product, item=item, **{"clips": (clip,), **values})

    return make


def _producer(task: Task, now: float, dialect: str, urls: Urls) -> common.Reply:
    return producer.poll(task, _context(now, dialect, urls))


@pytest.mark.parametrize(("now", "status"), [(PENDING, "PENDING"), (RUNNING, "RUNNING"), (ENDED, "SUCCESS")])
def test_producer_documented_has_a_status_and_no_data_before_the_end(
    make_one: Callable[..., Task], urls: Urls, now: float, status: str
) -> None:
    code, reply = _producer(make_one("producer", "ProducerSong"), now, "documented", urls)
    assert (code, reply["code"], reply["status"], reply["message"]) == (200, 200, status, "success")
    assert len(reply["data"]) == (1 if status == "SUCCESS" else 0)


def test_producer_observed_is_not_ready_then_without_status(make_one: Callable[..., Task], urls: Urls) -> None:
    task = make_one("producer", "ProducerSong")
    for now in (PENDING, RUNNING):
        assert _producer(task, now, "observed", urls) == (202, {"code": 202, **WAITING})
    code, reply = _producer(task, ENDED, "observed", urls)
    assert (code, list(reply)) == (200, ["code", "message", "data"])
    assert reply["data"][0]["state"] == "succeeded"


def test_producer_song_has_its_files_and_a_numeric_length(make_one: Callable[..., Task], urls: Urls) -> None:
    (song,) = _producer(make_one("producer", "ProducerSong"), ENDED, "documented", urls)[1]["data"]
    assert song["audio_url"] == "http://mock/media/producer/c1.m4a"
    assert song["wav_url"] == "http://mock/media/producer/c1.wav"
    assert (song["duration"], song["seed"], song["lyrics"]) == (100.5, "7", "[Verse]\nRow on")


def test_producer_song_without_a_voice_has_empty_lyrics(make_one: Callable[..., Task], urls: Urls, song: Song) -> None:
    task = make_one("producer", "ProducerSong")
    task = evolve(task, clips=(evolve(task.clips[0], song=evolve(song, lyrics=INSTRUMENTAL)),))
    assert _producer(task, ENDED, "documented", urls)[1]["data"][0]["lyrics"] == ""


def test_producer_task_failed_has_a_type_and_a_message(make_one: Callable[..., Task], urls: Urls) -> None:
    task = make_one("producer", "ProducerSong", failure=FAILURE)
    expected = {"status": "FAILED", "type": "timeout", "message": FAILURE.sentence, "data": []}
    assert _producer(task, RUNNING, "documented", urls)[1]["status"] == "RUNNING"
    assert _producer(task, FAILURE.at, "documented", urls) == (200, expected)
    assert _producer(task, FAILURE.at, "observed", urls) == (200, {"type": "timeout", "error": FAILURE.sentence})


def test_producer_clip_failed_is_a_failed_task(make_one: Callable[..., Task], urls: Urls) -> None:
    task = broken(make_one("producer", "ProducerSong"), 0)
    expected = {"status": "FAILED", "type": "failed", "message": "No.", "data": []}
    assert _producer(task, ENDED, "documented", urls) == (200, expected)
    assert _producer(task, ENDED, "observed", urls) == (200, {"type": "failed", "error": "No."})


@pytest.mark.parametrize(
    ("item", "name", "expected"),
    [
        ("ProducerDownload", "mp3", {"clip_id": "old", "audio_url": "http://mock/media/producer/old.mp3"}),
        (
            "ProducerDownload",
            "wav",
            {
                "clip_id": "old",
                "audio_url": "http://mock/media/producer/old.wav",
                "wav_url": "http://mock/media/producer/old.wav",
            },
        ),
        ("ProducerVideoClip", None, {"clip_id": "old", "video_url": "http://mock/media/producer/old.mp4"}),
        (
            "ProducerLyrics",
            None,
            {"title": "Paper Boats", "lyrics": "[Verse]\nRow on", "lyrics_id": "c1"},
        ),
    ],
)
@both
def test_producer_file_names_the_clip_that_it_belongs_to(
    make_one: Callable[..., Task],
    make_clip: Callable[..., Clip],
    urls: Urls,
    item: str,
    name: str | None,
    expected: dict[str, str],
    dialect: str,
) -> None:
    task = make_one("producer", item, name=name, source_clip=make_clip("old", product="producer"))
    assert _producer(task, ENDED, dialect, urls)[1]["data"] == [expected]


# --- Nuro

EMPTY = dict.fromkeys(("genre", "mood", "gender", "timbre", "theme", "instrument"), "")


def _nuro(task: Task, now: float, urls: Urls) -> common.Reply:
    return nuro.poll(task, _context(now, "documented", urls))


def test_nuro_is_flat_and_empty_until_the_end(make_one: Callable[..., Task], urls: Urls) -> None:
    task = make_one("nuro", "NuroTask")
    for now, state, progress in ((PENDING, "pending", 0), (55.0, "running", 50)):
        expected = {
            "task_id": "t1",
            "status": state,
            "progress": progress,
            "audio_url": "",
            "lyrics": "",
            "duration": 0,
        }
        assert _nuro(task, now, urls) == (200, {**expected, **EMPTY})


def test_nuro_succeeded_shows_the_song(make_one: Callable[..., Task], urls: Urls, song: Song) -> None:
    task = make_one("nuro", "NuroTask")
    task = evolve(task, clips=(evolve(task.clips[0], song=evolve(song, labels={"mood": "Calm"})),))
    expected = {
        "task_id": "t1",
        "status": "succeeded",
        "progress": 100,
        "audio_url": "http://mock/media/nuro/c1.wav",
        "lyrics": "[Verse]\nRow on",
        "duration": 100.5,
    }
    assert _nuro(task, ENDED, urls) == (200, {**expected, **EMPTY, "mood": "Calm"})


@pytest.mark.parametrize("whole", [True, False])
def test_nuro_failed_is_flat_and_empty(make_one: Callable[..., Task], urls: Urls, whole: bool) -> None:
    task = make_one("nuro", "NuroTask")
    task = evolve(task, failure=evolve(FAILURE, type="failed")) if whole else broken(task, 0)
    status, reply = _nuro(task, ENDED, urls)
    assert (status, reply["status"], reply["progress"], reply["audio_url"]) == (200, "failed", 100, "")


@pytest.mark.parametrize("kind", ["timeout", "forbidden", "api_error"])
def test_nuro_failed_for_another_reason_says_which_and_that_it_is_refunded(
    make_one: Callable[..., Task], urls: Urls, kind: str
) -> None:
    task = evolve(make_one("nuro", "NuroTask"), failure=evolve(FAILURE, type=kind))
    failure = {"type": kind, "message": FAILURE.sentence, "refund_processed": True}
    assert _nuro(task, ENDED, urls) == (200, failure)
    assert _nuro(task, FAILURE.at - 1, urls)[1]["status"] == "running"


# --- Riffusion


def _riffusion(task: Task, now: float, dialect: str, urls: Urls) -> common.Reply:
    clips = tuple(evolve(clip, product="riffusion") for clip in task.clips)
    task = evolve(task, clips=clips)
    return riffusion.poll(task, _context(now, dialect, urls))


@both
@pytest.mark.parametrize("now", [PENDING, RUNNING])
def test_riffusion_is_not_ready_until_a_song_has_ended(
    make_task: Callable[..., Task], urls: Urls, now: float, dialect: str
) -> None:
    assert _riffusion(make_task(), now, dialect, urls) == (202, WAITING)


def test_riffusion_one_ended_is_shown_by_the_documented_dialect_only(
    make_task: Callable[..., Task], urls: Urls
) -> None:
    reply = _riffusion(make_task(), ONE_ENDED, "documented", urls)
    assert states_of(reply) == ["succeeded"]
    assert reply[1]["data"][0]["clip_id"] == "c1"
    assert _riffusion(make_task(), ONE_ENDED, "observed", urls) == (202, WAITING)


@both
def test_riffusion_succeeded_shows_both(make_task: Callable[..., Task], urls: Urls, dialect: str) -> None:
    status, reply = _riffusion(make_task(), ENDED, dialect, urls)
    assert (status, reply["code"], reply["message"]) == (200, 200, "success")
    assert [song["state"] for song in reply["data"]] == ["succeeded", "succeeded"]
    assert reply["data"][1]["audio_url"] == "http://mock/media/riffusion/c2.m4a"


@both
def test_riffusion_clip_failed_has_no_files(make_task: Callable[..., Task], urls: Urls, dialect: str) -> None:
    good, bad = _riffusion(broken(make_task(), 1), ENDED, dialect, urls)[1]["data"]
    assert (good["state"], bad["state"]) == ("succeeded", "failed")
    assert [bad[key] for key in ("audio_url", "image_url", "duration")] == [None, None, None]
    assert bad["error_message"] == "No."
    assert "error_message" not in good


def test_riffusion_task_failed_observed_has_a_type_and_no_data(make_task: Callable[..., Task], urls: Urls) -> None:
    task = make_task(failure=FAILURE)
    assert _riffusion(task, RUNNING, "observed", urls) == (202, WAITING)
    assert _riffusion(task, FAILURE.at, "observed", urls) == (200, {"type": "timeout", "error": FAILURE.sentence})


def test_riffusion_task_failed_documented_shows_failed_songs(make_task: Callable[..., Task], urls: Urls) -> None:
    reply = _riffusion(make_task(failure=FAILURE), FAILURE.at, "documented", urls)
    assert states_of(reply) == ["failed", "failed"]


# --- Addresses


def test_urls_lie_below_the_base(urls: Urls, make_clip: Callable[..., Clip]) -> None:
    clip = make_clip("c1")
    addresses = [
        urls.audio(clip),
        urls.stream(clip),
        urls.image(clip),
        urls.wav(clip),
        urls.midi(clip),
        urls.video(clip),
    ]
    assert all(url.startswith("http://mock/media/sonic/") and "c1" in url for url in addresses)
    assert len(set(addresses)) == len(addresses)
