"""Schemathesis over the in-process mock: examples, coverage, fuzzing, and walks along the contract's links.

The runs are deterministic: the same code sends the same requests, in the same order, to a mock with the same seed.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask, Response, request
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import Case
from schemathesis.config import SchemathesisConfig

from contract_tests.conformance import checks  # noqa: F401  (registers our own checks)
from mock_server import Settings, create_app
from mock_server.settings import DIALECTS, Dialect

CONFIG = SchemathesisConfig.from_path(Path(__file__).with_name("schemathesis.toml"))
answered: Counter[tuple[str, int]] = Counter()


def make_mock(dialect: Dialect) -> Flask:
    """Make a mock that counts what every operation answers."""
    app = create_app(Settings(clock="auto", plan="unlimited", credits=10**9, dialect=dialect))

    @app.after_request
    def count(response: Response) -> Response:
        answered[str(request.endpoint).partition(".")[2], response.status_code] += 1
        return response

    return app


mocks = {dialect: make_mock(dialect) for dialect in DIALECTS}
documented, observed = (
    schemathesis.openapi.from_wsgi("/__mock__/contract.json", mocks[dialect], config=CONFIG) for dialect in DIALECTS
)

# How much is tried comes from the hypothesis profile: `--hypothesis-profile nightly` tries ten times as much.
deterministic = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
REACHED_AT_LEAST = 8  # of 31 operations; 15 at the time of writing; fewer mean that the walks get nowhere
WALKS_PER_EXAMPLE = 3  # a walk is eight steps of one or two milliseconds: cheap beside an operation's examples


@documented.parametrize()
@deterministic
def test_operation_any_request_keeps_the_contract(case: Case[Any]) -> None:
    """Every reply, to good and to bad requests, is one that the contract has."""
    case.call_and_validate()


@observed.parametrize()
@deterministic
def test_operation_observed_any_request_keeps_the_contract(case: Case[Any]) -> None:
    """So it is in the other dialect."""
    case.call_and_validate()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_walks_along_the_links_find_tasks_that_were_made(dialect: Dialect) -> None:
    """Schemathesis combines the calls as it likes; test_links.py follows every link by itself."""
    schema = documented if dialect == "documented" else observed

    class Walks(schema.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            mocks[dialect].extensions["aimusic"].world.reset()

    answered.clear()
    walks = deterministic.max_examples * WALKS_PER_EXAMPLE
    run_state_machine_as_test(Walks, settings=settings(deterministic, max_examples=walks, stateful_step_count=8))
    reached = {operation for (operation, status) in answered if status in (200, 202)}
    assert "get_sonic_task" in reached
    assert len(reached) >= REACHED_AT_LEAST
