"""The steps of all paid commands: print the price, submit once, wait, save, print the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen

from aimusic import AIMusic, Task, estimate
from aimusic.cli import _output
from aimusic.cli._files import prepare, save
from aimusic.cli._options import Waiting
from aimusic.cli._progress import follow
from aimusic.cli._session import Session, name_of


@frozen
class Submitting:
    """The options for submitting a task.

    Attributes:
        waiting: The options for waiting.
        dry_run: Whether to print the price only.
        no_wait: Whether to print the task's id and exit.
    """

    waiting: Waiting
    dry_run: bool
    no_wait: bool


Method = Callable[[AIMusic], Callable[..., Task]]
"""Returns the method of a client that starts the task."""


def submit(session: Session, settings: Submitting, method: Method, *arguments: Any, **options: Any) -> None:
    """Run a command that starts a task.

    Raises:
        TaskFailedError: The task failed.
        AIMusicError: As the method, and as `Task.wait`.
    """
    with session.client(needs_key=not settings.dry_run) as client:
        start = method(client)
        price = estimate(start, *arguments, **options)
        if settings.dry_run:
            _output.estimate_result(session, price)
            return
        prepare(settings.waiting.download)
        session.note(f"This costs {_output.priced(price)}.")
        with session.paying():
            task = start(*arguments, **options)
        session.resume_command = resumption(settings.waiting)
        session.note(f"{name_of(task)} has started.")
        if settings.no_wait:
            _output.started(session, task, price)
        else:
            finish(session, client, task, settings.waiting, price)


def finish(session: Session, client: AIMusic, task: Task, waiting: Waiting, price: Any = None) -> None:
    """Wait for a task, save its songs if requested, and print the result."""
    follow(session, task, waiting)
    files = {} if waiting.download is None else save(session, client, task.clips, waiting.download, "audio")
    _output.task_result(session, task, files=files, price=price)


def resumption(waiting: Waiting) -> tuple[str, ...]:
    """Return the command that continues to wait, with its options."""
    return ("wait",) if waiting.download is None else ("wait", "--download", str(waiting.download))
