"""Acceptance: the page's project, with the built wheel in an environment of its own, with xdist, off line."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.requirements import Requirement

from contract_tests.plugin.outer_project import PROJECT, SHOWN, Outside, report_of
from contract_tests.support.processes import REPOSITORY
from contract_tests.support.wheel import Environment, closure, wheel, with_mock

pytestmark = pytest.mark.slow  # builds a wheel and makes a virtual environment
__all__ = ["wheel", "with_mock"]


@pytest.fixture
def project(with_mock: Environment, tmp_path: Path) -> Outside:
    """The page's project, whose environment has the wheel, the extra `mock`, and what its author has installed."""
    with_mock.offer(set(closure([Requirement(name) for name in ("pytest", "pytest-xdist", "requests")])))
    created = Outside(tmp_path, with_mock.python)
    created.write(**{name.removesuffix(".py"): text for name, text in PROJECT.items()})
    return created


@pytest.mark.parametrize("workers", ["0", "3"])
def test_page_runs_as_an_outside_project_from_the_wheel(project: Outside, workers: str, with_mock: Environment) -> None:
    project.write(
        test_origin=f"import pytest_aimusic\n\ndef test_it():\n    assert {str(with_mock.site)!r} in pytest_aimusic.__file__\n"
    )
    done = project.pytest("-n", workers)

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{_count_tests() + 1} passed" in done.stdout
    assert report_of(done.stdout) == report_of(SHOWN)
    assert str(REPOSITORY) not in done.stdout


def _count_tests() -> int:
    return sum(text.count("\ndef test_") for text in PROJECT.values())


def test_page_has_a_file_for_every_recipe() -> None:
    assert {name for name in PROJECT if name.startswith("test_")} == {
        "test_album.py",
        "test_hooks.py",
        "test_jukebox.py",
        "test_markers.py",
        "test_scenarios.py",
        "test_script.py",
        "test_songs.py",
    }
