"""`make pages` repairs the listings of the pages, and says what it changed; on a clean tree it changes nothing."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from contract_tests.journeys import pages
from contract_tests.support.pages import Listing, blocks, read
from contract_tests.support.processes import REPOSITORY

PAGE = "# A page\n\n```text\nfirst: 1\n```\n\n```python\nprint('second: 2')\n```\n\n```text\nsecond: 7\nthird: 8\n```\n\nThe end.\n"
FRESH = PAGE.replace("second: 7\nthird: 8\n", "second: 2\nthird: 3\n")
LISTING = Listing("page.md", 1, lambda text, _: f"{blocks(text, 'python')[0][7:16]}\nthird: 3\n")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with copies of the pages, in whose listings every digit is wrong."""
    for listing in pages.LISTINGS:
        page = tmp_path / listing.page
        if not page.exists():
            page.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / listing.page, page)
        text = page.read_text(encoding="utf-8")
        wrong = re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), listing.shown(text))
        page.write_text(listing.replace(text, wrong), encoding="utf-8")
    return tmp_path


@pytest.mark.slow  # runs the programs of the pages
def test_make_pages_repairs_wrong_numbers_and_then_changes_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pages.main(root) == 0

    names = list(dict.fromkeys(listing.page for listing in pages.LISTINGS))
    assert {name: (root / name).read_text(encoding="utf-8") for name in names} == {name: read(name) for name in names}
    assert capsys.readouterr().out == "".join(f"rewrote {name}\n" for name in names) + "4 of 4 listings changed\n"

    assert pages.main(root, [pages.WALK, pages.DRIFT_REPORT]) == 0
    assert capsys.readouterr().out == "0 of 2 listings changed\n"


def test_every_text_block_after_a_program_has_its_listing() -> None:
    # The command line's note of an interruption has no program: a person stops it.
    blocks_of = {listing.page: len(blocks(read(listing.page), "text")) for listing in pages.LISTINGS}
    assert blocks_of == {name: sum(listing.page == name for listing in pages.LISTINGS) for name in blocks_of}


def test_listing_replaces_its_own_block_only() -> None:
    assert LISTING.replace(PAGE, LISTING.program(PAGE, Path())) == FRESH
    assert LISTING.shown(PAGE) == "second: 7\nthird: 8\n"


def test_difference_shows_every_changed_line_at_once_and_the_repair() -> None:
    difference = LISTING.difference(PAGE, LISTING.program(PAGE, Path())).splitlines()

    assert difference[0] == "the listing is stale: run `make pages` and commit the pages"
    changed = [line for line in difference[3:] if line[0] in "+-"]
    assert changed == ["-second: 7", "-third: 8", "+second: 2", "+third: 3"]


def test_difference_of_a_fresh_listing_is_empty() -> None:
    assert LISTING.difference(FRESH, LISTING.program(FRESH, Path())) == ""
