"""A small contract to plant faults in, for the tests of the contract's tools."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from attrs import define

MINI = Path(__file__).parent / "mini"


@define
class Mini:
    """A copy of the small contract in a folder of the test's own."""

    root: Path

    def plant(self, file: str, old: str, new: str) -> None:
        """Replace one text of one file; the text must occur exactly once."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def place(self, file: str, text: str) -> str:
        """Return `openapi/<file>:<line>` of the only line that has `text`."""
        lines = (self.root / file).read_text(encoding="utf-8").splitlines()
        numbers = [number for number, line in enumerate(lines, start=1) if text in line]
        assert len(numbers) == 1, f"{text!r} occurs in {len(numbers)} lines of {file}"
        return f"openapi/{file}:{numbers[0]}"


@pytest.fixture
def mini(tmp_path: Path) -> Mini:
    """The small contract, without a fault."""
    root = tmp_path / "openapi"
    shutil.copytree(MINI, root)
    return Mini(root)
