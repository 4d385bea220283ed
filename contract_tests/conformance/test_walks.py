"""Schemathesis walks along the contract's links: submit, look, and go on with the clips that were made."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import Case

from contract_tests.conformance.fuzzing import deterministic, keep, schema_of
from contract_tests.conformance.target import chosen

TARGET = chosen()
REACHED_AT_LEAST = 8  # of 31 operations; 15 at the time of writing; fewer mean that the walks get nowhere
WALKS_PER_EXAMPLE = 3  # a walk is eight steps of one or two milliseconds: cheap beside an operation's examples
STEPS = 8


@pytest.mark.skipif(TARGET.gateway.budget.limit is not None, reason="a walk spends what it likes: it wants no budget")
@pytest.mark.parametrize("dialect", TARGET.dialects)
def test_walks_along_the_links_keep_the_contract(dialect: str | None) -> None:
    """Schemathesis combines the calls as it likes; test_links.py follows every link by itself."""
    schema = schema_of(TARGET, dialect)

    class Walks(schema.as_state_machine()):  # type: ignore[misc]
        def validate_response(self, response: Any, case: Case[Any], *args: Any, **kwargs: Any) -> None:
            keep(TARGET, case, lambda: super(Walks, self).validate_response(response, case, *args, **kwargs))

    before = set(TARGET.watcher.seen)
    TARGET.watcher.seen, observed = {}, TARGET.watcher.seen
    walks = deterministic.max_examples * WALKS_PER_EXAMPLE
    run_state_machine_as_test(Walks, settings=settings(deterministic, max_examples=walks, stateful_step_count=STEPS))
    reached = {operation for (operation, status, _) in TARGET.watcher.seen if status in (200, 202)}
    TARGET.watcher.seen = {**observed, **TARGET.watcher.seen}
    assert before <= set(TARGET.watcher.seen)
    if not TARGET.options.operations:
        assert len(reached) >= REACHED_AT_LEAST
