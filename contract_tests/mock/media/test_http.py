"""The files over HTTP: who gets one and who 404, ranges, validators, and a cache that belongs to the app."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from attrs import evolve

from aimusic_mock.domain.tasks import Failure
from aimusic_mock.media import formats
from aimusic_mock.server.server import LocalServer
from contract_tests.support.audio import SHORT, probed, rendered
from contract_tests.support.media import get, put_clip, put_task
from contract_tests.support.mock_app import Api

SAMPLE = "e81a4b06-7d35-4c2f-a9be-6f0d3b5c7e42"
SAMPLE_S = 41.0
PRODUCER_SAMPLE = "9d2c7b10-41aa-4c7e-8f7d-0b6e5a3c2d19"


def urls_in(value: Any) -> Iterator[str]:
    """Yield every address in a reply."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from urls_in(item)
    elif isinstance(value, str) and value.startswith("http"):
        yield urlsplit(value).path


PROMISED = [(product, suffix) for product, suffixes in formats.SUFFIXES.items() for suffix in suffixes]


@pytest.mark.parametrize(("product", "suffix"), PROMISED)
def test_file_of_an_ended_clip_is_given_without_a_key(api: Api, product: str, suffix: str) -> None:
    clip = put_clip(api, product)
    reply = get(api, f"/media/{product}/c1.{suffix}")
    assert reply.status_code == 200
    assert reply.data == rendered(SHORT, suffix)
    assert reply.headers["Content-Type"] == formats.TYPES[suffix]
    assert int(reply.headers["Content-Length"]) == len(reply.data)
    assert reply.headers["Accept-Ranges"] == "bytes"
    assert parsedate_to_datetime(reply.headers["Last-Modified"]).timestamp() == int(clip.ends_at)


@pytest.mark.parametrize(
    "path",
    [
        "/media/sonic/unknown.mp3",
        "/media/sonic/c1",
        "/media/sonic/c1.",
        "/media/sonic/.mp3",
        "/media/sonic/c1.MP3",
        "/media/sonic/c1.mp3.mp3",
        "/media/sonic/c1.m4a",
        "/media/sonic/c1.mp4",
        "/media/sonic/c1.jpg",
        "/media/sonic/c1.flac",
        "/media/producer/c1.mp3",
        "/media/nowhere/c1.mp3",
        "/media/sonic/stream/c1.mp3",
        "/media/sonic/stream/c1.wav",
        "/media/sonic/..%2f..%2fetc%2fpasswd.mp3",
        "/media/sonic/../../etc/passwd",
        "/media/sonic/c1.mp3%00",
        "/media/",
        "/media/sonic/",
    ],
)
def test_file_that_no_reply_names_is_missing(api: Api, path: str) -> None:
    put_clip(api)
    reply = get(api, path)
    assert (reply.status_code, reply.mimetype) == (404, "application/json")
    assert set(reply.get_json()) == {"type", "error"}
    assert reply.get_json()["type"] == "not_found"


@pytest.mark.parametrize(("starts", "ends", "error"), [(10, 20, None), (-10, 20, None), (-20, -10, "Refused.")])
def test_clip_that_is_pending_running_or_failed_has_no_files(
    api: Api, starts: float, ends: float, error: str | None
) -> None:
    now = api.app.extensions["aimusic"].world.clock.now()
    put_clip(api, starts_at=now + starts, ends_at=now + ends, error=error)
    assert {get(api, f"/media/sonic/c1.{suffix}").status_code for suffix in formats.SUFFIXES["sonic"]} == {404}


def test_clip_of_a_job_that_failed_as_a_whole_has_no_files(api: Api) -> None:
    clip = put_clip(api)
    put_task(api, clip, failure=Failure(clip.ends_at + 60, "timeout", "Out of time."), streaming=True)
    paths = ("/media/sonic/c1.mp3", "/media/sonic/stream/c1.mp3")
    assert [get(api, path).status_code for path in paths] == [200, 200]
    api.advance(10)
    assert [get(api, path).status_code for path in paths] == [404, 404]


