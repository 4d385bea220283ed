"""Drift that is planted in the service's replies is found: kind, severity, pointer, and line of the contract."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from aimusic_mock.cli.drift import compare
from aimusic_mock.drift.finding import RULES, Finding
from contract_tests.drift.drift_lab import UNDECLARED, DriftLab, Plant, Reply, make_drift_lab
from contract_tests.support.mock_app import SONG, SONGS
from contract_tests.support.processes import REPOSITORY

Drive = Callable[[DriftLab], object]
TASK = "/api/v1/sonic/task/"


@frozen
class Case:
    """One planted drift: the change of a reply, the client's requests, and the expected finding."""

    name: str
    at: str
    """The prefix of the paths whose replies are changed."""
    change: Callable[[Reply], object]
    drive: Drive
    kind: str
    severity: str
    pointer: str
    line: str
    """A part of the line that the finding names."""
    actual: str = ""
    file: str = "sonic"
    """A part of the name of that line's file."""


def _song(drift_lab: DriftLab) -> None:
    drift_lab.get(TASK + drift_lab.song())


def _submit(**more: Any) -> Drive:
    return lambda drift_lab: drift_lab.post(SONGS, {**SONG, **more})


def _credits(drift_lab: DriftLab) -> None:
    drift_lab.get("/api/v1/get-credits")


def _scenario(name: str) -> Drive:
    return lambda drift_lab: drift_lab.post(SONGS, SONG, X_Mock_Scenario=name)


def _clip_call(name: str) -> Drive:
    def call(drift_lab: DriftLab) -> None:
        clip_id = drift_lab.get(TASK + drift_lab.song()).json()["data"][0]["clip_id"]
        drift_lab.post(f"/api/v1/sonic/{name}", {"clip_id": clip_id})

    return call


def _nuro(drift_lab: DriftLab) -> None:
    task = drift_lab.post("/api/v1/nuro/create", {"type": "vocal", "lyrics": "la " * 110}).json()["task_id"]
    drift_lab.get(f"/api/v1/nuro/task/{task}")


def _midi(drift_lab: DriftLab) -> None:
    clip = drift_lab.get(TASK + drift_lab.song()).json()["data"][0]["clip_id"]
    drift_lab.post("/api/v1/sonic/midi", {"clip_id": clip})


def _failed(drift_lab: DriftLab) -> None:
    task = drift_lab.post(SONGS, SONG, X_Mock_Scenario="task-times-out", X_Mock_Dialect="observed").json()["task_id"]
    drift_lab.advance(900)
    drift_lab.get(TASK + task, X_Mock_Dialect="observed")


def _clip(**more: Any) -> Callable[[Reply], object]:
    """Change the second clip of a poll."""
    return lambda reply: reply.body["data"][1].update(more)


def _without(*way: Any) -> Callable[[Reply], object]:
    def change(reply: Reply) -> None:
        value = reply.body
        for step in way[:-1]:
            value = value[step]
        del value[way[-1]]

    return change


def _with(**more: Any) -> Callable[[Reply], object]:
    return lambda reply: reply.body.update(more)


def _status(text: str) -> Callable[[Reply], object]:
    return lambda reply: setattr(reply, "status", text)


def _header(name: str, value: str | None) -> Callable[[Reply], object]:
    return lambda reply: reply.headers.pop(name) if value is None else reply.headers.update({name: value})


def _page(status: str) -> Callable[[Reply], object]:
    def change(reply: Reply) -> None:
        reply.status, reply.raw = status, b"<html>Bad gateway</html>"
        reply.headers["Content-Type"] = "text/html; charset=utf-8"

    return change


def _note(**more: Any) -> Callable[[Reply], object]:
    return lambda reply: reply.body["data"][0]["notes"][0].update(more)


