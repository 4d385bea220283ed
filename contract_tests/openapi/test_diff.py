"""The contract diff: which changes break clients, in requests and replies, and where the base contract comes from."""

from __future__ import annotations

import copy
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contract_tests.openapi.conftest import Mini
from openapi.tools import bundle, diff
from openapi.tools.diff_operations import compare

TEXT = {"type": "string"}
NUMBER = {"type": "number"}
A, B = {"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}
NULL = {"type": "null"}


def _document(request: Any = TEXT, reply: Any = TEXT, hook: Any = TEXT) -> Any:
    def body(schema: Any) -> Any:
        return {"required": True, "content": {"application/json": {"schema": schema}}}

    return {
        "paths": {
            "/songs/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": TEXT}],
                "post": {
                    "operationId": "create_song",
                    "tags": ["songs"],
                    "security": [{"bearerAuth": []}],
                    "x-credits": {"amount": 10},
                    "parameters": [{"name": "page", "in": "query", "schema": TEXT}],
                    "requestBody": body(request),
                    "responses": {
                        "200": {**body(reply), "headers": {"X-Left": {"required": True, "schema": TEXT}}},
                        "400": body(TEXT),
                    },
                },
            }
        },
        "webhooks": {"song.completed": {"post": {"operationId": "receive_song", "requestBody": body(hook)}}},
        "components": {
            "schemas": {
                "A": {"type": "object", "properties": {"a": TEXT}},
                "B": {"type": "object", "properties": {"b": TEXT}},
                "Tree": {
                    "type": "object",
                    "properties": {"child": {"$ref": "#/components/schemas/Tree"}, "leaf": TEXT},
                },
            }
        },
    }


def _object(**schema: Any) -> Any:
    return {"type": "object", "properties": {"a": TEXT}, **schema}


def _lines(old: Any, new: Any) -> list[str]:
    return [str(difference) for difference in compare(old, new)]


def _id(sentence: str) -> str:
    """Return a sentence as a test id that needs no quotes on a command line: letters, digits and hyphens."""
    return re.sub(r"[^A-Za-z0-9]+", "-", sentence).strip("-")


# Earlier schema, later schema, verdict in a request, verdict in a reply, the sentence.
SCHEMAS: tuple[tuple[Any, Any, str, str | None, str], ...] = (
    (_object(), _object(required=["a"]), "breaking", "compatible", "a: now required"),
    (_object(required=["a"]), _object(), "compatible", "breaking", "a: no longer required"),
    (_object(), _object(properties={"a": TEXT, "b": TEXT}), "compatible", "compatible", "b: property added"),
    (_object(), _object(properties={}), "breaking", "breaking", "a: property removed"),
    ({"enum": ["x", "y"]}, {"enum": ["x"]}, "breaking", "compatible", 'value removed: "y"'),
    ({"enum": ["x"]}, {"enum": ["x", "y"]}, "compatible", "breaking", 'value added: "y"'),
    (TEXT, {**TEXT, "enum": ["x"]}, "breaking", "compatible", 'now a closed list of values: "x"'),
    ({**TEXT, "enum": ["x"]}, TEXT, "compatible", "breaking", "no longer a closed list of values"),
    ({"const": "x"}, {"const": "y"}, "breaking", "compatible", 'value removed: "x"'),
    ({"const": "x"}, {"const": "y"}, "compatible", "breaking", 'value added: "y"'),
    ({**TEXT, "maxLength": 9}, {**TEXT, "maxLength": 8}, "breaking", "compatible", "maxLength lowered from 9 to 8"),
    ({**TEXT, "maxLength": 8}, {**TEXT, "maxLength": 9}, "compatible", "compatible", "maxLength raised from 8 to 9"),
    ({**NUMBER, "minimum": 0}, {**NUMBER, "minimum": 1}, "breaking", "compatible", "minimum raised from 0 to 1"),
    ({**NUMBER, "minimum": 1}, {**NUMBER, "minimum": 0}, "compatible", "compatible", "minimum lowered from 1 to 0"),
    (TEXT, {**TEXT, "minLength": 1}, "breaking", "compatible", "minLength 1 is new"),
    ({**TEXT, "minLength": 1}, TEXT, "compatible", "compatible", "minLength 1 is gone"),
    (TEXT, {**TEXT, "pattern": "^a"}, "breaking", "compatible", "pattern is new"),
    ({**TEXT, "pattern": "^a"}, TEXT, "compatible", "compatible", "pattern is gone"),
    (TEXT, {**TEXT, "format": "date-time"}, "breaking", "breaking", "format changed from None to date-time"),
    (NUMBER, {"type": "integer"}, "breaking", "compatible", "type narrowed from number to integer"),
    ({"type": "integer"}, NUMBER, "compatible", "breaking", "type widened from integer to number"),
    (TEXT, {"type": ["string", "null"]}, "compatible", "breaking", "type widened from string to null|string"),
    ({}, TEXT, "breaking", "compatible", "type narrowed from any to string"),
    (TEXT, NUMBER, "breaking", "compatible", "type narrowed from string to number"),
    (TEXT, NUMBER, "compatible", "breaking", "type widened from string to number"),
    ({"oneOf": [A, B]}, {"oneOf": [A]}, "breaking", "compatible", "no longer one of the union: B"),
    ({"oneOf": [A]}, {"oneOf": [A, B]}, "compatible", "breaking", "new in the union: B"),
    (A, {"oneOf": [A, B]}, "compatible", "breaking", "new in the union: B"),
    (TEXT, {"anyOf": [TEXT, NULL]}, "compatible", "breaking", "new in the union: null"),
    (
        {"type": "array", "items": TEXT},
        {"type": "array"},
        "compatible",
        "breaking",
        "[]: type widened from string to any",
    ),
    ({**TEXT, "default": "x"}, {**TEXT, "default": "y"}, "notable", "notable", 'default changed from "x" to "y"'),
    (_object(), _object(allOf=[A]), "breaking", "compatible", "allOf is new"),
    (
        _object(),
        _object(additionalProperties=False),
        "breaking",
        None,
        "additionalProperties changed from true to false",
    ),
    (_object(), _object(**{"x-range": {"start": "a", "end": "b"}}), "breaking", "compatible", "x-range is new"),
    (
        {**TEXT, "x-known-values": ["x", "y"]},
        {**TEXT, "x-known-values": ["x"]},
        "breaking",
        None,
        "known value removed",
    ),
    (
        {**TEXT, "x-known-values": ["x"]},
        {**TEXT, "x-known-values": ["x", "y"]},
        "compatible",
        None,
        "known value added",
    ),
    (A, {**A, "x-credits": {"amount": 2}}, "notable", "notable", "x-credits changed from null to"),
)


