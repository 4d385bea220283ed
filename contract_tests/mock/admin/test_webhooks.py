"""Webhooks in the admin API: the delivery log, resending, waiting, webhook faults."""

from __future__ import annotations

from typing import Any

import pytest

from aimusic_mock.domain.deliveries import STATES, WEBHOOK_FAULTS
from contract_tests.support.mock_app import Api
from contract_tests.support.receivers import Receiver

SONG = {"custom_mode": True, "mv": "sonic-v5", "title": "Höhe", "prompt": "[Verse]\nLamp above"}
SECRET = "s3cret-of-the-test"


def submit(api: Api, url: str) -> str:
    return api.submit("/sonic/create", {**SONG, "webhook_url": url, "webhook_secret": SECRET})


def listed(api: Api, query: str = "") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.admin("GET", f"/webhooks{query}")["items"]
    return items


def test_log_shows_each_attempt_with_what_the_receiver_answered(api: Api, receiver: Receiver) -> None:
    receiver.answers.append(500)
    task_id = submit(api, receiver.url)
    (planned,) = listed(api)
    assert (planned["state"], planned["attempts"], planned["task_id"]) == ("planned", 0, task_id)
    assert planned["next_attempt_at"] == planned["happens_at"] == api.mock.world.store.tasks[task_id].ends_at
    api.advance(300)
    ended_at = api.mock.world.clock.now()
    retrying = api.admin("GET", f"/webhooks/{planned['delivery_id']}")
    assert (retrying["state"], retrying["next_attempt_at"]) == ("retrying", ended_at + 5)
    api.advance(5)
    done = api.admin("GET", f"/webhooks/{planned['delivery_id']}")
    assert (done["state"], done["attempts"], done["next_attempt_at"]) == ("delivered", 2, None)
    assert done["log"] == [
        {
            "number": 1,
            "at": ended_at,
            "outcome": "status",
            "signed_at": int(ended_at),
            "status": 500,
            "answer": "thank you",
        },
        {
            "number": 2,
            "at": ended_at + 5,
            "outcome": "answered",
            "signed_at": int(ended_at + 5),
            "status": 200,
            "answer": "thank you",
        },
    ]
    assert done["body"].encode() == receiver.requests[0].body


def test_log_is_filtered_and_paged(api: Api, receiver: Receiver) -> None:
    tasks = [submit(api, receiver.url) for _ in range(3)]
    submit(api, "https://example.com/")
    api.advance(300)
    submit(api, receiver.url)
    assert [item["state"] for item in listed(api)] == ["delivered"] * 3 + ["suppressed", "planned"]
    assert [item["task_id"] for item in listed(api, "?state=delivered")] == tasks
    assert [item["task_id"] for item in listed(api, f"?task_id={tasks[1]}")] == [tasks[1]]
    assert listed(api, "?event=song.failed") == []
    page = api.admin("GET", "/webhooks?offset=1&limit=2")
    assert (page["total"], page["next"], len(page["items"])) == (5, 3, 2)
    assert api.try_admin("GET", "/webhooks?state=nonsense").status_code == 400


def test_resend_sends_again_and_what_cannot_be_resent_is_refused(api: Api, receiver: Receiver) -> None:
    submit(api, receiver.url)
    name = listed(api)[0]["delivery_id"]
    assert api.try_admin("POST", f"/webhooks/{name}/resend").status_code == 400
    assert api.try_admin("POST", "/webhooks/evt_0/resend").status_code == 404
    assert api.try_admin("GET", "/webhooks/evt_0").status_code == 404
    api.advance(300)
    api.admin("POST", f"/webhooks/{name}/resend")
    assert api.admin("POST", "/webhooks/settle") == {"settled": True, "next_at": None}
    assert receiver.ids == [name, name]


def test_settle_returns_whether_it_settled_and_what_is_next(api: Api, receiver: Receiver) -> None:
    receiver.gate.clear()
    task_id = submit(api, receiver.url)
    ends_at = api.mock.world.store.tasks[task_id].ends_at
    assert api.admin("POST", "/webhooks/settle") == {"settled": True, "next_at": ends_at}
    api.mock.world.clock.advance(300)
    assert api.admin("POST", "/webhooks/settle", {"timeout_s": 0.02})["settled"] is False
    receiver.gate.set()
    assert api.admin("POST", "/webhooks/settle", {"timeout_s": 10})["settled"] is True
    assert api.try_admin("POST", "/webhooks/settle", {"timeout_s": 31}).status_code == 400


def test_clock_that_is_advanced_has_sent_everything_when_it_answers(api: Api, receiver: Receiver) -> None:
    submit(api, receiver.url)
    api.advance(300)
    assert len(receiver.requests) == 1


