"""One run of the command: its client, its two outputs, and the task to resume if it ends early.

Results go to standard output, everything else to standard error. Knows no command.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from attrs import define, field
from rich.console import Console
from rich.text import Text

from aimusic import AIMusic, _config
from aimusic._errors import ConfigurationError
from aimusic._tasks.base import BaseTask
from aimusic._tasks.task import Task
from aimusic.cli._sanitize import line


class Connect(Protocol):
    """Creates the client of a run; tests pass their own."""

    def __call__(self, base_url: str | None, *, needs_key: bool) -> AIMusic:
        """Return a client.

        Args:
            base_url: The server from the command line, if any.
            needs_key: Whether requests to the API will be sent.
        """
        ...


def connect(base_url: str | None, *, needs_key: bool) -> AIMusic:
    """Return a client with the API key from the environment; other processes could see one in the arguments.

    Raises:
        ConfigurationError: The API key is missing, or the base URL is invalid.
    """
    if not needs_key:
        return AIMusic(api_key="none-needed", base_url=base_url)
    if not (_config.read(_config.API_KEY) or "").strip():
        raise ConfigurationError(f"No API key: set {_config.API_KEY}. Create a key at {_config.KEYS_PAGE}.")
    return AIMusic(base_url=base_url)


class Screen(Console):
    """A console that raises on a closed pipe instead of exiting, so that the command can handle it."""

    def on_broken_pipe(self) -> None:
        """Raise a BrokenPipeError."""
        raise BrokenPipeError


def _console(*, stderr: bool) -> Callable[[], Screen]:
    # No highlighting: colour codes inside an id would make it unsearchable in a log.
    return lambda: Screen(stderr=stderr, highlight=False, emoji=False, markup=False)


@define
class Session:
    """The state of one run.

    Attributes:
        connect: Creates the client.
        as_json: Whether to print one JSON document.
        base_url: The server from the command line, if any.
        out: The console for results.
        err: The console for everything else.
        task: The paid task that the run waits for, to be resumed if the run ends early.
        resume_command: The command that resumes the task, with its options.
        is_paying: Whether a paid request is in progress.
    """

    connect: Connect = connect
    as_json: bool = False
    base_url: str | None = None
    out: Screen = field(factory=_console(stderr=False))
    err: Screen = field(factory=_console(stderr=True))
    task: Task | None = None
    resume_command: tuple[str, ...] = ("wait",)
    is_paying: bool = False

    @contextmanager
    def client(self, *, needs_key: bool = True) -> Iterator[AIMusic]:
        """Return the client as a context manager that closes it."""
        with self.connect(self.base_url, needs_key=needs_key) as client:
            yield client

    @property
    def is_animated(self) -> bool:
        """Whether standard error is a terminal that shows progress."""
        return self._is_watched and not self.err.is_dumb_terminal

    @property
    def is_quiet(self) -> bool:
        """Whether only errors go to standard error, since a script reads it."""
        return self.as_json and not self._is_watched

    @property
    def _is_watched(self) -> bool:
        # Not `is_terminal`, which is true for a pipe under FORCE_COLOR; rich's file, since sys.stderr may be missing.
        return self.err.file.isatty()

    def note(self, text: str) -> None:
        """Print a note to standard error, in one line without wrapping, so that it can be copied."""
        if not self.is_quiet:
            self.err.print(Text(line(text)), soft_wrap=True)

    @contextmanager
    def paying(self) -> Iterator[None]:
        """Mark a paid request as in progress; the mark stays if it raises."""
        self.is_paying = True
        yield
        self.is_paying = False

    def resume(self, task: Task) -> str:
        """Return the command that resumes a task."""
        base_url = () if self.base_url is None else ("--base-url", self.base_url)
        as_json = ("--json",) if self.as_json else ()
        verb, *options = self.resume_command
        return shlex.join(("aimusic", verb, name_of(task), *base_url, *as_json, *options))


def name_of(task: BaseTask[Any]) -> str:
    """Return the reference of a task on the command line."""
    return line(f"{task.product}/{task.id}")
