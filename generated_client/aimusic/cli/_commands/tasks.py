"""`wait`, `task`, `download`: commands for a task that was started before."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import click

from aimusic import AIMusic, Task, _defaults
from aimusic._tasks.clip import Kind
from aimusic._tasks.snapshot import Product
from aimusic.cli import _output
from aimusic.cli._commands._submit import finish, resumption
from aimusic.cli._files import prepare, save, save_url
from aimusic.cli._options import FOLDER, KINDS, REFERENCE, Reference, Waiting, common, patience, product_option, waiting
from aimusic.cli._progress import follow
from aimusic.cli._session import Session


def _pick_up(client: AIMusic, reference: Reference, product: Product | None) -> Task:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # irrelevant to users of the command
        namespace = getattr(client, reference.product_or(product))
    picked_up: Task = namespace.task(reference.id)
    return picked_up


@click.command()
@click.argument("reference", metavar="[PRODUCT/]TASK", type=REFERENCE)
@product_option
@waiting
@common
@click.pass_obj
def wait(session: Session, /, reference: Reference, product: Product | None, **options: Any) -> None:
    """Wait for a task, and print its clips. Costs nothing."""
    settings = Waiting(**options)
    prepare(settings.download)
    session.resume_command = resumption(settings)
    with session.client() as client:
        finish(session, client, _pick_up(client, reference, product), settings)


@click.command()
@click.argument("reference", metavar="[PRODUCT/]TASK", type=REFERENCE)
@product_option
@common
@click.pass_obj
def task(session: Session, /, reference: Reference, product: Product | None) -> None:
    """Poll a task once. Costs nothing.

    The exit code is 0 for every state, including failed.
    """
    with session.client() as client:
        _output.task_result(session, _pick_up(client, reference, product).refresh())


@click.command()
@click.argument("source", metavar="[PRODUCT/]TASK|URL")
@click.option("--to", "folder", type=FOLDER, default=Path(), metavar="DIR", help="The folder.  [default: this one]")
@click.option("--kind", type=click.Choice(KINDS), default="audio", show_default=True, help="Which file.")
@click.option(
    "--max-bytes",
    type=click.IntRange(min=1),
    default=_defaults.MAX_DOWNLOAD_BYTES,
    show_default=True,
    metavar="BYTES",
    help="The largest file to save.",
)
@click.option(
    "--allow-stream",
    is_flag=True,
    help="Accept a response that ends with its connection; it looks complete even if it is cut off.",
)
@product_option
@patience
@common
@click.pass_context
def download(
    ctx: click.Context,
    /,
    source: str,
    folder: Path,
    kind: Kind,
    max_bytes: int,
    allow_stream: bool,
    product: Product | None,
    **options: Any,
) -> None:
    """Save the files of a task's clips, or of a URL. Waits for a task that is still running.

    Costs nothing, except Sonic with --kind wav: 1 credit per clip, the first time.
    """
    session = ctx.ensure_object(Session)
    accepted: dict[str, Any] = {"max_bytes": max_bytes, "allow_stream": allow_stream}
    prepare(folder)
    if source.partition("://")[0] in {"http", "https"}:
        with session.client(needs_key=False) as client:
            _output.files_result(session, [save_url(session, client, source, folder, kind, **accepted)])
        return
    reference = REFERENCE.convert(source, None, ctx)
    session.resume_command = ("download", "--to", str(folder), "--kind", kind, *_limits(**accepted))
    with session.client() as client:
        ended = follow(session, _pick_up(client, reference, product), Waiting(**options))
        files = save(session, client, ended.clips, folder, kind, **accepted)
    _output.files_result(session, list(files.values()))


def _limits(*, max_bytes: int, allow_stream: bool) -> tuple[str, ...]:
    """Return the options that repeat what a download accepts, as far as it is not the default."""
    size = () if max_bytes == _defaults.MAX_DOWNLOAD_BYTES else ("--max-bytes", str(max_bytes))
    return (*size, *(("--allow-stream",) if allow_stream else ()))
