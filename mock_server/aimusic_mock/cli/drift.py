"""`aimusic-mock drift`: compares recordings with the contract, offline."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from aimusic_mock.drift import report
from aimusic_mock.drift.contract_index import shipped
from aimusic_mock.drift.har import UnreadableError
from aimusic_mock.drift.loading import Skipped, read
from aimusic_mock.drift.report import Report
from aimusic_mock.drift.response_checks import check


def add_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `drift`."""
    command.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a folder of cassettes, or a HAR file")
    command.add_argument("--json", action="store_true", help="print JSON")
    command.add_argument(
        "--fail-on", choices=("warning", "error"), default="error", help="what ends with status 1 (default: error)"
    )
    command.add_argument("--api-host", action="append", default=[], help="another name of the API's; may be repeated")


def run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Print what differs; return the exit status."""
    try:
        comparison = compare(options.paths, options.api_host)
    except UnreadableError as error:
        parser.error(str(error))
    print(json.dumps(comparison.as_json(), indent=1) if options.json else report.text(comparison))
    return int(comparison.has(options.fail_on))


def compare(paths: list[Path], hosts: list[str]) -> Report:
    """Check every exchange in these files and folders.

    Args:
        paths: HAR files, and folders of them.
        hosts: names of the API's hosts that the contract does not name.

    Raises:
        UnreadableError: a path does not exist, or there are no files.
    """
    spec, report = shipped(), Report()
    for item in read(paths, spec.hosts | set(hosts)):
        if isinstance(item, Skipped):
            report.skip(item.why)
        else:
            report.add(check(spec, item), item.source)
    return report
