"""Replay: any session is reproduced byte by byte, and changes to a recording are found."""

from __future__ import annotations

import contextlib
import copy
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from aimusic_mock.admin.replay import FILES, SECRET
from aimusic_mock.settings import SETTINGS
from contract_tests.support.examples import request_examples
from contract_tests.support.mock_app import SONG, SONGS, Api

ODD_BODIES = [
    b"",
    b"{",
    b"[1]",
    b'{"mv": "sonic-v5", "mv": "sonic-v4"}',
    b'{"mv": "\\ud800"}',
    b'{"mv": "\xff\xfe"}',
    b'{"mv": NaN}',
    b'{"mv": 1e999}',
    b'{"a":' * 40 + b"1" + b"}" * 40,
    json.dumps({**SONG, "webhook_secret": "hush", "title": "\u00e9"}).encode(),
    json.dumps({**SONG, "webhook_secret": 5}).encode(),
    json.dumps(SONG, indent=7).encode("utf-16"),
]


def _play_all(api: Api, world: str = "default") -> None:
    """Call every operation, some with faults."""
    headers = {"X_Mock_World": world}
    for example in request_examples():
        api.ask("POST", example.operation.path, example.body, **headers)
        api.ask("POST", example.operation.path, example.body, X_Mock_Dialect="observed", **headers)
    for scenario in (
        "task-fails",
        "clip-fails",
        "stuck",
        "moderation",
        "no-credits",
        "truncated",
        "not-json",
        "500-after",
    ):
        api.create(X_Mock_Scenario=scenario, **headers)
    for scenario in ("cut", "cut-before"):
        with contextlib.suppress(ConnectionResetError):  # with a rate limit it may be refused instead
            api.create(X_Mock_Scenario=scenario, **headers)
    api.admin(
        "POST", "/rules", {"scenarios": ["500-internal"], "match": {"product": "nuro"}, "probability": 0.5}, world
    )
    api.admin("PUT", "/accounts/1", {"credits": 500}, world)
    tasks = api.admin("GET", "/tasks", world=world)["items"]
    api.try_admin("PUT", f"/tasks/{tasks[0]['task_id']}", {"state": "failed", "type": "timeout"}, X_Mock_World=world)
    for seconds in (20, 300):
        api.admin("POST", "/clock/advance", {"seconds": seconds}, world)
        for task in tasks[::3]:
            for dialect in ("documented", "observed"):
                api.ask("GET", f"/api/v1/{task['product']}/task/{task['task_id']}", X_Mock_Dialect=dialect, **headers)
    _play_wrong(api, world)
    api.admin("PUT", "/profile", {"profile": "evening-overload"}, world)
    for _ in range(20):
        api.create(**headers)
    api.ask("GET", "/api/v1/get-credits", **headers)


def _play_wrong(api: Api, world: str) -> None:
    client = api.app.test_client()
    headers = {**api.headers, "X-Mock-World": world}
    for raw in ODD_BODIES:
        client.post(SONGS, data=raw, headers=headers, content_type="application/json")
    client.post(SONGS, data=b"mv=x", headers=headers, content_type="text/plain")
    for key in ("", "mock-key", "Basic x", "Bearer unknown-key"):
        client.get("/api/v1/get-credits", headers={"Authorization": key, "X-Mock-World": world})
    for path in (
        "/",
        "/api/v1/nothing?x=%C3%A9&y=1",
        "/api/v1//get-credits",
        "/media/sonic/nothing.mp3",
        "/api/v1/%2e%2e",
    ):
        client.get(path, headers=headers)
    client.put(SONGS, headers=headers)
    client.get("/api/v1/get-credits", headers={**headers, "X-Mock-Dialect": "klingon"})
    client.get("/api/v1/get-credits", headers={**headers, "X-Mock-Scenario": "nonsense"})


@pytest.mark.parametrize(
    "settings",
    [
        {"clock": "manual"},
        {"clock": "auto", "dialect": "observed"},
        {"clock": "auto", "plan": "standard", "retired": ("producer", "nuro")},
        {"profile": "credits-run-dry", "seed": 9, "keys": ("one", "two")},
        {"clock": "speed=1000", "plan": "standard"},
    ],
    ids=str,
)
def test_session_of_every_kind_comes_out_the_same(make_api: Callable[..., Api], settings: dict[str, Any]) -> None:
    api = make_api(**settings)
    _play_all(api)
    outcome = api.admin("POST", "/replay")
    assert outcome["differences"] == []
    assert outcome["same"]
    assert outcome["exchanges"] == api.mock.world.journal.numbers > 100


