"""Scenarios: each has its documented effect and cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest
from werkzeug.test import TestResponse

from aimusic_mock.api.fault_injection import PROXY_PAGE, TASK_FAILURES
from aimusic_mock.contract import bundle
from aimusic_mock.faults import scenarios
from aimusic_mock.faults.options import OPTIONS
from aimusic_mock.faults.scenarios import Catalogue, Scenario
from contract_tests.support.examples import Example, request_examples, task_examples
from contract_tests.support.mock_app import PRICE, SONGS, Api

CATALOGUE = list(Catalogue(bundle.load()).scenarios.values())
CREATE = bundle.load().operations["create_sonic_music"]
REFUSALS = [scenario for scenario in CATALOGUE if scenario.kind == "refusal" and scenarios.possible(scenario, CREATE)]
DESCRIPTION = "gpt_description_prompt"
CREDITS = "/api/v1/get-credits"

ONE_OF_EACH: dict[str, Example] = {example.operation.product: example for example in reversed(task_examples())}
"""One request that starts a task for each product."""


def _start(api: Api, product: str, scenario: str) -> TestResponse:
    example = ONE_OF_EACH[product]
    return api.ask("POST", example.operation.path, example.body, X_Mock_Scenario=scenario)


def _poll(api: Api, product: str, task_id: str) -> TestResponse:
    return api.get(f"/{product}/task/{task_id}")


def _causes(api: Api) -> list[str]:
    return [entry["cause"] for entry in api.admin("GET", "/ledger")["items"]]


# --- Refusals: they cost nothing and start nothing


@pytest.mark.parametrize("scenario", REFUSALS, ids=lambda scenario: scenario.name)
def test_refusal_says_its_sentence_and_costs_nothing(api: Api, scenario: Scenario) -> None:
    response = api.create(X_Mock_Scenario=scenario.name)
    sentence = response.get_json()["error"]
    if scenario.name != scenarios.MODERATION:
        assert response.status_code == int(scenario.name[:3])
        assert f"refused: {sentence}" == scenario.about.replace("specificError", "folk slow")
    assert api.balance() == 100_000
    assert api.admin("GET", "/tasks")["total"] == 0
    assert ("Retry-After" in response.headers) == (response.status_code == 429)


@pytest.mark.parametrize("seconds", [None, 1, 7.5, 3600])
@pytest.mark.parametrize("plan", ["standard", "unlimited"])
def test_rate_limit_blocks_until_its_retry_after(
    make_api: Callable[..., Api], plan: str, seconds: float | None
) -> None:
    api = make_api(plan=plan)
    header = "429-rate-limit" if seconds is None else f"429-rate-limit; retry_after_s={seconds}"
    wait = int(api.create(X_Mock_Scenario=header).headers["Retry-After"])
    assert wait == {None: 3, 7.5: 8}.get(seconds, seconds)
    api.advance(wait - 0.5)
    again = api.create()
    assert (again.status_code, again.headers["Retry-After"]) == (429, "1")
    assert api.ask("GET", CREDITS).status_code == 200
    api.advance(0.5)
    assert api.create().status_code == 200


def test_moderation_names_words_of_the_text(api: Api) -> None:
    sentences = set()
    for _ in range(30):
        response = api.create(X_Mock_Scenario="moderation")
        assert (response.status_code, response.get_json()["type"]) == (403, "forbidden")
        sentences.add(response.get_json()["error"])
    assert len(sentences) == 3
    assert all(sentence.startswith("The song description") for sentence in sentences)
    assert all("'folk slow'" in sentence for sentence in sentences if "contains" in sentence)


def test_moderation_of_lyrics_is_about_the_lyrics_and_the_words_asked_for(api: Api) -> None:
    body = {"custom_mode": True, "mv": "sonic-v5", "title": "x", "prompt": "[Verse]\nHarbour lamp above the wall"}
    sentences = {api.ask("POST", SONGS, body, X_Mock_Scenario="moderation").get_json()["error"] for _ in range(30)}
    assert all("lyrics" in sentence for sentence in sentences)
    assert not any("specificError" in sentence for sentence in sentences)
    quoting = api.ask("POST", SONGS, body, X_Mock_Scenario="403-lyrics-inappropriate; detail=that word")
    assert quoting.get_json()["error"] == "The lyrics contain inappropriate content: 'that word'."


# --- Outcomes of tasks


FAILURES = [
    (product, name)
    for product, example in ONE_OF_EACH.items()
    for name in TASK_FAILURES
    if scenarios.possible(Catalogue(bundle.load()).named(name), example.operation)
]


@pytest.mark.parametrize(("product", "name"), FAILURES)
def test_task_that_fails_says_why_and_is_refunded_once(api: Api, product: str, name: str) -> None:
    task_id = str(_start(api, product, name).get_json()["task_id"])
    paid = 100_000 - api.balance()
    assert paid == ONE_OF_EACH[product].member.price.amount
    (task,) = api.admin("GET", "/tasks")["items"]
    assert (task["state"], task["failure"]) == ("pending", TASK_FAILURES[name])
    api.advance(task["ends_at"] - api.mock.world.clock.now() - 0.5)
    assert api.balance() == 100_000 - paid
    assert api.admin("GET", f"/tasks/{task_id}")["state"] == "running"
    api.advance(0.5)
    for _ in range(3):
        polled = _poll(api, product, task_id)
        assert polled.status_code in (200, 504)
        assert not any(clip.get("audio_url") for clip in polled.get_json().get("data", ()))
        assert api.balance() == 100_000
    api.advance(10_000)
    assert api.balance() == 100_000
    assert [cause for cause in _causes(api) if "refund" in cause] == [f"refund of task {task_id}"]


def _states(reply: Any) -> list[str]:
    return [clip["state"] for clip in reply.get_json()["data"]]


def test_task_of_which_a_clip_fails_keeps_the_others_and_the_money(api: Api) -> None:
    task_id = api.create(X_Mock_Scenario="clip-fails").get_json()["task_id"]
    api.advance(10_000)
    assert _states(_poll(api, "sonic", task_id)) == ["succeeded", "failed"]
    assert api.balance() == 100_000 - PRICE


def test_task_that_is_stuck_runs_for_ever_and_stays_paid(api: Api) -> None:
    task_id = api.create(X_Mock_Scenario="stuck").get_json()["task_id"]
    api.advance(10_000_000)
    assert _states(_poll(api, "sonic", task_id)) == ["running", "running"]
    assert api.admin("POST", "/clock/advance", {"until": "idle"})["next_event"] is None
    assert api.balance() == 100_000 - PRICE


def test_task_that_is_slow_takes_five_times_as_long(make_api: Callable[..., Api]) -> None:
    took = []
    for scenario in ("slow; delay_s=0", "slow-task"):
        api = make_api()
        api.create(X_Mock_Scenario=scenario)
        (task,) = api.admin("GET", "/tasks")["items"]
        took.append(task["ends_at"] - task["created_at"])
    assert took[1] == pytest.approx(5 * took[0])


@pytest.mark.parametrize("product", ONE_OF_EACH)
def test_task_that_is_instant_has_ended_when_it_is_accepted(api: Api, product: str) -> None:
    task_id = str(_start(api, product, "instant").get_json()["task_id"])
    assert api.admin("GET", f"/tasks/{task_id}")["state"] == "succeeded"
    assert _poll(api, product, task_id).status_code == 200
    assert api.balance() == 100_000 - ONE_OF_EACH[product].member.price.amount


# --- Forms of a 200 that only some operations have


VARIED = [
    (scenario.name, example)
    for example in request_examples()
    for scenario in CATALOGUE
    if scenario.kind == "variant" and scenarios.possible(scenario, example.operation)
]


@pytest.mark.parametrize(("name", "example"), VARIED, ids=str)
def test_variant_is_shown_as_the_contract_has_it(api: Api, name: str, example: Example) -> None:
    response = api.ask("POST", example.operation.path, example.body, X_Mock_Scenario=name)
    if name == "step-fails" and "url" not in example.body:
        assert "cannot happen to this request" in response.get_json()["error"]
        return
    assert response.status_code == 200
    tasks, paid = api.admin("GET", "/tasks")["total"], 100_000 - api.balance()
    if name == "step-fails":
        assert response.get_json()["failed_step"]
        assert (tasks, paid) == (0, 0)
    elif name == "with-warning":
        assert response.get_json()["warning"]
        assert (tasks, paid) == (1, example.member.price.amount)
    else:
        assert response.get_json()["data"]["alignment"] == []


# --- Damaged replies and network faults: a processed request is charged


def test_damaged_reply_was_carried_out_and_charged(api: Api) -> None:
    whole = len(api.create().get_data())
    replies = {}
    for name in ("truncated", "not-json", "empty", "500-after"):
        response = api.create(X_Mock_Scenario=name)
        replies[name] = (response.status_code, response.mimetype, response.get_data(as_text=True))
    assert replies["truncated"][:2] == (200, "application/json")
    assert len(replies["truncated"][2]) == whole // 2
    assert replies["not-json"] == (502, "text/html", PROXY_PAGE)
    assert replies["empty"] == (200, "application/json", "")
    assert replies["500-after"][0] == 500
    assert api.admin("GET", "/tasks")["total"] == 5
    assert api.balance() == 100_000 - 5 * PRICE


@pytest.mark.parametrize(("name", "paid"), [("cut", PRICE), ("cut-middle", PRICE), ("cut-before", 0)])
def test_cut_connection_was_charged_unless_it_was_cut_before(api: Api, name: str, paid: int) -> None:
    with pytest.raises(ConnectionResetError):
        api.create(X_Mock_Scenario=name).get_data()
    assert api.balance() == 100_000 - paid
    assert api.admin("GET", "/tasks")["total"] == paid // PRICE


def test_request_cut_before_does_not_count_for_the_plan(make_api: Callable[..., Api]) -> None:
    api = make_api(plan="standard")
    with pytest.raises(ConnectionResetError):
        api.create(X_Mock_Scenario="cut-before")
    assert api.create().status_code == 200


# --- The list


def test_list_of_scenarios_is_the_catalogue(api: Api) -> None:
    listed = api.admin("GET", "/scenarios")
    assert [scenario["name"] for scenario in listed["scenarios"]] == [scenario.name for scenario in CATALOGUE]
    assert set(listed["shortcuts"].values()) <= {scenario.name for scenario in CATALOGUE}
    assert listed["options"] == list(OPTIONS)
    kinds = {scenario["kind"] for scenario in listed["scenarios"]}
    assert kinds == set(get_args(scenarios.Kind))


@pytest.mark.parametrize("scenario", CATALOGUE, ids=lambda scenario: scenario.name)
def test_scenario_can_happen_to_something_and_has_a_sentence(scenario: Scenario) -> None:
    candidates = [*bundle.load().operations.values(), None]
    assert any(scenarios.possible(scenario, operation) for operation in candidates)
    assert len(scenario.about) > 10
