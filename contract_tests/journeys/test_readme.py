"""The README's walk: its blocks are run as they stand, against a mock as a newcomer starts it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from contract_tests.support.served import Served

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
URL = "http://127.0.0.1:8000"


def blocks(language: str) -> list[str]:
    """Return the README's code blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_readme_walk_prints_what_the_readme_shows(serve: Callable[..., Served]) -> None:
    walk, shown = blocks("python")[0], blocks("text")[0]
    served = serve("--seed", "1", "--clock", "auto")
    done = subprocess.run(
        [sys.executable, "-c", walk.replace(URL, served.url)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.replace(served.url, URL) == shown


def test_readme_walk_can_be_pasted_into_the_prompt() -> None:
    typed = subprocess.run(
        [sys.executable, "-i", "-c", ""],
        input=blocks("python")[0],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "SyntaxError" not in typed.stderr


def test_readme_tests_pass_and_cost_what_the_readme_shows(tmp_path: Path) -> None:
    (tmp_path / "test_songs.py").write_text(blocks("python")[1], encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout
    assert blocks("text")[1] in done.stdout


def test_readme_walk_is_at_most_fifteen_lines() -> None:
    walk = blocks("python")[0]
    assert len([line for line in walk.splitlines() if line.strip()]) <= 15


def test_readme_shows_code_by_line_20_and_python_by_line_30() -> None:
    lines = README.splitlines()
    assert next(number for number, line in enumerate(lines, 1) if line.startswith("```")) <= 20
    assert next(number for number, line in enumerate(lines, 1) if line.startswith("```python")) <= 30
    assert len(lines) <= 150


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z][a-z-]*)", README))))
def test_readme_make_target_exists(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:.*##", makefile, re.MULTILINE), f"make {target} is in the README, not in the Makefile"


def test_banner_first_curl_works_as_it_is_pasted(serve: Callable[..., Served]) -> None:
    served = serve()
    command = served.banner[served.banner.index("curl") :]
    done = subprocess.run(["/bin/bash", "-c", command], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    assert '"task_id"' in done.stdout
