"""A program in a real terminal: what it writes is read as it comes, and keys can be pressed.

Standard library only. A thread reads the terminal, so that every wait has a bound and none is a sleep.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Sequence
from contextlib import suppress
from threading import Condition, Thread
from types import TracebackType
from typing import Self

INTERRUPT = "\x03"
"""Ctrl-C."""

PATIENCE = 20.0
"""Seconds for a program to say what it should: many times what it takes on a busy machine, as a failure is rare."""

SHOWN = 1500
"""Characters of what was written that a failure shows: the last few pictures."""

_START = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""Makes the terminal the program's own, without which Ctrl-C is a character like any other; and lets it be interrupted:
tests that a shell runs in the background inherit a SIGINT that is ignored, and hand that on."""

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")


class Terminal:
    """A program that runs in a terminal of its own.

    Args:
        command: The program and its arguments.
        columns: How wide the terminal is.
        stdout: Where standard output goes instead of to the terminal, a descriptor.
    """

    def __init__(self, command: Sequence[str], *, columns: int = 100, stdout: int | None = None) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-c", _START, *command],
            stdin=slave,
            stdout=slave if stdout is None else stdout,
            stderr=slave,
            start_new_session=True,
            # Python's own view: readline, which pytest loads, sets COLUMNS behind its back, and programs believe that.
            env=dict(os.environ),  # noqa: TID251 - to hand it on
        )
        os.close(slave)
        self._raw = b""
        self._closed = False
        self._heard = Condition()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                piece = os.read(self._master, 65536)
            except OSError:  # how Linux says that the last program has left the terminal
                piece = b""
            with self._heard:
                self._raw += piece
                self._closed = not piece
                self._heard.notify_all()
            if not piece:
                return

    @property
    def raw(self) -> str:
        """All that was written so far, with what moves the cursor."""
        return self._raw.decode(errors="replace")

    @property
    def text(self) -> str:
        """All that was written so far, without what moves the cursor."""
        return _ESCAPES.sub("", self.raw).replace("\r", "")

    def read_until(self, pattern: str) -> re.Match[str]:
        """Wait until a regular expression is found in `text`, and return the match.

        Raises:
            AssertionError: It is not found before the program ends, or in time.
        """
        results: list[re.Match[str]] = []

        def heard() -> bool:
            results.extend(filter(None, [re.search(pattern, self.text)]))
            return bool(results) or self._closed

        with self._heard:
            self._heard.wait_for(heard, PATIENCE)
        assert results, f"{pattern!r} was not seen in:\n{self.text[-SHOWN:]}"
        return results[0]

    def press(self, keys: str) -> None:
        """Type on the terminal."""
        os.write(self._master, keys.encode())

    def wait(self) -> int:
        """Wait until the program has ended and all it wrote was read; return its exit code."""
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        os.close(self._master)
