"""Scenarios: the syntax of the header and of magic words, and what is refused as invalid."""

from __future__ import annotations

import copy

import pytest

from aimusic_mock.contract import bundle
from aimusic_mock.contract.bundle import Contract
from aimusic_mock.faults import scenarios
from aimusic_mock.faults.scenarios import Catalogue
from contract_tests.support.mock_app import SONG, SONGS, Api

DESCRIPTION = "gpt_description_prompt"
CREDITS = "/api/v1/get-credits"


@pytest.mark.parametrize("field", ["prompt", "title", "tags", "negative_tags"])
def test_magic_word_in_any_text_is_read(api: Api, field: str) -> None:
    body = {"custom_mode": True, "mv": "sonic-v5", "title": "Lamp", "prompt": "[Verse]\nLamp", "tags": "folk"}
    response = api.ask("POST", SONGS, {**body, field: "a [mock:no-credits] b"})
    assert response.status_code == 403
    assert response.headers["X-Mock-Rule"] == "magic word"


def test_magic_word_deep_in_the_body_is_read_with_its_options(api: Api) -> None:
    body = {**SONG, "unknown": [{"deep": "[mock:rate-limit; retry_after_s=7]"}]}
    response = api.ask("POST", SONGS, body)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")


def test_magic_words_in_two_texts_both_count(api: Api) -> None:
    body = {**SONG, DESCRIPTION: "[mock:task-fails] and", "title": "[mock:not-json]"}
    response = api.ask("POST", SONGS, body)
    assert response.status_code == 502
    assert response.headers["X-Mock-Scenario"] == "task-fails, not-json"
    (task,) = api.admin("GET", "/tasks")["items"]
    assert task["failure"] == "failed"


@pytest.mark.parametrize("text", ["[mock:]", "mock:no-credits", "[mock no-credits]", "[Mock:no-credits]", "[mock:[x]]"])
def test_text_that_is_nearly_a_magic_word_is_only_text(api: Api, text: str) -> None:
    assert api.ask("POST", SONGS, {**SONG, DESCRIPTION: text}).status_code == 200


@pytest.mark.parametrize(("name", "stands_for"), list(scenarios.SHORTCUTS.items()))
def test_shortcut_is_the_scenario_that_it_stands_for(api: Api, name: str, stands_for: str) -> None:
    response = api.create(X_Mock_Scenario=name)
    assert response.headers["X-Mock-Scenario"] == stands_for
    assert response.status_code == int(stands_for[:3])


def test_header_with_options_spaces_and_several_names_is_read() -> None:
    catalogue = Catalogue(bundle.load())
    faults = catalogue.read_header(" slow ; delay_s = 2.5 , 429-rate-limit;retry_after_s=9 ")
    assert faults.names == "slow, 429-rate-limit"
    assert faults.options == {"delay_s": 2.5, "retry_after_s": 9}
    assert catalogue.read_header(" slow , moderation;detail=a b ; delay_s = 1").options == {
        "detail": "a b",
        "delay_s": 1,
    }


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("", "Unknown scenario; GET /__mock__/scenarios lists all"),
        ("nonsense", "Unknown scenario"),
        ("slow,", "Unknown scenario"),
        ("Slow", "Unknown scenario"),
        ("slow; delay=3", "Unknown option of a scenario; use delay_s"),
        ("slow;", "Unknown option of a scenario"),
        ("slow; delay_s", "The option 'delay_s' should be a number."),
        ("slow; delay_s=soon", "The option 'delay_s' should be a number."),
        ("slow; delay_s=-1", "The option 'delay_s' should be a number from 0 to 120."),
        ("slow; delay_s=nan", "The option 'delay_s' should be a number from 0 to 120."),
        ("slow; delay_s=inf", "The option 'delay_s' should be a number from 0 to 120."),
        ("429-rate-limit; retry_after_s=0", "The option 'retry_after_s' should be a number from 1 to 3600."),
        ("slow-media; bytes_per_s=0", "The option 'bytes_per_s' should be a number from 1 to"),
        ("moderation; detail=" + "x" * 201, "The option 'detail' should be a string of at most 200 characters."),
        ("media-missing", "The scenario 'media-missing' cannot happen to create_sonic_music."),
    ],
)
def test_header_with_an_unknown_scenario_or_option_is_refused(api: Api, header: str, sentence: str) -> None:
    response = api.create(X_Mock_Scenario=header)
    assert response.status_code == 400
    assert response.get_json()["type"] == "validation_error"
    assert sentence in response.get_json()["error"]
    assert api.balance() == 100_000


def test_fate_cannot_happen_to_what_starts_no_task(api: Api) -> None:
    response = api.ask("GET", CREDITS, X_Mock_Scenario="task-fails")
    assert response.get_json()["error"] == "The scenario 'task-fails' cannot happen to get_credits."


def test_refusal_never_repeats_what_was_sent(api: Api) -> None:
    assert "zebra" not in api.create(X_Mock_Scenario="zebra").get_data(as_text=True)


def _with_region(operation_id: str, example: str) -> Contract:
    """Return the shipped contract with a second 403 that one operation documents instead of `Forbidden`."""
    document = copy.deepcopy(bundle.load().document)
    responses = document["components"]["responses"]
    responses["ForbiddenInRegion"] = {
        "description": "Not offered here.",
        "content": {
            "application/json": {
                "schema": responses["Forbidden"]["content"]["application/json"]["schema"],
                "examples": {example: {"value": {"type": "forbidden", "error": "Not offered in this region."}}},
            }
        },
    }
    for item in document["paths"].values():
        for operation in item.values():
            if operation["operationId"] == operation_id:
                operation["responses"]["403"] = {"$ref": "#/components/responses/ForbiddenInRegion"}
    return Contract(document, bundle.load().fixtures)


def test_refusal_is_possible_only_where_the_contract_documents_its_response() -> None:
    contract = _with_region("create_sonic_voice", "region")
    scenario = Catalogue(contract).named("403-region")
    possible = [name for name, operation in contract.operations.items() if scenarios.possible(scenario, operation)]
    assert possible == ["create_sonic_voice"]
    assert not scenarios.possible(
        Catalogue(contract).named("403-insufficient-credits"), contract.operations["create_sonic_voice"]
    )
    assert contract.refusal("ForbiddenInRegion", "region").status == 403


def test_examples_of_one_name_and_status_stop_the_mock_at_its_start() -> None:
    with pytest.raises(ValueError, match=r"'403-no-subscription': Forbidden/\w+ and ForbiddenInRegion/\w+; rename"):
        Catalogue(_with_region("create_sonic_voice", "no_subscription"))


def test_response_with_two_statuses_stops_the_mock_at_its_start() -> None:
    document = copy.deepcopy(bundle.load().document)
    responses = document["paths"]["/api/v1/get-credits"]["get"]["responses"]
    responses["409"] = responses["401"]
    with pytest.raises(ValueError, match="get_credits: the response Unauthorized has the status 409 here, and 401"):
        Contract(document, bundle.load().fixtures)
