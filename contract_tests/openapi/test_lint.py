"""The linter: every rule reports its planted fault with the line, and the contract has no fault."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from contract_tests.openapi.conftest import Mini
from contract_tests.openapi.planted_faults import FAULTS, Planted
from openapi.tools import lint, sources, words
from openapi.tools.checks import FUNCTIONS
from openapi.tools.checks.extensions import described


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.rule)
def test_lint_planted_fault_is_reported_at_its_line(
    mini: Mini, capsys: pytest.CaptureFixture[str], fault: Planted
) -> None:
    mini.plant(fault.file, fault.old, fault.new)
    if fault.also:
        mini.plant(*fault.also)
    status = lint.main(["--root", str(mini.root)])
    prefix = f"{mini.place(fault.file, fault.at)}: {fault.rule}: "
    output = capsys.readouterr().out
    assert any(line.startswith(prefix) for line in output.splitlines()), f"{prefix}… is not in\n{output}"
    assert status == 1


def test_lint_small_contract_is_clean(mini: Mini, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint.main(["--root", str(mini.root)]) == 0
    assert capsys.readouterr().out == ""


def test_lint_this_contract_is_clean() -> None:
    assert [str(finding) for finding in lint.lint()] == []


def test_lint_every_rule_has_a_planted_fault() -> None:
    rules = {rule.name for rule in lint.load_rules()} | {lint.DOCUMENT_RULE}
    assert rules == {fault.rule for fault in FAULTS}


def test_lint_every_function_is_used_by_a_rule() -> None:
    assert set(FUNCTIONS) == {rule.function for rule in lint.load_rules()}


def test_lint_message_has_known_placeholders_and_a_remedy() -> None:
    known = {"name", "key", "found", "words", "status", "times", "declared", "what", "target", "poll", "format"}
    known |= {"example", "at", "error", "count", "which", "member", "word", "fact", "expected", "statuses", "other"}
    for rule in lint.load_rules():
        placeholders = set(re.findall(r"(?<!\{)\{(\w+)\}", rule.message))
        assert placeholders <= known, rule.name
        assert re.search(r"[:;,] ", rule.message), f"{rule.name} names a fault and no remedy"


def test_lint_shapes_of_extensions_are_those_described() -> None:
    (rule,) = (rule for rule in lint.load_rules() if rule.name == "extension-shape")
    assert set(rule.options["shapes"]) == described("extensions.md")


def test_lint_provenance_words_are_those_described() -> None:
    text = (sources.ROOT / "extensions.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `(\w+)` \|", text.partition("## x-credits")[0], re.MULTILINE)
    (rule,) = (rule for rule in lint.load_rules() if rule.name == "extension-shape")
    assert tuple(table) == words.WORDS == tuple(rule.options["shapes"]["x-provenance"]["then"]["enum"])


GIVEN, FUNCTION, MESSAGE = "  given: [schemas]\n", "  function: not_boolean\n", "  message: wrong\n"


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (
            GIVEN + "  function: guess\n" + MESSAGE,
            "4: the rule odd has the unknown function 'guess': use one of has, matches",
        ),
        (
            GIVEN + "  function: not_bolean\n" + MESSAGE,
            "4: the rule odd has the unknown function 'not_bolean': did you mean 'not_boolean'?",
        ),
        (
            "  given: [schema]\n" + FUNCTION,
            "3: the rule odd has the unknown selector 'schema': did you mean 'schemas'?",
        ),
        (
            GIVEN + FUNCTION + MESSAGE + "  prerequsite: true\n",
            "6: the rule odd has the unknown key 'prerequsite': did you mean 'prerequisite'?",
        ),
        (
            GIVEN + FUNCTION + MESSAGE + "  keys: [description]\n",
            "6: the rule odd has the unknown key 'keys': use one of given, function, message, prerequisite",
        ),
        (
            GIVEN + FUNCTION + MESSAGE + "  sentence: no\n",
            "6: the rule odd has the unknown key 'sentence': use one of given, function, message, prerequisite",
        ),
        (GIVEN + FUNCTION, "2: the rule odd has no message: add it"),
        (FUNCTION + MESSAGE, "2: the rule odd has no given: add it"),
        (GIVEN + MESSAGE, "2: the rule odd has no function: add it"),
        (GIVEN + "  function: has\n" + MESSAGE, "2: the rule odd has no keys: add it"),
        ("  [given]\n", "2: the rule odd is not a mapping: give it given, function, message"),
    ],
    ids=[
        "function",
        "function-near-miss",
        "selector",
        "key-near-miss",
        "option-of-another-function",
        "key-of-old",
        "no-message",
        "no-given",
        "no-function",
        "no-option",
        "no-mapping",
    ],
)
def test_lint_invalid_rule_is_refused_with_its_line(tmp_path: Path, rule: str, sentence: str) -> None:
    (tmp_path / "bad.yaml").write_text(f"# rules\nodd:\n{rule}", encoding="utf-8")
    with pytest.raises(sources.SourceError, match=re.escape(f"bad.yaml:{sentence}")):
        lint.load_rules(tmp_path)


def test_lint_unbundled_contract_says_why(mini: Mini, capsys: pytest.CaptureFixture[str]) -> None:
    mini.plant("openapi.yaml", "paths/task.yaml", "paths/gone.yaml")
    assert lint.main(["--root", str(mini.root)]) == 1
    assert capsys.readouterr().out.startswith("openapi/openapi.yaml:9: refers to a file that does not exist")


def test_lint_fault_sentence_names_the_object(mini: Mini) -> None:
    mini.plant("components/schemas.yaml", ", description: The state of the song.", "")
    (finding,) = lint.lint(mini.root)
    assert finding.message.startswith("the property Song.state has no description: describe it")


def test_lint_fault_of_the_whole_document_is_reported_at_the_root(mini: Mini) -> None:
    mini.plant("paths/task.yaml", "    - $ref: '../components/parameters.yaml#/TaskId'\n", "    []\n")
    (finding,) = lint.lint(mini.root)
    assert str(finding).startswith(f"{mini.place('openapi.yaml', 'openapi:')}: {lint.DOCUMENT_RULE}: ")
    assert "'task_id'" in finding.message


def test_lint_field_of_many_schemas_is_reported_once(tmp_path: Path) -> None:
    root = tmp_path / "openapi"
    shutil.copytree(sources.ROOT, root)
    fields = root / "components" / "schemas" / "sonic-fields.yaml"
    text = fields.read_text(encoding="utf-8")
    fields.write_text(text.replace("SonicClipId:\n  type: string", "SonicClipId:\n  format: uuid\n  type: string"))
    (finding,) = lint.lint(root)
    assert (finding.rule, "SonicClipId" in finding.message) == ("schema-format-uuid", True)