@pytest.mark.parametrize(
    ("old", "new", "sent", "answered", "sentence"),
    SCHEMAS,
    ids=[_id(f"{sent} {sentence}") for _, _, sent, _, sentence in SCHEMAS],
)
def test_diff_changed_schema_has_the_verdict_of_its_direction(
    old: Any, new: Any, sent: str, answered: str | None, sentence: str
) -> None:
    for part, where, verdict in (("request", "request", sent), ("reply", "200", answered)):
        lines = _lines(_document(**{part: old}), _document(**{part: new}))
        matching = [line for line in lines if sentence in line]
        if verdict is None:
            assert not matching, part
        else:
            assert len(matching) == 1, (part, lines)
            assert matching[0].startswith(f"{verdict}: POST /songs/{{id}}: {where}"), matching


def test_diff_webhook_body_is_read_like_a_reply() -> None:
    (line,) = _lines(_document(hook={"enum": ["x"]}), _document(hook={"enum": ["x", "y"]}))
    assert line == 'breaking: WEBHOOK song.completed: request: value added: "y"'


def _post(document: Any) -> Any:
    return document["paths"]["/songs/{id}"]["post"]


def _parameter(**parameter: Any) -> Callable[[Any], None]:
    return lambda document: _post(document)["parameters"].append({"in": "query", "name": "new", **parameter})


OPERATIONS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("breaking: POST /songs/{id}: operation: removed", lambda d: d["paths"].clear()),
    ("breaking: WEBHOOK song.completed: operation: removed", lambda d: d["webhooks"].clear()),
    ("compatible: GET /songs/{id}: operation: added", lambda d: d["paths"]["/songs/{id}"].update(get={})),
    (
        "breaking: POST /songs/{id}: operationId: renamed from create_song to make_song",
        lambda d: _post(d).update(operationId="make_song"),
    ),
    ("breaking: POST /songs/{id}: tags: the first tag changed", lambda d: _post(d).update(tags=["music"])),
    ("breaking: POST /songs/{id}: security: changed", lambda d: _post(d).update(security=[{"key": []}])),
    ("compatible: POST /songs/{id}: security: changed", lambda d: _post(d).update(security=[])),
    ("notable: POST /songs/{id}: x-credits: changed from", lambda d: _post(d)["x-credits"].update(amount=12)),
    ("breaking: POST /songs/{id}: query parameter page: removed", lambda d: _post(d)["parameters"].clear()),
    ("breaking: POST /songs/{id}: query parameter new: new and required", _parameter(required=True)),
    ("compatible: POST /songs/{id}: query parameter new: added", _parameter()),
    (
        "breaking: POST /songs/{id}: query parameter page: now required",
        lambda d: _post(d)["parameters"][0].update(required=True),
    ),
    ("breaking: POST /songs/{id}: request: the body is gone", lambda d: _post(d).pop("requestBody")),
    ("compatible: POST /songs/{id}: request: no longer required", lambda d: _post(d)["requestBody"].pop("required")),
    ("breaking: POST /songs/{id}: 200: response removed", lambda d: _post(d)["responses"].pop("200")),
    ("notable: POST /songs/{id}: 400: response removed", lambda d: _post(d)["responses"].pop("400")),
    ("notable: POST /songs/{id}: 418: response added", lambda d: _post(d)["responses"].update({"418": {}})),
    (
        "breaking: POST /songs/{id}: 200: content type removed: application/json",
        lambda d: _post(d)["responses"]["200"]["content"].clear(),
    ),
    (
        "breaking: POST /songs/{id}: 200 header X-Left: removed",
        lambda d: _post(d)["responses"]["200"]["headers"].clear(),
    ),
    (
        "breaking: POST /songs/{id}: 200 header X-Left: no longer required",
        lambda d: _post(d)["responses"]["200"]["headers"]["X-Left"].pop("required"),
    ),
)


