"""The mock's page on drift: its commands work against a mock, and its report is the real output."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import httpx
import pytest

from aimusic_mock import Settings, create_app
from aimusic_mock.__main__ import main
from aimusic_mock.drift.contract_index import shipped
from aimusic_mock.server.server import LocalServer
from contract_tests.drift.commands import Started, start
from contract_tests.drift.page import NEW_FIELD
from contract_tests.journeys.pages import DRIFT_REPORT
from contract_tests.support import pages
from contract_tests.support.mock_app import SONG, SONGS

PAGE = pages.read("mock_server/README.md")
SECTION = PAGE[PAGE.index("## Drift") : PAGE.index("## The admin API")]


def _block(language: str) -> str:
    (result,) = pages.blocks(SECTION, language)
    return result


def _run(command: str, folder: Path) -> Started:
    arguments = [re.sub(r"^80\d\d$", "0", part) for part in shlex.split(command)[1:]]
    return start([str(folder / "cassettes") if argument == "cassettes" else argument for argument in arguments])


@pytest.mark.slow  # two processes are started
def test_page_commands_record_compare_and_play(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proxy, drift, replay = _block("sh").splitlines()
    app = create_app(Settings(clock="manual"))
    with (
        LocalServer(app) as service,
        _run(proxy.replace("https://api.aimusicapi.ai", service.url), tmp_path) as proxied,
    ):
        headers = {"Authorization": "Bearer mock-key"}
        sent = httpx.post(proxied.url + SONGS, json=SONG, headers=headers)
    assert proxied.stopped() == (0, "", "1 exchanges, 1 checked: no drift\n")

    assert main([*shlex.split(drift)[1:-1], str(tmp_path / "cassettes")]) == 0
    assert capsys.readouterr().out == "1 exchanges, 1 checked: no drift\n"

    with _run(replay, tmp_path) as played:
        again = httpx.post(played.url + SONGS, json=SONG)
    assert (again.status_code, again.content) == (sent.status_code, sent.content)


def test_page_report_is_what_comes_out(tmp_path: Path) -> None:
    difference = DRIFT_REPORT.difference(PAGE, DRIFT_REPORT.program(PAGE, tmp_path))
    assert not difference, difference


def test_page_shows_a_field_that_the_contract_does_not_have() -> None:
    assert NEW_FIELD in SECTION
    assert NEW_FIELD not in json.dumps(shipped().document)
