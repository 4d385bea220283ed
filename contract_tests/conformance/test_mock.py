"""Schemathesis over the in-process mock: examples, coverage, fuzzing, and walks along the contract's links.

The runs are deterministic: the same requests, in the same order, to a mock with the same seed.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import schemathesis
from flask import Response, request
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import Case
from schemathesis.config import SchemathesisConfig

from contract_tests.conformance import checks  # noqa: F401  (registers our own checks)
from mock_server import Settings, create_app

app = create_app(Settings(clock="auto", plan="unlimited", credits=10**9))
answered: Counter[tuple[str, int]] = Counter()


@app.after_request
def count(response: Response) -> Response:
    """Count what every operation answered."""
    answered[str(request.endpoint).partition(".")[2], response.status_code] += 1
    return response


config = SchemathesisConfig.from_path(Path(__file__).with_name("schemathesis.toml"))
schema = schemathesis.openapi.from_wsgi("/__mock__/openapi.json", app, config=config)

# How much is tried comes from the hypothesis profile: `--hypothesis-profile nightly` tries ten times as much.
deterministic = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
WALKS_PER_EXAMPLE = 3  # a walk is eight steps of one or two milliseconds: cheap beside an operation's examples


@schema.parametrize()
@deterministic
def test_operation_any_request_keeps_the_contract(case: Case[Any]) -> None:
    """Every reply, to good and to bad requests, is one that the contract has."""
    case.call_and_validate()


class Walks(schema.as_state_machine()):  # type: ignore[misc]
    """A walk along the contract's links, each in a mock as new."""

    def setup(self) -> None:
        """Forget the walk before."""
        app.extensions["aimusic"].world.reset()


def test_walks_along_the_links_find_tasks_that_were_made() -> None:
    """Schemathesis combines the calls as it likes; the ids that one reply gave work in the next request."""
    answered.clear()
    walks = deterministic.max_examples * WALKS_PER_EXAMPLE
    walking = settings(deterministic, max_examples=walks, stateful_step_count=8)
    run_state_machine_as_test(Walks, settings=walking)
    reached = {operation for (operation, status) in answered if status in (200, 202)}
    assert {"get_sonic_task", "get_producer_task", "get_nuro_task", "get_riffusion_task"} <= reached
