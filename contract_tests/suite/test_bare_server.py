"""The suite against a server that it has never seen: nothing is said against a good one, and all against a bad one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aimusic_mock.server.server import LocalServer
from contract_tests.suite import flask_server
from contract_tests.suite.running import Run, run_suite

pytestmark = pytest.mark.slow  # two thousand requests over a socket, by a suite in a process of its own


@pytest.fixture
def suite_on(serve_app: Callable[..., LocalServer], tmp_path: Path) -> Callable[..., Run]:
    def run(*wrong: str, options: tuple[str, ...] = ()) -> Run:
        url = serve_app(flask_server.make_app(*wrong)).url
        about = (
            f"--base-url={url}",
            f"--api-key={flask_server.KEY}",
            f"--operations={flask_server.OPERATIONS}",
            "--look=0.1",
            "--hypothesis-profile=quick",
        )
        return run_suite(tmp_path, *about, *options)

    return run


def test_good_server_is_not_complained_of(suite_on: Callable[..., Run]) -> None:
    run = suite_on()
    assert run.found == {}, run.printed
    assert run.status == 0, run.printed


def test_exactly_the_planted_disagreements_are_reported(suite_on: Callable[..., Run]) -> None:
    run = suite_on(*flask_server.FAULTS)
    assert set(run.found) == set(flask_server.FAULTS.values()), run.found
    assert run.status == 1
    assert "5 disagreements with the contract: http://127.0.0.1:" in run.printed
