"""Recordings with one odd place: each entry is checked or skipped, and the report is plain text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from aimusic_mock.cli.drift import compare
from aimusic_mock.drift import report
from contract_tests.support.odd_json import odd_texts

pytestmark = pytest.mark.fuzz


def _entry(method: str, path: str, body: Any, status: int, reply: Any) -> dict[str, Any]:
    sent = {"mimeType": "application/json", "text": json.dumps(body)} if body is not None else None
    return {
        "startedDateTime": "2026-11-27T12:00:00.000Z",
        "time": 12.5,
        "request": {
            "method": method,
            "url": f"https://api.aimusicapi.ai{path}",
            "httpVersion": "HTTP/1.1",
            "headers": [{"name": "Authorization", "value": "Bearer made-up"}],
            "queryString": [{"name": "a", "value": "b"}],
            "headersSize": -1,
            "bodySize": 0,
            **({"postData": sent} if sent else {}),
        },
        "response": {
            "status": status,
            "statusText": "OK",
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"mimeType": "application/json", "size": 10, "text": json.dumps(reply)},
            "headersSize": -1,
            "bodySize": 10,
        },
    }


HAR = {
    "log": {
        "version": "1.2",
        "creator": {"name": "a browser", "version": "1"},
        "entries": [
            _entry("GET", "/api/v1/get-credits", None, 200, {"credits": 5, "extra_credits": 0}),
            _entry("POST", "/api/v1/sonic/lyrics", {"description": "rain"}, 400, {"type": "x", "error": "No."}),
            _entry("GET", "/api/v1/sonic/task/1", None, 200, {"code": 200, "message": "success", "data": []}),
        ],
    }
}


@given(odd_texts(HAR))
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_odd_recording_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = _write(tmp_path_factory, text)
    printed = "\n".join(report.lines(compare([file], [])))
    assert all(line.isprintable() for line in printed.splitlines())
    assert "made-up" not in printed


def _write(tmp_path_factory: pytest.TempPathFactory, text: str) -> Path:
    file = tmp_path_factory.mktemp("har") / "odd.har"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    return file
