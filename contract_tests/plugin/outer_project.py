"""Projects of users: a folder with files, in which a pytest of its own runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from attrs import define, field

from contract_tests.support.processes import REPOSITORY, run
from pytest_aimusic._report import TITLE

PAGE = (REPOSITORY / "generated_client" / "pytest_aimusic" / "README.md").read_text(encoding="utf-8")
PROJECT = {
    name: block for block, name in re.findall(r"^```python\n(# (\S+\.py)\n.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
}
"""The files of the page's project."""

SHOWN = PAGE.partition("```text\n")[2].partition("```")[0]
"""The report that the page shows."""

SERVICE = "https://api.aimusicapi.ai"
SONGS = f"{SERVICE}/api/v1/sonic/create"
SONG = {"custom_mode": False, "mv": "sonic-v5", "gpt_description_prompt": "a folk song about a slow river"}


@define
class Outside:
    """The project of a user.

    Attributes:
        folder: its root.
        python: the interpreter that runs its tests.
        python_options: options of the interpreter. By default `python -m pytest` makes the root importable;
            with `-P` it is not, as with the command `pytest`.
    """

    folder: Path
    python: Path = field(factory=lambda: Path(sys.executable))
    python_options: tuple[str, ...] = ()

    def write(self, **files: str) -> None:
        """Write modules, by their names without `.py`."""
        for name, text in files.items():
            (self.folder / f"{name}.py").write_text(text, encoding="utf-8")

    def write_packages(self, *names: str) -> None:
        """Write packages at the root, each with an `__init__.py` that defines nothing."""
        for name in names:
            (self.folder / name).mkdir()
            (self.folder / name / "__init__.py").write_text('"""A package of the project."""\n', encoding="utf-8")

    def pytest(self, *arguments: str, tests: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run the project's tests, or `tests` as its only test module; every warning is an error."""
        if tests is not None:
            self.write(test_it=tests)
        command = (self.python, *self.python_options, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error")
        return run(*command, *arguments, cwd=self.folder)


def report_of(text: str) -> list[str]:
    """Return the lines of the plugin's report in the output of pytest, without the title."""
    lines = text.splitlines()
    begin = next(number for number, line in enumerate(lines) if TITLE in line)
    end = next((number for number, line in enumerate(lines) if number > begin and line.startswith("=")), len(lines))
    return lines[begin + 1 : end]
