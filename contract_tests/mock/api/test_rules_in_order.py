"""Rules in the pipeline: which requests they count, which use them up, and how replies report them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contract_tests.support.mock_app import Api

CLIP = "3c1f7a52-9d0e-4b6a-8f21-6a4be1d07c95"


def _rule(api: Api, **rule: object) -> None:
    assert api.try_admin("POST", "/rules", rule).status_code == 200


def _statuses(api: Api, count: int) -> list[int]:
    return [api.get("/get-credits").status_code for _ in range(count)]


def test_rules_for_the_first_and_the_second_call_meet_the_first_and_the_second(api: Api) -> None:
    _rule(api, match={"operation": "get_credits", "nth": 1}, scenarios=["500-internal"])
    _rule(api, match={"operation": "get_credits", "nth": 2}, scenarios=["429-rate-limit"])
    assert _statuses(api, 3) == [500, 429, 200]


def test_rule_counts_a_call_that_asked_for_something_itself(api: Api) -> None:
    _rule(api, match={"operation": "get_credits", "nth": 2}, scenarios=["500-internal"])
    assert api.ask("GET", "/api/v1/get-credits", X_Mock_Scenario="429-rate-limit").status_code == 429
    assert api.admin("GET", "/rules")["rules"][0]["seen"] == 0  # the refusal came before any rule was checked
    task_id = api.create(X_Mock_Scenario="task-fails").get_json()["task_id"]
    _rule(api, rule_id="second", match={"operation": "get_sonic_task", "nth": 2}, scenarios=["500-internal"])
    assert api.ask("GET", f"/api/v1/sonic/task/{task_id}", X_Mock_Scenario="slow").status_code == 200
    assert api.get(f"/sonic/task/{task_id}").status_code == 500


@pytest.mark.parametrize("scenario", ["task-fails", "truncated", "500-internal"])
def test_rule_is_not_spent_on_a_request_that_is_refused_anyway(api: Api, scenario: str) -> None:
    _rule(api, match={"operation": "create_sonic_music"}, scenarios=[scenario], times=1)
    refused = api.post("/sonic/create", {"custom_mode": "maybe"})
    assert (refused.status_code, refused.headers.get("X-Mock-Rule")) == (400, None)
    assert api.create().headers["X-Mock-Rule"] == "rule-1"


def test_rule_is_not_spent_on_an_upload_that_starts_no_task(api: Api) -> None:
    _rule(api, match={"operation": "upload_sonic_audio"}, scenarios=["task-fails"], times=1)
    upload = {"url": "https://example.com/a.mp3"}
    assert "X-Mock-Rule" not in api.post("/sonic/upload", upload).headers
    started = api.post("/sonic/upload", {**upload, "callback_url": "https://example.com/done"})
    assert started.headers["X-Mock-Scenario"] == "task-fails"


def test_poll_of_a_task_with_a_fate_names_it(api: Api) -> None:
    task_id = api.create(X_Mock_Scenario="task-fails").get_json()["task_id"]
    assert api.get(f"/sonic/task/{task_id}").headers["X-Mock-Fate"] == "task-fails"
    assert api.admin("GET", f"/tasks/{task_id}")["scenario"] == "task-fails"
    plain = api.create().get_json()["task_id"]
    assert "X-Mock-Fate" not in api.get(f"/sonic/task/{plain}").headers


def test_clock_of_a_reply_is_the_time_that_the_reply_is_about(make_api: Callable[..., Api]) -> None:
    api = make_api(clock="auto")
    task_id = api.create().get_json()["task_id"]
    polled = api.get(f"/sonic/task/{task_id}")
    assert {clip["state"] for clip in polled.get_json()["data"]} == {"pending"}
    assert polled.headers["X-Mock-Clock"] == "auto; now=1769212800.000"
    assert api.now() > 0


def test_stuck_task_that_is_made_to_run_is_still_stuck(api: Api) -> None:
    task_id = api.create(X_Mock_Scenario="stuck").get_json()["task_id"]
    forced = api.admin("PUT", f"/tasks/{task_id}", {"state": "running"})
    assert (forced["state"], forced["ends_at"]) == ("running", None)
    assert api.admin("POST", "/clock/advance", {"until": "idle"})["now"] < 1769212800 + 3600


def test_refusal_for_a_get_does_not_hold_up_posts(api: Api) -> None:
    assert api.ask("GET", "/api/v1/get-credits", X_Mock_Scenario="429-rate-limit").headers["Retry-After"] == "3"
    assert api.create().status_code == 200


@pytest.mark.parametrize(
    ("path", "scenario"),
    [("/get-credits", "404-task"), ("/get-credits", "moderation"), ("/get-credits", "410-endpoint")],
)
def test_refusal_that_the_contract_does_not_have_cannot_be_asked_for(api: Api, path: str, scenario: str) -> None:
    refused = api.ask("GET", f"/api/v1{path}", X_Mock_Scenario=scenario)
    assert refused.status_code == 400
    assert "cannot happen to get_credits" in refused.get_json()["error"]


@pytest.mark.parametrize(
    ("path", "body", "word"),
    [
        ("/producer/create", {"sound": "bowie style rock"}, "bowie"),
        ("/producer/lyrics-create", {"prompt": "bowie in the rain"}, "bowie"),
        ("/sonic/create", {"custom_mode": True, "mv": "sonic-v5", "prompt": "[Verse]\nbowie"}, "bowie"),
    ],
)
def test_moderation_is_about_the_text_and_takes_it_for_what_it_is(
    api: Api, path: str, body: dict[str, object], word: str
) -> None:
    sentences = {
        api.ask("POST", f"/api/v1{path}", body, X_Mock_Scenario="moderation").get_json()["error"] for _ in range(20)
    }
    part = "lyrics" if path == "/sonic/create" else "description"
    assert all(part in sentence for sentence in sentences)
    assert any(word in sentence for sentence in sentences)
    assert not any("specificError" in sentence for sentence in sentences)


def test_files_that_are_asked_for_again_are_served_again(make_api: Callable[..., Api]) -> None:
    api = make_api(url_expiry_s=3600)
    task_id = api.submit("/sonic/create", {"custom_mode": False, "mv": "sonic-v5", "gpt_description_prompt": "a river"})
    api.advance(200)
    clip = api.get(f"/sonic/task/{task_id}").get_json()["data"][0]
    client = api.app.test_client()
    path = f"/media/sonic/{clip['clip_id']}.wav"
    assert client.head(path).status_code == 200
    api.advance(7200)
    assert client.head(path).status_code == 404
    api.post("/sonic/wav", {"clip_id": clip["clip_id"]})
    assert client.head(path).status_code == 200
    api.advance(3600)
    assert client.head(path).status_code == 404
