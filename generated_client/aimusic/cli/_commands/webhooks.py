"""`webhook verify`: is this message the service's? For receivers that are shell scripts, and for finding faults."""

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
    """Check what the service sends to a webhook."""


def _header(_: click.Context, __: click.Parameter, provided: tuple[str, ...]) -> dict[str, str]:
    headers = {}
    for text in provided:
        name, colon, value = text.partition(":")
        if not colon or not name.strip():
            raise click.BadParameter(f"{text!r} is no header: write 'Name: value'.")
        headers[name.strip()] = value.strip()
    return headers


@webhook.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option(
    "--header", "headers", multiple=True, callback=_header, metavar="'NAME: VALUE'", help="As it came; repeat."
)
@click.option("--secret", metavar="SECRET", help="Better in the environment.  [env: AIMUSIC_WEBHOOK_SECRET]")
@click.option(
    "--tolerance",
    type=click.FloatRange(min=0),
    default=_defaults.WEBHOOK_TOLERANCE,
    show_default=True,
    metavar="SECONDS",
    help="How far its date may be off.",
)
@common
@click.pass_obj
def verify(session: Session, /, file: BinaryIO, headers: dict[str, str], secret: str | None, tolerance: float) -> None:
    """Check the webhook whose body, byte for byte, is in FILE; - is standard input.

    The exit code is 0 for a message of the service and 10 for any other. Nothing is sent.
    """
    signed_with = secret or _config.read(_config.WEBHOOK_SECRET)
    if not signed_with:
        raise ConfigurationError(f"No webhook secret: set {_config.WEBHOOK_SECRET}.")
    _output.event_result(session, verify_webhook(file.read(), headers, signed_with, tolerance=tolerance))
