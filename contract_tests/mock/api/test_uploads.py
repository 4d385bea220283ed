"""Uploaded recordings are probed before they are imported: which hosts get a request, the replies, and what has to wait."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from aimusic_mock.api import uploads
from aimusic_mock.contract import validation
from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import Operation
from aimusic_mock.outbound.probe import AT_ONCE, Prober
from aimusic_mock.server import asgi_adapter
from aimusic_mock.settings import Settings, from_env
from contract_tests.support.mock_app import Api
from contract_tests.support.receivers import Receiver

WORDS = {"custom_mode": False, "mv": "sonic-v5", "gpt_description_prompt": "a folk song about a slow river"}

UPLOADS: dict[str, tuple[str, dict[str, Any]]] = {
    "/sonic/upload": ("url", {}),
    "/sonic/upload-extend": ("url", {**WORDS, "task_type": "extend_music", "continue_at": 5}),
    "/sonic/upload-cover": ("url", {**WORDS, "task_type": "cover_music"}),
    "/sonic/sample": ("url", {**WORDS, "make_instrumental": False, "chop_sample_start_s": 0, "chop_sample_end_s": 9}),
    "/sonic/create-voice": ("audio_url", {}),
    "/producer/upload": ("audio_url", {}),
    "/riffusion/upload": ("url", {}),
}
"""Every operation that imports a recording: the property with its URL, and the rest of the body."""

MISSING = {
    "type": "validation_error",
    "error": "Audio URL is not accessible. Please provide a public direct audio file URL.",
}


def upload(api: Api, address: str, path: str = "/sonic/upload", **more: Any) -> TestResponse:
    """Send a recording to one of the operations that import one."""
    name, body = UPLOADS[path]
    return api.post(path, {**body, name: address, **more})


@pytest.fixture
def nowhere() -> str:
    """A URL of this machine at which no server listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}/song.mp3"


def test_uploads_are_all_operations_whose_body_has_a_recording(api_contract: Contract) -> None:
    described = {
        f"{operation.path.removeprefix('/api/v1')} {name}"
        for operation in api_contract.operations.values()
        for member in operation.bodies
        for name, schema in member.properties.items()
        if "URL of the recording" in schema.get("description", "")
    }
    assert described == {f"{path} {name}" for path, (name, _) in UPLOADS.items()}
    assert {name for name, _ in UPLOADS.values()} == set(uploads.ADDRESSES)


NO_URLS = [
    "song.mp3",
    "/home/me/song.mp3",
    "C:\\Music\\song.mp3",
    "file:///x/song.mp3",
    "ftp://files.example.com/song.mp3",
    "data:audio/mpeg;base64,AAAA",
    "javascript:alert(1)",
    " ",
    "https://",
    "https:///song.mp3",
    "//files.example.com/song.mp3",
    "https://files.example.com:port/song.mp3",
    "https://files.example.com/a song.mp3",
    "https://files.example.com/song.mp3\n",
    "https://[::1/song.mp3",
]


@pytest.mark.parametrize("address", NO_URLS, ids=repr)
@pytest.mark.parametrize("path", UPLOADS)
def test_text_that_is_no_url_of_a_recording_is_refused_and_costs_nothing(api: Api, path: str, address: str) -> None:
    before = api.balance()
    response = upload(api, address, path)
    assert (response.status_code, response.get_json()) == (400, MISSING)
    assert api.balance() == before


@pytest.mark.parametrize("address", ["song.mp3", "file:///x"])
def test_text_that_is_no_url_is_refused_without_probes_too(make_api: Callable[..., Api], address: str) -> None:
    assert upload(make_api(upload_probe=False), address).status_code == 400


@pytest.mark.parametrize(
    "address", ["https://files.example.com/a.mp3", "HTTP://EXAMPLE.com", "https://münchen.example/ü.mp3"]
)
def test_url_of_another_machine_counts_as_fetched(api: Api, address: str) -> None:
    assert upload(api, address).status_code == 200


@pytest.mark.parametrize("path", UPLOADS)
def test_recording_that_is_there_is_asked_for_once_and_taken(api: Api, receiver: Receiver, path: str) -> None:
    assert upload(api, receiver.url + "?a=1", path).status_code == 200
    assert [(probe.method, probe.path, probe.body) for probe in receiver.requests] == [("HEAD", "/hook?a=1", b"")]
    assert "Authorization" not in receiver.requests[0].headers


