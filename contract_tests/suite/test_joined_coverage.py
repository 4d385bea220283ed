"""Coverage of a run over several workers: counts are added up, and a hole in the sum fails the session."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from contract_tests.conformance import joined_coverage
from contract_tests.conformance.joined_coverage import JOINED, OUTPUT, JoinedCoverage

FIRST = [("get_credits", 200, "", 3), ("get_credits", 401, "", 0), ("get_credits", 429, "", 0)]
SECOND = [("get_credits", 200, "", 0), ("get_credits", 401, "", 2), ("get_credits", 429, "", 0)]


class _Session:
    """A controller's session and its hooks, as far as the plugin uses them."""

    def __init__(self) -> None:
        self.reports: list[pytest.TestReport] = []
        self.config: Any = SimpleNamespace(stash=pytest.Stash(), hook=self)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.reports.append(report)

    def run(self, *outputs: dict[str, Any] | None) -> list[pytest.TestReport]:
        """Let one worker finish for each output, None for one that crashes; return the controller's own reports."""
        for output in outputs:
            node = SimpleNamespace(config=self.config, workeroutput=output)
            joined_coverage.pytest_testnodedown(node, "crashed" if output is None else None)
        loop = joined_coverage.pytest_runtestloop(self)  # type: ignore[arg-type]
        next(loop)
        with pytest.raises(StopIteration) as stop:
            loop.send(True)
        assert stop.value.value is True
        return self.reports


def test_case_that_one_worker_saw_is_no_hole() -> None:
    joined = JoinedCoverage()
    joined.add(FIRST)
    joined.add(SECOND)
    assert [(row.operation, row.status) for row in joined.holes()] == [("get_credits", 429)]


def test_hole_in_the_sum_is_a_failed_test_that_names_it() -> None:
    (report,) = _Session().run({OUTPUT: FIRST}, {OUTPUT: SECOND})
    assert report.failed
    assert report.nodeid.endswith("test_whole.py::test_everything_documented_has_been_seen")
    assert "get_credits" in report.longreprtext
    assert "429" in report.longreprtext
    assert "401" not in report.longreprtext


def test_sum_without_holes_fails_nothing() -> None:
    assert _Session().run({OUTPUT: FIRST[:2]}, {OUTPUT: SECOND[:2]}) == []


@pytest.mark.parametrize("output", [None, {}], ids=["crashed", "a-part-of-the-suite"])
def test_incomplete_counts_are_not_checked(output: dict[str, Any] | None) -> None:
    assert _Session().run({OUTPUT: FIRST}, output) == []


def test_one_process_has_nothing_to_join() -> None:
    session = _Session()
    assert session.run() == []
    assert JOINED not in session.config.stash
