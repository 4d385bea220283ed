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

MAX_DIGITS = 640
"""Maximum length of an integer that every configuration of Python converts (`sys.int_info.str_digits_check_threshold`)."""


@frozen
class Skipped:
    """An entry or a file that is not an exchange with the API, and the reason."""

    why: str
    source: str


def files(path: Path) -> list[Path]:
    """Return the HAR files below a folder, sorted by name, or a file itself.

    Raises:
        UnreadableError: the path does not exist.
    """
    if not path.exists():
        raise UnreadableError(f"{path} does not exist")
    return sorted(file for file in path.rglob("*.har") if file.is_file()) if path.is_dir() else [path]


def read(paths: list[Path], hosts: Collection[str]) -> Iterator[RecordedExchange | Skipped]:
    """Yield every exchange with the API, redacted, and a `Skipped` for all else: entries, unreadable files, empty folders.

    Args:
        paths: files and folders.
        hosts: the names of the API's hosts. Cassettes and loopback hosts always count as the API.

    Raises:
        UnreadableError: a path does not exist.
    """
    redactor = Redactor()
    hosts = {host.lower() for host in hosts}
    listed = [(path, files(path)) for path in paths]
    yield from (Skipped("folders without a .har file", path.name) for path, recordings in listed if not recordings)
    for file in (file for _, recordings in listed for file in recordings):
        try:
            # From bytes, since some tools write a byte order mark, and Windows shells UTF-16.
            document = json.loads(file.read_bytes(), parse_int=_integer)
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
    host = host.removesuffix(".")
    return host in hosts or host in IN_PROCESS or is_loopback_name(host)


def _integer(text: str) -> int | float:
    """Return an integer; one that is too long for Python becomes a float, so that the rest of its file is read."""
    return int(text) if len(text) <= MAX_DIGITS else float(text)
