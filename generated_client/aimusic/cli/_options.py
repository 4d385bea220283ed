"""Options and arguments that several commands share."""

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
    """A task on the command line. Without a product, `--product` applies, or Sonic."""

    id: str
    product: Product | None = None

    def product_or(self, chosen: Product | None) -> Product:
        """Return the task's product.

        Raises:
            click.UsageError: The reference and `--product` disagree.
        """
        if self.product and chosen and self.product != chosen:
            raise click.UsageError(f"The task belongs to {self.product}, but --product is {chosen}: leave it out.")
        return self.product or chosen or "sonic"


class ReferenceType(click.ParamType):  # type: ignore[type-arg] # generic only in newer versions of click
    """`[PRODUCT/]TASK`, the form that all messages use."""

    name = "task"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Reference:
        """Return the reference."""
        first, slash, rest = str(value).strip().partition("/")
        identity = rest if slash else first
        product = _BY_NAME.get(first) if slash else None
        if slash and product is None:
            self.fail(f"{first!r} is not a product: use {', '.join(PRODUCTS)}.", param, ctx)
        if not identity.strip(".") or not identity.isprintable() or set(identity) & set("/?# "):
            self.fail(f"{identity!r} is not a task id.", param, ctx)
        return Reference(identity, product)


REFERENCE = ReferenceType()


def common(command: Command) -> Command:
    """Add `--json` and `--base-url`."""
    for option in (
        click.option(
            "--base-url",
            metavar="URL",
            expose_value=False,
            callback=_set_base_url,
            help="URL of the server, for example of a mock.  [env: AIMUSIC_BASE_URL]",
        ),
        click.option(
            "--json",
            is_flag=True,
            is_eager=True,  # so that errors in other options are printed as JSON, too
            expose_value=False,
            callback=_set_json,
            help="Print one JSON document.",
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
    """The options for waiting for a task.

    Attributes:
        timeout: Seconds until the command gives up; the task continues.
        interval: Seconds between polls; None for the documented interval.
        download: The folder to save the songs in; None not to save them.
    """

    timeout: float
    interval: float | None
    download: Path | None = None


def waiting(command: Command) -> Command:
    """Add `--download`, `--timeout` and `--interval`."""
    return patience(
        click.option("--download", type=FOLDER, metavar="DIR", help="Save the songs in this folder.")(command)
    )


def patience(command: Command) -> Command:
    """Add `--timeout` and `--interval`."""
    for option in (
        click.option(
            "--interval",
            type=SECONDS,
            metavar="SECONDS",
            help="Between polls, at least 3 unless the server is on this machine.  [default: 15, then 20]",
        ),
        click.option(
            "--timeout",
            type=SECONDS,
            default=_defaults.WAIT_TIMEOUT,
            show_default=True,
            metavar="SECONDS",
            help="How long to wait. The task continues afterwards.",
        ),
    ):
        command = option(command)
    return command


def submitting(command: Command) -> Command:
    """Add the options of all paid commands."""
    for option in (
        click.option("--dry-run", is_flag=True, help="Print the price, and send nothing."),
        click.option("--no-wait", is_flag=True, help="Print the task's id, and exit."),
    ):
        command = option(command)
    return waiting(command)


def product_option(command: Command) -> Command:
    """Add `--product`, for a task reference without one."""
    return click.option(
        "--product",
        type=click.Choice(PRODUCTS),
        help="The task's product, if the reference has none.  [default: sonic]",
    )(command)
