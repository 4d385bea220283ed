"""`aimusic-mock drift`: compares recordings with the contract, offline."""

from __future__ import annotations

import json
from pathlib import Path

import click

from aimusic_mock import terminal
from aimusic_mock.drift import report
from aimusic_mock.drift.contract_index import shipped
from aimusic_mock.drift.finding import Severity
from aimusic_mock.drift.har import UnreadableError
from aimusic_mock.drift.loading import Skipped, read
from aimusic_mock.drift.report import Report
from aimusic_mock.drift.response_checks import check


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--fail-on",
    type=click.Choice(("warning", "error")),
    default="error",
    show_default=True,
    help="The least severity that ends the command with status 1.",
)
@click.option("--api-host", "hosts", multiple=True, help="Another host name of the API; may be repeated.")
def command(paths: tuple[Path, ...], as_json: bool, fail_on: Severity, hosts: tuple[str, ...]) -> int:
    """Compare recordings with the contract, offline.

    PATH is a folder of cassettes, or a HAR file. The exit status is 1 if there is drift, and 3 if nothing was checked.
    """
    try:
        comparison = compare(list(paths), list(hosts))
    except UnreadableError as error:
        raise click.UsageError(str(error)) from error
    lines = json.dumps(comparison.as_json(), indent=1).splitlines() if as_json else report.lines(comparison)
    terminal.write(*lines)
    return comparison.exit_status(fail_on)


def compare(paths: list[Path], hosts: list[str]) -> Report:
    """Check every exchange in these files and folders.

    Args:
        paths: HAR files, and folders of them.
        hosts: names of the API's hosts that the contract does not name.

    Raises:
        UnreadableError: a path does not exist.
    """
    spec, comparison = shipped(), Report()
    for exchange in read(paths, spec.hosts | set(hosts)):
        if isinstance(exchange, Skipped):
            comparison.skip(exchange.why)
        else:
            comparison.add(check(spec, exchange), exchange.source)
    return comparison
