"""Worlds: what happens in one is not seen in another, and each is made, reset and forgotten by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aimusic_mock.domain.clock import VIRTUAL_START
from aimusic_mock.worlds import registry
from contract_tests.support.mock_app import KEY, PRICE, SONG, SONGS, Api

FUNDS = 100_000
CREDITS = "/api/v1/get-credits"


def _create(api: Api, world: str) -> str:
    response = api.create(X_Mock_World=world)
    assert response.status_code == 200
    return str(response.get_json()["task_id"])


def _credits(api: Api, world: str, key: str = KEY) -> int:
    response = api.ask("GET", CREDITS, X_Mock_World=world, Authorization=f"Bearer {key}")
    assert response.status_code == 200
    return int(response.get_json()["credits"])


# --- Isolation


def test_tasks_and_money_of_a_world_are_its_own(api: Api) -> None:
    api.create()
    task_id = _create(api, "other")
    _create(api, "other")
    assert [_credits(api, name) for name in ("default", "other", "third")] == [FUNDS - PRICE, FUNDS - 2 * PRICE, FUNDS]
    poll = f"/api/v1/sonic/task/{task_id}"
    second = api.admin("GET", "/tasks", world="other")["items"][1]["task_id"]
    assert api.ask("GET", poll, X_Mock_World="third").status_code == 404
    assert api.ask("GET", f"/api/v1/sonic/task/{second}").status_code == 404
    assert api.ask("GET", f"/api/v1/sonic/task/{second}", X_Mock_World="other").status_code == 200


def test_clock_of_a_world_is_its_own(api: Api) -> None:
    api.admin("POST", "/clock/advance", {"seconds": 500}, world="other")
    api.admin("PUT", "/clock", {"clock": "auto"}, world="third")
    shown = [api.admin("GET", "/clock", world=name) for name in ("default", "other", "third")]
    assert [item["now"] - VIRTUAL_START for item in shown] == [0, 500, 0]
    assert [item["clock"] for item in shown] == ["manual", "manual", "auto"]


def test_rules_pace_and_journal_of_a_world_are_its_own(make_api: Callable[..., Api]) -> None:
    api = make_api(plan="standard")
    api.admin("POST", "/rules", {"scenarios": ["500-internal"], "match": {"method": "POST"}}, world="other")
    statuses = [api.create(X_Mock_World=name).status_code for name in ("default", "other", "third", "default")]
    assert statuses == [200, 500, 200, 429]
    totals = [api.admin("GET", "/journal", world=name)["total"] for name in ("default", "other", "third")]
    assert totals == [2, 2, 1]


def test_ids_of_a_world_are_those_of_every_world_with_the_seed(api: Api) -> None:
    assert _create(api, "one") == _create(api, "two")


def test_reply_names_its_world(api: Api) -> None:
    assert api.create(X_Mock_World="other").headers["X-Mock-World"] == "other"
    assert api.create().headers["X-Mock-World"] == "default"


# --- Making and forgetting


def test_reset_is_of_one_world_only(api: Api) -> None:
    for world in ("default", "other"):
        _create(api, world)
        api.admin("POST", "/clock/advance", {"seconds": 60}, world=world)
        api.admin(
            "POST", "/rules", {"scenarios": ["404-task"], "match": {"method": "GET", "product": "nuro"}}, world=world
        )
        api.admin("PUT", "/accounts/1", {"plan": "standard"}, world=world)
    api.admin("POST", "/reset", world="other")
    assert [_credits(api, name) for name in ("default", "other")] == [FUNDS - PRICE, FUNDS]
    for path, names in (("/tasks", "items"), ("/rules", "rules")):
        assert [len(api.admin("GET", path, world=name)[names]) for name in ("default", "other")] == [1, 0]
    assert [api.admin("GET", "/clock", world=name)["now"] for name in ("default", "other")] == [
        VIRTUAL_START + 60,
        VIRTUAL_START,
    ]
    plans = [api.admin("GET", "/accounts", world=name)["accounts"][0]["plan"] for name in ("default", "other")]
    assert plans == ["standard", "unlimited"]
    journals = [api.admin("GET", "/journal", world=name)["total"] for name in ("default", "other")]
    assert journals == [5, 1]


def test_reset_world_gives_the_same_again(api: Api) -> None:
    def play() -> list[bytes]:
        task_id = _create(api, "other")
        api.admin("POST", "/clock/advance", {"seconds": 200}, world="other")
        return [api.ask("GET", f"/api/v1/sonic/task/{task_id}", X_Mock_World="other").data, task_id.encode()]

    first = play()
    api.admin("POST", "/reset", world="other")
    assert play() == first
    api.admin("DELETE", "/worlds/other")
    assert play() == first


def test_world_dropped_is_made_anew_when_it_is_named(api: Api) -> None:
    _create(api, "other")
    api.admin("DELETE", "/worlds/other")
    assert [world["name"] for world in api.admin("GET", "/worlds")["worlds"]] == ["default"]
    assert _credits(api, "other") == FUNDS
    assert api.try_admin("DELETE", "/worlds/nobody").status_code == 404


def test_default_world_dropped_is_there_anew(api: Api) -> None:
    api.create()
    api.admin("DELETE", "/worlds/default")
    assert _credits(api, "default") == FUNDS


def test_worlds_are_listed_the_last_used_at_the_end(api: Api) -> None:
    for world in ("b", "a", "b"):
        _create(api, world)
    listed = api.admin("GET", "/worlds")["worlds"]
    assert [(item["name"], item["tasks"], item["requests"]) for item in listed][:2] == [("a", 1, 1), ("b", 2, 2)]


def test_worlds_are_bounded_and_the_longest_unused_goes(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "MAX_WORLDS", 4)
    for world in ("a", "b", "c"):
        _create(api, world)
    _create(api, "a")
    _create(api, "d")
    _create(api, "e")
    names = {world["name"] for world in api.admin("GET", "/worlds")["worlds"]}
    assert names == {"default", "a", "d", "e"}
    assert _credits(api, "b") == FUNDS


@pytest.mark.parametrize("name", ["a", "A.b_c-9", "0", "x" * 64])
def test_world_of_a_good_name_is_made(api: Api, name: str) -> None:
    assert _credits(api, name) == FUNDS


@pytest.mark.parametrize(
    "name", ["", " ", "a b", "../x", "-a", ".a", "a/b", "x" * 65, "a\tb", "é", "a%20b", "a;b", "a,b"]
)
def test_world_of_a_bad_name_is_refused_and_not_made(api: Api, name: str) -> None:
    for path in ("/__mock__/clock", CREDITS, "/nothing"):
        response = api.ask("GET", path, X_Mock_World=name)
        assert response.status_code == 400
        assert response.get_json()["error"].startswith("The X-Mock-World header should be 1 to 64 letters")
    assert len(api.mock.worlds.all()) == 1


# --- A world of each key


def test_key_has_a_world_of_its_own_when_asked_for(make_api: Callable[..., Api]) -> None:
    api = make_api(worlds="key", keys=("one", "two"), plan="standard")
    replies = [api.ask("POST", SONGS, SONG, Authorization=f"Bearer {key}") for key in ("one", "two", "one")]
    assert [reply.status_code for reply in replies] == [200, 200, 429]
    names = [reply.headers["X-Mock-World"] for reply in replies]
    assert names[0] == names[2] != names[1]
    assert not any("one" in name or "two" in name for name in names)


def test_unknown_key_makes_no_world(make_api: Callable[..., Api]) -> None:
    api = make_api(worlds="key")
    for key in ("nobody's", "", "x" * 500):
        assert api.ask("GET", CREDITS, Authorization=f"Bearer {key}").headers["X-Mock-World"] == "default"
    assert len(api.mock.worlds.all()) == 1


def test_header_goes_before_the_key(make_api: Callable[..., Api]) -> None:
    api = make_api(worlds="key")
    assert api.ask("GET", CREDITS, X_Mock_World="other").headers["X-Mock-World"] == "other"


# --- Files


def test_file_is_served_from_the_world_that_has_its_clip(api: Api) -> None:
    _create(api, "default")
    path = f"/media/sonic/{_clip(api, 'default')}.mp3"
    assert api.ask("HEAD", path).status_code == 404
    _create(api, "other")
    api.admin("POST", "/clock/advance", {"seconds": 600}, world="other")
    served = api.ask("HEAD", path)
    assert (served.status_code, served.headers["X-Mock-World"]) == (200, "other")
    assert api.ask("HEAD", path, X_Mock_World="default").status_code == 404
    assert api.ask("HEAD", path, X_Mock_World="third").status_code == 404


def _clip(api: Api, world: str) -> str:
    return str(api.admin("GET", "/tasks", world=world)["items"][0]["clips"][0]["clip_id"])


def test_file_of_another_song_in_another_world_has_another_address(api: Api) -> None:
    _create(api, "one")
    other = {**SONG, "gpt_description_prompt": "a march for brass"}
    assert api.ask("POST", SONGS, other, X_Mock_World="two").status_code == 200
    assert _clip(api, "one") != _clip(api, "two")
