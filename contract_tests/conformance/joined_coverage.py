"""Coverage under pytest-xdist: each worker counts what it saw; the controller adds the counts and checks the sum.

Without pytest-xdist, `test_whole` makes the same check in the only process.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest
from attrs import define, field

from contract_tests.conformance import plugin
from contract_tests.conformance import target as targets
from contract_tests.conformance.coverage import Row, disagreement, holes, rows

OUTPUT = "contract_suite_coverage"
"""The key in `workeroutput`, under which a worker reports its rows: operation, status, form, times."""


@define
class JoinedCoverage:
    """The sum of the workers' counts.

    Attributes:
        counts: Times by operation, status and form.
        complete: Whether each worker ran the whole suite and reported its counts.
    """

    counts: dict[tuple[str, int, str], int] = field(factory=dict)
    complete: bool = True

    def add(self, reported: list[tuple[str, int, str, int]] | None) -> None:
        """Add the rows of one worker; None when it crashed or ran a part of the suite."""
        if reported is None:
            self.complete = False
            return
        for operation, status, form, times in reported:
            key = (operation, status, form)
            self.counts[key] = self.counts.get(key, 0) + times

    def holes(self) -> list[Row]:
        """Return the rows that no worker saw; nothing when the counts are incomplete."""
        return holes(Row(*key, times) for key, times in self.counts.items()) if self.complete else []


JOINED = pytest.StashKey[JoinedCoverage]()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Report a worker's counts to the controller."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None and plugin.is_whole(session):
        output[OUTPUT] = [(row.operation, row.status, row.form, row.times) for row in rows(targets.chosen())]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Add the counts of a worker that has finished."""
    joined = node.config.stash.setdefault(JOINED, JoinedCoverage())
    joined.add(None if error else node.workeroutput.get(OUTPUT))


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Fail the session when the workers together left a hole, as `test_whole` fails in one process."""
    result = yield
    joined = session.config.stash.get(JOINED, None)
    missing = joined.holes() if joined is not None else []
    if missing:
        session.config.hook.pytest_runtest_logreport(report=_failure(missing))
    return result


def _failure(missing: list[Row]) -> pytest.TestReport:
    path = "contract_tests/conformance/test_whole.py"
    name = "test_everything_documented_has_been_seen"
    return pytest.TestReport(
        nodeid=f"{path}::{name}",
        location=(path, None, name),
        keywords={},
        outcome="failed",
        longrepr=str(disagreement(missing)),
        when="call",
    )
