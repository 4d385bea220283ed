"""The built-in inboxes: what they store, the results of their checks, and configured failures."""

from __future__ import annotations

import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from aimusic_mock import Settings, create_app
from aimusic_mock.domain import inbox as inboxes
from aimusic_mock.domain.inbox import Inboxes, Message
from aimusic_mock.webhooks import signing
from aimusic_mock.webhooks.inbox_receiver import inbox_of, receive
from contract_tests.support.mock_app import Api

PUBLIC = "http://127.0.0.1:8000"
INBOX = f"{PUBLIC}/__mock__/inbox/me"
SONG = {"custom_mode": True, "mv": "sonic-v5", "title": "Höhe", "prompt": "[Verse]\nLamp above"}
SECRET = "s3cret"


def submit(api: Api, scenario: str | None = None, url: str = INBOX) -> str:
    headers = {**api.headers, **({"X-Mock-Scenario": scenario} if scenario else {})}
    body = {**SONG, "webhook_url": url, "webhook_secret": SECRET}
    response = api.app.test_client().post("/api/v1/sonic/create", headers=headers, json=body)
    assert response.status_code == 200, response.text
    return str(response.get_json()["task_id"])


def messages(api: Api, name: str = "me") -> list[dict[str, Any]]:
    response = api.app.test_client().get(f"/__mock__/inbox/{name}")
    assert response.status_code == 200, response.text
    items: list[dict[str, Any]] = response.get_json()["items"]
    return items


def post(api: Api, body: bytes, headers: dict[str, str], world: str = "default") -> TestResponse:
    headers = {"Content-Type": "application/json", "X-Mock-World": world, **headers}
    return api.app.test_client().post("/__mock__/inbox/me", data=body, headers=headers)


def test_inbox_gets_the_webhook_without_a_connection_and_finds_nothing_wrong(api: Api) -> None:
    task_id = submit(api)
    api.advance(300)
    (message,) = messages(api)
    assert message["task_id"] == task_id == json.loads(message["body"])["task_id"]
    assert (message["signature"], message["is_fresh"], message["known_task"]) == ("valid", True, True)
    assert (message["duplicate_of"], message["out_of_order"], message["answered"]) == (None, False, 200)
    assert message["headers"]["X-Webhook-Event"] == message["event"] == "song.completed"


@pytest.mark.parametrize(
    ("lab", "expected"),
    [
        ("duplicate", [("valid", True, None, False), ("valid", True, 1, False)]),
        ("out-of-order", [("valid", True, None, False), ("valid", True, None, True)]),
        ("wrong-signature", [("wrong", True, None, False)]),
        ("stale", [("valid", False, None, False)]),
        ("late", [("valid", True, None, False)]),
        ("before", [("valid", True, None, False)]),
    ],
)
def test_inbox_detects_webhook_faults(api: Api, lab: str, expected: list[tuple[Any, ...]]) -> None:
    submit(api, f"webhook-{lab}")
    api.advance(300)
    api.advance(700)
    names = ("signature", "is_fresh", "duplicate_of", "out_of_order")
    assert [tuple(message[name] for name in names) for message in messages(api)] == expected


def test_inbox_that_is_set_to_fail_rehearses_retries(api: Api) -> None:
    client = api.app.test_client()
    assert client.put("/__mock__/inbox/me", json={"status": 503, "times": 2}).status_code == 200
    submit(api)
    for seconds in (300, 5, 30):
        api.advance(seconds)
    assert [(message["answered"], message["duplicate_of"]) for message in messages(api)] == [
        (503, None),
        (503, 1),
        (200, 1),
    ]
    assert client.get("/__mock__/webhooks").get_json()["items"][0]["state"] == "delivered"


