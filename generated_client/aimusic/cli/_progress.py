"""Progress of tasks and downloads on standard error: animated on a terminal, otherwise one line per change of a task.

With `--json` and without a terminal, nothing is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Group, RenderableType
from rich.live import Live
from rich.progress import BarColumn, DownloadColumn, TextColumn, TransferSpeedColumn
from rich.progress import Progress as Bars
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from aimusic import Progress
from aimusic._clock import SYSTEM
from aimusic._tasks.snapshot import ENDED, State
from aimusic._tasks.task import Task, TaskFailedError
from aimusic.cli._options import Waiting
from aimusic.cli._sanitize import line
from aimusic.cli._session import Session, name_of

STYLES: dict[State, str] = {"pending": "dim", "running": "cyan", "succeeded": "green", "failed": "red"}
"""Colours are never the only indication: the state is always printed as well."""

BAR_WIDTH = 40
"""Fits a terminal of half the usual width; narrower terminals shorten it."""


def follow(session: Session, task: Task, waiting: Waiting) -> Task:
    """Wait for a task and show its progress.

    The session keeps the task, so that an error or an interruption prints how to resume.

    Raises:
        TaskFailedError: The task failed.
        AIMusicError: As `Task.wait`.
    """
    session.task = task
    with _watched(session, task) as report:
        task.wait(waiting.timeout, interval=waiting.interval, on_update=report)
    if task.state == "failed":
        raise TaskFailedError(task)
    return task


@contextmanager
def _watched(session: Session, task: Task) -> Iterator[Callable[[Task], object]]:
    if not session.is_animated:
        yield _Lines(session)
        return
    start = SYSTEM.monotonic()
    # A thread redraws four times a second, so that the elapsed time moves between polls, which are 20 s apart.
    with Live(
        console=session.err,
        get_renderable=lambda: picture(task, SYSTEM.monotonic() - start),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    ) as live:
        yield lambda _: live.refresh()


class _Lines:
    """Prints a task whenever its state changes."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._last = ""

    def __call__(self, task: Task) -> None:
        """Print the task, unless nothing has changed."""
        sentence = f"{name_of(task)}: {task.state}{_share(task)}"
        if sentence != self._last:
            self._session.note(sentence)
        self._last = sentence


def _share(task: Task) -> str:
    if not task.clips:
        return ""
    return f", {sum(clip.state in ENDED for clip in task.clips)} of {len(task.clips)} clips ended"


def picture(task: Task, elapsed: float) -> RenderableType:
    """Return the display of a running task.

    Args:
        task: The task.
        elapsed: Seconds since the wait began.
    """
    head = Text.assemble(name_of(task), f"  {length(elapsed)}  ", (task.state, STYLES[task.state]), _share(task))
    bar = Table.grid()  # ends the line; a bar by itself does not
    # The bar pulses until the first clip has ended, as the progress is unknown.
    bar.add_row(ProgressBar(total=1.0, completed=task.progress, pulse=not task.progress, width=BAR_WIDTH))
    rows = Table.grid(padding=(0, 2))
    for number, clip in enumerate(task.clips, 1):
        title = Text(line(clip.title or ""), overflow="ellipsis", no_wrap=True)
        rows.add_row(Text(str(number)), Text(clip.state, STYLES[clip.state]), title, length(clip.duration))
    hint = Text("Ctrl-C stops the waiting, not the task.", style="dim")
    return Group(head, bar, rows, hint)


def length(seconds: float | None) -> str:
    """Return a duration in minutes and seconds; empty for None."""
    if seconds is None:
        return ""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


@contextmanager
def receiving(session: Session, name: str) -> Iterator[Callable[[Progress], object] | None]:
    """Show the progress of a download.

    Args:
        session: The session to print to.
        name: The file's name.
    """
    if not session.is_animated:
        yield None
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(BAR_WIDTH),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    with Bars(*columns, console=session.err, transient=True, redirect_stdout=False, redirect_stderr=False) as bars:
        bar = bars.add_task(line(name), total=None)
        yield lambda progress: bars.update(bar, completed=progress.received, total=progress.total)
