"""Run a program in a pseudo-terminal, read its output as it is written, and press keys.

A thread reads the terminal, so that every wait has a timeout and none is a sleep.
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

TIMEOUT = 20.0
"""Seconds to wait for output: many times as long as it takes on a busy machine."""

SHOWN_CHARACTERS = 1500
"""Characters of the output to show in a failure."""

_START = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""Makes the terminal the program's controlling terminal, so that Ctrl-C sends SIGINT, and restores the default handler:
background jobs of a shell inherit an ignored SIGINT."""

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")


class Terminal:
    """A program that runs in its own terminal.

    Args:
        command: The program and its arguments.
        columns: The width of the terminal.
        stdout: A file descriptor for standard output; None for the terminal.
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
            # Python's view of the environment: readline, which pytest loads, sets COLUMNS in the process's own.
            env=dict(os.environ),  # noqa: TID251 - passed on to the program
        )
        os.close(slave)
        self._raw = b""
        self._closed = False
        self._changed = Condition()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                chunk = os.read(self._master, 65536)
            except OSError:  # on Linux: the last program has closed the terminal
                chunk = b""
            with self._changed:
                self._raw += chunk
                self._closed = not chunk
                self._changed.notify_all()
            if not chunk:
                return

    @property
    def raw(self) -> str:
        """The output so far, including control sequences."""
        return self._raw.decode(errors="replace")

    @property
    def text(self) -> str:
        """The output so far, without control sequences."""
        return _ESCAPES.sub("", self.raw).replace("\r", "")

    def read_until(self, pattern: str) -> re.Match[str]:
        """Wait until a regular expression matches `text`, and return the match.

        Raises:
            AssertionError: The program ends or the timeout expires before that.
        """
        results: list[re.Match[str]] = []

        def has_match() -> bool:
            results.extend(filter(None, [re.search(pattern, self.text)]))
            return bool(results) or self._closed

        with self._changed:
            self._changed.wait_for(has_match, TIMEOUT)
        assert results, f"{pattern!r} does not match:\n{self.text[-SHOWN_CHARACTERS:]}"
        return results[0]

    def press(self, keys: str) -> None:
        """Type on the terminal."""
        os.write(self._master, keys.encode())

    def wait(self) -> int:
        """Wait until the program has ended and its output has been read; return its exit code."""
        code = self.process.wait(TIMEOUT)
        self._reader.join(TIMEOUT)
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait(TIMEOUT)
        self._reader.join(TIMEOUT)
        os.close(self._master)
