"""The last test: the run has observed everything that the contract documents.

`plugin` runs it last, and only when the whole suite runs. Under pytest-xdist, `joined_coverage` checks the same over all
workers.
"""

from __future__ import annotations

import pytest

from contract_tests.conformance.coverage import disagreement, holes, rows
from contract_tests.conformance.target import chosen

TARGET = chosen()


@pytest.mark.needs("admin")
@pytest.mark.whole_suite
def test_everything_documented_has_been_seen() -> None:
    missing = holes(rows(TARGET))
    if missing:
        raise disagreement(missing)