BODY = "/response/body"
CASES = (
    Case("new-status", SONGS, _status("201 CREATED"), _submit(), "new-status", "error", "/response/status", "post:"),
    Case("new-5xx", SONGS, _status("503 BUSY"), _scenario("500-internal"), "new-status", "warning", "/response/status",
         "post:", "503"),
    Case("html", TASK, _page("200 OK"), _song, "new-media-type", "error", "/response/headers/Content-Type", "'200':",
         '"text/html"'),
    Case("new-field", TASK, _clip(**{UNDECLARED: "en"}), _song, "new-field", "warning", f"{BODY}/data/1/{UNDECLARED}",
         "SonicClip:", '"en"'),
    Case("new-field-above", SONGS, _with(**{UNDECLARED: {"length": 3}}), _submit(), "new-field", "warning", f"{BODY}/{UNDECLARED}",
         "TaskAccepted:", '{"length": 3}', "common"),
    Case("missing-field", SONGS, _without("task_id"), _submit(), "missing-field", "error", f"{BODY}/task_id",
         "task_id:", file="common"),
    Case("missing-deep", TASK, _without("data", 1, "state"), _song, "missing-field", "error", f"{BODY}/data/1/state",
         "state:"),
    Case("missing-data", TASK, _without("data"), _song, "missing-field", "error", f"{BODY}/data", "data:"),
    Case("type", "/api/v1/get-credits", _with(credits="1000"), _credits, "type", "error", f"{BODY}/credits", "credits:",
         '"1000"', "account"),
    Case("type-in-union", TASK, _clip(title=["a"]), _song, "type", "error", f"{BODY}/data/1/title", "title:", '["a"]'),
    Case("type-of-no-member", TASK, _clip(duration=True), _song, "type", "error", f"{BODY}/data/1/duration",
         "duration:", "true"),
    Case("type-of-container", TASK, lambda reply: reply.body.update(data={"0": reply.body["data"][0]}), _song,
         "type", "error", f"{BODY}/data", "data:"),
    Case("not-json", SONGS, lambda reply: setattr(reply, "raw", b'{"task_id": '), _submit(), "type", "error", BODY,
         "application/json", '"{\\"task_id\\": "'),
    Case("known-value", TASK, _clip(state=UNDECLARED), _song, "enum", "warning", f"{BODY}/data/1/state", "state:",
         f'"{UNDECLARED}"'),
    Case("enum", TASK, _with(type=UNDECLARED), _failed, "enum", "error", f"{BODY}/type", "type:", f'"{UNDECLARED}"',
         "common"),
    Case("const", TASK, _with(type="wait"), lambda drift_lab: drift_lab.get(
        TASK + drift_lab.post(SONGS, SONG).json()["task_id"], X_Mock_Dialect="observed"), "enum", "error", f"{BODY}/type",
         "type:", '"wait"', "common"),
    Case("limit", "/api/v1/nuro/task", _with(progress=101), _nuro, "limit", "warning", f"{BODY}/progress", "progress:",
         "101", "nuro"),
    Case("limit-in-union", TASK, _clip(duration="1:44"), _song, "limit", "warning", f"{BODY}/data/1/duration",
         "type: string", '"1:44"'),
    Case("always", TASK, _with(code=0), _song, "enum", "warning", f"{BODY}/code", "code:", "0"),
    Case("order", "/api/v1/sonic/bpm", lambda reply: reply.body["data"].update(min_bpm=300), _clip_call("bpm"), "limit",
         "warning", f"{BODY}/data", "SonicBpm:"),
    Case("order-in-list", "/api/v1/sonic/aligned-lyrics", lambda reply: reply.body["data"]["alignment"][0].update(end_s=-1),
         _clip_call("aligned-lyrics"), "limit", "warning", f"{BODY}/data/alignment/0", "SonicAlignedWord:"),
    Case("sorted", "/api/v1/sonic/aligned-lyrics", lambda reply: reply.body["data"]["alignment"].reverse(),
         _clip_call("aligned-lyrics"), "limit", "warning", f"{BODY}/data/alignment", "alignment:"),
    Case("missing-header", SONGS, _header("Retry-After", None), _scenario("429-rate-limit"), "missing-header", "info",
         "/response/headers/Retry-After", "RetryAfter:", file="headers"),
    Case("header", SONGS, _header("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"), _scenario("429-rate-limit"),
         "header", "warning", "/response/headers/Retry-After", "RetryAfter:", '"Wed, 21 Oct 2026 07:28:00 GMT"',
         "headers"),
    Case("header-limit", SONGS, _header("Retry-After", "0"), _scenario("429-rate-limit"),
         "header", "warning", "/response/headers/Retry-After", "RetryAfter:", '"0"', "headers"),
    Case("envelope", SONGS, lambda reply: setattr(reply, "body", {"type": "forbidden", "message": "No."}),
         _scenario("403-no-subscription"), "envelope", "error", BODY, "error:", file="common"),
    Case("envelope-html", SONGS, _page("500 INTERNAL SERVER ERROR"), _submit(), "envelope", "error", BODY, "InternalServerError:",
         '"<html>Bad gateway</html>"', "responses"),
    Case("error-type", SONGS, _with(type=UNDECLARED), _scenario("403-no-subscription"), "enum", "warning",
         f"{BODY}/type", "type:", f'"{UNDECLARED}"', "common"),
)  # fmt: skip


