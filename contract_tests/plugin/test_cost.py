"""What the plugin costs: nothing in runs that do not use it, and little in tests that do."""

from __future__ import annotations

import sys
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import pytest

from contract_tests.plugin.outer_project import Outside
from contract_tests.support import speed
from contract_tests.support.environments import Environment
from contract_tests.support.processes import run
from pytest_aimusic._test_context import TestContext

TRIES = 8
"""The best of so many counts: other load on this machine must not decide."""

HEAVY = {"aimusic", "aimusic_mock", "flask", "httpx", "attr", "requests"}


def test_import_takes_next_to_nothing(tmp_path: Path) -> None:
    code = (
        "import pytest, time; a = time.perf_counter(); import pytest_aimusic; b = time.perf_counter(); import httpx; "
        "print((b - a) / (time.perf_counter() - b))"
    )
    ratios = [float(run(sys.executable, "-c", code, cwd=tmp_path).stdout) for _ in range(5)]

    assert min(ratios) < 0.25


def test_run_without_the_fixtures_imports_nothing_of_theirs(outside: Outside) -> None:
    tests = f"import sys\n\ndef test_nothing():\n    assert {{*sys.modules}} & {HEAVY} == set()\n"
    done = outside.pytest("-p", "no:schemathesis", "-p", "no:anyio", "-p", "no:hypothesispytest", tests=tests)

    assert done.returncode == 0, done.stdout


def test_mock_of_a_test_takes_little() -> None:
    def use() -> None:
        session = TestContext({}, "warn")
        session.block_network()
        session.mock.balance()
        session.end()

    use()
    assert speed.units(use, tries=TRIES) < 6


def test_settings_of_its_own_cost_a_test_nothing_more() -> None:
    seeds = iter(range(100))

    def use() -> None:
        session = TestContext({"seed": next(seeds), "dialect": "observed", "scenario": "task-fails"}, "warn")
        session.mock.balance()
        session.end()

    use()
    assert speed.units(use, tries=TRIES) < 6


def test_server_starts_and_stops_in_no_time() -> None:
    sessions: list[TestContext] = []

    def start() -> None:
        sessions.append(TestContext({}, "warn"))
        asking = HTTPConnection(sessions[-1].server.url.removeprefix("http://"))
        asking.request("GET", "/__mock__/health")
        assert asking.getresponse().status == 200
        asking.close()

    def stop() -> None:
        sessions.pop().end()

    start()
    stop()
    started, stopped, units = [], [], []
    for _ in range(TRIES):
        units.append(speed.seconds(speed.work))
        started.append(speed.seconds(start))
        stopped.append(speed.seconds(stop))

    assert min(started) < 20 * min(units)
    assert min(stopped) < 10 * min(units)


@pytest.mark.slow  # builds a wheel and makes a virtual environment
def test_core_package_alone_says_what_is_missing(
    make_environment: Callable[..., Environment], outside: Outside
) -> None:
    outside.python = make_environment("", "pytest").python
    unused = outside.pytest(tests="def test_nothing():\n    pass\n")
    used = outside.pytest(tests="def test_song(aimusic_client):\n    pass\n")

    assert unused.returncode == 0, unused.stdout + unused.stderr
    assert used.returncode == 1
    assert "The fixtures of aimusic need " in used.stdout
    assert "pip install 'aimusic[mock]'" in used.stdout
    assert "Traceback" not in used.stdout
