"""Rules: which requests they match, how often they fire, in which order, and that the seed decides their luck."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aimusic_mock.domain.fault_rules import MAX_RULES, FaultRules, Match, RequestFacts, Rule
from contract_tests.support.mock_app import SONG, SONGS, Api

BUSY = "429-rate-limit"
CREDITS = "/api/v1/get-credits"
CREATE = RequestFacts("create_sonic_music", "sonic", "POST", 1, {"title": "Lamp", "n": 1, "deep": {"a": [1]}})


def _fired(faults: FaultRules, times: int, asked: RequestFacts = CREATE) -> list[str | None]:
    rules = [faults.choose(asked, lambda _: True) for _ in range(times)]
    return [rule.rule_id if rule else None for rule in rules]


def _faults(*rules: Rule, seed: int = 1) -> FaultRules:
    faults = FaultRules(seed)
    for rule in rules:
        faults.add(rule)
    return faults


# --- Matching


@pytest.mark.parametrize(
    ("match", "fits"),
    [
        ({}, True),
        ({"operation": "create_sonic_music"}, True),
        ({"operation": "get_sonic_task"}, False),
        ({"product": "sonic"}, True),
        ({"product": "nuro"}, False),
        ({"method": "POST"}, True),
        ({"method": "GET"}, False),
        ({"account": 1}, True),
        ({"account": 2}, False),
        ({"body": {"title": "Lamp"}}, True),
        ({"body": {"title": "lamp"}}, False),
        ({"body": {"title": "Lamp", "other": None}}, False),
        ({"body": {"other": None}}, False),
        ({"body": {"deep": {"a": [1]}}}, True),
        ({"product": "sonic", "method": "GET"}, False),
    ],
)
def test_rule_matches_what_it_says(match: dict[str, Any], fits: bool) -> None:
    assert Match(**match).fits(CREATE) is fits
    assert _fired(_faults(Rule("r", (BUSY,), Match(**match))), 1) == (["r"] if fits else [None])


def test_rule_for_the_nth_request_counts_only_what_matches() -> None:
    faults = _faults(Rule("r", (BUSY,), Match(method="POST", nth=3)))
    other = RequestFacts("get_sonic_task", "sonic", "GET", 1)
    fired = []
    for _ in range(5):
        fired += _fired(faults, 1, other) + _fired(faults, 1)
    assert fired == [None] * 5 + ["r"] + [None] * 4


def test_rule_fires_at_most_so_many_times_and_then_lets_the_next_one() -> None:
    faults = _faults(Rule("twice", (BUSY,), times=2), Rule("always", (BUSY,)))
    assert _fired(faults, 4) == ["twice", "twice", "always", "always"]
    assert (faults.rules["twice"].seen, faults.rules["twice"].fired) == (4, 2)
    # It counted what the other one took, but carried nothing out.
    assert (faults.rules["always"].seen, faults.rules["always"].fired) == (4, 2)


def test_rule_that_comes_first_wins_and_a_replaced_one_keeps_its_place() -> None:
    faults = _faults(Rule("a", (BUSY,)), Rule("b", (BUSY,)), Rule("a", (BUSY,), times=1))
    assert list(faults.rules) == ["a", "b"]
    assert _fired(faults, 2) == ["a", "b"]


def test_rule_that_is_impossible_for_a_request_does_not_count_it() -> None:
    faults = _faults(Rule("a", ("task-fails",), times=1), Rule("b", (BUSY,)))
    rule = faults.choose(CREATE, lambda rule: rule.rule_id != "a")
    assert rule is not None
    assert rule.rule_id == "b"
    assert faults.rules["a"].seen == 0


# --- Luck


def test_rule_with_a_probability_fires_about_as_often_and_the_same_under_the_seed() -> None:
    def drawn(seed: int, rule_id: str = "r") -> list[str | None]:
        return _fired(_faults(Rule(rule_id, (BUSY,), probability=0.3), seed=seed), 1000)

    first = drawn(1)
    assert first == drawn(1)
    assert first != drawn(2)
    assert [each is None for each in first] != [each is None for each in drawn(1, "other")]
    assert 250 < sum(each is not None for each in first) < 350  # three standard deviations are 43


@pytest.mark.parametrize(("probability", "fires"), [(0.0, 0), (1.0, 200)])
def test_rule_with_a_certain_probability_is_certain(probability: float, fires: int) -> None:
    fired = _fired(_faults(Rule("r", (BUSY,), probability=probability)), 200)
    assert sum(each is not None for each in fired) == fires


# --- Bounds and ids


def test_rules_are_bounded_but_one_can_be_replaced() -> None:
    faults = _faults(*(Rule("", (BUSY,)) for _ in range(MAX_RULES)))
    with pytest.raises(ValueError, match=f"{MAX_RULES} rules"):
        faults.add(Rule("one more", (BUSY,)))
    faults.add(Rule("rule-7", (BUSY,), times=1))
    assert len(faults.rules) == MAX_RULES


def test_rule_without_an_id_never_takes_that_of_another() -> None:
    faults = _faults(Rule("rule-2", (BUSY,)), Rule("", (BUSY,)), Rule("", (BUSY,)))
    assert len(faults.rules) == 3


def test_rule_removed_is_gone_and_all_begin_anew_after_clear() -> None:
    faults = _faults(Rule("a", (BUSY,)), Rule("", (BUSY,)))
    assert (faults.remove("a"), faults.remove("a")) == (True, False)
    faults.clear()
    assert faults.rules == {}
    assert faults.add(Rule("", (BUSY,))).rule_id == "rule-1"


# --- In the mock


def test_rule_of_the_admin_api_is_carried_out_and_counted(api: Api) -> None:
    api.admin("POST", "/rules", {"rule_id": "third", "match": {"operation": "create_sonic_music", "nth": 3},
                                 "scenarios": ["no-credits"]})  # fmt: skip
    statuses = [api.create().status_code for _ in range(4)]
    assert statuses == [200, 200, 403, 200]
    (rule,) = api.admin("GET", "/rules")["rules"]
    assert (rule["seen"], rule["fired"]) == (4, 1)


def test_rule_that_fired_is_named_in_the_reply(api: Api) -> None:
    rule_id = api.admin("POST", "/rules", {"scenarios": ["no-credits"], "match": {"product": "sonic"}})["rule_id"]
    response = api.create()
    assert response.headers["X-Mock-Rule"] == rule_id
    assert response.headers["X-Mock-Scenario"] == "403-insufficient-credits"
    assert "X-Mock-Rule" not in api.ask("GET", CREDITS).headers


def test_rule_for_an_account_leaves_the_others_alone(make_api: Callable[..., Api]) -> None:
    api = make_api(keys=("one", "two"))
    api.admin("POST", "/rules", {"match": {"account": 2}, "scenarios": ["500-internal"]})
    statuses = [api.ask("GET", CREDITS, Authorization=f"Bearer {key}").status_code for key in ("one", "two")]
    assert statuses == [200, 500]


def test_rule_for_a_member_of_the_body_hits_that_request_only(api: Api) -> None:
    api.admin("POST", "/rules", {"match": {"body": {"mv": "sonic-v4"}}, "scenarios": ["500-internal"]})
    statuses = [api.ask("POST", SONGS, {**SONG, "mv": mv}).status_code for mv in ("sonic-v5", "sonic-v4")]
    assert statuses == [200, 500]


def test_rule_counts_no_request_that_its_scenario_cannot_happen_to(api: Api) -> None:
    api.admin("POST", "/rules", {"rule_id": "r", "scenarios": ["task-fails"], "match": {"nth": 1}})
    assert api.ask("GET", CREDITS).status_code == 200
    assert api.create().headers["X-Mock-Rule"] == "r"


def test_header_goes_before_a_magic_word_and_that_before_a_rule(api: Api) -> None:
    api.admin("POST", "/rules", {"rule_id": "r", "scenarios": ["500-internal"]})
    magic = {**SONG, "gpt_description_prompt": "a song [mock:502-upstream]"}
    assert api.ask("POST", SONGS, magic, X_Mock_Scenario="no-credits").status_code == 403
    assert api.ask("POST", SONGS, magic).status_code == 502
    assert api.create().status_code == 500
    assert api.admin("GET", "/rules")["rules"][0]["seen"] == 1


def test_rules_forgotten_do_nothing_any_more(api: Api) -> None:
    for rule_id in ("a", "b"):
        api.admin("POST", "/rules", {"rule_id": rule_id, "scenarios": ["500-internal"]})
    api.admin("DELETE", "/rules/a")
    assert api.create().headers["X-Mock-Rule"] == "b"
    api.admin("DELETE", "/rules")
    assert api.create().status_code == 200
    assert api.try_admin("DELETE", "/rules/b").status_code == 404


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (
            {"scenarios": ["task-fails"], "match": {"method": "GET"}},
            "No operation that the rule matches can have the scenario",
        ),
        (
            {"scenarios": ["media-cut"], "match": {"product": "sonic"}},
            "No operation that the rule matches can have the scenario",
        ),
        ({"scenarios": ["media-cut", "task-fails"]}, "No operation that the rule matches can have the scenario"),
        ({"scenarios": ["nonsense"]}, "Unknown scenario"),
        ({"scenarios": []}, "'scenarios'"),
        ({"scenarios": ["slow"], "options": {"delay": 3}}, "Unknown option"),
        ({"scenarios": ["slow"], "options": {"delay_s": 121}}, "'delay_s'"),
        ({"scenarios": ["slow"], "options": {"delay_s": "3"}}, "'delay_s'"),
        ({"scenarios": ["slow"], "options": {"delay_s": True}}, "'delay_s'"),
        ({"scenarios": ["slow"], "match": {"operation": "create_nothing"}}, "'match.operation'"),
        ({"scenarios": ["slow"], "match": {"nth": 0}}, "'match.nth'"),
        ({"scenarios": ["slow"], "probability": 1.5}, "'probability'"),
        ({"scenarios": ["slow"], "times": 0}, "'times'"),
        ({"scenarios": ["slow"], "rule_id": "../x"}, "'rule_id'"),
        ({"scenarios": ["slow"], "when": "now"}, "Unknown field"),
    ],
)
def test_rule_that_means_nothing_is_refused_with_a_sentence(api: Api, rule: dict[str, Any], sentence: str) -> None:
    response = api.try_admin("POST", "/rules", rule)
    assert response.status_code == 400
    assert sentence in response.get_json()["error"]
    assert api.admin("GET", "/rules")["rules"] == []


def test_rules_beyond_the_bound_are_refused(api: Api) -> None:
    for number in range(MAX_RULES):
        api.mock.world.faults.add(Rule(f"r{number}", (BUSY,), probability=0))
    response = api.try_admin("POST", "/rules", {"scenarios": ["slow"]})
    assert response.status_code == 400
    assert "200 rules" in response.get_json()["error"]