@pytest.mark.parametrize(("expected", "change"), OPERATIONS, ids=[_id(expected) for expected, _ in OPERATIONS])
def test_diff_changed_operation_has_one_line(expected: str, change: Callable[[Any], Any]) -> None:
    old = _document()
    new = copy.deepcopy(old)
    change(new)
    (line,) = _lines(old, new)
    assert line.startswith(expected)


def test_diff_unchanged_document_has_no_line() -> None:
    assert _lines(_document(), _document()) == []


def test_diff_recursive_schema_ends() -> None:
    tree = {"$ref": "#/components/schemas/Tree"}
    old, new = _document(reply=tree), _document(reply=tree)
    new["components"]["schemas"]["Tree"]["properties"].pop("leaf")
    assert _lines(old, new) == ["breaking: POST /songs/{id}: 200.leaf: property removed"]


def _git(folder: Path, *arguments: str) -> None:
    git = shutil.which("git")
    assert git is not None
    settings = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run([git, "-C", str(folder), *settings, *arguments], check=True, capture_output=True)


@pytest.fixture
def committed(mini: Mini) -> Mini:
    """The small contract, bundled and committed in its own repository."""
    assert bundle.main(["--root", str(mini.root)]) == 0
    _git(mini.root.parent, "init", "--quiet")
    _git(mini.root.parent, "add", ".")
    _git(mini.root.parent, "commit", "--quiet", "--message", "Start")
    return mini


def test_diff_breaking_edit_since_commit_fails(committed: Mini, capsys: pytest.CaptureFixture[str]) -> None:
    committed.plant("components/schemas.yaml", "maxLength: 80", "maxLength: 70")
    assert diff.main(["--base", "HEAD", "--root", str(committed.root)]) == 1
    line = "breaking: POST /songs: request.CreateSong.title: maxLength lowered from 80 to 70\n"
    assert capsys.readouterr().out == line


def test_diff_compatible_edit_since_commit_passes(committed: Mini, capsys: pytest.CaptureFixture[str]) -> None:
    committed.plant("components/schemas.yaml", "maxLength: 80", "maxLength: 90")
    assert diff.main(["--base", "HEAD", "--root", str(committed.root)]) == 0
    assert capsys.readouterr().out.startswith("compatible: POST /songs: ")


def test_diff_notable_edit_since_commit_passes(committed: Mini, capsys: pytest.CaptureFixture[str]) -> None:
    committed.plant("paths/songs.yaml", "{amount: 10}", "{amount: 12}")
    assert diff.main(["--base", "HEAD", "--root", str(committed.root)]) == 0
    line = "notable: POST /songs: x-credits: changed from {'amount': 10} to {'amount': 12}\n"
    assert capsys.readouterr().out == line


def test_diff_unchanged_contract_since_commit_says_so(committed: Mini, capsys: pytest.CaptureFixture[str]) -> None:
    assert diff.main(["--root", str(committed.root)]) == 0
    assert capsys.readouterr().out == "the contract is unchanged since HEAD\n"


@pytest.mark.parametrize("ref", ["no-such-ref", "--output=x"])
def test_diff_unknown_ref_says_what_to_do(committed: Mini, capsys: pytest.CaptureFixture[str], ref: str) -> None:
    assert diff.main([f"--base={ref}", "--root", str(committed.root)]) == 2
    assert f"no openapi/dist/openapi.json at '{ref}'" in (message := capsys.readouterr().err)
    assert message.endswith("name a ref that has it, `make diff-spec BASE=<ref>`\n")


def test_diff_base_without_json_says_what_to_do(committed: Mini, capsys: pytest.CaptureFixture[str]) -> None:
    (committed.root / "dist" / "openapi.json").write_text("{", encoding="utf-8")
    _git(committed.root.parent, "commit", "--all", "--quiet", "--message", "Break")
    assert diff.main(["--root", str(committed.root)]) == 2
    assert "is not JSON" in capsys.readouterr().err


def test_diff_base_is_what_was_committed(committed: Mini) -> None:
    base = diff.read_base("HEAD", committed.root)
    assert base == json.loads((committed.root / "dist" / "openapi.json").read_text(encoding="utf-8"))