def _planted(case: Case) -> Plant:
    def plant(path: str, reply: Reply) -> None:
        if path.startswith(case.at):
            case.change(reply)

    return plant


def _line(finding: Finding) -> str:
    file, _, number = finding.place.rpartition(":")
    return (REPOSITORY / "openapi" / file).read_text(encoding="utf-8").splitlines()[int(number) - 1]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_drift_planted_in_a_reply_is_found_where_it_is(tmp_path: Path, case: Case) -> None:
    drift_lab = make_drift_lab(tmp_path, _planted(case))

    case.drive(drift_lab)

    results = {finding.pointer: finding for finding in drift_lab.findings}
    assert case.pointer in results, drift_lab.logged
    finding = results[case.pointer]
    assert (finding.kind, finding.severity) == (case.kind, case.severity)
    assert case.line in _line(finding), finding.place
    assert case.file in finding.place
    if case.actual:
        assert finding.actual == case.actual
    assert [row.finding for row in compare([tmp_path], []).sorted()] == drift_lab.findings


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_drift_planted_once_is_reported_as_one(tmp_path: Path, case: Case) -> None:
    drift_lab = make_drift_lab(tmp_path, _planted(case))

    case.drive(drift_lab)

    assert len(drift_lab.findings) == 1, drift_lab.logged


def test_drift_planted_cases_cover_every_rule_about_replies() -> None:
    elsewhere = {"unknown-path", "unknown-method", "request"}
    kinds = {rule.kind for rule in RULES.values()} - elsewhere

    assert {case.kind for case in CASES} == kinds
    assert [name for name, rule in RULES.items() if len(rule.reason) <= 20] == []


def _accept(path: str, reply: Reply) -> None:
    """Accept every request."""
    if reply.status.startswith("400"):
        reply.status, reply.body = "200 OK", {"code": 200, "message": "success", "task_id": "t"}


TIGHT = (
    ("limit", SONGS, {**SONG, "title": "x" * 81}, "/request/body/title", "Title:"),
    ("enum", SONGS, {**SONG, "mv": "sonic-v9"}, "/request/body/mv", "Model:"),
    ("required", SONGS, {"custom_mode": False, "mv": "sonic-v5"}, "/request/body/gpt_description_prompt", "prompt:"),
    ("condition", SONGS, {"custom_mode": True, "mv": "sonic-v4", "prompt": "x" * 3001}, "/request/body/prompt", "then:"),
    ("discriminator", SONGS, {**SONG, "task_type": "mix_music"}, "/request/body/task_type", "task_type:"),
    ("range", "/api/v1/sonic/vox", {"clip_id": "c", "vocal_start_s": 40, "vocal_end_s": 10}, "/request/body/vocal_end_s",
     "vocal_end_s:"),
    ("sum", "/api/v1/nuro/create", {"type": "bgm", "version": "v2.0", "description": "x",
                                    "segments": [{"name": "intro", "duration": 90}, {"name": "outro", "duration": 90}]},
     "/request/body/segments", "segments:"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "body", "pointer", "line"), [case[1:] for case in TIGHT], ids=[case[0] for case in TIGHT]
)
def test_drift_request_that_only_the_contract_refuses_is_found(
    tmp_path: Path, path: str, body: Any, pointer: str, line: str
) -> None:
    drift_lab = make_drift_lab(tmp_path, _accept)

    drift_lab.post(path, body)

    results = {finding.pointer: finding for finding in drift_lab.findings if finding.kind == "request"}
    assert list(results) == [pointer], drift_lab.logged
    assert results[pointer].severity == "warning"
    assert line in _line(results[pointer])