def test_inbox_takes_a_message_over_http_and_checks_it_by_its_very_bytes(api: Api) -> None:
    task_id = submit(api, "webhook-lost")
    body = json.dumps({"task_id": task_id, "note": "Höhe"}, ensure_ascii=False).encode()
    stamp = int(api.mock.world.clock.now())
    sent = signing.headers("evt_1", "song.completed", SECRET, stamp, body)
    assert post(api, body, sent).get_json() == {"number": 1}
    post(api, body + b" ", sent)
    post(api, body, {})
    post(api, b'{"task_id": "unknown"}', sent)
    assert [(message["signature"], message["known_task"]) for message in messages(api)] == [
        ("valid", True),
        ("wrong", True),
        ("missing", True),
        ("unknown", False),
    ]


def test_inbox_over_http_answers_the_status_that_was_asked_for(api: Api) -> None:
    api.app.test_client().put("/__mock__/inbox/me", json={"status": 410})
    assert [post(api, b"{}", {}).status_code for _ in range(2)] == [410, 200]


def test_inbox_keeps_no_credentials(api: Api) -> None:
    post(api, b"{}", {"Authorization": "Bearer s3cret", "Cookie": "s3cret", "X-Api-Key": "s3cret", "User-Agent": "x"})
    assert "s3cret" not in str(messages(api))
    assert messages(api)[0]["headers"]["User-Agent"] == "x"


def test_inboxes_belong_to_their_world_and_go_with_its_reset(api: Api) -> None:
    post(api, b"{}", {}, world="a")
    client = api.app.test_client()
    assert client.get("/__mock__/inbox").get_json() == {"inboxes": []}
    listed = client.get("/__mock__/inbox", headers={"X-Mock-World": "a"}).get_json()
    assert listed == {"inboxes": [{"name": "me", "messages": 1, "kept": 1}]}
    client.post("/__mock__/reset", headers={"X-Mock-World": "a"})
    assert client.get("/__mock__/inbox", headers={"X-Mock-World": "a"}).get_json() == {"inboxes": []}


def test_inbox_that_is_removed_is_gone(api: Api) -> None:
    post(api, b"{}", {})
    client = api.app.test_client()
    assert client.delete("/__mock__/inbox/me").status_code == 200
    assert client.delete("/__mock__/inbox/me").status_code == 404
    assert client.get("/__mock__/inbox/me").status_code == 404


@pytest.mark.parametrize("name", ["-x", "a b", "x" * 65, "%2e%2e"])
def test_inbox_with_a_bad_name_is_not_made(api: Api, name: str) -> None:
    client = api.app.test_client()
    assert client.put(f"/__mock__/inbox/{name}", json={"status": 500}).status_code == 400
    assert client.post(f"/__mock__/inbox/{name}", json={}).status_code == 400
    assert client.get("/__mock__/inbox").get_json() == {"inboxes": []}


@pytest.mark.parametrize("body", [{}, {"status": 418}, {"status": 500, "times": -1}, {"status": 500, "more": 1}])
def test_inbox_with_a_bad_setting_is_refused(api: Api, body: dict[str, Any]) -> None:
    assert api.app.test_client().put("/__mock__/inbox/me", json=body).status_code == 400


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (INBOX, "me"),
        (f"{PUBLIC}/__mock__/inbox/a.b-c_1", "a.b-c_1"),
        (f"{PUBLIC}/__mock__/inbox/", None),
        (f"{PUBLIC}/__mock__/inbox/a/b", None),
        (f"{PUBLIC}/__mock__/inbox/../reset", None),
        (f"{PUBLIC}/__mock__/inbox/me?x=1", None),
        (f"{PUBLIC}0/__mock__/inbox/me", None),
        ("http://example.com/__mock__/inbox/me", None),
    ],
)
def test_only_the_mocks_own_address_leads_to_an_inbox(url: str, name: str | None) -> None:
    assert inbox_of(url, PUBLIC) == name


def test_webhook_to_an_inbox_of_another_host_is_suppressed(api: Api) -> None:
    submit(api, url="http://example.com/__mock__/inbox/me")
    api.advance(300)
    assert api.mock.world.outbox.deliveries()[0].state == "suppressed"


