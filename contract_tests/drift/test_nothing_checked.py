"""A comparison that checked nothing has a status and a sentence of its own: it must not pass for `no drift`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from aimusic_mock.__main__ import main
from aimusic_mock.drift import har
from aimusic_mock.drift.report import NOTHING_CHECKED
from contract_tests.drift.drift_lab import EXCHANGE, UNDECLARED


def _document(*urls: str, status: int = 200) -> dict[str, Any]:
    entries = []
    for url in urls:
        entry = har.write(evolve(EXCHANGE, status=status), "1")["log"]["entries"][0]
        entry["request"]["url"] = url
        entries.append(entry)
    return {"log": {"version": "1.2", "creator": {"name": "other", "version": "1"}, "entries": entries}}


NOTHING = {
    "no entry": _document(),
    "other host": _document("https://staging.example/api/v1/get-credits"),
    "unknown path": _document(f"https://api.aimusicapi.ai/api/v1/{UNDECLARED}"),
    "unknown path, refused": _document(f"https://api.aimusicapi.ai/api/v1/{UNDECLARED}", status=404),
    "outside of the API": _document("https://api.aimusicapi.ai/index.html"),
    "not HAR": [],
    "URL that cannot be split": _document("https://[bad/api/v1/get-credits"),
    "no reply": _document(EXCHANGE.url, status=0),
}


@pytest.mark.parametrize("document", NOTHING.values(), ids=NOTHING)
def test_drift_with_nothing_checked_ends_with_its_own_status(
    document: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.har").write_text(json.dumps(document))

    assert main(["drift", str(tmp_path)]) == NOTHING_CHECKED

    out = capsys.readouterr().out
    assert "nothing was checked" in out
    assert "no drift" not in out


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\x00\xff"], ids=["empty", "half UTF-16", "binary"])
def test_drift_with_an_unreadable_file_ends_with_its_own_status(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.har").write_bytes(content)

    assert main(["drift", str(tmp_path / "x.har")]) == NOTHING_CHECKED
    assert "not checked: 1 files that are not HAR" in capsys.readouterr().out


def test_drift_of_folders_without_recordings_ends_with_its_own_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    assert main(["drift", str(tmp_path), str(tmp_path)]) == NOTHING_CHECKED
    assert "not checked: 2 folders without a .har file" in capsys.readouterr().out


def test_drift_that_checks_one_of_two_files_passes(tmp_path: Path) -> None:
    (tmp_path / "1.har").write_text(json.dumps(_document(EXCHANGE.url)))
    (tmp_path / "2.har").write_text("")

    assert main(["drift", str(tmp_path)]) == 0


def test_drift_finds_a_new_path_though_nothing_was_checked(tmp_path: Path) -> None:
    (tmp_path / "x.har").write_text(json.dumps(NOTHING["unknown path"]))

    assert main(["drift", "--fail-on", "warning", str(tmp_path)]) == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-8-sig"])
def test_drift_reads_every_encoding_of_json(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "x.har").write_bytes(json.dumps(_document(EXCHANGE.url)).encode(encoding))

    assert main(["drift", str(tmp_path)]) == 0


def test_replay_without_an_exchange_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.har").write_text(json.dumps(NOTHING["other host"]))

    assert main(["replay", str(tmp_path), "--host", "192.0.2.1"]) == 2
    assert "name another host with --api-host" in capsys.readouterr().err
