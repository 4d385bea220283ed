"""HAR files of other tools: what they leave out, and what they add."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from aimusic_mock.__main__ import main
from aimusic_mock.cli.drift import compare
from aimusic_mock.drift.har import UnreadableError
from contract_tests.drift.drift_lab import UNDECLARED

API = "https://api.aimusicapi.ai/api/v1"
CREDITS = {"credits": 1, "extra_credits": 0}


def _entry(url: str, status: int = 200, method: str = "GET", body: Any = CREDITS, **more: Any) -> dict[str, Any]:
    """An entry as Chromium's developer tools export it."""
    content = {"size": 40, "mimeType": "application/json", "text": json.dumps(body), **more.pop("content", {})}
    request = {"method": method, "url": url, "httpVersion": "http/2.0", "cookies": [], "queryString": [], "bodySize": 0,
               "headersSize": -1, "headers": [{"name": ":authority", "value": "api.aimusicapi.ai"},
                                              {"name": "authorization", "value": "Bearer sk-browser-key"}]}  # fmt: skip
    response = {"status": status, "statusText": "", "httpVersion": "http/2.0", "cookies": [], "redirectURL": "",
                "headersSize": -1, "bodySize": -1, "_transferSize": 300, "content": content,
                "headers": [{"name": "content-type", "value": "application/json; charset=utf-8"}]}  # fmt: skip
    return {"_initiator": {"type": "script"}, "pageref": "page_1", "startedDateTime": "2026-01-24T05:28:35.117Z",
            "time": 12.5, "cache": {}, "timings": {}, "request": {**request, **more.pop("request", {})},
            "response": {**response, **more.pop("response", {})}}  # fmt: skip


def _file(folder: Path, *entries: Any) -> Path:
    file = folder / "devtools.har"
    log = {"version": "1.2", "creator": {"name": "WebInspector", "version": "537.36"}, "pages": [], "entries": entries}
    file.write_text(json.dumps({"log": log}), encoding="utf-8-sig")
    return file


def test_har_of_a_browser_is_read_and_the_rest_of_the_page_counted(tmp_path: Path) -> None:
    file = _file(
        tmp_path,
        _entry(f"{API}/get-credits"),
        _entry(f"{API}/get-credits", body={"credits": "1", "extra_credits": 0}),
        _entry("https://fonts.example/x.woff"),
        _entry("https://api.aimusicapi.ai/index.html"),
        _entry(f"{API}/get-credits", method="OPTIONS", status=204),
        _entry(f"{API}/get-credits", status=0),
        _entry(f"{API}/get-credits", content={"text": None}),
        {"request": {}},
    )

    comparison = compare([file], [])

    assert (comparison.exchanges, comparison.checked) == (8, 2)
    assert dict(comparison.skipped) == {
        "other hosts": 1,
        "paths outside /api/v1/": 1,
        "OPTIONS and HEAD, which the contract does not cover": 1,
        "an entry has no reply: the request was blocked, or is still under way": 1,
        "replies without a recorded body": 1,
        "an entry is not valid HAR: KeyError 'response'": 1,
    }
    (row,) = comparison.rows.values()
    assert (row.finding.kind, row.finding.pointer, row.source) == ("type", "/response/body/credits", "devtools.har")


def test_har_base64_body_is_decoded(tmp_path: Path) -> None:
    text = base64.b64encode(json.dumps({"credits": 1}).encode()).decode()

    comparison = compare(
        [_file(tmp_path, _entry(f"{API}/get-credits", content={"text": text, "encoding": "base64"}))], []
    )

    assert [row.finding.pointer for row in comparison.rows.values()] == ["/response/body/extra_credits"]


def test_har_request_without_a_recorded_body_is_no_empty_request(tmp_path: Path) -> None:
    accepted = {"message": "success", "task_id": "t"}
    url = f"{API}/sonic/create"
    unknown = {"method": "POST", "bodySize": -1}

    comparison = compare([_file(tmp_path, _entry(url, body=accepted, request=unknown))], [])
    empty = compare([_file(tmp_path, _entry(url, body=accepted, request={**unknown, "bodySize": 0}))], [])

    assert comparison.rows == {}
    assert [row.finding.pointer for row in empty.rows.values()] == ["/request/body"]


def test_har_other_host_can_be_named(tmp_path: Path) -> None:
    file = _file(tmp_path, _entry("https://staging.example/api/v1/get-credits", body=[]))

    assert compare([file], []).checked == 0
    assert len(compare([file], ["staging.example"]).rows) == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"log": 3}', '{"log": {"entries": {}}}', "\x00", "[" * 100_000])
def test_har_that_is_none_is_counted(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.har").write_text(text)

    comparison = compare([tmp_path], [])

    assert (comparison.exchanges, comparison.checked, sum(comparison.skipped.values())) == (1, 0, 1)


STRANGE: tuple[Any, ...] = (None, 3, "x", [], {}, {"request": None, "response": None}, {"request": [], "response": {}})


@pytest.mark.parametrize("entry", STRANGE, ids=str)
def test_har_entry_that_is_none_is_counted_and_the_next_read(tmp_path: Path, entry: Any) -> None:
    comparison = compare([_file(tmp_path, entry, _entry(f"{API}/get-credits"))], [])

    assert (comparison.exchanges, comparison.checked) == (2, 1)


def test_har_missing_path_and_empty_folder_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UnreadableError, match="does not exist"):
        compare([tmp_path / "none"], [])
    assert main(["replay", str(tmp_path)]) == 2
    assert "has no exchange with the API" in capsys.readouterr().err


@pytest.mark.parametrize(("options", "status"), [([], 0), (["--fail-on", "warning"], 1), (["--fail-on", "error"], 0)])
def test_drift_exit_status_reflects_the_severity(tmp_path: Path, options: list[str], status: int) -> None:
    file = _file(tmp_path, _entry(f"{API}/get-credits", body={**CREDITS, UNDECLARED: 1}))

    assert main(["drift", str(file), *options]) == status


def test_drift_json_has_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _file(tmp_path, *[_entry(f"{API}/get-credits", body={"credits": None, "extra_credits": 0})] * 2)

    assert main(["drift", "--json", str(file)]) == 1

    document = json.loads(capsys.readouterr().out)
    (finding,) = document.pop("findings")
    assert document == {"exchanges": 2, "checked": 2, "skipped": {}, "counts": {"error": 1, "warning": 0, "info": 0}}
    assert finding.pop("place").startswith("components/schemas/account.yaml:")
    assert finding == {
        "kind": "type",
        "severity": "error",
        "operation": "get_credits",
        "status": 200,
        "pointer": "/response/body/credits",
        "contract": "number",
        "came": "null",
        "count": 2,
        "source": "devtools.har",
    }
