"""Replay: the same requests get the same replies, in order; all other requests get `not_recorded`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import evolve

from aimusic import AIMusic
from aimusic_mock.cli.replay import load
from aimusic_mock.drift.matching import CassettePlayer
from aimusic_mock.drift.player import Replay
from aimusic_mock.server.server import LocalServer
from contract_tests.drift.drift_lab import EXCHANGE, Reply, long_session, make_drift_lab
from contract_tests.support.clients import SteppingClock
from contract_tests.support.mock_app import KEY, SONG, SONGS

TASK = "/api/v1/sonic/task/"


def _replay(folder: Path) -> httpx.Client:
    return httpx.Client(transport=httpx.WSGITransport(app=Replay(load(folder))), base_url="http://testserver")


def test_replay_polls_come_in_order_and_the_last_one_sticks(tmp_path: Path) -> None:
    drift_lab = make_drift_lab(tmp_path, clock="auto")
    task = drift_lab.post(SONGS, SONG).json()["task_id"]
    recorded = [drift_lab.get(TASK + task).json() for _ in range(4)]
    assert recorded[0] != recorded[-1]
    played = _replay(tmp_path)

    replies = [played.get(TASK + task).json() for _ in range(6)]

    assert replies == [*recorded, recorded[-1], recorded[-1]]


@pytest.mark.slow  # 830 exchanges, recorded and asked again: 3 s
def test_replay_of_a_long_session_answers_everything_as_recorded(tmp_path: Path) -> None:
    long_session(make_drift_lab(tmp_path))
    played = _replay(tmp_path)

    for path in sorted(tmp_path.iterdir()):
        entry = json.loads(path.read_text())["log"]["entries"][0]
        requested, received = entry["request"], entry["response"]
        kind = {"Content-Type": requested["postData"]["mimeType"]} if "postData" in requested else {}
        got = played.request(
            requested["method"],
            requested["url"],
            headers=kind,
            content=requested.get("postData", {}).get("text", "").encode(),
        )
        assert (got.status_code, got.text) == (received["status"], received["content"]["text"]), path.name
        headers = {header["name"].lower(): header["value"] for header in received["headers"]}
        assert got.headers["Content-Type"] == headers["content-type"], path.name
        assert got.headers.get("Retry-After") == headers.get("retry-after"), path.name


def test_replay_gives_the_sdk_what_the_service_gave_it(tmp_path: Path) -> None:
    drift_lab = make_drift_lab(tmp_path, clock="auto")

    def run(http: httpx.Client, key: str) -> list[Any]:
        client = AIMusic(api_key=key, base_url="http://localhost", http_client=http, clock=SteppingClock())
        task = client.sonic.create(description="a folk song about a slow river")
        observed = [[clip.state for clip in update.clips] for update in task.updates()]
        bpm = client.sonic.bpm(task.clips[0])
        return [task.id, observed, [clip.audio_url for clip in task.clips], bpm, client.account.credits()]

    live = run(httpx.Client(transport=drift_lab.client._transport), KEY)
    again = run(httpx.Client(transport=httpx.WSGITransport(app=Replay(load(tmp_path)))), "another-key-altogether")

    assert again == live
    assert len(live[1]) > 2


def test_replay_needs_no_key_and_takes_any_secret_for_the_hidden_one(tmp_path: Path) -> None:
    drift_lab = make_drift_lab(tmp_path)
    hook = {"webhook_url": "https://me:word@example.com/h?token=12345678", "webhook_secret": "first-secret"}
    sent = drift_lab.post(SONGS, {**SONG, **hook})
    played = _replay(tmp_path)

    other = {"webhook_url": "https://you:other@example.com/h?token=87654321", "webhook_secret": "second"}
    assert played.post(SONGS, json={**SONG, **other}).json() == sent.json()
    assert played.post(SONGS, json={**SONG, **other, "webhook_url": "https://example.org"}).status_code == 501


def test_replay_takes_any_text_where_a_key_was_hidden_in_a_text(tmp_path: Path) -> None:
    drift_lab = make_drift_lab(tmp_path, keys=("live-key-123456",))
    sent = drift_lab.post(SONGS, {**SONG, "title": "sung by live-key-123456, twice"})
    played = _replay(tmp_path)

    assert played.post(SONGS, json={**SONG, "title": "sung by another, twice"}).json() == sent.json()
    assert played.post(SONGS, json={**SONG, "title": "sung by another"}).status_code == 501


def test_replay_compares_bodies_by_value(tmp_path: Path) -> None:
    drift_lab = make_drift_lab(tmp_path)
    drift_lab.post(SONGS, {**SONG, "style_weight": 1})
    played = _replay(tmp_path)
    same = dict(reversed(list({**SONG, "style_weight": 1.0}.items())))

    assert played.post(SONGS, content=json.dumps(same, indent=3)).status_code == 200
    assert played.post(SONGS, json={**SONG, "style_weight": True}).status_code == 501


def test_replay_same_submit_twice_gives_both_tasks_in_order(tmp_path: Path) -> None:
    drift_lab = make_drift_lab(tmp_path)
    ids = [drift_lab.post(SONGS, SONG).json()["task_id"] for _ in range(2)]
    played = _replay(tmp_path)

    assert [played.post(SONGS, json=SONG).json()["task_id"] for _ in range(3)] == [*ids, ids[1]]


@pytest.mark.parametrize(
    ("method", "path", "body", "sentence"),
    [
        (
            "POST",
            SONGS,
            {**SONG, "mv": "sonic-v4"},
            "POST /api/v1/sonic/create with another body, which differs at /mv",
        ),
        ("POST", SONGS, {**SONG, "title": "x"}, "which differs at /title"),
        ("GET", "/api/v1/get-credit", None, "the nearest recording is GET /api/v1/get-credits"),
        ("GET", "/api/v1/get-credits?x=1", None, "GET /api/v1/get-credits with another query"),
        ("DELETE", SONGS, None, "the nearest recording is POST /api/v1/sonic/create"),
    ],
)
def test_replay_unknown_request_gets_501_that_names_the_nearest(
    tmp_path: Path, method: str, path: str, body: Any, sentence: str
) -> None:
    drift_lab = make_drift_lab(tmp_path)
    drift_lab.post(SONGS, SONG)
    drift_lab.get("/api/v1/get-credits")

    got = _replay(tmp_path).request(method, path, json=body)

    assert (got.status_code, got.json()["type"]) == (501, "not_recorded")
    assert sentence in got.json()["error"]


def test_replay_of_bytes_that_are_no_text_gives_the_same_bytes(tmp_path: Path) -> None:
    raw = b'{"broken": "\xff\xfe\x80'

    def plant(path: str, reply: Reply) -> None:
        reply.raw = raw

    drift_lab = make_drift_lab(tmp_path, plant)

    assert drift_lab.get("/api/v1/get-credits").content == raw
    assert _replay(tmp_path).get("/api/v1/get-credits").content == raw


def test_replay_of_a_file_says_that_only_its_size_is_known(tmp_path: Path) -> None:
    def plant(path: str, reply: Reply) -> None:
        reply.raw, reply.headers["Content-Type"] = b"\x00" * 321, "audio/mpeg"

    drift_lab = make_drift_lab(tmp_path, plant)
    drift_lab.get("/media/x.mp3")

    got = _replay(tmp_path).get("/media/x.mp3")

    assert (got.status_code, got.json()["type"]) == (501, "not_recorded")
    assert "321 bytes" in got.json()["error"]


def _app(**members: Any) -> Replay:
    return Replay(CassettePlayer([evolve(EXCHANGE, **members)]), {"songs.example"})


def _get(app: Replay, host: str = "localhost:8000", method: str = "GET", **headers: str) -> httpx.Response:
    with httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://localhost") as client:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.request(method, "/api/v1/get-credits", headers={"Host": host, **named})


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("app.localhost", 200),
        ("SONGS.example:80", 200),
        ("rebound.example", 403),
        ("localhost.evil.example", 403),
        ("[bad", 403),
    ],
)
def test_replay_of_a_foreign_host_is_refused(host: str, status: int) -> None:
    assert _get(_app(), host).status_code == status


def test_replay_over_a_socket_has_no_names_of_in_process_clients(serve_app: Callable[..., LocalServer]) -> None:
    url = f"{serve_app(_app()).url}/api/v1/get-credits"
    assert httpx.get(url).status_code == 200
    assert httpx.get(url, headers={"Host": "testserver"}).status_code == 403
    assert _get(_app(), "testserver").status_code == 200


def test_replay_can_be_read_by_scripts_on_any_page() -> None:
    app = _app(headers=(("Access-Control-Allow-Origin", "https://recorded.example"),))

    reply = _get(app, Origin="https://page.example")
    preflight = _get(
        app,
        method="OPTIONS",
        Origin="null",
        Access_Control_Request_Method="PATCH",
        Access_Control_Request_Headers="authorization",
    )

    assert reply.headers.get_list("Access-Control-Allow-Origin") == ["*"]
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Methods"] == "PATCH"
    assert preflight.headers["Access-Control-Allow-Headers"] == "authorization"
    assert _get(app, method="OPTIONS", Origin="null").status_code == 501  # no preflight, and not recorded


@pytest.mark.parametrize(
    ("recorded", "status", "body"),
    [
        ({"status": 101}, 501, None),
        ({"status": 600}, 501, None),
        ({"status": 599, "reason": "Odd"}, 599, EXCHANGE.reply),
        ({"status": 304}, 304, ""),
        ({"status": 204, "reply": None, "reply_bytes": 7}, 204, ""),
        ({"reason": "two\r\nlines"}, 200, EXCHANGE.reply),
        ({"headers": (("bad name", "x"), ("X", "a\r\nInjected: 1"), ("X-Title", "\u2028"))}, 200, EXCHANGE.reply),
    ],
)
@pytest.mark.parametrize("over_a_socket", [False, True])
def test_replay_of_an_odd_reply_is_valid_http(
    recorded: dict[str, Any], status: int, body: str | None, over_a_socket: bool
) -> None:
    app = _app(**recorded)
    if over_a_socket:
        with LocalServer(app) as served:
            got = httpx.get(f"{served.url}/api/v1/get-credits")
    else:
        got = _get(app)

    assert got.status_code == status
    assert body is None or got.text == body
    assert "Injected" not in got.headers


def test_replay_of_head_has_no_body() -> None:
    with LocalServer(_app(method="HEAD", reply=None, reply_bytes=-1)) as served:
        got = httpx.head(f"{served.url}/api/v1/get-credits")

    assert (got.status_code, got.content) == (200, b"")