def test_drift_undeclared_request_field_is_an_info(tmp_path: Path) -> None:
    drift_lab = make_drift_lab(tmp_path)

    drift_lab.post(SONGS, {**SONG, UNDECLARED: 120})

    (finding,) = drift_lab.findings
    assert (finding.kind, finding.severity, finding.pointer) == ("new-field", "info", f"/request/body/{UNDECLARED}")
    assert "SonicCreateMusicDescription" in finding.expected


def test_drift_refused_request_that_the_contract_allows_is_an_info(tmp_path: Path) -> None:
    def refuse(path: str, reply: Reply) -> None:
        reply.status, reply.body = "400 BAD REQUEST", {"type": "validation_error", "error": "The mv is too old."}

    drift_lab = make_drift_lab(tmp_path, refuse)

    drift_lab.post(SONGS, SONG)

    (finding,) = drift_lab.findings
    assert (finding.kind, finding.severity, finding.pointer) == ("request", "info", "/request/body")
    assert finding.actual == '"The mv is too old."'


def test_drift_form_instead_of_json_that_is_taken_is_found(tmp_path: Path) -> None:
    drift_lab = make_drift_lab(tmp_path, _accept)

    drift_lab.client.post(SONGS, data={"custom_mode": "false"})

    assert [finding.pointer for finding in drift_lab.findings] == ["/request/body"]


def test_drift_unknown_path_and_method_are_found_when_they_answer(tmp_path: Path) -> None:
    def answer(path: str, reply: Reply) -> None:
        if not path.endswith("/none"):
            reply.status, reply.body = "200 OK", {}

    drift_lab = make_drift_lab(tmp_path, answer)

    drift_lab.get(f"/api/v1/sonic/{UNDECLARED}")
    drift_lab.get("/api/v1/sonic/none")
    drift_lab.client.delete(f"{TASK}abc")

    assert [(finding.kind, finding.severity, finding.pointer) for finding in drift_lab.findings] == [
        ("unknown-path", "warning", "/request/url"),
        ("unknown-method", "warning", "/request/method"),
    ]
    assert "get:" in "".join(_line(drift_lab.findings[1]))


def test_drift_several_at_once_are_all_found_and_repeated_ones_folded(tmp_path: Path) -> None:
    def plant(path: str, reply: Reply) -> None:
        if path.startswith(TASK):
            for clip in reply.body["data"]:
                clip.update({UNDECLARED: "en"}, duration=[3], state=UNDECLARED)
                del clip["clip_id"]

    drift_lab = make_drift_lab(tmp_path, plant)
    task = drift_lab.song()
    for _ in range(3):
        drift_lab.get(TASK + task)

    rows = {(row.finding.kind, row.finding.pointer): row for row in drift_lab.report.rows.values()}
    assert set(rows) == {
        ("new-field", f"{BODY}/data/0/{UNDECLARED}"),
        ("type", f"{BODY}/data/0/duration"),
        ("enum", f"{BODY}/data/0/state"),
        ("missing-field", f"{BODY}/data/0/clip_id"),
    }
    assert {row.count for row in rows.values()} == {6}
    assert len(drift_lab.logged) == 4


def test_drift_long_value_is_shortened_and_secrets_are_hidden(tmp_path: Path) -> None:
    def plant(path: str, reply: Reply) -> None:
        reply.body.update({f"{UNDECLARED}_token": "tok-1234567890", UNDECLARED: "la " * 100})

    drift_lab = make_drift_lab(tmp_path, plant)

    drift_lab.post(SONGS, SONG)

    received = {finding.pointer: finding.actual for finding in drift_lab.findings}
    assert received[f"{BODY}/{UNDECLARED}_token"] == '"[hidden]"'
    assert len(received[f"{BODY}/{UNDECLARED}"]) == 80
    assert "tok-123" not in "".join(drift_lab.logged)
