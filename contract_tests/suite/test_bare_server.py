"""The suite against an independent server: no disagreement with a correct one, and each planted fault reported."""

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
        arguments = (
            f"--base-url={url}",
            f"--api-key={flask_server.KEY}",
            f"--operations={flask_server.OPERATIONS}",
            "--look=0.1",
            "--hypothesis-profile=quick",
        )
        return run_suite(tmp_path, *arguments, *options)

    return run


def test_correct_server_has_no_disagreements(suite_on: Callable[..., Run]) -> None:
    run = suite_on()
    assert run.disagreements == {}, run.output
    assert run.status == 0, run.output


def test_exactly_the_planted_disagreements_are_reported(suite_on: Callable[..., Run]) -> None:
    run = suite_on(*flask_server.FAULTS)
    assert set(run.disagreements) == set(flask_server.FAULTS.values()), run.disagreements
    assert run.status == 1
    assert "5 disagreements with the contract: http://127.0.0.1:" in run.output
