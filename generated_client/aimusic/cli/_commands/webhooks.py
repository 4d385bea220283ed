"""`webhook verify`: verify a webhook, for receivers that are shell scripts and for debugging."""

from __future__ import annotations

from typing import BinaryIO

import click

from aimusic import _config, _defaults, verify_webhook
from aimusic._errors import ConfigurationError
from aimusic.cli import _output
from aimusic.cli._options import common
from aimusic.cli._session import Session


@click.group()
def webhook() -> None:
    """Verify webhooks of the service."""


def _header(_: click.Context, __: click.Parameter, provided: tuple[str, ...]) -> list[tuple[str, str]]:
    headers = []
    for text in provided:
        name, colon, value = text.partition(":")
        if not colon or not name.strip():
            raise click.BadParameter(f"{text!r} is not a header: write 'Name: value'.")
        headers.append((name.strip(), value.strip()))
    return headers


@webhook.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option(
    "--header",
    "headers",
    multiple=True,
    callback=_header,
    metavar="'NAME: VALUE'",
    help="A header, unchanged; repeat for each.",
)
@click.option("--secret", metavar="SECRET", help="Preferably set in the environment.  [env: AIMUSIC_WEBHOOK_SECRET]")
@click.option(
    "--tolerance",
    type=click.FloatRange(min=0),
    default=_defaults.WEBHOOK_TOLERANCE,
    show_default=True,
    metavar="SECONDS",
    help="How far the timestamp may be off.",
)
@common
@click.pass_obj
def verify(
    session: Session, /, file: BinaryIO, headers: list[tuple[str, str]], secret: str | None, tolerance: float
) -> None:
    """Verify a webhook whose raw body is in FILE (- for standard input).

    The exit code is 0 for a genuine webhook, otherwise 10. Nothing is sent.
    """
    signed_with = secret or _config.read(_config.WEBHOOK_SECRET)
    if not signed_with:
        raise ConfigurationError(f"No webhook secret: set {_config.WEBHOOK_SECRET}.")
    _output.event_result(session, verify_webhook(file.read(), headers, signed_with, tolerance=tolerance))
