"""What the pages refer to exists: the targets and variables of make, links, and the paths in CONTRIBUTING."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import PurePosixPath

import pytest

from contract_tests.support.pages import read
from contract_tests.support.processes import REPOSITORY, run, tracked_files

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MAKEFILE = read("Makefile")
TARGETS = set(re.findall(r"^([a-z-]+):.*##", MAKEFILE, re.MULTILINE))
VARIABLES = {f"{name}=" for name in re.findall(r"\$\(([A-Z_]+)\)", MAKEFILE)}
PATHS_OF = ("CONTRIBUTING.md", "contract_tests/README.md", "openapi/decisions/architecture.md")
"""The pages whose paths are those of this repository; the others also name files of their readers."""

FILES = tracked_files()
FOLDERS = {str(parent) for name in FILES for parent in PurePosixPath(name).parents}
PAGES = [name for name in FILES if name.endswith(".md")]


def commands(text: str) -> Iterator[str]:
    """Yield the code of a page: the lines of its shell blocks, without comments, and its code spans."""
    for language, block in FENCE.findall(text):
        if language in {"sh", "console", ""}:
            for line in block.splitlines():
                yield line.partition(" #")[0].strip()
    yield from re.findall(r"`([^`\n]+)`", FENCE.sub("", text))


def words_of_make(text: str) -> set[str]:
    """Return the targets in a page's commands, and the variables with `=`."""
    runs = re.findall(r"^make ([^;&|\n]+)", "\n".join(commands(text)), re.MULTILINE)
    words = " ".join(re.sub(r'"[^"]*"|<[^>]*>', "", arguments) for arguments in runs).split()
    return {re.sub(r"=.*", "=", word) for word in words if not word.startswith("-")}


@pytest.mark.parametrize("page", PAGES)
def test_targets_and_variables_of_make_exist(page: str) -> None:
    assert words_of_make(read(page)) - TARGETS - VARIABLES == set()


def test_words_of_make_are_read_from_spans_and_blocks() -> None:
    text = "Run `make bundle lint-spec`, to make sure.\n\n```console\nmake drift CASSETTES=DIR  # make no difference\n```\n"
    assert words_of_make(text) == {"bundle", "lint-spec", "drift", "CASSETTES="}


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub gives to a page's headings."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_and_headings(page: str) -> None:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", read(page))):
        path, _, anchor = link.partition("#")
        if "://" not in link and not link.startswith("mailto:"):
            target = (REPOSITORY / page).parent / path if path else REPOSITORY / page
            if not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
                broken.append(link)
    assert broken == []


def paths(text: str) -> set[str]:
    """Return the paths in a page's commands, with `*` for a placeholder such as `<room>`."""
    words = [word.strip("\"',") for command in commands(text) for word in re.sub(r"<\w+>", "*", command).split()]
    named = {word.partition("::")[0].partition("=")[2] or word.partition("::")[0] for word in words}
    return {
        word
        for word in named
        if re.fullmatch(r"[\w.*/-]+", word)
        and not word.startswith("/")
        and ("/" in word or PurePosixPath(word).suffix in {".py", ".md", ".yaml", ".toml"})
    }


def exists(path: str) -> bool:
    """Return whether a file or folder has this path, from the root or from any folder."""
    pattern = path.rstrip("/")
    return any(fnmatch(name, pattern) or fnmatch(name, f"*/{pattern}") for name in (*FILES, *FOLDERS))


@pytest.mark.parametrize("page", PATHS_OF)
def test_paths_exist(page: str) -> None:
    named = paths(read(page))

    assert len(named) > 10
    assert {path for path in named if not exists(path)} == set()


def test_paths_are_read_from_commands() -> None:
    text = 'Run `pytest "contract_tests/x.py::test_name[case]"`, then `make test TESTS=contract_tests/<room>` on `/api/v1/`.'

    assert paths(text) == {"contract_tests/x.py", "contract_tests/*"}
    assert not exists("contract_tests/x.py")
    assert exists("domain/ids.py")


def test_make_help_lists_every_target() -> None:
    listed = run("make", "--no-print-directory", "help", cwd=REPOSITORY).stdout
    assert re.findall(r"^  ([a-z-]+)", listed, re.MULTILINE) == re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE)
