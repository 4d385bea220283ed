"""The stream of a running clip over HTTP: the part made so far, which cannot be taken for the finished file."""

from __future__ import annotations

import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import pytest

from aimusic_mock.domain.tasks import Clip
from aimusic_mock.server.server import LocalServer
from contract_tests.support.audio import SHORT, decode_audio, probed, rendered
from contract_tests.support.media import get, put_clip, put_task
from contract_tests.support.mock_app import Api

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
