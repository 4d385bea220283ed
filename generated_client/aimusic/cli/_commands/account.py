"""`credits` and `lyrics`: free commands that do not start a task."""

from __future__ import annotations

import click

from aimusic.cli import _output
from aimusic.cli._options import common
from aimusic.cli._session import Session


@click.command("credits")
@common
@click.pass_obj
def credits_command(session: Session, /) -> None:
    """Show the balance. Costs nothing."""
    with session.client() as client:
        _output.credits_result(session, client.account.credits())


@click.command()
@click.argument("description")
@common
@click.pass_obj
def lyrics(session: Session, /, description: str) -> None:
    """Write lyrics from a DESCRIPTION. Costs nothing."""
    with session.client() as client:
        _output.lyrics_result(session, client.sonic.lyrics(description))
