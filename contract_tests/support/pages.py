"""Pages of Markdown: their code blocks, and the listings that show what the code prints.

A test compares a listing with the output of its program, and `make pages` replaces it by that output.
It does not know the pages of this repository: `journeys/pages.py` lists them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from attrs import frozen

from contract_tests.support.processes import REPOSITORY

REPAIR = "run `make pages` and commit the pages"


def read(page: str) -> str:
    """Return the text of a page, by its path in the repository."""
    return (REPOSITORY / page).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """Return the code blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@frozen
class Listing:
    """A `text` block of a page, which shows the output of a program that the page holds.

    Attributes:
        page: the page's path in the repository.
        number: the block's number among the page's `text` blocks, from 0.
        program: runs the program; takes the page's text and an empty folder, returns the output.
    """

    page: str
    number: int
    program: Callable[[str, Path], str]

    def shown(self, text: str) -> str:
        """Return the block's content."""
        return blocks(text, "text")[self.number]

    def replace(self, text: str, output: str) -> str:
        """Return the page's text with `output` in the block."""
        block = list(re.finditer(r"^```text\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))[self.number]
        return text[: block.start(1)] + output + text[block.end(1) :]

    def difference(self, text: str, output: str) -> str:
        """Return the changes to the page that make it show `output`, as a unified diff; empty when it shows it."""
        lines = difflib.unified_diff(
            text.splitlines(),
            self.replace(text, output).splitlines(),
            self.page,
            "what the program prints",
            lineterm="",
        )
        diff = "\n".join(lines)
        return diff and f"the listing is stale: {REPAIR}\n{diff}"


def refresh(root: Path, listings: Iterable[Listing], scratch: Path) -> list[str]:
    """Run the programs and replace the listings that differ.

    Args:
        root: the folder that the paths of the pages start at.
        listings: the listings to refresh.
        scratch: an empty folder for the programs' files.

    Returns:
        The paths of the pages that were rewritten, one entry a listing.
    """
    rewritten = []
    for number, listing in enumerate(listings):
        folder = scratch / str(number)
        folder.mkdir()
        page = root / listing.page
        text = page.read_text(encoding="utf-8")
        fresh = listing.replace(text, listing.program(text, folder))
        if fresh != text:
            page.write_text(fresh, encoding="utf-8")
            rewritten.append(listing.page)
    return rewritten
