"""The report: its text, its sums, and when it is printed, in runs of outside projects."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.plugin.outer_project import Outside, report_of
from pytest_aimusic import _report

HEAD = _report.TITLE

SONG = """
def test_song(aimusic_client):
    assert len(aimusic_client.sonic.create(description="a slow river").result()) == 2
"""
MISBEHAVED = """
import httpx
import pytest

def poll(mock):
    song = {"custom_mode": False, "mv": "sonic-v5", "gpt_description_prompt": "x"}
    made = httpx.post(f"{mock.url}/api/v1/sonic/create", json=song, headers=mock.headers).json()["task_id"]
    for _ in range(3):
        mock.advance(2)
        httpx.get(f"{mock.url}/api/v1/sonic/task/{made}", headers=mock.headers)

def test_bad(aimusic_mock):
    poll(aimusic_mock)

@pytest.mark.aimusic(lints="off")
def test_excused(aimusic_mock):
    poll(aimusic_mock)
"""

WEBHOOKS = """
import pytest

def song(client, url):
    return client.sonic.create(description="a slow river", webhook_url=url, webhook_secret="s3cret")

def test_one(aimusic_client):
    song(aimusic_client, "https://shop.example/hooks?token=hidden-word").wait()
    song(aimusic_client, "https://user:hidden-word@shop.example/")

@pytest.mark.parametrize("number", range(2))
def test_others(aimusic_client, number):
    song(aimusic_client, "https://shop.example/").wait()

def test_caught(aimusic_client, aimusic_webhooks):
    song(aimusic_client, "https://shop.example/").wait()

@pytest.mark.aimusic(scenario="webhook-lost")
def test_withheld(aimusic_client):
    song(aimusic_client, "https://shop.example/").wait()
"""

LATE = """
import pytest

@pytest.fixture
def impatient(aimusic_client):
    yield
    task = aimusic_client.sonic.create(description="a slow river")
    for _ in range(4):
        task.refresh()

def test_good(impatient):
    pass

def test_bad_already(impatient, aimusic_client):
    task = aimusic_client.sonic.create(description="a deep river")
    for _ in range(4):
        task.refresh()
"""


def _tally(**values: Any) -> dict[str, Any]:
    return {**_report.empty(), "lints": [], **values}


def test_report_adds_up_tests_and_sorts_by_cost() -> None:
    tally = _report.empty()
    operations = {"get_credits": (3, 0), "create_sonic_music": (2, 20)}
    _report.add(tally, "a", _tally(requests=5, operations=operations, waited_s=90.0, paced_s=6.0))
    _report.add(tally, "b", _tally(requests=1, operations={"create_sonic_music": (1, 0)}, refunded=10, lints=["x: y"]))
    _report.add(tally, "c", _tally())

    assert list(_report.lines(tally)) == [
        "20 credits and 1.6 minutes (1.5 for tasks, 0.1 for one submit in 3 seconds)",
        "6 requests in 2 tests; 10 credits refunded for failures",
        "  create_sonic_music    3 calls    20 credits",
        "  get_credits           3 calls     0 credits",
        "misuse of the service, in 1 test:",
        "  b",
        "    x: y",
    ]


def test_report_counts_webhooks_that_went_nowhere_by_reason_in_any_order_of_tests() -> None:
    tallies = []
    for names in (("a", "b"), ("b", "a")):
        tally = _report.empty()
        for name in names:
            _report.add(tally, name, _tally(requests=1, webhooks={"for x: refused": 2, f"for {name}: late": 1}))
        tallies.append(list(_report.lines(tally)))

    assert tallies[0] == tallies[1]
    assert tallies[0][-4:] == [
        "6 webhooks that went nowhere:",
        "  4 for x: refused (such as in a)",
        "  1 for a: late (such as in a)",
        "  1 for b: late (such as in b)",
    ]


def test_report_of_very_many_webhooks_ends() -> None:
    tally = _report.empty()
    _report.add(tally, "a", _tally(requests=1, webhooks={f"for {number:02}: late": 1 for number in range(12)}))

    assert list(_report.lines(tally))[-2:] == ["  1 for 09: late (such as in a)", "  and 2 more kinds"]


def test_report_of_very_many_lints_ends() -> None:
    tally = _report.empty()
    for number in range(60):
        _report.add(tally, f"test_{number:02}", _tally(requests=1, lints=["x: y"]))

    assert list(_report.lines(tally))[-3:] == ["  test_49", "    x: y", "  and 10 more"]


@pytest.mark.slow  # starts pytest
def test_cost_of_a_run_comes_from_the_ledger_and_the_clock(outside: Outside) -> None:
    done = outside.pytest(tests=SONG)

    assert done.returncode == 0, done.stdout
    first, second, create, *rest = report_of(done.stdout)
    assert first.startswith("10 credits and ")
    assert second.endswith("requests in 1 test")
    assert create.split() == ["create_sonic_music", "1", "call", "10", "credits"]
    assert rest[0].split()[-2:] == ["0", "credits"]


@pytest.mark.slow  # starts pytest several times
def test_report_is_printed_when_requested(outside: Outside) -> None:
    unused = "def test_nothing():\n    pass\n"

    assert HEAD not in outside.pytest(tests=unused).stdout
    assert HEAD in outside.pytest("--aimusic-report", "always", tests=unused).stdout
    assert HEAD not in outside.pytest("--aimusic-report", "off", tests=SONG).stdout
    assert HEAD not in outside.pytest("-o", "aimusic_report=off", tests=SONG).stdout


@pytest.mark.slow  # starts pytest several times
def test_lints_warn_fail_or_are_off_as_configured(outside: Outside) -> None:
    warned, failed, quiet = (
        outside.pytest("--aimusic-lints", severity, tests=MISBEHAVED) for severity in ("warn", "error", "off")
    )

    assert (warned.returncode, failed.returncode, quiet.returncode) == (0, 1, 0)
    assert "misuse of the service, in 1 test:" in report_of(warned.stdout)
    assert "  test_it.py::test_bad" in report_of(warned.stdout)
    assert "1 failed, 1 passed" in failed.stdout
    assert "polls-too-fast" in failed.stdout
    assert "polls-too-fast" not in quiet.stdout


@pytest.mark.slow  # starts pytest
@pytest.mark.parametrize("workers", ["0", "2"])
def test_webhooks_that_went_nowhere_are_reported_without_secrets(outside: Outside, workers: str) -> None:
    done = outside.pytest("-n", workers, tests=WEBHOOKS)

    assert done.returncode == 0, done.stdout
    title, *lines = report_of(done.stdout)[-3:]
    assert title.startswith("4 webhooks that went nowhere")
    policy = "the host is not this machine; add it to webhook_allow to send there"
    reasons = [
        f"3 for https://shop.example: {policy}; the fixture aimusic_webhooks catches every webhook",
        "1 for https://shop.example: due after the end of the test; call run_until_idle()",
    ]
    assert lines == [f"  {reason} (such as in test_it.py::test_one)" for reason in reasons]
    assert "hidden-word" not in done.stdout


@pytest.mark.slow  # starts pytest
def test_lints_of_a_fixtures_teardown_fail_too_and_none_is_reported_twice(outside: Outside) -> None:
    done = outside.pytest("--aimusic-lints", "error", tests=LATE)

    assert "1 failed, 1 passed, 2 errors" in done.stdout
    body = done.stdout.partition(HEAD)[0]
    assert body.count("polls-too-fast: ") == 3  # one of the fixture in each of two tests, and one of a test itself
