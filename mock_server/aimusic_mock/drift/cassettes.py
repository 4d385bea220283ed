"""A folder of recordings, one exchange a file, that only ever grows.

A file is there whole or not at all, so a crash loses at most the exchange that was under way, and no number is given
twice, also when two proxies record into one folder.
"""

from __future__ import annotations

import json
import os
import re
import threading
from pathlib import Path

from aimusic_mock.drift import har
from aimusic_mock.drift.exchange import Exchange

_NUMBER = re.compile(r"(\d+)-.*\.har$")
_OUTSIDE = re.compile(r"[^A-Za-z0-9._]+")

LONGEST = 60
"""Characters of the path in a file's name: enough for any of the contract, ids included, on every file system."""


class Cassettes:
    """The folder, which is made if need be. May be used by several threads.

    Args:
        folder: where.
        version: the contract's, for the record.

    Raises:
        OSError: the folder cannot be made or read.
    """

    def __init__(self, folder: Path, version: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._version = version
        self._lock = threading.Lock()
        matches = (_NUMBER.match(path.name) for path in folder.iterdir())
        self._next = 1 + max((int(match[1]) for match in matches if match), default=0)

    def add(self, exchange: Exchange) -> Path:
        """Write an exchange, which has no secrets any more, and return its file.

        Raises:
            OSError: it cannot be written.
        """
        text = json.dumps(har.write(exchange, self._version), indent=1)
        with self._lock:
            scratch = self.folder / f".{os.getpid()}.part"
            scratch.write_text(text + "\n", encoding="utf-8")
            try:
                return self._place(scratch, exchange)
            finally:
                scratch.unlink()

    def _place(self, scratch: Path, exchange: Exchange) -> Path:
        while True:
            file = self.folder / f"{self._next:04}-{_name(exchange)}.har"
            taken = any(self.folder.glob(f"{self._next:04}-*.har"))
            self._next += 1
            if not taken:
                try:
                    os.link(scratch, file)  # which, unlike a renaming, never writes over a file
                    return file
                except FileExistsError:
                    continue


def _name(exchange: Exchange) -> str:
    steps = exchange.path.split("/")[3:] if exchange.path.startswith("/api/") else exchange.path.split("/")
    name = _OUTSIDE.sub("-", "-".join(step for step in steps if step)).strip("-.")[:LONGEST]
    return f"{_OUTSIDE.sub('-', exchange.method)[:10]}-{name or 'root'}"