def test_lab_is_set_for_tasks_from_then_on_and_forgotten_by_a_reset(api: Api, receiver: Receiver) -> None:
    submit(api, receiver.url)
    assert api.admin("PUT", "/webhook-lab", {"lab": "duplicate"})["lab"] == "duplicate"
    submit(api, receiver.url)
    assert [item["lab"] for item in listed(api)] == [None, "duplicate", "duplicate"]
    assert api.admin("PUT", "/webhook-lab", {"streaming": True}) == {
        "lab": "duplicate",
        "streaming": True,
        "labs": WEBHOOK_FAULTS,
    }
    api.admin("POST", "/reset")
    shown = api.admin("GET", "/webhook-lab")
    assert (shown["lab"], shown["streaming"]) == (None, False)


def test_lab_before_that_is_set_for_all_sends_before_the_reply(api: Api, receiver: Receiver) -> None:
    api.admin("PUT", "/webhook-lab", {"lab": "before"})
    submit(api, receiver.url)
    assert len(receiver.requests) == 1


def test_every_lab_profile_can_be_set_and_others_cannot(api: Api) -> None:
    for lab in (*WEBHOOK_FAULTS, None):
        assert api.admin("PUT", "/webhook-lab", {"lab": lab})["lab"] == lab
    for body in ({"lab": "nonsense"}, {"lab": 1}, {"more": 1}):
        assert api.try_admin("PUT", "/webhook-lab", body).status_code == 400


def test_every_state_is_a_filter(api: Api) -> None:
    for state in STATES:
        assert listed(api, f"?state={state}") == []


def test_secrets_stand_in_no_reply_of_the_admin_api(api: Api, receiver: Receiver) -> None:
    url = receiver.url.replace("http://", "http://user:hidden-word@") + "?token=hidden-word"
    for address in (receiver.url, url):
        submit(api, address)
    api.advance(300)
    shown = [listed(api), *(api.admin("GET", f"/webhooks/{item['delivery_id']}") for item in listed(api))]
    assert SECRET not in str(shown)
    assert "hidden-word" not in str(shown)
    assert [item["state"] for item in listed(api)] == ["delivered", "suppressed"]


def test_snapshot_carries_webhooks_into_another_world(api: Api, receiver: Receiver) -> None:
    submit(api, receiver.url)
    snapshot = api.admin("GET", "/snapshot")
    api.admin("PUT", "/snapshot", snapshot, world="copy")
    copy = api.mock.worlds.get("copy")
    copy.clock.advance(300)
    assert api.mock.dispatcher.settle(copy, 10)
    assert receiver.ids == [item["delivery_id"] for item in listed(api)]
    assert listed(api)[0]["state"] == "planned"


@pytest.mark.parametrize("damage", [{"outbox": {}}, {"outbox": {"watched": 7}}, {"inbox": {"a": {"status": 1}}}])
def test_snapshot_with_damaged_webhooks_changes_nothing(api: Api, receiver: Receiver, damage: dict[str, Any]) -> None:
    snapshot = api.admin("GET", "/snapshot")
    submit(api, receiver.url)
    assert api.try_admin("PUT", "/snapshot", {**snapshot, **damage}).status_code == 400
    assert len(listed(api)) == len(api.mock.world.store.tasks) == 1


@pytest.mark.parametrize("world", ["default", "other"])
def test_log_is_the_worlds_own(api: Api, world: str) -> None:
    submit(api, "https://example.com/")
    assert api.admin("GET", "/webhooks", world=world)["total"] == (1 if world == "default" else 0)


def test_record_has_a_reason_if_it_has_not_arrived(api: Api, receiver: Receiver) -> None:
    receiver.answers.append(503)
    for scenario in (None, "webhook-lost"):
        headers = {**api.headers, **({"X-Mock-Scenario": scenario} if scenario else {})}
        api.app.test_client().post("/api/v1/sonic/create", headers=headers, json={**SONG, "webhook_url": receiver.url})
    submit(api, "https://user:hidden-word@example.com/")
    submit(api, "http://127.0.0.1:0/")
    assert [item["reason"] for item in listed(api)] == [None] * 4
    api.advance(300)
    reasons = [str(item["reason"]) for item in listed(api)]
    assert reasons[:2] == ["the receiver answered 503", "the webhook fault `lost` withholds it"]
    assert "not a plain http(s) URL" in reasons[2]
    assert "the port must be between 1 and 65535" in reasons[3]
    api.advance(1000)
    assert listed(api)[0]["reason"] is None  # the second attempt arrived
