"""The files over HTTP: who gets one and who 404, ranges, validators, and a cache that belongs to the app."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from attrs import evolve
from werkzeug.test import TestResponse

from aimusic_mock.domain.tasks import Clip, Failure, Task
from aimusic_mock.media import formats
from aimusic_mock.server.server import LocalServer
from contract_tests.support.audio import SHORT, decode_audio, probed, rendered
from contract_tests.support.mock_app import KEY, Api

SAMPLE = "e81a4b06-7d35-4c2f-a9be-6f0d3b5c7e42"
SAMPLE_S = 41.0
PRODUCER_SAMPLE = "9d2c7b10-41aa-4c7e-8f7d-0b6e5a3c2d19"


def get(api: Api, path: str, method: str = "GET", **headers: str) -> TestResponse:
    """Ask for a file as a player does: without a key."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return api.app.test_client().open(path, method=method, headers=named)


def put_clip(api: Api, product: str = "sonic", clip_id: str = "c1", **values: Any) -> Clip:
    """Put a clip of 10.3 seconds that began 100 seconds ago and ended 50 seconds ago, unless other values are given."""
    world = api.app.extensions["aimusic"].world
    now = world.clock.now()
    times = {"created_at": now - 100, "starts_at": now - 90, "ends_at": now - 50}
    clip = evolve(Clip(clip_id, product, KEY, **times, song=SHORT), **values)
    world.store.add_clip(clip)
    return clip


def put_task(api: Api, *clips: Clip, **values: Any) -> None:
    task = Task("t1", clips[0].product, "create_sonic_music", KEY, clips[0].created_at, "SonicClip", clips)
    api.app.extensions["aimusic"].world.store.put_task(evolve(task, **values))


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


STREAM = "/media/sonic/stream/c1.mp3"
FILE_HEADERS = {"Content-Length", "ETag", "Accept-Ranges", "Last-Modified", "Content-Range"}


def put_running(api: Api) -> Clip:
    """Put a clip that starts in 5 seconds, and ends 10.3 seconds later, when all of its song has been made."""
    now = api.app.extensions["aimusic"].world.clock.now()
    clip = put_clip(api, starts_at=now + 5, ends_at=now + 5 + SHORT.duration_s)
    put_task(api, clip, streaming=True)
    return clip


def test_running_clip_is_streamed_as_far_as_it_is_made(api: Api) -> None:
    put_running(api)
    assert get(api, STREAM).status_code == 404
    whole = rendered(SHORT, "mp3")
    lengths = []
    for seconds in (5, 0.5, 3, 3, 3.7):
        api.advance(seconds)
        running = get(api, STREAM)
        assert (running.status_code, running.mimetype) == (200, "audio/mpeg")
        assert FILE_HEADERS.isdisjoint(running.headers.keys())
        assert running.data == get(api, STREAM).data  # the same moment
        assert running.data in whole[144:]  # without the header, which states the length of the whole song
        lengths.append(len(running.data))
    assert lengths == [0, 12 * 144, 137 * 144, 262 * 144, 387 * 144]
    assert probed(running.data)["seconds"] < 9.5
    assert decode_audio(running.data).size > 9 * 24_000
    assert get(api, "/media/sonic/c1.mp3").status_code == 404


def test_stream_is_the_finished_file_once_the_clip_has_ended(api: Api) -> None:
    put_running(api)
    api.advance(15.3)
    # Clients that have the URL may use it a little later.
    stream, file = get(api, STREAM), get(api, "/media/sonic/c1.mp3")
    assert stream.data == file.data == rendered(SHORT, "mp3")
    assert stream.headers["ETag"] == file.headers["ETag"]
    assert get(api, "/media/sonic/stream/c1.wav").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-9"},
        {"Range": "bytes=99999999-"},
        {"If_None_Match": "*"},
        {"If_Match": '"x"'},
        {"If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    ],
)
def test_stream_has_no_ranges_and_no_conditions(api: Api, headers: dict[str, str]) -> None:
    put_running(api)
    api.advance(9)
    plain, conditional = get(api, STREAM), get(api, STREAM, **headers)
    assert (conditional.status_code, conditional.data) == (200, plain.data)
    head = get(api, STREAM, "HEAD", **headers)
    assert (head.status_code, head.data) == (200, b"")
    assert FILE_HEADERS.isdisjoint(head.headers.keys())
    assert head.mimetype == "audio/mpeg"


def test_stream_is_the_same_for_the_same_seed_and_moment(make_api: Callable[..., Api]) -> None:
    bodies = []
    for seed in (7, 7, 8):
        api = make_api(seed=seed)
        api.submit("/sonic/create", {"custom_mode": False, "mv": "sonic-v4", "gpt_description_prompt": "a slow river"})
        (task,) = api.app.extensions["aimusic"].world.store.tasks.values()
        api.advance(task.clips[0].starts_at - task.created_at + 8)
        bodies.append(get(api, f"/media/sonic/stream/{task.clips[0].clip_id}.mp3").data)
    assert bodies[0] == bodies[1] != bodies[2]
    assert bodies[0]


def test_served_stream_is_chunked_and_closes_old_connections(serve_app: Callable[..., LocalServer], api: Api) -> None:
    put_running(api)
    api.advance(9)
    expected = get(api, STREAM).data
    url = serve_app(api.app).url
    with httpx.Client(base_url=url) as client:
        for method, body in (("GET", expected), ("HEAD", b"")):
            reply = client.request(method, STREAM)
            assert (reply.status_code, reply.content) == (200, body)
            assert reply.headers["Transfer-Encoding"] == "chunked"
            assert [name for name in FILE_HEADERS if name in reply.headers] == []
    with socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), timeout=10) as connection:
        connection.sendall(f"GET {STREAM} HTTP/1.0\r\n\r\n".encode())
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    assert body == expected
    assert b"content-length" not in head.lower()
    assert b"transfer-encoding" not in head.lower()


def test_running_clip_of_a_task_that_does_not_stream_has_no_stream(api: Api) -> None:
    now = api.app.extensions["aimusic"].world.clock.now()
    put_task(api, put_clip(api, starts_at=now - 5, ends_at=now + 20))
    assert get(api, "/media/sonic/stream/c1.mp3").status_code == 404


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
