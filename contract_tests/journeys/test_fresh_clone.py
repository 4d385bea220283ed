"""The README's two commands in a fresh clone: each one does its own set-up, without `make setup`."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from contract_tests.support.processes import REPOSITORY

SETUP_S = 900
"""How long the set-up may take on a slow machine."""

ONE_TEST = "contract_tests/mock/domain/test_ids.py"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of the last commit, without a virtual environment."""
    target = tmp_path_factory.mktemp("fresh") / "aimusic"
    git = shutil.which("git")
    assert git is not None
    subprocess.run([git, "clone", "--quiet", "--depth=1", f"file://{REPOSITORY}", target], check=True)
    return target


def _make(clone: Path, *arguments: str) -> subprocess.Popen[str]:
    make = shutil.which("make")
    assert make is not None
    virtual = {"VIRTUAL_ENV", "PYTHONPATH"}
    environment = {name: value for name, value in os.environ.items() if name not in virtual}  # noqa: TID251 - handed on to the child
    return subprocess.Popen(
        [make, *arguments],
        cwd=clone,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.fixture
def mock_address(clone: Path) -> Iterator[str]:
    """The address of `make mock` in the clone, which sets itself up first."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = _make(clone, "mock", f"PORT={port}")
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=60)


def _health(address: str) -> httpx.Response:
    """Return the mock's health as soon as it answers."""
    for _ in range(SETUP_S):
        try:
            return httpx.get(f"{address}/__mock__/health")
        except httpx.ConnectError:
            time.sleep(1)  # noqa: TID251 - another process is at work, and no clock of ours can move it
    raise TimeoutError(f"`make mock` did not answer within {SETUP_S} s")


@pytest.mark.slow  # installs the locked tools, as a newcomer does
@pytest.mark.xdist_group("fresh_clone")  # both tests share one clone
def test_make_mock_in_a_fresh_clone_sets_itself_up_and_answers(mock_address: str) -> None:
    assert _health(mock_address).json()["status"] == "ok"


@pytest.mark.slow  # as above, when it runs alone
@pytest.mark.xdist_group("fresh_clone")
def test_make_test_in_a_fresh_clone_sets_itself_up_and_passes(clone: Path) -> None:
    process = _make(clone, "test", f"TESTS={ONE_TEST}", "WORKERS=0")
    output, _ = process.communicate(timeout=SETUP_S)

    assert process.returncode == 0, output
    assert " passed" in output
