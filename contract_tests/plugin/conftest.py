"""The fixture for outside projects."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract_tests.plugin.outer_project import Outside


@pytest.fixture
def outside(tmp_path: Path) -> Outside:
    """An empty project."""
    return Outside(tmp_path)
