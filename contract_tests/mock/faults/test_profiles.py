"""Profiles: selected at the start or later, and reproducible from the seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from aimusic_mock import Settings
from aimusic_mock.contract import bundle
from aimusic_mock.faults import options, profiles
from aimusic_mock.faults.rules import RuleReader
from aimusic_mock.faults.scenarios import Catalogue
from contract_tests.support.mock_app import PRICE, Api

NAMES = profiles.names()
READER = RuleReader(Catalogue(bundle.load()), bundle.load())
CREDITS = "/api/v1/get-credits"


def _outcomes(api: Api, times: int = 60) -> list[str]:
    """Submit many songs and return the outcome of each: its status, or that the connection was cut."""
    outcomes = []
    for _ in range(times):
        try:
            response = api.create()
            outcomes.append(
                f"{response.status_code} {response.headers.get('X-Mock-Scenario', '')} {len(response.data)}"
            )
        except ConnectionResetError:
            outcomes.append("cut")
        api.advance(20)
    return outcomes


def test_profile_unknown_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="profile: 'sunday' is not one of 'evening-overload'"):
        Settings(profile="sunday")


def test_profile_of_none_is_an_ordinary_day() -> None:
    assert profiles.load(None, READER) == profiles.Profile()


@pytest.mark.parametrize("name", NAMES)
def test_profile_has_only_known_scenarios_and_options(name: str) -> None:
    profile = profiles.load(name, READER)
    catalogue = Catalogue(bundle.load())
    assert profile.about.endswith(".")
    assert len({rule.rule_id for rule in profile.rules}) == len(profile.rules)
    for rule in profile.rules:
        assert [catalogue.named(scenario).name for scenario in rule.scenarios]
        options.check(rule.options)


@pytest.mark.parametrize("name", NAMES)
def test_profile_file_holds_only_what_the_admin_api_would_take(api: Api, name: str) -> None:
    raw = yaml.safe_load(Path(profiles.__file__).with_name("profiles.yaml").read_text(encoding="utf-8"))
    for rule in raw[name]["rules"]:
        api.admin("POST", "/rules", rule)
    by_hand = api.admin("GET", "/rules")["rules"]
    assert by_hand == api.admin("PUT", "/profile", {"profile": name})["rules"]


@pytest.mark.parametrize("name", NAMES)
def test_profile_is_the_same_bad_day_under_the_seed(make_api: Callable[..., Api], name: str) -> None:
    first, again, later = (make_api(profile=name, seed=3, credits=None) for _ in range(3))
    later.admin("PUT", "/profile", {"profile": None})
    later.admin("PUT", "/profile", {"profile": name})
    outcomes = _outcomes(first)
    assert outcomes == _outcomes(again)
    assert [outcome.split()[:2] for outcome in outcomes] == [outcome.split()[:2] for outcome in _outcomes(later)]
    if profiles.load(name, READER).rules and name != "slow-cdn":
        assert outcomes != _outcomes(make_api(profile=name, seed=4))
        assert len(set(outcomes)) > 1


def test_profile_of_overload_breaks_as_often_as_it_says(make_api: Callable[..., Api]) -> None:
    outcomes = _outcomes(make_api(profile="evening-overload", seed=1), 400)
    statuses = Counter(outcome.split()[0] for outcome in outcomes)
    assert 70 < statuses["429"] < 130  # a quarter; three standard deviations are 26
    assert 4 < statuses["500"] < 35  # a twentieth of the rest
    assert statuses["502"] == 0  # of Producer only
    assert statuses["200"] > 200


def test_profile_that_runs_dry_has_money_for_two_songs(make_api: Callable[..., Api]) -> None:
    api = make_api(profile="credits-run-dry", credits=None)
    assert [api.create().status_code for _ in range(4)] == [200, 200, 403, 403]
    assert api.balance() == 25 - 2 * PRICE


def test_settings_go_before_the_profile(make_api: Callable[..., Api]) -> None:
    assert make_api(profile="credits-run-dry", credits=77).balance() == 77


def test_profile_taken_up_later_replaces_rules_and_balances(api: Api) -> None:
    api.admin("POST", "/rules", {"rule_id": "mine", "scenarios": ["500-internal"]})
    assert api.admin("PUT", "/profile", {"profile": "credits-run-dry"})["rules"] == []
    assert api.get("/get-credits").get_json() == {"credits": 15, "extra_credits": 10}
    assert api.admin("GET", "/ledger")["items"][-1]["cause"] == "balance of the profile"
    rules = api.admin("PUT", "/profile", {"profile": "moderation"})["rules"]
    assert [rule["rule_id"] for rule in rules] == ["refused", "stopped"]
    assert api.balance() == 25
    assert api.admin("PUT", "/profile", {"profile": None})["rules"] == []


def test_profile_is_in_every_world_and_comes_back_with_a_reset(make_api: Callable[..., Api]) -> None:
    api = make_api(profile="moderation")
    for world in ("default", "other"):
        api.admin("DELETE", "/rules", world=world)
        api.admin("POST", "/reset", world=world)
        assert len(api.admin("GET", "/rules", world=world)["rules"]) == 2


@pytest.mark.parametrize("body", [{"profile": "sunday"}, {"profile": 3}, {}, {"name": "moderation"}])
def test_profile_unknown_is_refused_and_changes_nothing(api: Api, body: dict[str, object]) -> None:
    api.admin("POST", "/rules", {"rule_id": "mine", "scenarios": ["500-internal"]})
    assert api.try_admin("PUT", "/profile", body).status_code == 400
    assert len(api.admin("GET", "/rules")["rules"]) == 1


def test_slow_cdn_troubles_files_only(make_api: Callable[..., Api]) -> None:
    api = make_api(profile="slow-cdn")
    task_id = api.create().get_json()["task_id"]
    api.advance(1000)
    polls = [api.get(f"/sonic/task/{task_id}") for _ in range(20)]
    assert {poll.status_code for poll in polls} == {200}
    assert not any("X-Mock-Scenario" in poll.headers for poll in polls)
    path = polls[0].get_json()["data"][0]["audio_url"].split("8000")[1]
    scenarios_of_files = Counter(_file(api, path) for _ in range(200))
    assert set(scenarios_of_files) == {"slow-media", "media-missing", "media-cut"}
    assert 30 < scenarios_of_files["media-missing"] < 70  # a quarter; three standard deviations are 18
    assert 8 < scenarios_of_files["media-cut"] < 40  # 15 % of the rest


def _file(api: Api, path: str) -> str:
    try:
        return api.ask("HEAD", path).headers["X-Mock-Scenario"]
    except ConnectionResetError:
        return "media-cut"
