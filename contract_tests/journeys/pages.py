"""The listings of the README and of the pages, and the programs that print them: `make pages` rewrites them in place."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from aimusic_mock import Settings, create_app
from aimusic_mock.server.server import LocalServer
from contract_tests.drift.page import print_report
from contract_tests.plugin.outer_project import Outside, report_block
from contract_tests.support import pages
from contract_tests.support.pages import Listing, blocks
from contract_tests.support.processes import REPOSITORY

README_URL = "http://127.0.0.1:8000"
"""The address of the mock in the README's walk."""


def walk(readme: str, url: str, folder: Path) -> str:
    """Return the output of the README's first program.

    Args:
        readme: the page's text.
        url: the address of a mock with the seed 1 and the clock `auto`, which stands in for the README's.
        folder: the folder to run in.
    """
    done = subprocess.run(
        [sys.executable, "-c", blocks(readme, "python")[0].replace(README_URL, url)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.replace(url, README_URL)


def _walk_at_a_new_mock(readme: str, folder: Path) -> str:
    with LocalServer(create_app(Settings(seed=1, clock="auto"))) as mock:
        return walk(readme, mock.url, folder)


def readme_report(readme: str, folder: Path) -> str:
    """Return the plugin's report on the README's test module."""
    project = Outside(folder)
    project.write(test_songs=blocks(readme, "python")[1])
    return report_block(project.pytest())


def plugin_report(page: str, folder: Path) -> str:
    """Return the plugin's report on the project of the plugin's page."""
    project = Outside(folder)
    project.write_page(page)
    return report_block(project.pytest())


def drift_report(_page: str, folder: Path) -> str:
    """Return the report that the mock's page shows."""
    return print_report(folder)


WALK = Listing("README.md", 0, _walk_at_a_new_mock)
README_REPORT = Listing("README.md", 1, readme_report)
PLUGIN_REPORT = Listing("generated_client/pytest_aimusic/README.md", 0, plugin_report)
DRIFT_REPORT = Listing("mock_server/README.md", 0, drift_report)
LISTINGS = (WALK, README_REPORT, PLUGIN_REPORT, DRIFT_REPORT)


def main(root: Path = REPOSITORY, listings: Sequence[Listing] = LISTINGS) -> int:
    """Refresh the listings, and print which pages were rewritten."""
    with tempfile.TemporaryDirectory() as scratch:
        rewritten = pages.refresh(root, listings, Path(scratch))
    for page in dict.fromkeys(rewritten):
        print(f"rewrote {page}")
    print(f"{len(rewritten)} of {len(listings)} listings changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
