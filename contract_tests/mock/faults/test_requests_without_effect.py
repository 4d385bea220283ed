"""Everywhere that faults are requested, one syntax holds, and what would have no effect is refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aimusic_mock import Settings, create_app
from aimusic_mock.settings.fields import InvalidSettingError
from contract_tests.support.mock_app import SONG, SONGS, Api

TEXT = "429-rate-limit; retry_after_s=30"
HOOK = {"webhook_url": "http://mock/__mock__/inbox/mine", "webhook_secret": "s"}


def _retry_after(api: Api, body: Any = SONG, **headers: str) -> tuple[int, str | None]:
    response = api.ask("POST", SONGS, body, **headers)
    return response.status_code, response.headers.get("Retry-After")


@pytest.mark.parametrize("scenarios", [TEXT, [TEXT], [" rate-limit;retry_after_s = 30 ", "slow; delay_s=0"]])
def test_rule_takes_the_text_of_the_header(api: Api, scenarios: Any) -> None:
    rule = api.admin("POST", "/rules", {"scenarios": scenarios})
    assert rule["options"]["retry_after_s"] == 30
    assert _retry_after(api) == (429, "30")


def test_header_magic_word_and_setting_take_the_same_text(make_api: Callable[..., Api]) -> None:
    assert _retry_after(make_api(), X_Mock_Scenario=TEXT) == (429, "30")
    assert _retry_after(make_api(), {**SONG, "title": f"[mock:{TEXT}]"}) == (429, "30")
    assert _retry_after(make_api(scenario=TEXT)) == (429, "30")


def test_scenario_of_the_settings_is_a_rule_that_a_reset_brings_back(make_api: Callable[..., Api]) -> None:
    api = make_api(scenario="500-internal", profile="moderation")
    api.admin("DELETE", "/rules")
    api.admin("POST", "/reset")
    assert api.admin("GET", "/rules")["rules"][0]["scenarios"] == ["500-internal"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("429-rate-limits", "Did you mean '429-rate-limit'?"),
        ("no-credit", "Did you mean 'no-credits'?"),
        ("slow, web-hook-late", "Did you mean 'webhook-late'?"),
        ("slow; delay=2", "Did you mean 'delay_s'?"),
        ("429-rate-limit; retry-after-s=2", "Did you mean 'retry_after_s'?"),
        ("slow; retry_after_s=2", "The option 'retry_after_s' has no effect on slow; omit it."),
        ("403-no-subscription; detail=x", "The option 'detail' has no effect on 403-no-subscription"),
        ("slow; delay_s=1, cut; delay_s=2", "The option 'delay_s' has two values"),
        ("moderation; detail=", "The option 'detail' should not be empty."),
        ("task-fails, stuck", "The scenarios 'task-fails' and 'stuck' exclude each other"),
        ("429-rate-limit, 500-internal", "exclude each other"),
        ("500-internal, task-fails", "exclude each other"),
        ("500-internal, truncated", "exclude each other"),
        ("cut-before, instant", "exclude each other"),
        ("x" * 999, "Unknown scenario"),
    ],
)
def test_text_with_a_part_that_would_have_no_effect_is_refused_everywhere(api: Api, text: str, sentence: str) -> None:
    refusals = [
        api.create(X_Mock_Scenario=text).get_json()["error"],
        api.try_admin("POST", "/rules", {"scenarios": text}).get_json()["error"],
    ]
    with pytest.raises(InvalidSettingError, match=r"^scenario: ") as caught:
        create_app(Settings(scenario=text))
    assert all(sentence in refusal for refusal in (*refusals, str(caught.value)))


@pytest.mark.parametrize(
    "text", ["slow; delay_s=0, truncated", "task-fails, webhook-late", "429-rate-limit, slow; delay_s=0"]
)
def test_scenarios_of_different_kinds_can_be_combined(api: Api, text: str) -> None:
    assert api.ask("POST", SONGS, {**SONG, **HOOK}, X_Mock_Scenario=text).headers["X-Mock-Scenario"]


def test_webhook_fault_of_a_request_without_a_webhook_is_refused_and_no_rule_counts_it(api: Api) -> None:
    assert "it has no 'webhook_url'" in api.create(X_Mock_Scenario="webhook-late").get_json()["error"]
    api.admin("POST", "/rules", {"scenarios": ["webhook-late"], "times": 1})
    for body in (SONG, {**SONG, **HOOK}):
        assert api.ask("POST", SONGS, body).status_code == 200
    (rule,) = api.admin("GET", "/rules")["rules"]
    assert (rule["seen"], rule["fired"]) == (1, 1)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({}, "The 'scenarios' field is required"),
        ({"scenarios": "slow", "match": {"operation": "create_sonic_musik"}}, "Did you mean 'create_sonic_music'?"),
        ({"scenarios": "slow", "match": {"opperation": "x"}}, "in 'match'; use operation, product, method"),
        ({"scenarios": "slow", "match": {"opperation": "x"}}, "Did you mean 'operation'?"),
        ({"scenarios": "slow", "mach": {}}, "Did you mean 'match'?"),
        ({"scenarios": "slow", "match": {"operation": "get_credits", "method": "POST"}}, "No operation has all"),
        ({"scenarios": "slow", "match": {"operation": "get_credits", "body": {"mv": "x"}}}, "No operation has all"),
        ({"scenarios": "slow", "match": {"product": "media", "account": 1}}, "No operation has all"),
        ({"scenarios": "slow", "match": {"task": "t", "method": "POST"}}, "No operation has all"),
        ({"scenarios": "slow", "match": {"account": 9}}, "should be at most 1, the number of accounts"),
        ({"scenarios": "slow", "match": {"nth": 2}, "times": 3}, "A rule with 'match.nth' fires once"),
        ({"scenarios": "slow", "match": {"body": {"mv": 5}}}, "The 'match.body.mv' field has a value that no valid"),
        (
            {"scenarios": "slow", "match": {"operation": "create_sonic_music", "body": {"custom_mode": "yes"}}},
            "The 'match.body.custom_mode' field has a value that no valid",
        ),
        ({"scenarios": "slow; delay_s=1", "options": {"delay_s": 2}}, "The option 'delay_s' has two values"),
        ({"scenarios": "slow", "options": {"delay_s": True}}, "The option 'delay_s' should be a number."),
        ({"scenarios": "402-insufficient-credits", "match": {"operation": "get_credits"}}, "can have the scenario"),
        ({"scenarios": 7}, "'scenarios'"),
        ({"scenarios": "x" * 5000}, "The 'scenarios' character length should be at most 1000."),
    ],
)
def test_rule_that_can_never_fire_is_refused(api: Api, rule: dict[str, Any], sentence: str) -> None:
    response = api.try_admin("POST", "/rules", rule)
    assert (response.status_code, api.admin("GET", "/rules")["rules"]) == (400, [])
    assert sentence in response.get_json()["error"]


def test_rule_for_a_member_that_the_contract_does_not_have_is_taken(api: Api) -> None:
    api.admin("POST", "/rules", {"scenarios": "500-internal", "match": {"body": {"my_own": 1}}})
    assert [api.ask("POST", SONGS, {**SONG, "my_own": value}).status_code for value in (2, 1)] == [200, 500]


def test_profile_with_a_wrong_name_gets_the_nearest(api: Api) -> None:
    response = api.try_admin("PUT", "/profile", {"profile": "evening_overload"})
    assert "Did you mean 'evening-overload'?" in response.get_json()["error"]


def test_request_cannot_name_a_file(api: Api) -> None:
    recording = api.admin("GET", "/journal/export")
    assert api.try_admin("PUT", "/profile", {"profile": "/etc/passwd.yaml"}).status_code == 400
    for setting in ("rules", "snapshot", "profile"):
        changed = {**recording, "settings": {**recording["settings"], setting: "/etc/hosts.yaml"}}
        assert api.try_admin("POST", "/replay", changed).status_code == 400
