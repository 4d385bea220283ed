"""One run of the command: its client, its two outputs, and what to tell when it ends early.

Results go to standard output and to nothing else; everything said on the way goes to standard error. Knows no command.
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
from aimusic._tasks.task import BaseTask, Task
from aimusic.cli._sanitize import line


class Connect(Protocol):
    """Makes the client of a run; a test brings its own."""

    def __call__(self, base_url: str | None, *, needs_key: bool) -> AIMusic:
        """Return a client.

        Args:
            base_url: The server that the command line names; None when it names none.
            needs_key: Whether anything is going to be sent.
        """
        ...


def connect(base_url: str | None, *, needs_key: bool) -> AIMusic:
    """Return a client with the key of the environment: one in the arguments would be seen by every other process.

    Raises:
        ConfigurationError: There is no key, or the base URL cannot be used.
    """
    if not needs_key:
        return AIMusic(api_key="none-needed", base_url=base_url)
    if not (_config.read(_config.API_KEY) or "").strip():
        raise ConfigurationError(f"No API key: set {_config.API_KEY}. Keys are made at {_config.KEYS_PAGE}.")
    return AIMusic(base_url=base_url)


class Screen(Console):
    """A console that leaves a closed pipe to the command, instead of ending the process by itself."""

    def on_broken_pipe(self) -> None:
        """Raise the same error again."""
        raise BrokenPipeError


def _console(*, stderr: bool) -> Callable[[], Screen]:
    # No highlighting: an id with its digits coloured cannot be searched for in a log.
    return lambda: Screen(stderr=stderr, highlight=False, emoji=False, markup=False)


@define
class Session:
    """What the commands of one run share.

    Attributes:
        connect: Makes the client.
        as_json: Whether the result is to be one JSON document.
        base_url: The server that the command line names.
        out: For results.
        err: For everything else.
        task: The task that is waited for: paid, and to be found again when this run ends early.
        again: The command that goes on with the task, and its options.
        is_paying: Whether a request that costs something is under way.
    """

    connect: Connect = connect
    as_json: bool = False
    base_url: str | None = None
    out: Screen = field(factory=_console(stderr=False))
    err: Screen = field(factory=_console(stderr=True))
    task: Task | None = None
    again: tuple[str, ...] = ("wait",)
    is_paying: bool = False

    @contextmanager
    def client(self, *, needs_key: bool = True) -> Iterator[AIMusic]:
        """Lend the client, and close it afterwards."""
        with self.connect(self.base_url, needs_key=needs_key) as client:
            yield client

    @property
    def is_animated(self) -> bool:
        """Whether standard error is a terminal that shows progress."""
        return self._is_watched and not self.err.is_dumb_terminal

    @property
    def is_quiet(self) -> bool:
        """Whether nothing but an error may go to standard error: a script reads along."""
        return self.as_json and not self._is_watched

    @property
    def _is_watched(self) -> bool:
        # Not `is_terminal`, which FORCE_COLOR makes true for a pipe; the file is rich's, since stderr may be None.
        return self.err.file.isatty()

    def note(self, text: str) -> None:
        """Say something on the way, in one line that is never folded: it may be copied."""
        if not self.is_quiet:
            self.err.print(Text(line(text)), soft_wrap=True)

    @contextmanager
    def paying(self) -> Iterator[None]:
        """Mark a request that costs something; the mark stays when it does not return."""
        self.is_paying = True
        yield
        self.is_paying = False

    def resume(self, task: Task) -> str:
        """Return the command that goes on with a task."""
        where = () if self.base_url is None else ("--base-url", self.base_url)
        as_json = ("--json",) if self.as_json else ()
        verb, *options = self.again
        return shlex.join(("aimusic", verb, name_of(task), *where, *as_json, *options))


def name_of(task: BaseTask[Any]) -> str:
    """Return how a task is called on the command line."""
    return line(f"{task.product}/{task.id}")
