"""Acceptance: projects of users, with the built wheel in an environment of its own, without a network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from contract_tests.journeys.pages import PLUGIN_REPORT
from contract_tests.plugin.outer_project import PAGE, Outside, modules, report_block
from contract_tests.support.environments import Environment
from contract_tests.support.processes import REPOSITORY

FOLDERS = ("contract_tests", "generated_client", "mock_server", "openapi")
"""The folders of this repository, whose names a user's project may have too."""

BESIDE = f"""
import importlib
from pathlib import Path

import pytest


@pytest.mark.parametrize("name", {FOLDERS})
def test_folder_is_imported_from_the_project(name):
    assert Path(importlib.import_module(name).__file__).parent == Path(__file__).with_name(name)


def test_mock_and_client_work(aimusic_mock, aimusic_client):
    assert len(aimusic_client.sonic.create(description="a slow river").result()) == 2
    assert aimusic_mock.costs()["credits"] == 10


def test_server_works(aimusic_server):
    assert aimusic_server.balance() == 1100


def test_webhooks_work(aimusic_client, aimusic_mock, aimusic_webhooks):
    aimusic_client.sonic.create(description="a slow river", webhook_url=aimusic_webhooks.url)
    aimusic_mock.run_until_idle()
    assert len(aimusic_webhooks.deliveries) == 1
"""


@pytest.fixture(scope="module")
def with_pytest(make_environment: Callable[..., Environment]) -> Environment:
    """An environment with the wheel, the extra `mock`, and what a user of the plugin has installed."""
    return make_environment("mock", "pytest", "pytest-xdist", "requests")


@pytest.fixture
def project(with_pytest: Environment, tmp_path: Path) -> Outside:
    """An empty project, whose environment has the wheel."""
    return Outside(tmp_path, with_pytest.python)


@pytest.mark.slow  # builds a wheel and makes a virtual environment
@pytest.mark.parametrize("workers", ["0", "3"])
def test_page_runs_as_an_outside_project_from_the_wheel(
    project: Outside, workers: str, with_pytest: Environment
) -> None:
    project.write_page(PAGE)
    project.write(
        test_origin=f"import pytest_aimusic\n\ndef test_it():\n    assert {str(with_pytest.site)!r} in pytest_aimusic.__file__\n"
    )
    done = project.pytest("-n", workers)

    difference = PLUGIN_REPORT.difference(PAGE, report_block(done))
    assert not difference, difference
    assert f"{_count_tests() + 1} passed" in done.stdout
    assert str(REPOSITORY) not in done.stdout


def _count_tests() -> int:
    return sum(text.count("\ndef test_") for text in modules(PAGE).values())


def test_page_has_a_file_for_every_recipe() -> None:
    assert {name for name in modules(PAGE) if name.startswith("test_")} == {
        "test_album.py",
        "test_hooks.py",
        "test_jukebox.py",
        "test_markers.py",
        "test_scenarios.py",
        "test_script.py",
        "test_songs.py",
        "test_worker.py",
    }


@pytest.mark.slow  # as above, when it runs alone
@pytest.mark.parametrize(
    ("python_options", "mode"),
    [((), "prepend"), ((), "importlib"), (("-P",), "prepend")],
    ids=["", "importlib", "command"],
)
def test_plugin_works_in_a_project_with_folders_named_as_ours(
    project: Outside, python_options: tuple[str, ...], mode: str
) -> None:
    project.python_options = python_options
    project.write_packages(*FOLDERS)
    done = project.pytest(f"--import-mode={mode}", tests=BESIDE)

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(FOLDERS) + 3} passed" in done.stdout


@pytest.mark.slow  # as above, when it runs alone
def test_folder_named_as_a_package_of_the_wheel_is_imported_instead_of_it(project: Outside) -> None:
    project.write_packages("aimusic_mock")
    done = project.pytest(tests="def test_mock(aimusic_mock):\n    aimusic_mock.balance()\n")

    assert done.returncode == 1
    assert "need aimusic_mock" in done.stdout