def test_recording_is_replayed_by_another_mock(api: Api, make_api: Callable[..., Api]) -> None:
    api.create(X_Mock_Scenario="task-fails")
    api.advance(100)
    recording = api.admin("GET", "/journal/export")
    other = make_api(seed=5, plan="standard", credits=3)
    assert other.admin("POST", "/replay", recording) == {"same": True, "exchanges": 2, "differences": []}
    assert other.mock.world.journal.numbers == 0
    assert other.balance() == 3


def test_replay_changes_nothing(api: Api) -> None:
    api.create()
    before = api.admin("GET", "/snapshot")
    api.admin("POST", "/replay")
    assert api.admin("GET", "/snapshot") == before


@pytest.mark.parametrize(
    ("what", "value"),
    [("status", 500), ("request_id", "req_0"), ("reply", "{}")],
)
def test_planted_change_is_found(api: Api, what: str, value: Any) -> None:
    for _ in range(3):
        api.create()
    recording = api.admin("GET", "/journal/export")
    changed = copy.deepcopy(recording)
    changed["exchanges"][1][what] = value
    outcome = api.admin("POST", "/replay", changed)
    assert not outcome["same"]
    (difference,) = outcome["differences"]
    assert (difference["number"], difference["what"], difference["recorded"]) == (2, what, value)
    assert difference["replayed"] == recording["exchanges"][1][what]


def test_other_seed_or_left_out_request_is_found(api: Api) -> None:
    for _ in range(3):
        api.create()
    recording = api.admin("GET", "/journal/export")
    recording["settings"]["seed"] = 2
    assert api.admin("POST", "/replay", recording)["differences"][0]["number"] == 1
    assert len(api.admin("POST", "/replay", recording)["differences"]) > 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda raw: raw.update(dropped=1), "is incomplete"),
        (lambda raw: raw["exchanges"].pop(0), "is incomplete"),
        (lambda raw: raw["exchanges"][0].update(cut=["request"]), "Exchange 1 has a truncated request body"),
        (lambda raw: raw["settings"].update(colour="red"), "colour"),
        (lambda raw: raw["settings"].update(admin_token="x"), "admin_token"),
        (lambda raw: raw["settings"].update(keys=["x"]), "keys"),
        (lambda raw: raw["settings"].update(seed="x"), "an invalid value"),
        (lambda raw: raw["settings"].update(plan="gold"), "an invalid value"),
        (lambda raw: raw.update(version=2), "'version'"),
        (lambda raw: raw.update(exchanges="x"), "'exchanges'"),
        (lambda raw: raw["exchanges"][0].update(method="EV IL"), "Exchange 1 has an invalid method"),
        (lambda raw: raw["exchanges"][0].update(path="http://example.com/"), "exchanges[0].path"),
        (lambda raw: raw["exchanges"][0].update(asked={"X-Mock-World": "a\nb"}), "Exchange 1"),
        (lambda raw: raw["exchanges"][1].update(asked={"X-Mock\n-World": "a"}), "Exchange 2"),
        (lambda raw: raw["exchanges"][0].update(content_type="a\r\nb: c"), "Exchange 1"),
        (lambda raw: raw.pop("accounts"), "'accounts'"),
    ],
)
def test_invalid_recording_is_refused_with_a_sentence(
    api: Api, change: Callable[[dict[str, Any]], Any], sentence: str
) -> None:
    api.create()
    api.create()
    recording = api.admin("GET", "/journal/export")
    change(recording)
    response = api.try_admin("POST", "/replay", recording)
    assert response.status_code == 400, response.get_data(as_text=True)
    assert sentence in response.get_json()["error"]


def test_recording_has_no_key_in_it(make_api: Callable[..., Api]) -> None:
    api = make_api(keys=("the-key-of-a-customer",), admin_token=None)
    _play_all(api)
    assert "the-key-of-a-customer" not in json.dumps(api.admin("GET", "/journal/export"))