@pytest.mark.parametrize("path", UPLOADS)
@pytest.mark.parametrize("status", [302, 404, 500])
def test_recording_that_is_not_there_is_refused_and_costs_nothing(
    api: Api, receiver: Receiver, path: str, status: int
) -> None:
    receiver.answers.append(status)
    before = api.balance()
    response = upload(api, receiver.url, path)
    assert (response.status_code, response.get_json()) == (400, MISSING)
    assert api.balance() == before
    assert api.admin("GET", "/tasks")["total"] == 0


def test_recording_behind_a_redirect_is_not_looked_for_there(api: Api, make_receiver: Callable[..., Receiver]) -> None:
    inside = make_receiver()
    outside = make_receiver(answers=[301], headers={"Location": inside.url})
    assert upload(api, outside.url).status_code == 400
    assert inside.requests == []


def test_recording_at_a_dead_host_is_refused(api: Api, nowhere: str) -> None:
    assert upload(api, nowhere).get_json() == MISSING


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/a.mp3",
        "http://10.0.0.1/a.mp3",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:127.0.0.1]:{port}/a.mp3",
        "http://2130706433:{port}/a.mp3",
        "http://user@127.0.0.1:{port}/a.mp3",
    ],
)
def test_recording_at_an_address_that_may_not_be_asked_counts_as_fetched(
    api: Api, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    def connect(*_: object) -> None:
        raise AssertionError("a host was contacted")

    monkeypatch.setattr(socket, "getaddrinfo", connect)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert upload(api, address.format(port=receiver.port)).status_code == 200


def test_recording_is_not_looked_for_when_that_is_switched_off(make_api: Callable[..., Api], nowhere: str) -> None:
    assert upload(make_api(upload_probe=False), nowhere).status_code == 200
    assert from_env({"AIMUSIC_MOCK_UPLOAD_PROBE": "0"}) == Settings(upload_probe=False)


@pytest.mark.parametrize("more", [{"custom_mode": "yes"}, {"continue_at": "soon"}, {"url": 7}])
def test_bad_request_is_refused_before_anybody_is_asked(api: Api, receiver: Receiver, more: dict[str, Any]) -> None:
    address, body = receiver.url, UPLOADS["/sonic/upload-extend"][1]
    response = api.post("/sonic/upload-extend", {**body, "url": address, "audio_url": address, **more})
    assert response.status_code == 400
    assert response.get_json() != MISSING
    assert receiver.requests == []


def test_body_is_validated_once_for_the_probe_and_the_pipeline(
    api: Api, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies: list[Any] = []
    check = validation.check

    def counted(operation: Operation, body: Mapping[str, Any]) -> Any:
        bodies.append(body)
        return check(operation, body)

    monkeypatch.setattr(validation, "check", counted)
    assert upload(api, receiver.url).status_code == 200
    assert bodies == [{"url": receiver.url}]


def test_unknown_key_has_nobody_asked(api: Api, receiver: Receiver) -> None:
    api.key = "unknown"
    assert upload(api, receiver.url).status_code == 401
    assert receiver.requests == []


def test_sample_of_a_clip_asks_nobody(api: Api, receiver: Receiver) -> None:
    clip = api.mock.contract.fixtures["clips"][0]["clip_id"]
    body = {**UPLOADS["/sonic/sample"][1], "sample_clip_id": clip, "audio_url": receiver.url}
    assert api.post("/sonic/sample", body).status_code == 200
    assert receiver.requests == []


def test_missing_recording_is_refused_after_the_pace_and_before_the_price(
    make_api: Callable[..., Api], nowhere: str
) -> None:
    paced = make_api(plan="standard")
    assert [upload(paced, nowhere).status_code for _ in range(2)] == [400, 429]
    assert upload(make_api(credits=0), nowhere).status_code == 400


def test_scenario_that_fails_a_step_does_not_hide_a_missing_recording(api: Api, nowhere: str) -> None:
    body = {**UPLOADS["/sonic/upload-cover"][1], "url": nowhere}
    response = api.ask("POST", "/api/v1/sonic/upload-cover", body, X_Mock_Scenario="step-fails")
    assert response.get_json() == MISSING


# --- The mock's own files


def sung(api: Api) -> str:
    """Create a song and return the URL of its audio."""
    task_id = api.submit("/sonic/create", WORDS)
    api.advance(600)
    return str(api.get(f"/sonic/task/{task_id}").get_json()["data"][0]["audio_url"])


def test_file_of_the_mock_is_there_though_nobody_listens_at_its_address(
    make_api: Callable[..., Api], nowhere: str
) -> None:
    api = make_api(public_url=nowhere.removesuffix("/song.mp3"))
    audio = sung(api)
    assert urlsplit(audio).netloc == urlsplit(nowhere).netloc
    assert upload(api, audio).status_code == 200
    assert upload(api, audio + "?version=1.5").status_code == 200
    assert upload(api, audio.replace("/sonic/", "/sonic/stream/")).status_code == 200
    for wrong in (audio.replace("/sonic/", "/producer/"), audio.replace(".mp3", "x.mp3"), audio.rpartition("/")[0]):
        assert upload(api, wrong).get_json() == MISSING


def test_file_of_the_mock_is_missing_before_it_is_made_and_after_it_has_expired(make_api: Callable[..., Api]) -> None:
    api = make_api(url_expiry_s=3600)
    api.submit("/sonic/create", WORDS)
    (task,) = api.mock.world.store.tasks.values()
    audio = api.mock.urls.audio(task.clips[0])
    assert upload(api, audio).status_code == 400
    api.advance(600)
    assert upload(api, audio).status_code == 200
    api.advance(3600)
    assert upload(api, audio).status_code == 400


# --- Time, threads, replays


def test_slow_host_holds_up_nobody_else(api: Api, receiver: Receiver) -> None:
    receiver.gate.clear()
    answers: list[int] = []
    waiting = threading.Thread(target=lambda: answers.append(upload(api, receiver.url).status_code))
    waiting.start()
    try:
        receiver.wait()
        assert api.post("/sonic/create", WORDS).status_code == 200
        assert answers == []
    finally:
        receiver.gate.set()
        waiting.join(10)
    assert answers == [200]


def test_slow_hosts_hold_no_more_than_half_of_the_servers_threads(api: Api, receiver: Receiver) -> None:
    receiver.gate.clear()
    answers: list[int] = []
    waiting = [
        threading.Thread(target=lambda: answers.append(upload(api, receiver.url).status_code)) for _ in range(AT_ONCE)
    ]
    for thread in waiting:
        thread.start()
    try:
        for _ in waiting:
            receiver.wait()
        assert upload(api, receiver.url).status_code == 200  # taken as fetched, since no probe is free
        assert answers == []
    finally:
        receiver.gate.set()
        for thread in waiting:
            thread.join(10)
    assert answers == [200] * AT_ONCE
    assert len(receiver.requests) == AT_ONCE
    assert upload(api, receiver.url).status_code == 200
    assert len(receiver.requests) == AT_ONCE + 1


def test_half_of_the_servers_threads_is_what_it_says() -> None:
    assert 2 * AT_ONCE == asgi_adapter.THREADS


def test_host_that_never_answers_is_given_up(api: Api, receiver: Receiver) -> None:
    receiver.gate.clear()
    api.mock.probe = Prober(api.mock.address_policy, timeout_s=0.2).probe
    assert upload(api, receiver.url).get_json() == MISSING


def test_replay_asks_nobody_and_answers_as_it_was_then(api: Api, receiver: Receiver) -> None:
    receiver.answers += [404, 200]
    assert [upload(api, receiver.url).status_code for _ in range(2)] == [400, 200]
    assert upload(api, "https://example.com/a.mp3").status_code == 200
    probed = [exchange["explained"].get("recording") for exchange in api.admin("GET", "/journal")["items"]]
    assert probed == ["missing", "there", None]
    recording = api.admin("GET", "/journal/export")
    receiver.answers += [404, 404, 404]
    assert api.admin("POST", "/replay", recording) == {"same": True, "exchanges": 3, "differences": []}
    assert len(receiver.requests) == 2
