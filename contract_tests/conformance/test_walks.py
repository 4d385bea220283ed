"""Schemathesis walks along the contract's links: submit, poll, and use the new clips."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import Case

from contract_tests.conformance.fuzzing import deterministic, keep, schema_of
from contract_tests.conformance.target import chosen

TARGET = chosen()
REACHED_AT_LEAST = 8  # of 31 operations, 15 at the time of writing: fewer mean that the walks stop early
WALKS_PER_EXAMPLE = 3  # a walk is eight steps of one or two milliseconds, cheap compared with the other tests
STEPS = 8


@pytest.mark.skipif(not TARGET.links, reason="no link leads from one operation under test to another")
@pytest.mark.skipif(
    TARGET.gateway.budget.limit is not None, reason="the cost of a walk is unknown, so it does not run with a budget"
)
@pytest.mark.parametrize("dialect", TARGET.dialects)
def test_walks_along_the_links_keep_the_contract(dialect: str | None) -> None:
    """Schemathesis chooses the order of the calls; test_links.py follows each link once."""
    schema = schema_of(TARGET, dialect)

    class Walks(schema.as_state_machine()):  # type: ignore[misc]
        def validate_response(self, response: Any, case: Case[Any], *args: Any, **kwargs: Any) -> None:
            keep(TARGET, case, lambda: super(Walks, self).validate_response(response, case, *args, **kwargs))

    before = set(TARGET.observer.counts)
    TARGET.observer.counts, observed = {}, TARGET.observer.counts
    walks = deterministic.max_examples * WALKS_PER_EXAMPLE
    run_state_machine_as_test(Walks, settings=settings(deterministic, max_examples=walks, stateful_step_count=STEPS))
    reached = {operation for (operation, status, _) in TARGET.observer.counts if status in (200, 202)}
    TARGET.observer.counts = {**observed, **TARGET.observer.counts}
    assert before <= set(TARGET.observer.counts)
    if not TARGET.options.operations:
        assert len(reached) >= REACHED_AT_LEAST