@pytest.mark.parametrize("body", [b"[" * 100_000, b"\xff\xfe", b"[1]", b'{"task_id": 7}', b""])
def test_message_without_a_task_is_kept(body: bytes) -> None:
    world = create_app(Settings(clock="manual")).extensions["aimusic"].world
    message = receive(world, "me", {"x-webhook-id": "evt_1"}, body, 0.0)
    assert (message.task_id, message.event_id, message.signature, message.number) == (None, "evt_1", "missing", 1)


def test_order_is_derived_from_the_events_where_their_times_are_unknown() -> None:
    inbox = Inboxes()
    end = Message(0.0, {}, "", event="song.completed", task_id="t1")
    stream = Message(0.0, {}, "", event="song.streaming", task_id="t1")
    other = Message(0.0, {}, "", event="song.streaming", task_id="t2")
    assert [inbox.receive("me", message).out_of_order for message in (end, stream, other)] == [False, True, False]


def test_duplicate_without_an_id_is_found_by_task_and_event() -> None:
    inbox = Inboxes()
    end = Message(0.0, {}, "", event="song.completed", task_id="t1")
    nothing = Message(0.0, {}, "")
    assert [inbox.receive("me", message).duplicate_of for message in (end, nothing, end, nothing)] == [
        None,
        None,
        1,
        None,
    ]


def test_inbox_is_bounded_in_names_messages_and_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inboxes, "MAX_NAMES", 2)
    monkeypatch.setattr(inboxes, "MAX_MESSAGES", 3)
    monkeypatch.setattr(inboxes, "MAX_BODY_BYTES", 10)
    inbox = Inboxes()
    for name in ("a", "b", "c"):
        inbox.receive(name, Message(0.0, {}, "x" * 50))
    assert inbox.names() == ["b", "c"]
    for _ in range(5):
        inbox.receive("c", Message(0.0, {}, "x" * 50))
    kept = inbox.get("c")
    assert kept is not None
    assert (kept.numbers, [message.number for message in kept.messages]) == (6, [4, 5, 6])
    assert {len(message.body) for message in kept.messages} == {10}
    monkeypatch.setattr(inboxes, "MAX_BYTES", 25)
    inbox.receive("c", Message(0.0, {}, "x" * 50))
    kept = inbox.get("c")
    assert kept is not None
    assert [message.number for message in kept.messages] == [6, 7]


def test_restored_inboxes_continue_where_the_state_was_taken() -> None:
    inbox, other = Inboxes(), Inboxes()
    inbox.configure("a", 500, 3)
    inbox.receive("a", Message(1.0, {"X-Webhook-Id": "evt_1"}, "{}", event_id="evt_1"))
    state = inbox.state()
    other.restore(state)
    assert other.receive("a", Message(2.0, {}, "{}", event_id="evt_1")).duplicate_of == 1
    assert inbox.state() == state  # the copies share no list


@pytest.mark.parametrize(
    "url", ["https://shop.example/hook", "http://mock/__mock__/inbox/other", "http://127.0.0.1:9/"]
)
def test_inbox_that_catches_all_receives_every_address_even_after_a_reset(api: Api, url: str) -> None:
    api.mock.world.inboxes.catch_all = "me"
    api.admin("POST", "/reset")
    task_id = submit(api, url=url)
    api.advance(300)
    assert [(message["task_id"], message["signature"]) for message in messages(api)] == [(task_id, "valid")]
    assert api.mock.world.outbox.deliveries()[0].url == url


def test_catch_all_of_one_world_catches_nothing_of_another(api: Api) -> None:
    api.mock.worlds.get("other").inboxes.catch_all = "me"
    submit(api, url="https://shop.example/hook")
    api.advance(300)
    assert api.mock.world.outbox.deliveries()[0].state == "suppressed"