@pytest.mark.slow  # three runs of eight sessions with hundreds of requests each
def test_parallel_worlds_with_one_script_write_the_same_journals(make_api: Callable[..., Api]) -> None:
    journals = set()
    for _ in range(3):
        api = make_api(credits=500)
        worlds = [f"w{number}" for number in range(8)]
        threads = [threading.Thread(target=_play_all, args=(api, world)) for world in worlds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for world in worlds:
            journals.add(json.dumps(api.admin("GET", "/journal/export", world=world)["exchanges"]))
            assert api.mock.worlds.get(world).journal.numbers > 100
    assert len(journals) == 1


def test_recording_with_the_earlier_name_of_a_setting_is_replayed(make_api: Callable[..., Api]) -> None:
    api = make_api(webhook_fault="late")
    api.create()
    recording = api.admin("GET", "/journal/export")
    assert set(recording["settings"]) == set(SETTINGS) - {*SECRET, *FILES}
    recording["settings"]["webhook_lab"] = recording["settings"].pop("webhook_fault")

    assert api.admin("POST", "/replay", recording)["same"]


MEDIA = "/media/sonic/3c1f7a52-9d0e-4b6a-8f21-6a4be1d07c95.mp3"
ODD_REQUESTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "head": ("HEAD", "/api/v1/get-credits", {}),
    "head_of_nothing": ("HEAD", "/api/v1/nowhere", {}),
    "head_of_a_file": ("HEAD", MEDIA, {}),
    "head_of_no_file": ("HEAD", "/media/sonic/x.mp3", {}),
    "preflight": ("OPTIONS", SONGS, {"headers": {"Origin": "https://a.test", "Access-Control-Request-Method": "POST"}}),
    "options": ("OPTIONS", SONGS, {}),
    "body_too_large": ("POST", SONGS, {"data": b"x" * 1_100_000, "content_type": "application/json"}),
    "body_too_large_without_a_key": ("POST", SONGS, {"data": b"x" * 1_100_000, "headers": {"Authorization": ""}}),
    "name_of_a_world": ("GET", "/api/v1/get-credits", {"headers": {"X-Mock-World": "../x"}}),
    "empty_name_of_a_world": ("POST", SONGS, {"json": SONG, "headers": {"X-Mock-World": ""}}),
    "reset_of_an_odd_world": ("POST", "/__mock__/reset", {"headers": {"X-Mock-World": " "}}),
    "part_of_a_file": ("GET", MEDIA, {"headers": {"Range": "bytes=7-99"}}),
    "part_beyond_a_file": ("GET", MEDIA, {"headers": {"Range": "bytes=999999999-"}}),
    "unchanged_file": ("GET", MEDIA, {"headers": {"If-None-Match": "*"}}),
    "method_without_an_operation": ("QUERY", SONGS, {}),
    "unknown_dialect": ("GET", "/api/v1/get-credits", {"headers": {"X-Mock-Dialect": "zebra"}}),
    "odd_path": ("GET", "/%ff/a%20b?%zz=%00", {}),
    "no_json": ("POST", SONGS, {"data": b"mv=x", "content_type": "application/x-www-form-urlencoded"}),
}


@pytest.mark.parametrize("name", ODD_REQUESTS)
def test_odd_request_is_replayed_alike_with_those_around_it(api: Api, name: str) -> None:
    method, path, options = ODD_REQUESTS[name]
    api.create()
    headers = {**api.headers, **options.get("headers", {})}
    api.app.test_client().open(path, method=method, **{**options, "headers": headers})
    api.create()
    recording = api.admin("GET", "/journal/export")
    assert len(recording["exchanges"]) == 3
    assert api.admin("POST", "/replay", recording) == {"same": True, "exchanges": 3, "differences": []}


def test_recording_with_a_body_for_head_is_replayed_alike(api: Api) -> None:
    """Earlier versions recorded one."""
    api.ask("HEAD", "/api/v1/get-credits")
    recording = api.admin("GET", "/journal/export")
    recording["exchanges"][0]["reply"] = '{"credits":1}\n'
    assert api.admin("POST", "/replay", recording)["same"]


def test_account_of_a_request_that_is_refused_early_is_recorded(api: Api) -> None:
    api.app.test_client().post(SONGS, data=b"x" * 1_100_000, headers=api.headers)
    (exchange,) = api.admin("GET", "/journal")["items"]
    assert (exchange["status"], exchange["account"], exchange["credential"]) == (413, 1, "known")
