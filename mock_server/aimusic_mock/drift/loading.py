"""Reads recordings from files and folders: our cassettes, and HAR files of browsers and other tools.

A browser's file holds what a page fetched from everywhere. Requests to other hosts than the API's are skipped.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path

from attrs import evolve, frozen

from aimusic_mock.drift import har
from aimusic_mock.drift.exchange import Exchange
from aimusic_mock.drift.har import UnreadableError
from aimusic_mock.drift.redaction import Hiding
from aimusic_mock.outbound.hosts import IN_PROCESS, is_loopback_name


@frozen
class Skipped:
    """What is not an exchange with the API, and why."""

    why: str
    source: str


def files(paths: list[Path]) -> list[Path]:
    """Return the HAR files that these files and folders are and hold, in the order of their names.

    Raises:
        UnreadableError: a path does not exist, or holds no recording.
    """
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise UnreadableError(f"{path} does not exist")
        files += sorted(item for item in path.rglob("*.har") if item.is_file()) if path.is_dir() else [path]
    if not files:
        raise UnreadableError(f"there is no .har file in {', '.join(map(str, paths))}")
    return files


def read(paths: list[Path], hosts: Collection[str]) -> Iterator[Exchange | Skipped]:
    """Yield every exchange with the API, without its secrets, and what cannot be read.

    Args:
        paths: files and folders.
        hosts: the names of the API's hosts. Besides them, cassettes are of the API, and so is what is on this machine.

    Raises:
        UnreadableError: a path does not exist, or there are no files.
    """
    hiding = Hiding()
    for file in files(paths):
        try:
            document = json.loads(file.read_text(encoding="utf-8-sig"))  # some tools begin with a byte order mark
            entries = har.entries(document)
        except (OSError, ValueError, RecursionError, UnreadableError) as error:
            yield Skipped(f"files that are no HAR ({type(error).__name__})", file.name)
            continue
        for entry in entries:
            try:
                exchange = har.read(entry, file.name)
            except UnreadableError as error:
                yield Skipped(str(error), file.name)
                continue
            if har.is_ours(document) or _is_api(exchange.host, hosts):
                yield evolve(hiding.hide(exchange), source=file.name)
            else:
                yield Skipped("other hosts", file.name)


def _is_api(host: str, hosts: Collection[str]) -> bool:
    return host in hosts or host in IN_PROCESS or is_loopback_name(host)
