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
from aimusic_mock.drift import report
from aimusic_mock.drift.contract_index import shipped
from aimusic_mock.server.server import LocalServer
from contract_tests.drift.commands import Started, start
from contract_tests.drift.drift_lab import Reply, make_drift_lab
from contract_tests.support.mock_app import SONG, SONGS
from contract_tests.support.processes import REPOSITORY

PAGE = (REPOSITORY / "mock_server" / "README.md").read_text(encoding="utf-8")
SECTION = PAGE[PAGE.index("## Drift") : PAGE.index("## The admin API")]


def _block(language: str) -> str:
    (result,) = re.findall(rf"^```{language}\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
    return str(result)


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


NEW_FIELD = "moon_phase"
"""The field on the page that the contract does not have."""


def _without_lines(text: str) -> str:
    """Return a report without line numbers, which change with every edit of the contract above them."""
    return re.sub(r"\.yaml:\d+:", ".yaml:", text)


def test_page_report_is_the_real_output(tmp_path: Path) -> None:
    def plant(path: str, reply: Reply) -> None:
        for clip in reply.body.get("data", ()):
            clip.update({"duration": True, NEW_FIELD: "full"})

    drift_lab = make_drift_lab(tmp_path, plant)
    drift_lab.get(f"/api/v1/sonic/task/{drift_lab.song()}")

    shortened = re.sub(r"sonic-task-[0-9a-f-]+\.har", "sonic-task.har", report.text(drift_lab.report))
    assert NEW_FIELD not in json.dumps(shipped().document)
    assert _without_lines(shortened + "\n") == _without_lines(_block("text"))
