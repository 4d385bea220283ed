"""Options and arguments that several commands have, so that they mean the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import click
from attrs import frozen

from aimusic import _defaults
from aimusic._tasks.clip import Kind
from aimusic._tasks.snapshot import Product
from aimusic.cli._session import Session

Command = Callable[..., Any]
PRODUCTS: tuple[Product, ...] = get_args(Product)
_BY_NAME: dict[str, Product] = {name: name for name in PRODUCTS}
KINDS: tuple[Kind, ...] = get_args(Kind)

FOLDER = click.Path(file_okay=False, writable=True, path_type=Path)
SECONDS = click.FloatRange(min=0)


@frozen
class Reference:
    """A task as it is named on the command line; without a product it is Sonic's, or what `--product` says."""

    id: str
    product: Product | None = None

    def product_or(self, chosen: Product | None) -> Product:
        """Return whose task it is.

        Raises:
            click.UsageError: The name and `--product` disagree.
        """
        if self.product and chosen and self.product != chosen:
            raise click.UsageError(f"The task is {self.product}'s, and --product says {chosen}.")
        return self.product or chosen or "sonic"


class ReferenceType(click.ParamType):  # type: ignore[type-arg] # generic only in newer versions of click
    """`[PRODUCT/]TASK`, as every message of this command spells it."""

    name = "task"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Reference:
        """Return the reference."""
        first, slash, rest = str(value).strip().partition("/")
        identity = rest if slash else first
        product = _BY_NAME.get(first) if slash else None
        if slash and product is None:
            self.fail(f"{first!r} is no product: use {', '.join(PRODUCTS)}.", param, ctx)
        if not identity.strip(".") or not identity.isprintable() or set(identity) & set("/?# "):
            self.fail(f"{identity!r} is no task id.", param, ctx)
        return Reference(identity, product)


REFERENCE = ReferenceType()


def common(command: Command) -> Command:
    """Add `--json` and `--base-url`, which every command has."""
    for option in (
        click.option(
            "--base-url",
            metavar="URL",
            expose_value=False,
            callback=_set_base_url,
            help="The server, for example a mock on this machine.  [env: AIMUSIC_BASE_URL]",
        ),
        click.option(
            "--json",
            is_flag=True,
            is_eager=True,  # an option that is wrong is then told as JSON, too
            expose_value=False,
            callback=_set_json,
            help="Print one JSON document, for scripts.",
        ),
    ):
        command = option(command)
    return command


def _set_json(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    session = ctx.ensure_object(Session)
    session.as_json = session.as_json or value


def _set_base_url(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    ctx.ensure_object(Session).base_url = value


@frozen
class Waiting:
    """How a task is waited for.

    Attributes:
        timeout: Seconds until the command gives up; the task goes on.
        interval: Seconds between looks; None for what the service asks for.
        download: The folder that the songs are saved in; None for not saving them.
    """

    timeout: float
    interval: float | None
    download: Path | None = None


def waiting(command: Command) -> Command:
    """Add what is to be said about waiting for a task, and about its songs."""
    return patience(
        click.option("--download", type=FOLDER, metavar="DIR", help="Save the songs in this folder.")(command)
    )


def patience(command: Command) -> Command:
    """Add how long to wait for a task, and how often to look."""
    for option in (
        click.option(
            "--interval",
            type=SECONDS,
            metavar="SECONDS",
            help="Between two looks, at least 3 unless the server is on this machine.  [default: as the service asks]",
        ),
        click.option(
            "--timeout",
            type=SECONDS,
            default=_defaults.WAIT_TIMEOUT,
            show_default=True,
            metavar="SECONDS",
            help="How long to wait. The task goes on afterwards.",
        ),
    ):
        command = option(command)
    return command


def submitting(command: Command) -> Command:
    """Add what every command that costs something has."""
    for option in (
        click.option("--dry-run", is_flag=True, help="Tell what it would cost, and send nothing."),
        click.option("--no-wait", is_flag=True, help="Print the task's id and end."),
    ):
        command = option(command)
    return waiting(command)


def product_option(command: Command) -> Command:
    """Add `--product`, for a task that is named without one."""
    return click.option(
        "--product", type=click.Choice(PRODUCTS), help="Whose task it is, unless its name says so.  [default: sonic]"
    )(command)
