"""The provenance report: its counts, its gaps, and the check for a stale report."""

from __future__ import annotations

import json

import pytest

from contract_tests.openapi.conftest import Mini
from openapi.tools import provenance, tree, words
from openapi.tools.bundle import Bundler

PAGE = f"# The contract\n\n{provenance.BEGIN}\n{provenance.END}\n\nThe end.\n"


@pytest.fixture
def page(mini: Mini) -> Mini:
    """The small contract with a page to write to."""
    (mini.root / "README.md").write_text(PAGE, encoding="utf-8")
    return mini


def _report(mini: Mini) -> provenance.Report:
    return provenance.Report(Bundler(mini.root).bundle())


def _word(mini: Mini, name: str) -> str | None:
    contract = tree.Contract(json.loads(json.dumps(Bundler(mini.root).bundle())))
    (node,) = (node for node in contract.of("property") if node.name == name)
    return words.effective(contract, node)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("CreateSong.from_s", "inferred"),  # its own
        ("CreateSong.to_s", "vendor"),  # its own, in the long form
        ("CreateSong.title", "doc"),  # that of the schema it refers to
        ("CoverSong.clip_id", "doc"),  # its schema's
        ("Error.error", "intro"),
    ],
)
def test_words_property_has_the_nearest_word(mini: Mini, name: str, word: str) -> None:
    assert _word(mini, name) == word


def test_provenance_counts_every_object_with_a_word(mini: Mini) -> None:
    counts = _report(mini).counts()
    assert counts["operations"] == {"intro": 2, "doc": 1}
    assert counts["schemas"] == {"doc": 4, "vendor": 1, "intro": 1}
    assert counts["properties"] == {"doc": 7, "inferred": 1, "vendor": 1, "intro": 1}
    assert counts["responses, headers, parameters"] == {"intro": 8, "inferred": 1}
    assert counts["examples"] == {"inferred": 7}
    assert counts[provenance.FACTS] == {"inferred": 1, "client": 1}


def test_provenance_table_adds_up(mini: Mini) -> None:
    lines = _report(mini).text().splitlines()
    assert "| `doc` | 1 | 4 | 7 | 0 | 0 | 0 | 12 | 32.4 % |" in lines
    assert "| all | 3 | 6 | 10 | 9 | 7 | 2 | 37 | 100 % |" in lines


def test_provenance_gaps_name_what_is_inferred_and_noted(mini: Mini) -> None:
    lines = _report(mini).text().splitlines()
    assert "- `create_song`: inferred `x-credits`. The price is a guess." in lines
    assert "- `CreateSong`: inferred `from_s`." in lines
    assert "- `RetryAfter`: inferred as a whole." in lines
    assert "- `Failure`: inferred `examples/failed`." in lines
    assert not any("`CoverSong`" in line for line in lines)


def test_provenance_shared_statement_is_listed_once(mini: Mini) -> None:
    mini.plant("components/schemas.yaml", "Title:\n", "x-shared: &by {x-provenance: inferred}\n\nTitle:\n")
    mini.plant(
        "components/schemas.yaml", "description: The state of the song.,", "description: Where it stands., <<: *by,"
    )
    mini.plant(
        "components/schemas.yaml", "{type: string, description: The task's id.}", "{<<: *by, description: An id.}"
    )
    text = _report(mini).text()
    assert text.count("`state`") + text.count("`task_id`") == 1


def test_provenance_written_page_keeps_what_is_around(page: Mini) -> None:
    root = str(page.root)
    assert provenance.main(["--root", root]) == 0
    text = (page.root / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# The contract\n\n{provenance.BEGIN}\n\n| word |")
    assert text.endswith(f"\n{provenance.END}\n\nThe end.\n")
    assert provenance.main(["--root", root]) == 0
    assert (page.root / "README.md").read_text(encoding="utf-8") == text


def test_provenance_check_of_changed_word_is_stale(page: Mini, capsys: pytest.CaptureFixture[str]) -> None:
    root = str(page.root)
    assert provenance.main(["--root", root, "--check"]) == 1
    assert provenance.main(["--root", root]) == 0
    assert provenance.main(["--root", root, "--check"]) == 0
    capsys.readouterr()
    page.plant("components/headers.yaml", "inferred", "live")
    assert provenance.main(["--root", root, "--check"]) == 1
    assert capsys.readouterr().err.endswith("is stale: run `make bundle` and commit openapi/README.md\n")


def test_provenance_page_without_markers_says_what_to_do(mini: Mini, capsys: pytest.CaptureFixture[str]) -> None:
    (mini.root / "README.md").write_text("# The contract\n", encoding="utf-8")
    assert provenance.main(["--root", str(mini.root)]) == 1
    assert provenance.BEGIN in capsys.readouterr().err


def test_provenance_report_of_this_contract_is_fresh() -> None:
    assert provenance.main(["--check"]) == 0
