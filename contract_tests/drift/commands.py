"""The commands that serve, each in a child process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from attrs import define, field


@define
class Started:
    """A command that serves until the block ends, when it is stopped with SIGTERM."""

    url: str
    process: subprocess.Popen[str] = field(repr=False)
    _stopped: tuple[int, str, str] | None = None

    def stopped(self) -> tuple[int, str, str]:
        """Stop the command; return its exit status, and its output after the first line."""
        if self._stopped is None:
            self.process.terminate()
            out, err = self.process.communicate(timeout=20)
            self._stopped = self.process.returncode, out, err
        return self._stopped

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.stopped()


def start(arguments: Sequence[str]) -> Started:
    """Start `aimusic-mock` with these arguments, and wait until it serves."""
    command = [sys.executable, "-m", "aimusic_mock", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    results = [word for word in line.split() if word.startswith("http://")]
    if not results:
        process.kill()
        raise AssertionError(f"it did not start: {line}{process.communicate()}")
    return Started(results[0], process)
