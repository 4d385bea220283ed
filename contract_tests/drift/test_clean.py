"""A service that follows the contract has no drift, neither while it is recorded nor when the recording is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from aimusic_mock.cli.drift import compare
from aimusic_mock.drift import recorder, report
from aimusic_mock.drift.contract_index import shipped
from aimusic_mock.settings import DIALECTS
from contract_tests.drift.drift_lab import long_session, make_drift_lab


@pytest.mark.slow  # 830 exchanges, recorded and read again: 3 s
@pytest.mark.parametrize("dialect", DIALECTS)
def test_drift_clean_recording_has_no_finding(tmp_path: Path, dialect: str) -> None:
    drift_lab = make_drift_lab(tmp_path, dialect=dialect)

    long_session(drift_lab)
    read = compare([tmp_path], [])

    assert report.lines(read) == [f"{len(drift_lab.files())} exchanges, {len(drift_lab.files())} checked: no drift"]
    assert (drift_lab.logged, drift_lab.report.checked) == ([], len(drift_lab.files()))
    spec = shipped()
    heads = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()]
    for path in spec.document["paths"]:
        beginning = path.partition("{")[0]
        assert any(f'"http://127.0.0.1{beginning}' in head for head in heads), path
    statuses = {status for status in (200, 202, 400, 401, 403, 404, 410, 429, 500) for h in heads if f": {status}" in h}
    assert len(statuses) == 9


ODD = (
    b'{"credits": NaN, "extra_credits": 1e999}',
    b'{"credits": ' + b"9" * 5000 + b"}",
    b"[" * 900 + b"]" * 900,
    b"[" * 100_000,
    b'{"credits": ' + b"[" * 400 + b"]" * 400 + b"}",
    rb'{"credits": "\ud800", "extra_credits": 0, "\udfff": 1}',
    b"\xff\xfe",
    b"",
)


@pytest.mark.parametrize("raw", ODD, ids=lambda raw: str(raw[:24]))
def test_drift_odd_body_is_passed_on_kept_and_stops_nothing(tmp_path: Path, raw: bytes) -> None:
    drift_lab = make_drift_lab(tmp_path, lambda _, reply: setattr(reply, "raw", raw))

    got = drift_lab.get("/api/v1/get-credits")

    assert got.content == raw
    assert len(drift_lab.files()) == 1
    assert not [line for line in drift_lab.logged if line.startswith("cannot")]
    comparison = compare([tmp_path], [])
    assert (comparison.exchanges, bool(comparison.rows) or bool(comparison.skipped)) == (1, True)


def test_drift_error_of_the_recorder_is_logged_and_stops_no_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("secret-key")

    drift_lab = make_drift_lab(tmp_path)
    monkeypatch.setattr(recorder, "check", fail)

    assert drift_lab.get("/api/v1/get-credits").status_code == 200
    assert drift_lab.logged == ["cannot check GET 200: KeyError"]


def test_drift_damaged_reply_of_the_mock_is_found(tmp_path: Path) -> None:
    drift_lab = make_drift_lab(tmp_path)

    drift_lab.post("/api/v1/sonic/lyrics", {"description": "rain"}, X_Mock_Scenario="not-json")

    assert drift_lab.report.has("error")
