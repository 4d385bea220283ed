"""The README's walk: its blocks are run as they stand, against a mock as a newcomer starts it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from contract_tests.journeys.pages import README_REPORT, WALK, walk
from contract_tests.support.pages import blocks, read
from contract_tests.support.served import Served

README = read("README.md")


def test_readme_walk_prints_what_the_readme_shows(serve: Callable[..., Served], tmp_path: Path) -> None:
    served = serve("--seed", "1", "--clock", "auto")

    difference = WALK.difference(README, walk(README, served.url, tmp_path))
    assert not difference, difference


def test_readme_walk_can_be_pasted_into_the_prompt() -> None:
    typed = subprocess.run(
        [sys.executable, "-i", "-c", ""],
        input=blocks(README, "python")[0],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "SyntaxError" not in typed.stderr


def test_readme_tests_pass_and_cost_what_the_readme_shows(tmp_path: Path) -> None:
    difference = README_REPORT.difference(README, README_REPORT.program(README, tmp_path))
    assert not difference, difference


def test_readme_walk_is_at_most_fifteen_lines() -> None:
    walk = blocks(README, "python")[0]
    assert len([line for line in walk.splitlines() if line.strip()]) <= 15


def test_readme_shows_code_by_line_20_and_python_by_line_30() -> None:
    lines = README.splitlines()
    assert next(number for number, line in enumerate(lines, 1) if line.startswith("```")) <= 20
    assert next(number for number, line in enumerate(lines, 1) if line.startswith("```python")) <= 30
    assert len(lines) <= 150


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z][a-z-]*)", README))))
def test_readme_make_target_exists(target: str) -> None:
    makefile = read("Makefile")
    assert re.search(rf"^{target}:.*##", makefile, re.MULTILINE), f"make {target} is in the README, not in the Makefile"


def test_banner_first_curl_works_as_it_is_pasted(serve: Callable[..., Served]) -> None:
    served = serve()
    command = served.banner[served.banner.index("curl") :]
    done = subprocess.run(["/bin/bash", "-c", command], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    assert '"task_id"' in done.stdout
