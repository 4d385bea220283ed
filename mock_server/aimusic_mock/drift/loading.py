"""Read recordings from files and folders: cassettes, and HAR files of browsers and other tools.

A browser's file holds the requests of a page to all hosts. Only those to the API's hosts are used.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path

from attrs import evolve, frozen

from aimusic_mock.drift import har
from aimusic_mock.drift.exchange import RecordedExchange
from aimusic_mock.drift.har import UnreadableError
from aimusic_mock.drift.redaction import Redactor
from aimusic_mock.outbound.hosts import IN_PROCESS, is_loopback_name


@frozen
class Skipped:
    """An entry or a file that is not an exchange with the API, and the reason."""

    why: str
    source: str


def files(paths: list[Path]) -> list[Path]:
    """Return the HAR files at and below these paths, sorted by name in each folder.

    Raises:
        UnreadableError: a path does not exist, or no HAR file was found.
    """
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise UnreadableError(f"{path} does not exist")
        files += sorted(file for file in path.rglob("*.har") if file.is_file()) if path.is_dir() else [path]
    if not files:
        raise UnreadableError(f"no .har file in {', '.join(map(str, paths))}")
    return files


def read(paths: list[Path], hosts: Collection[str]) -> Iterator[RecordedExchange | Skipped]:
    """Yield every exchange with the API, redacted, and a `Skipped` for every other entry and unreadable file.

    Args:
        paths: files and folders.
        hosts: the names of the API's hosts. Cassettes and loopback hosts always count as the API.

    Raises:
        UnreadableError: a path does not exist, or no HAR file was found.
    """
    redactor = Redactor()
    for file in files(paths):
        try:
            document = json.loads(file.read_text(encoding="utf-8-sig"))  # some tools begin with a byte order mark
            entries = har.entries(document)
        except (OSError, ValueError, RecursionError, UnreadableError) as error:
            yield Skipped(f"files that are not HAR ({type(error).__name__})", file.name)
            continue
        for entry in entries:
            try:
                exchange = har.read(entry, file.name)
            except UnreadableError as error:
                yield Skipped(str(error), file.name)
                continue
            if har.is_ours(document) or _is_api(exchange.host, hosts):
                yield evolve(redactor.redact(exchange), source=file.name)
            else:
                yield Skipped("other hosts", file.name)


def _is_api(host: str, hosts: Collection[str]) -> bool:
    return host in hosts or host in IN_PROCESS or is_loopback_name(host)
