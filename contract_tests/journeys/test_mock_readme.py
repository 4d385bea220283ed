"""The mock's page: its blocks go on from one another, and are run as they stand."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from aimusic_mock.__main__ import COMMANDS, main
from aimusic_mock.faults import profiles
from contract_tests.support import pages

PAGE = pages.read("mock_server/README.md")


def test_page_blocks_run_one_after_the_other() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(pages.blocks(PAGE, "python"))],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"this would have cost \d+ credits and \d+ minutes\n", done.stdout)


def test_page_names_every_profile() -> None:
    assert re.findall(r"`([a-z-]+)`", PAGE[PAGE.index("Profiles:") :].split(";")[0]) == profiles.names()


def test_page_options_of_the_command_exist(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        assert main([command, "--help"]) == 0
    offered = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    named = set(re.findall(r"(--[a-z][a-z-]*)", PAGE)) - {"--help"}
    assert named <= offered
