"""Projects of users: a folder with files, in which a pytest of its own runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from attrs import define, field

from contract_tests.support.pages import blocks, read
from contract_tests.support.processes import run
from pytest_aimusic._report import TITLE

PAGE = read("generated_client/pytest_aimusic/README.md")

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

    def write_page(self, page: str) -> None:
        """Write the modules of a page: its blocks that begin with the name of a file."""
        self.write(**{name.removesuffix(".py"): block for name, block in modules(page).items()})

    def write_packages(self, *names: str) -> None:
        """Write packages at the root, each with an `__init__.py` that defines nothing."""
        for name in names:
            (self.folder / name).mkdir()
            (self.folder / name / "__init__.py").write_text('"""A package of the project."""\n', encoding="utf-8")

    def pytest(self, *arguments: str, tests: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run the project's tests, or `tests` as its only test module; every warning is an error."""
        if tests is not None:
            self.write(test_it=tests)
        command = [*self.python_options, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", *arguments]
        return run(self.python, *command, cwd=self.folder)


def modules(page: str) -> dict[str, str]:
    """Return the modules of a page by the names of their files."""
    named = ((re.match(r"# (\S+\.py)\n", block), block) for block in blocks(page, "python"))
    return {name[1]: block for name, block in named if name}


def report_of(text: str) -> list[str]:
    """Return the lines of the plugin's report in the output of pytest, without the title."""
    return _report(text)[1:]


def report_block(done: subprocess.CompletedProcess[str]) -> str:
    """Return the plugin's report of a run whose tests passed, as a page shows it."""
    assert done.returncode == 0, done.stdout + done.stderr
    return "\n".join([*_report(done.stdout), ""])


def _report(text: str) -> list[str]:
    lines = text.splitlines()
    begin = next(number for number, line in enumerate(lines) if TITLE in line)
    end = next((number for number, line in enumerate(lines) if number > begin and line.startswith("=")), len(lines))
    return lines[begin:end]
