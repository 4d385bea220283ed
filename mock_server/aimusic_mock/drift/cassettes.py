"""A folder of recordings with one exchange a file. Files are added and never overwritten.

Files are written atomically, so a crash loses at most the exchange in progress. Numbers are unique, even if two proxies
record into one folder.
"""

from __future__ import annotations

import json
import os
import re
import threading
from pathlib import Path

from aimusic_mock.drift import har
from aimusic_mock.drift.exchange import RecordedExchange

_NUMBER = re.compile(r"(\d+)-.*\.har$")
_OUTSIDE = re.compile(r"[^A-Za-z0-9._]+")

LONGEST = 60
"""Maximum number of characters of the path in a file name: fits every path of the contract, ids included, on every file system."""


class Cassettes:
    """A folder of cassettes. Thread-safe.

    Args:
        folder: the folder, created if it does not exist.
        version: the version of the contract, written to each file.

    Raises:
        OSError: the folder cannot be created or read.
    """

    def __init__(self, folder: Path, version: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._version = version
        self._lock = threading.Lock()
        matches = (_NUMBER.match(path.name) for path in folder.iterdir())
        self._next = 1 + max((int(match[1]) for match in matches if match), default=0)

    def add(self, exchange: RecordedExchange) -> Path:
        """Write a redacted exchange and return its file.

        Raises:
            OSError: the file cannot be written.
        """
        text = json.dumps(har.write(exchange, self._version), indent=1)
        with self._lock:
            scratch = self.folder / f".{os.getpid()}.part"
            scratch.write_text(text + "\n", encoding="utf-8")
            try:
                return self._place(scratch, exchange)
            finally:
                scratch.unlink()

    def _place(self, scratch: Path, exchange: RecordedExchange) -> Path:
        while True:
            file = self.folder / f"{self._next:04}-{_name(exchange)}.har"
            taken = any(self.folder.glob(f"{self._next:04}-*.har"))
            self._next += 1
            if not taken:
                try:
                    os.link(scratch, file)  # unlike a rename, never overwrites a file
                    return file
                except FileExistsError:
                    continue


def _name(exchange: RecordedExchange) -> str:
    steps = exchange.path.split("/")[3:] if exchange.path.startswith("/api/") else exchange.path.split("/")
    name = _OUTSIDE.sub("-", "-".join(step for step in steps if step)).strip("-.")[:LONGEST]
    return f"{_OUTSIDE.sub('-', exchange.method)[:10]}-{name or 'root'}"
