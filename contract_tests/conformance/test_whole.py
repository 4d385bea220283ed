"""The last test: everything that the contract documents has been seen by then.

It is run last by `plugin`, and only when nothing was left out.
"""

from __future__ import annotations

import pytest

from contract_tests.conformance.coverage import holes
from contract_tests.conformance.findings import DisagreementError
from contract_tests.conformance.target import chosen

TARGET = chosen()


@pytest.mark.needs("admin")
@pytest.mark.whole_suite
def test_everything_documented_has_been_seen() -> None:
    missing = holes(TARGET)
    if missing:
        raise DisagreementError("the suite", "coverage", "never seen:\n    " + "\n    ".join(map(str, missing)))