def test_head_tells_what_get_gives_and_renders_nothing(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    put_clip(api)
    full = get(api, "/media/sonic/c1.mp3")
    fresh = put_clip(api, clip_id="c2")
    from aimusic_mock.media.encoding import Encoder  # noqa: PLC0415  # the app must have been made without it

    monkeypatch.setattr(Encoder, "encode", lambda *_: pytest.fail("a HEAD was rendered"))
    head = get(api, f"/media/sonic/{fresh.clip_id}.mp3", "HEAD", Range="bytes=0-9")
    assert (head.status_code, head.data) == (200, b"")
    same = ("Content-Type", "Content-Length", "Accept-Ranges", "Last-Modified")
    assert [head.headers[name] for name in same] == [full.headers[name] for name in same]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_in_the_envelope(api: Api, method: str) -> None:
    put_clip(api)
    reply = get(api, "/media/sonic/c1.mp3", method)
    assert (reply.status_code, set(reply.get_json())) == (405, {"type", "error"})
    assert set(reply.headers["Allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize("suffix", formats.SUFFIXES["sonic"])
@pytest.mark.parametrize("requested", ["0-0", "100-299", "400-", "-7", "-99999999", "300-99999999"])
def test_range_is_cut_out_of_the_file(api: Api, suffix: str, requested: str) -> None:
    put_clip(api)
    whole = rendered(SHORT, suffix)
    begin, _, end = requested.partition("-")
    first = int(begin) if begin else max(0, len(whole) - int(end))
    last = min(len(whole) - 1, int(end)) if begin and end else len(whole) - 1
    reply = get(api, f"/media/sonic/c1.{suffix}", Range=f"bytes={requested}")
    assert (reply.status_code, reply.data) == (206, whole[first : last + 1])
    assert reply.headers["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
    assert int(reply.headers["Content-Length"]) == last + 1 - first


@pytest.mark.parametrize("requested", ["bytes=99999999-", "bytes=99999999-99999999"])
def test_range_behind_the_file_is_416_in_the_envelope(api: Api, requested: str) -> None:
    put_clip(api)
    reply = get(api, "/media/sonic/c1.wav", Range=requested)
    assert (reply.status_code, reply.mimetype) == (416, "application/json")
    assert reply.headers["Content-Range"] == f"bytes */{len(rendered(SHORT, 'wav'))}"


@pytest.mark.parametrize("requested", ["bytes=0-1,5-6", "bytes=abc", "lines=0-1", "bytes=5-2", "", "bytes"])
def test_range_that_is_not_one_stretch_of_bytes_is_ignored(api: Api, requested: str) -> None:
    put_clip(api)
    reply = get(api, "/media/sonic/c1.mid", Range=requested)
    assert (reply.status_code, reply.data) == (200, rendered(SHORT, "mid"))


def test_etag_is_strong_and_tells_files_apart(api: Api) -> None:
    put_clip(api)
    put_clip(api, clip_id="c2")
    tags = [
        get(api, f"/media/sonic/{name}", "HEAD").headers["ETag"] for name in ("c1.mp3", "c1.wav", "c2.mp3", "c1.mp3")
    ]
    assert tags[0] == tags[3]
    assert len(set(tags)) == 3
    assert all(tag.startswith('"') for tag in tags)


def test_conditions_are_kept(api: Api) -> None:
    clip = put_clip(api)
    path = "/media/sonic/c1.mp3"
    first = get(api, path, "HEAD")
    tag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    size = first.headers["Content-Length"]
    for condition in ({"If_None_Match": tag}, {"If_None_Match": f'"x", {tag}'}, {"If_Modified_Since": changed}):
        reply = get(api, path, **condition)
        assert (reply.status_code, reply.data, reply.headers["ETag"]) == (304, b"", tag)
        assert "Content-Length" not in reply.headers
    assert get(api, path, If_None_Match=tag, Range="bytes=0-9").status_code == 304
    assert get(api, path, If_None_Match='"x"').status_code == 200
    assert get(api, path, If_Match='"x"').status_code == 412
    for fits in (tag, changed):
        part = get(api, path, If_Range=fits, Range="bytes=0-9")
        assert (part.status_code, part.content_length) == (206, 10)
    later = format_datetime(parsedate_to_datetime(changed).replace(year=2000), usegmt=True)
    for differs in ('"x"', later):
        reply = get(api, path, If_Range=differs, Range="bytes=0-9")
        assert (reply.status_code, reply.headers["Content-Length"]) == (200, size)
    assert clip.ends_at > 0


def test_expired_file_is_missing_and_a_sample_is_not(make_api: Callable[..., Api]) -> None:
    api = make_api(url_expiry_s=60.0)
    clip = put_clip(api)
    put_task(api, clip, streaming=True)
    paths = ("/media/sonic/c1.mp3", "/media/sonic/stream/c1.mp3", f"/media/sonic/{SAMPLE}.mp3")
    assert [get(api, path, "HEAD").status_code for path in paths] == [200, 200, 200]
    api.advance(10)  # the clip ended 50 seconds before
    assert [get(api, path, "HEAD").status_code for path in paths] == [404, 404, 200]
    api.advance(1000)
    assert [get(api, path, "HEAD").status_code for path in paths] == [404, 404, 200]


def test_file_of_a_song_without_end_is_missing_with_its_reason(api: Api) -> None:
    put_clip(api, song=evolve(SHORT, duration_s=formats.LONGEST_S))
    assert get(api, "/media/sonic/c1.mp3", "HEAD").status_code == 200
    put_clip(api, song=evolve(SHORT, duration_s=formats.LONGEST_S + 1))
    reply = get(api, "/media/sonic/c1.mp3")
    assert (reply.status_code, reply.get_json()["type"]) == (404, "not_found")
    assert "7200 seconds" in reply.get_json()["error"]


def test_two_requests_at_once_render_once(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    from aimusic_mock.media.encoding import Encoder  # noqa: PLC0415  # the app must have been made without it

    put_clip(api)
    encode, calls, began, go_on = Encoder.encode, [], threading.Event(), threading.Event()

    def slowly(self: Encoder, *about: Any) -> list[bytes]:
        calls.append(about[1])
        began.set()
        assert go_on.wait(5)
        return encode(self, *about)

    monkeypatch.setattr(Encoder, "encode", slowly)
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(lambda: get(api, "/media/sonic/c1.mp3").data)
        assert began.wait(5)
        two = pool.submit(lambda: get(api, "/media/sonic/c1.mp3").data)
        go_on.set()
        assert one.result(10) == two.result(10)
    assert len(calls) > 3
    assert calls == sorted(set(calls))


def test_cache_belongs_to_the_app_and_keeps_its_limit(make_api: Callable[..., Api]) -> None:
    small, other = make_api(media_cache_bytes=200_000), make_api()
    cache = small.app.extensions["aimusic.media"]
    for number in range(3):
        put_clip(small, clip_id=f"c{number}", song=evolve(SHORT, seed=number))
        assert get(small, f"/media/sonic/c{number}.wav").data == rendered(evolve(SHORT, seed=number), "wav")
        assert 0 < cache.held <= 200_000
    assert other.app.extensions["aimusic.media"] is not cache
    assert other.app.extensions["aimusic.media"].held == 0
    assert other.app.extensions["aimusic.media"].limit == 64 * 1024 * 1024


SONGS: list[tuple[str, str, dict[str, Any]]] = [
    (
        "/sonic/create",
        "/sonic/task/{}",
        {
            "custom_mode": True,
            "mv": "sonic-v4",
            "title": "Harbour Lamp",
            "tags": "folk",
            "prompt": "Lamp above the wall",
        },
    ),
    ("/producer/create", "/producer/task/{}", {"task_type": "create_music", "sound": "slow ambient pads"}),
    ("/riffusion/create", "/riffusion/task/{}", {"mv": "FUZZ-1.1 Pro", "prompt": "warm lo-fi", "custom_mode": False}),
    ("/nuro/create", "/nuro/task/{}", {"type": "bgm", "version": "v2.0", "description": "harbour", "duration": 30}),
]


@pytest.mark.parametrize(("submit", "poll", "body"), SONGS, ids=["sonic", "producer", "riffusion", "nuro"])
def test_everything_that_a_finished_song_points_at_exists(
    api: Api, submit: str, poll: str, body: dict[str, Any]
) -> None:
    path = poll.format(api.submit(submit, body))
    api.advance(300)
    reply = api.get(path).get_json()
    songs = reply.get("data", [reply])
    assert songs
    for song in songs:
        results = list(urls_in(song))
        assert results
        assert {get(api, item, "HEAD").status_code for item in results} == {200}
    # Each form tells its length at its beginning; that the rest is there, its last byte shows.
    audio = urlsplit(songs[0]["audio_url"]).path
    begin = get(api, audio, Range="bytes=0-99999" if audio.endswith(("mp3", "m4a")) else "bytes=0-")
    assert probed(begin.data)["seconds"] == pytest.approx(float(songs[0]["duration"]), abs=0.05)
    assert get(api, audio, Range="bytes=-1").status_code == 206


def test_everything_that_the_tools_point_at_exists(api: Api) -> None:
    stems = api.submit("/sonic/stems/basic", {"clip_id": SAMPLE})
    tasks = [
        api.submit("/producer/download", {"clip_id": PRODUCER_SAMPLE, "format": form}) for form in ("mp3", "wav")
    ] + [api.submit("/producer/video-clip", {"clip_id": PRODUCER_SAMPLE})]
    api.advance(300)
    replies = [api.get(f"/producer/task/{task}") for task in tasks] + [api.get(f"/sonic/task/{stems}")]
    replies += [api.post(f"/sonic/{tool}", {"clip_id": SAMPLE}) for tool in ("wav", "midi")]
    results = [url for reply in replies for url in urls_in(reply.get_json())]
    assert {url.rpartition(".")[2] for url in results} == {"mp3", "wav", "mp4", "mid", "jpeg"}
    assert {get(api, url, "HEAD").status_code for url in results} == {200}


def test_served_files_are_played_by_a_real_client(serve_app: Callable[..., LocalServer], api: Api) -> None:
    url = f"{serve_app(api.app).url}/media/sonic/{SAMPLE}.mp3"
    with httpx.Client() as client:
        head = client.head(url)
        whole = client.get(url)
        assert (head.status_code, head.content, whole.status_code) == (200, b"", 200)
        assert head.headers["Content-Length"] == whole.headers["Content-Length"] == str(len(whole.content))
        assert probed(whole.content)["seconds"] == pytest.approx(SAMPLE_S, abs=0.05)
        part = client.get(url, headers={"Range": "bytes=200000-", "If-Range": whole.headers["ETag"]})
        assert (part.status_code, part.content) == (206, whole.content[200_000:])
        assert client.get(url, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
        assert client.get(url, headers={"Range": "bytes=9999999-"}).status_code == 416
        assert client.get(url.replace("mp3", "ogg")).json()["type"] == "not_found"
        # Who goes away in the middle leaves a server that still answers.
        with client.stream("GET", url.replace("mp3", "wav")) as left:
            assert len(next(left.iter_bytes(1000))) == 1000
        assert client.head(url).status_code == 200
