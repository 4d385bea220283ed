"""Each lint fires on who earns it, and keeps quiet about who does not."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from attrs import evolve

from aimusic import AIMusic, AIMusicError
from aimusic_mock.contract import bundle
from aimusic_mock.domain.tasks import NEVER
from contract_tests.plugin.outer_project import SERVICE, SONG, SONGS
from pytest_aimusic import AIMusicMock
from pytest_aimusic._lints import Lint, find, poll_seconds
from pytest_aimusic._test_context import TestContext


@pytest.fixture
def session(request: pytest.FixtureRequest) -> TestContext:
    """The session of this very test."""
    begun: TestContext = request.getfixturevalue("_aimusic")
    return begun


@pytest.fixture
def found(session: TestContext) -> Callable[[], list[str]]:
    """What has been found so far."""
    return lambda: [lint.rule for lint in session.lints()]


Found = Callable[[], list[str]]


def _create(mock: AIMusicMock, title: str = "") -> httpx.Response:
    return httpx.post(SONGS, json={**SONG, "title": title}, headers=mock.headers)


def _poll(mock: AIMusicMock, task: str, pauses: list[float]) -> None:
    for pause in pauses:
        mock.advance(pause)
        httpx.get(f"{SERVICE}/api/v1/sonic/task/{task}", headers=mock.headers)


@pytest.mark.parametrize(
    ("pauses", "rules"),
    [
        ([15, 15, 15, 15], []),
        ([0, 15, 20, 25], []),  # the first look is not too early: the task may be older than it seems
        ([20, 2, 20, 20], []),  # one out of turn is no habit
        ([2, 2, 2], ["polls-too-fast"]),
        ([20, 14, 20, 14], ["polls-too-fast"]),
        ([400, 0, 0, 0], []),  # the task has ended; nobody waits for it
    ],
)
def test_polls_are_held_against_the_contracts_interval(
    aimusic_mock: AIMusicMock, found: Found, pauses: list[float], rules: list[str]
) -> None:
    _poll(aimusic_mock, _create(aimusic_mock).json()["task_id"], pauses)

    assert found() == rules


def test_polls_of_several_tasks_are_held_apart(aimusic_mock: AIMusicMock, found: Found) -> None:
    first, second = (_create(aimusic_mock, title).json()["task_id"] for title in "ab")
    for _ in range(4):
        _poll(aimusic_mock, first, [16])
        _poll(aimusic_mock, second, [0])

    assert found() == []


@pytest.mark.parametrize(("clock", "rules"), [("manual", ["polls-too-fast"]), ("auto", [])])
def test_polls_are_not_judged_where_the_clock_leaps(aimusic_mock: AIMusicMock, clock: str, rules: list[str]) -> None:
    _poll(aimusic_mock, _create(aimusic_mock).json()["task_id"], [0, 0, 0, 0])
    observed = [evolve(call, explained={"clock": clock}) for call in aimusic_mock.calls]

    assert [item.rule for item in find(observed, bundle.load(), {}, lambda _: NEVER)] == rules


def test_poll_sentence_names_task_interval_and_source(aimusic_mock: AIMusicMock, session: TestContext) -> None:
    task = _create(aimusic_mock).json()["task_id"]
    _poll(aimusic_mock, task, [2, 3, 4])

    (lint,) = session.lints()
    assert str(lint) == (
        f"polls-too-fast: GET /api/v1/sonic/task/{task} was repeated after 3 s (2 of 2 times under 15 s);"
        " the contract says every 15 to 25 s"
    )


def test_every_poll_of_the_contract_says_how_often() -> None:
    polls = [operation.operation_id for operation in bundle.load().operations.values() if operation.task_polled]

    assert len(polls) == 4
    assert {poll_seconds(bundle.load(), poll) for poll in polls} == {(15.0, 25.0)}
    with pytest.raises(LookupError):
        poll_seconds(bundle.load(), "get_credits")


@pytest.mark.parametrize(("pause", "rules"), [(0, True), (8.5, True), (9, False), (60, False)])
@pytest.mark.aimusic(scenario="429-rate-limit; retry_after_s=9", operation="create_sonic_music", times=1)
def test_retry_after_is_to_be_heeded(aimusic_mock: AIMusicMock, found: Found, pause: float, rules: bool) -> None:
    _create(aimusic_mock)
    aimusic_mock.advance(pause)
    _create(aimusic_mock)

    assert found() == ["ignores-retry-after"] * rules


@pytest.mark.aimusic(scenario="429-rate-limit; retry_after_s=9", operation="create_sonic_music", times=1)
def test_other_requests_may_come_meanwhile(aimusic_mock: AIMusicMock, found: Found) -> None:
    _create(aimusic_mock)
    httpx.get(f"{SERVICE}/api/v1/get-credits", headers=aimusic_mock.headers)

    assert found() == []


@pytest.mark.aimusic(plan="standard")
def test_burst_on_the_standard_plan_is_told_of_once(aimusic_mock: AIMusicMock, found: Found) -> None:
    for number in range(5):
        _create(aimusic_mock, str(number))

    assert found() == ["ignores-retry-after"]


@pytest.mark.parametrize(
    ("scenario", "rules"),
    [
        ("500-internal", True),
        ("500-after", True),
        ("not-json", True),
        ("truncated", True),
        ("empty", True),
        ("cut", True),
        ("cut-before", True),
        ("cut-middle", True),
        ("slow; delay_s=9", True),
        ("no-credits", False),
        ("403-lyrics-copyrighted", False),
    ],
)
def test_paid_request_is_not_to_be_sent_twice(
    aimusic_mock: AIMusicMock, found: Found, scenario: str, rules: bool
) -> None:
    aimusic_mock.scenario(scenario, operation="create_sonic_music", times=1)
    for _ in range(2):
        try:
            _create(aimusic_mock)
        except (httpx.RemoteProtocolError, httpx.ReadTimeout):
            continue

    assert found() == ["replays-a-paid-request"] * rules


def test_same_paid_request_is_no_replay_when_it_is_known_what_became_of_the_first(
    aimusic_mock: AIMusicMock, found: Found
) -> None:
    aimusic_mock.scenario("task-fails", times=1)
    for _ in range(3):
        _create(aimusic_mock)
        aimusic_mock.advance(300)

    assert found() == []


def test_replay_is_told_of_once_and_with_what_became_of_the_first(
    aimusic_mock: AIMusicMock, session: TestContext
) -> None:
    aimusic_mock.scenario("500-after", operation="create_sonic_music", times=3)
    for _ in range(4):
        _create(aimusic_mock)

    (lint,) = session.lints()
    assert lint.sentence.endswith("the second time after status 500 without a valid response; both may be charged")


def test_paid_request_after_a_429_is_no_replay(aimusic_mock: AIMusicMock, found: Found) -> None:
    aimusic_mock.scenario("429-rate-limit; retry_after_s=3", operation="create_sonic_music", times=1)
    _create(aimusic_mock)
    aimusic_mock.advance(3)
    _create(aimusic_mock)

    assert found() == []


def test_what_is_paid_once_for_a_clip_may_be_asked_again(
    aimusic_mock: AIMusicMock, aimusic_client: AIMusic, found: Found
) -> None:
    clip = aimusic_client.sonic.create(description="a slow river").result()[0]
    before = aimusic_mock.balance()
    for _ in range(2):
        aimusic_client.sonic.midi(clip)

    assert before - aimusic_mock.balance() == 1
    assert found() == []


@pytest.mark.parametrize("scenario", ["429-rate-limit; retry_after_s=9", "500-internal", "cut", "502-upstream"])
def test_sdk_does_nothing_that_the_service_minds(
    aimusic_mock: AIMusicMock, aimusic_client: AIMusic, found: Found, scenario: str
) -> None:
    aimusic_client.sonic.create(description="a slow river").wait()
    aimusic_mock.scenario(scenario)
    for again in range(2):
        with pytest.raises(AIMusicError):
            aimusic_client.sonic.create(description=f"a slow river {again}")
        with pytest.raises(AIMusicError):
            aimusic_client.account.credits()
    aimusic_mock.clear_scenarios()
    aimusic_mock.scenario(scenario, operation="get_sonic_task", times=3)
    aimusic_mock.advance(60)
    aimusic_client.sonic.create(description="another river").wait()

    assert found() == []


@pytest.mark.aimusic(lints="off")
def test_lints_that_are_off_find_nothing(aimusic_mock: AIMusicMock, found: Found) -> None:
    _poll(aimusic_mock, _create(aimusic_mock).json()["task_id"], [1, 1, 1])

    assert found() == []


def test_lint_reads_as_its_rule_and_its_sentence() -> None:
    assert str(Lint("a-rule", "it was broken")) == "a-rule: it was broken"
