"""The methods of `aimusic_mock` and `aimusic_server`."""

from __future__ import annotations

import subprocess
import sys

import httpx
import pytest
import requests

from aimusic import AIMusic
from contract_tests.plugin.outer_project import SERVICE, SONG, SONGS
from pytest_aimusic import AIMusicMock

BOTH = pytest.mark.parametrize("fixture", ["aimusic_mock", "aimusic_server"])


@pytest.fixture
def either(request: pytest.FixtureRequest, fixture: str) -> AIMusicMock:
    """The fixture that the test is parametrized with."""
    result: AIMusicMock = request.getfixturevalue(fixture)
    return result


def _create(mock: AIMusicMock, **options: str) -> httpx.Response:
    return httpx.post(f"{mock.url}/api/v1/sonic/create", json={**SONG, **options}, headers=mock.headers)


@BOTH
def test_credits_are_counted_added_and_removed(either: AIMusicMock) -> None:
    _create(either)

    assert either.balance() == 1090
    assert either.give(60) == 1150
    assert either.give(-1100) == 50
    assert either.give(-5000) == 0
    assert either.costs()["operations"] == [{"operation": "create_sonic_music", "calls": 1, "credits": 10}]


@BOTH
def test_calls_include_the_api_and_not_the_admin_api(either: AIMusicMock) -> None:
    either.advance(1)
    either.give(1)
    _create(either)
    httpx.get(f"{either.url}/nowhere")

    assert [(call.operation, call.status) for call in either.calls] == [("create_sonic_music", 200), (None, 404)]


@BOTH
def test_time_passes_and_tasks_with_it(either: AIMusicMock) -> None:
    _create(either)
    began = either.now
    (task,) = either.tasks

    assert (task.state, task.operation, len(task.clips)) == ("pending", "create_sonic_music", 2)
    assert either.advance(5) == began + 5
    assert either.run_until_idle() > began + 30
    (task,) = either.tasks
    assert (task.state, set(task.clips.values())) == ("succeeded", {"succeeded"})


@BOTH
def test_scenario_applies_the_given_number_of_times(either: AIMusicMock) -> None:
    either.scenario("429-rate-limit; retry_after_s=9", operation="create_sonic_music", times=1)
    first = _create(either)
    either.advance(9)

    assert (first.status_code, first.headers["Retry-After"]) == (429, "9")
    assert _create(either).status_code == 200


def test_scenario_matches_by_body_and_number_and_is_cleared(aimusic_mock: AIMusicMock) -> None:
    aimusic_mock.scenario("500-internal", body={"mv": "sonic-v4"})
    aimusic_mock.scenario("no-credits", operation="create_sonic_music", nth=3)
    statuses = [_create(aimusic_mock, mv=mv).status_code for mv in ("sonic-v5", "sonic-v4", "sonic-v5", "sonic-v5")]
    aimusic_mock.scenario("500-internal", probability=1.0)
    broken = _create(aimusic_mock).status_code
    aimusic_mock.clear_scenarios()

    assert statuses == [200, 500, 403, 200]
    assert (broken, _create(aimusic_mock).status_code) == (500, 200)


def test_scenario_takes_options_and_several_names_as_the_header_does(aimusic_mock: AIMusicMock) -> None:
    aimusic_mock.scenario("429-rate-limit; retry_after_s=30, slow; delay_s=0", operation="create_sonic_music")

    assert _create(aimusic_mock).headers["Retry-After"] == "30"


@BOTH
def test_stub_answers_the_poll_of_a_task(either: AIMusicMock) -> None:
    one, other = (_create(either).json()["task_id"] for _ in range(2))
    body = httpx.get(f"{either.url}/api/v1/sonic/task/{one}", headers=either.headers).json()
    either.stub("get_sonic_task", {**body, "message": "mine"}, task=one, times=1, headers={"X-Cache": "HIT"})

    polls = [httpx.get(f"{either.url}/api/v1/sonic/task/{task}", headers=either.headers) for task in (other, one, one)]

    assert [poll.json()["message"] == "mine" for poll in polls] == [False, True, False]
    assert polls[1].headers["X-Cache"] == "HIT"


def test_stub_that_breaks_the_contract_must_be_unchecked(aimusic_mock: AIMusicMock) -> None:
    with pytest.raises(ValueError, match=r"^The 'reply' breaks the contract: status 418 is not documented"):
        aimusic_mock.stub("get_credits", {}, status=418)
    aimusic_mock.stub("get_credits", {}, status=418, unchecked=True)

    assert httpx.get(f"{aimusic_mock.url}/api/v1/get-credits", headers=aimusic_mock.headers).status_code == 418


def test_unknown_scenario_is_reported_with_the_alternatives(aimusic_mock: AIMusicMock) -> None:
    with pytest.raises(ValueError, match=r"unknown scenario 'task-fail'; did you mean 'task-fails'\? Known: 400-"):
        aimusic_mock.scenario("task-fail")
    with pytest.raises(ValueError, match="No operation that the rule matches can have the scenario"):
        aimusic_mock.scenario("task-fails", operation="get_credits")


def test_admin_refusal_is_raised_with_the_mocks_message(aimusic_mock: AIMusicMock) -> None:
    with pytest.raises(ValueError, match="'seconds' field"):
        aimusic_mock.advance(-1)


@pytest.mark.parametrize("origin", [SERVICE, "https://mock.aimusic.test"])
@pytest.mark.usefixtures("aimusic_mock")
def test_admin_api_is_at_the_origins_of_the_service_and_of_the_files(origin: str) -> None:
    assert requests.get(f"{origin}/__mock__/health", timeout=5).json()["clock"] == "manual"


def test_environ_configures_other_processes_and_is_not_set(aimusic_server: AIMusicMock) -> None:
    code = "import aimusic, os; print(aimusic.AIMusic().account.credits().total)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=aimusic_server.environ, capture_output=True, text=True, check=False
    )

    assert aimusic_server.environ == {"AIMUSIC_BASE_URL": aimusic_server.url, "AIMUSIC_API_KEY": "mock-key"}
    assert (done.stdout, done.stderr) == ("1100.0\n", "")


def test_mock_and_server_of_one_test_are_separate(aimusic_mock: AIMusicMock, aimusic_server: AIMusicMock) -> None:
    _create(aimusic_mock)

    assert (len(aimusic_mock.tasks), len(aimusic_server.tasks)) == (1, 0)
    assert aimusic_mock.app is not aimusic_server.app


def test_files_of_the_server_are_at_the_server(aimusic_server: AIMusicMock) -> None:
    with AIMusic(api_key=aimusic_server.key, base_url=aimusic_server.url) as client:
        clip = client.sonic.create(description="a slow river").result()[0]

    assert str(clip.audio_url).startswith(aimusic_server.url)


@pytest.mark.parametrize("turn", [1, 2])
def test_world_is_new_in_every_test(aimusic_mock: AIMusicMock, turn: int) -> None:
    assert (aimusic_mock.calls, aimusic_mock.tasks, aimusic_mock.balance()) == ([], [], 1100)
    _create(aimusic_mock)
    aimusic_mock.scenario("500-internal")
    aimusic_mock.advance(turn)


def test_same_seed_gives_the_same_ids_in_every_test() -> None:
    from pytest_aimusic import _test_context  # noqa: PLC0415 - only tests that use the mock import it

    results = []
    for seed in (1, 1, 2):
        session = _test_context.TestContext({"seed": seed}, "off")
        results.append(httpx.post(SONGS, json=SONG, headers=session.mock.headers).json()["task_id"])
        session.end()

    assert results[0] == results[1] != results[2]
