"""The click group that runs every command; the only place where errors become exit codes."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NoReturn

import click

from aimusic.cli._exit_codes import Exit
from aimusic.cli._report import report
from aimusic.cli._session import Session


class Commands(click.Group):
    """A group with this package's exit codes and error messages instead of click's."""

    def main(self, args: Sequence[str] | None = None, *_: Any, **options: Any) -> NoReturn:
        """Run a command, and exit with its code.

        Args:
            args: The arguments; None for those of the process.
            options: As in click; `obj` may be a session.
        """
        words = list(sys.argv[1:] if args is None else args)
        session = options.setdefault("obj", None) or Session()
        options.update(obj=session, prog_name="aimusic", standalone_mode=False)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # unencodable characters of a title become question marks
        try:
            code = super().main(words, **options)
        except click.ClickException as error:
            session.as_json = session.as_json or "--json" in words  # the error may precede its parsing
            code = report(error, session)
        sys.exit(int(code or Exit.OK))

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """Parse the arguments. `--help` prints here, possibly to a closed pipe."""
        try:
            return super().make_context(*args, **options)
        except BrokenPipeError:
            _forget_outputs()
            raise click.exceptions.Exit(Exit.BROKEN_PIPE) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and convert every error to an exit code."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException):
            raise
        except BrokenPipeError:
            _forget_outputs()
            ctx.exit(Exit.BROKEN_PIPE)
        except BaseException as error:  # noqa: BLE001 - including Ctrl-C and SIGTERM
            try:
                ctx.exit(report(error, ctx.obj))
            except BrokenPipeError:
                _forget_outputs()
                ctx.exit(Exit.BROKEN_PIPE)


def _forget_outputs() -> None:
    """Discard buffered output: at exit, the interpreter would try to write it and print an error."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # a closed stream, or one in a test without a descriptor
            os.dup2(devnull, stream.fileno())
    os.close(devnull)
