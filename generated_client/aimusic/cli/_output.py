"""Results on standard output: a small table for people, or one JSON document for scripts.

Scripts rely on the members of the documents as on the exit codes. They are the SDK's attributes, not the service's
fields, so one script can read all products.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from aimusic import Estimate, WebhookEvent
from aimusic._tasks.clip import Clip
from aimusic._tasks.task import Task
from aimusic.cli._progress import STYLES, length
from aimusic.cli._sanitize import line, lines
from aimusic.cli._session import Session, name_of
from aimusic.types import Credits
from aimusic_client.models import SonicLyrics

TABLE_WIDTH = 72
"""Columns that the table of clips needs for an id (36) and a readable title; narrower terminals show lines instead."""

MINUTE = 60.0


def emit(session: Session, document: Mapping[str, Any]) -> None:
    """Print a JSON document in ASCII, which is safe for every terminal and encoding."""
    click.echo(json.dumps(document, indent=2 if session.out.is_terminal else None))


def print_line(session: Session, text: str) -> None:
    """Print a line without wrapping, so that URLs and ids can be copied."""
    session.out.print(Text(line(text)), soft_wrap=True)


def task_result(
    session: Session, task: Task, *, files: Mapping[str, Path] | None = None, price: Estimate | None = None
) -> None:
    """Print a task and its clips.

    Args:
        session: The session to print to.
        task: The task.
        files: The paths of saved files, by clip id.
        price: The estimated price.
    """
    saved = files or {}
    if session.as_json:
        emit(session, task_document(task, saved, price))
        return
    words = f" ({task.failure.type}): {task.failure.message}" if task.failure is not None else ""
    print_line(session, f"{name_of(task)} {task.state}{words}")
    if task.clips:
        if session.out.width >= TABLE_WIDTH:
            session.out.print(_table(task.clips))
        _list(session, task.clips, saved, in_full=session.out.width < TABLE_WIDTH)
    if task.voice is not None:
        print_line(session, f"voice {task.voice.persona_id}")


def _table(clips: Sequence[Clip]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))  # no frames, to leave room for titles
    for name in ("#", "title", "length", "state"):
        table.add_column(name, overflow="fold")
    table.add_column("clip", no_wrap=True, overflow="fold")
    for number, clip in enumerate(clips, 1):
        state = Text(clip.state, STYLES[clip.state])
        table.add_row(Text(str(number)), Text(_title(clip)), length(clip.duration), state, Text(line(clip.id)))
    return table


def _title(clip: Clip) -> str:
    part = clip.stem_type or clip.role
    return line(f"{clip.title or ''} ({part})" if part else clip.title or "")


def _list(session: Session, clips: Sequence[Clip], saved: Mapping[str, Path], *, in_full: bool) -> None:
    """Print what does not fit in the table: URLs, paths and errors; with `in_full`, also the table's columns."""
    for number, clip in enumerate(clips, 1):
        lines = [f"{_title(clip)} {length(clip.duration)} {clip.state}", clip.id] if in_full else []
        lines.append(str(saved[clip.id]) if clip.id in saved else clip.error_message or clip.audio_url or "")
        for text in filter(None, map(str.strip, lines)):
            print_line(session, f"{number} {text}")


def task_document(task: Task, files: Mapping[str, Path], price: Estimate | None) -> dict[str, Any]:
    """Return a task as JSON, with the paths of saved files and the price; all members are always present."""
    paths = [files.get(clip.id) for clip in task.clips]
    document = task.to_dict()
    return {
        **document,
        "clips": [
            {**clip, "file": None if path is None else str(path)}
            for clip, path in zip(document["clips"], paths, strict=True)
        ],
        "estimate": None if price is None else price.to_dict(),
    }


def estimate_result(session: Session, price: Estimate) -> None:
    """Print the price of a command."""
    if session.as_json:
        emit(session, {"estimate": price.to_dict()})
    else:
        print_line(session, priced(price))


def priced(price: Estimate) -> str:
    """Return an estimate as text."""
    clips = f" for {price.clips} clips" if price.clips else ""
    least, most = (seconds / MINUTE for seconds in price.seconds or (0.0, 0.0))
    takes = f", in {least:g} to {most:g} minutes" if most else ""
    return f"{price.credits:g} credits{clips}{takes}"


def credits_result(session: Session, left: Credits) -> None:
    """Print the balance."""
    if session.as_json:
        emit(session, left.to_dict())
        return
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right")
    for name, amount in (("credits", left.credits), ("extra credits", left.extra_credits), ("total", left.total)):
        table.add_row(name, f"{amount:g}")
    session.out.print(table)


def lyrics_result(session: Session, result: Sequence[SonicLyrics]) -> None:
    """Print song lyrics, one after the other."""
    if session.as_json:
        emit(session, {"lyrics": [text.to_dict() for text in result]})
        return
    for number, text in enumerate(result):
        if number:
            print_line(session, "")
        session.out.print(Text(line(text.title), "bold"), soft_wrap=True)
        session.out.print(Text(lines(text.lyrics)), soft_wrap=True)


def files_result(session: Session, paths: Sequence[Path]) -> None:
    """Print the paths of saved files."""
    if session.as_json:
        emit(session, {"files": [str(path) for path in paths]})
        return
    for path in paths:
        print_line(session, str(path))


def started(session: Session, task: Task, price: Estimate) -> None:
    """Print a task that was just submitted, as the reference that `wait` accepts."""
    if session.as_json:
        emit(session, task_document(task, {}, price))
    else:
        print_line(session, name_of(task))


def event_result(session: Session, event: WebhookEvent) -> None:
    """Print a verified webhook."""
    if session.as_json:
        emit(session, event.to_dict())
    else:
        when = event.timestamp.isoformat()
        print_line(session, f"{event.event} of {event.product}/{event.task_id}, signed {when} ({event.id})")
