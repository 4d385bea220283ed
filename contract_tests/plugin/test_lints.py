"""Each lint reports the violations, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import formatdate
from urllib.parse import urlsplit

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
def context(request: pytest.FixtureRequest) -> TestContext:
    """The context of the running test."""
    running: TestContext = request.getfixturevalue("_aimusic")
    return running


@pytest.fixture
def lint_rules(context: TestContext) -> Callable[[], list[str]]:
    """Returns the rules of the lints so far."""
    return lambda: [lint.rule for lint in context.lints()]


LintRules = Callable[[], list[str]]


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
        ([0, 15, 20, 25], []),  # an immediate first poll is allowed, as the task may be older
        ([20, 2, 20, 20], []),  # a single early poll is allowed
        ([2, 2, 2], ["polls-too-fast"]),
        ([20, 14, 20, 14], ["polls-too-fast"]),
        ([400, 0, 0, 0], []),  # polls after the end of the task are allowed
    ],
)
def test_polls_are_compared_with_the_contracts_interval(
    aimusic_mock: AIMusicMock, lint_rules: LintRules, pauses: list[float], rules: list[str]
) -> None:
    _poll(aimusic_mock, _create(aimusic_mock).json()["task_id"], pauses)

    assert lint_rules() == rules


def test_polls_of_several_tasks_are_separate(aimusic_mock: AIMusicMock, lint_rules: LintRules) -> None:
    first, second = (_create(aimusic_mock, title).json()["task_id"] for title in "ab")
    for _ in range(4):
        _poll(aimusic_mock, first, [16])
        _poll(aimusic_mock, second, [0])

    assert lint_rules() == []


@pytest.mark.parametrize(("clock", "rules"), [("manual", ["polls-too-fast"]), ("auto", [])])
def test_polls_are_not_reported_under_an_auto_clock(aimusic_mock: AIMusicMock, clock: str, rules: list[str]) -> None:
    _poll(aimusic_mock, _create(aimusic_mock).json()["task_id"], [0, 0, 0, 0])
    observed = [evolve(call, explanation={"clock": clock}) for call in aimusic_mock.calls]

    assert [lint.rule for lint in find(observed, bundle.load(), {}, lambda _: NEVER)] == rules


def test_poll_lint_names_task_interval_and_source(aimusic_mock: AIMusicMock, context: TestContext) -> None:
    task = _create(aimusic_mock).json()["task_id"]
    _poll(aimusic_mock, task, [2, 3, 4])

    (lint,) = context.lints()
    assert str(lint) == (
        f"polls-too-fast: GET /api/v1/sonic/task/{task} was repeated after 3 s (2 of 2 times under 15 s);"
        " the contract says every 15 to 25 s"
    )


def test_every_poll_operation_of_the_contract_has_an_interval() -> None:
    polls = [operation.operation_id for operation in bundle.load().operations.values() if operation.task_polled]

    assert len(polls) == 4
    assert {poll_seconds(bundle.load(), poll) for poll in polls} == {(15.0, 25.0)}
    with pytest.raises(LookupError):
        poll_seconds(bundle.load(), "get_credits")


@pytest.mark.parametrize(("pause", "rules"), [(0, True), (8.5, True), (9, False), (60, False)])
@pytest.mark.aimusic(scenario="429-rate-limit; retry_after_s=9", operation="create_sonic_music", times=1)
def test_early_retry_is_reported(aimusic_mock: AIMusicMock, lint_rules: LintRules, pause: float, rules: bool) -> None:
    _create(aimusic_mock)
    aimusic_mock.advance(pause)
    _create(aimusic_mock)

    assert lint_rules() == ["ignores-retry-after"] * rules


@pytest.mark.parametrize(("pause", "rules"), [(8.5, True), (9, False)])
@pytest.mark.parametrize("name", ["Retry-After", "retry-after"])
@pytest.mark.parametrize(
    "form", [lambda _now: "9", lambda now: formatdate(now + 9, usegmt=True)], ids=["number", "date"]
)
def test_retry_after_of_a_stub_is_read_in_every_form(
    aimusic_mock: AIMusicMock, lint_rules: LintRules, form: Callable[[float], str], name: str, pause: float, rules: bool
) -> None:
    headers, body = {name: form(aimusic_mock.now)}, {"type": "rate_limit"}
    aimusic_mock.stub("create_sonic_music", body, status=429, headers=headers, times=1, unchecked=True)
    assert _create(aimusic_mock).status_code == 429
    aimusic_mock.advance(pause)
    _create(aimusic_mock)

    assert lint_rules() == ["ignores-retry-after"] * rules


def test_retry_after_that_is_neither_a_number_nor_a_date_is_ignored(
    aimusic_mock: AIMusicMock, lint_rules: LintRules
) -> None:
    headers, body = {"Retry-After": "soon"}, {"type": "rate_limit"}
    aimusic_mock.stub("create_sonic_music", body, status=429, headers=headers, times=1, unchecked=True)

    assert [_create(aimusic_mock).status_code for _ in range(2)] == [429, 200]
    assert lint_rules() == []


@pytest.mark.aimusic(scenario="429-rate-limit; retry_after_s=9", operation="create_sonic_music", times=1)
def test_other_requests_before_retry_after_are_allowed(aimusic_mock: AIMusicMock, lint_rules: LintRules) -> None:
    _create(aimusic_mock)
    httpx.get(f"{SERVICE}/api/v1/get-credits", headers=aimusic_mock.headers)

    assert lint_rules() == []


@pytest.mark.aimusic(plan="standard")
def test_burst_on_the_standard_plan_is_reported_once(aimusic_mock: AIMusicMock, lint_rules: LintRules) -> None:
    for number in range(5):
        _create(aimusic_mock, str(number))

    assert lint_rules() == ["ignores-retry-after"]


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
def test_repeated_paid_request_is_reported(
    aimusic_mock: AIMusicMock, lint_rules: LintRules, scenario: str, rules: bool
) -> None:
    aimusic_mock.scenario(scenario, operation="create_sonic_music", times=1)
    for _ in range(2):
        try:
            _create(aimusic_mock)
        except (httpx.RemoteProtocolError, httpx.ReadTimeout):
            continue

    assert lint_rules() == ["replays-a-paid-request"] * rules


def test_same_paid_request_is_allowed_once_the_first_has_a_known_outcome(
    aimusic_mock: AIMusicMock, lint_rules: LintRules
) -> None:
    aimusic_mock.scenario("task-fails", times=1)
    for _ in range(3):
        _create(aimusic_mock)
        aimusic_mock.advance(300)

    assert lint_rules() == []


def test_replay_is_reported_once_with_the_outcome_of_the_first(aimusic_mock: AIMusicMock, context: TestContext) -> None:
    aimusic_mock.scenario("500-after", operation="create_sonic_music", times=3)
    for _ in range(4):
        _create(aimusic_mock)

    (lint,) = context.lints()
    assert lint.sentence.endswith("the second time after status 500 without a valid response; both may be charged")


def test_paid_request_after_a_429_is_allowed(aimusic_mock: AIMusicMock, lint_rules: LintRules) -> None:
    aimusic_mock.scenario("429-rate-limit; retry_after_s=3", operation="create_sonic_music", times=1)
    _create(aimusic_mock)
    aimusic_mock.advance(3)
    _create(aimusic_mock)

    assert lint_rules() == []


def test_request_that_is_paid_once_per_clip_may_be_repeated(
    aimusic_mock: AIMusicMock, aimusic_client: AIMusic, lint_rules: LintRules
) -> None:
    clip = aimusic_client.sonic.create(description="a slow river").result()[0]
    before = aimusic_mock.balance()
    for _ in range(2):
        aimusic_client.sonic.midi(clip)

    assert before - aimusic_mock.balance() == 1
    assert lint_rules() == []


def _running(mock: AIMusicMock) -> str:
    """Create a song, and return the path of its poll when a clip is running."""
    poll = f"{SERVICE}/api/v1/sonic/task/{_create(mock).json()['task_id']}"
    while not _audio(mock, poll):
        mock.advance(5)
    return poll


def _audio(mock: AIMusicMock, poll: str) -> str | None:
    audio: str | None = httpx.get(poll, headers=mock.headers).json()["data"][0]["audio_url"]
    return audio


@pytest.mark.parametrize(
    ("later", "rules"),
    [
        ([], True),
        ([("GET", "same", {})], False),
        ([("GET", "final", {})], False),
        ([("GET", "final", {"Range": "bytes=0-9"})], False),
        ([("HEAD", "final", {})], True),
        ([("GET", "image", {})], True),
        ([("GET", "missing", {})], True),
    ],
)
def test_client_that_saves_a_running_clip_is_named(
    aimusic_mock: AIMusicMock, context: TestContext, later: list[tuple[str, str, dict[str, str]]], rules: bool
) -> None:
    poll = _running(aimusic_mock)
    stream = str(_audio(aimusic_mock, poll))
    for _ in range(2):
        assert httpx.get(stream).status_code == 200
    aimusic_mock.advance(600)
    final = str(_audio(aimusic_mock, poll))
    image = final.replace(".mp3", ".jpeg")
    urls = {"same": stream, "final": final, "image": image, "missing": final.replace(".mp3", ".m4a")}
    for method, name, headers in later:
        httpx.request(method, urls[name], headers=headers)

    lints = [lint for lint in context.lints() if lint.rule != "polls-too-fast"]
    assert [lint.rule for lint in lints] == ["saves-a-running-clip"] * rules
    for lint in lints:
        assert f"GET {urlsplit(stream).path} fetched a clip that was still running" in lint.sentence
        assert "poll until the clip has succeeded, then fetch the `audio_url` of that reply" in lint.sentence


def test_file_of_another_clip_does_not_count(aimusic_mock: AIMusicMock, lint_rules: LintRules) -> None:
    poll = _running(aimusic_mock)
    httpx.get(str(_audio(aimusic_mock, poll)))
    aimusic_mock.advance(600)
    other = httpx.get(poll, headers=aimusic_mock.headers).json()["data"][1]["audio_url"]
    assert httpx.get(other).status_code == 200

    assert "saves-a-running-clip" in lint_rules()


def test_client_that_only_looks_at_a_running_clip_is_not_named(
    aimusic_mock: AIMusicMock, lint_rules: LintRules
) -> None:
    poll = _running(aimusic_mock)
    httpx.head(str(_audio(aimusic_mock, poll)))

    assert "saves-a-running-clip" not in lint_rules()


@pytest.mark.parametrize("scenario", ["429-rate-limit; retry_after_s=9", "500-internal", "cut", "502-upstream"])
def test_sdk_has_no_lints(
    aimusic_mock: AIMusicMock, aimusic_client: AIMusic, lint_rules: LintRules, scenario: str
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

    assert lint_rules() == []


@pytest.mark.aimusic(lints="off")
def test_lints_that_are_off_report_nothing(aimusic_mock: AIMusicMock, lint_rules: LintRules) -> None:
    _poll(aimusic_mock, _create(aimusic_mock).json()["task_id"], [1, 1, 1])

    assert lint_rules() == []


def test_str_of_a_lint_is_its_rule_and_its_sentence() -> None:
    assert str(Lint("a-rule", "it was broken")) == "a-rule: it was broken"


@pytest.mark.parametrize(
    ("method", "path", "nearest"),
    [
        ("POST", "/api/v1/sonic/creat", "POST /api/v1/sonic/create"),
        ("POST", "/sonic/create", "POST /api/v1/sonic/create"),
        ("GET", "/api/v1/sonic/create", "POST /api/v1/sonic/create"),
        ("GET", "/api/v1/producer/tasks/7", "GET /api/v1/producer/task/{task_id}"),
    ],
)
def test_path_near_a_documented_one_is_reported_once(
    aimusic_mock: AIMusicMock, context: TestContext, method: str, path: str, nearest: str
) -> None:
    for query in ("", "?again=1"):
        httpx.request(method, f"{SERVICE}{path}{query}", headers=aimusic_mock.headers)

    assert [str(lint) for lint in context.lints()] == [
        f"unknown-path: {method} {path} is not in the API; did you mean {nearest}?"
    ]


@pytest.mark.parametrize("path", ["/nowhere", "/api/v1/sonic/task/6b12164c", "/media/sonic/x.mp3", "/__mock__/rest"])
def test_other_replies_with_404_are_not_reported(aimusic_mock: AIMusicMock, lint_rules: LintRules, path: str) -> None:
    assert httpx.get(f"{SERVICE}{path}", headers=aimusic_mock.headers).status_code == 404

    assert lint_rules() == []
