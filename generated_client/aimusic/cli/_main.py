"""The frame around every command: the only place where an error becomes an exit code."""

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
    """A group whose commands end with this package's exit codes and sentences, instead of click's."""

    def main(self, args: Sequence[str] | None = None, *_: Any, **options: Any) -> NoReturn:
        """Run a command and end the process with its exit code.

        Args:
            args: The arguments; None for those of the process.
            options: As click's; `obj` may be a session.
        """
        words = list(sys.argv[1:] if args is None else args)
        session = options.setdefault("obj", None) or Session()
        options.update(obj=session, prog_name="aimusic", standalone_mode=False)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # a terminal that cannot spell a title shows a question mark
        try:
            code = super().main(words, **options)
        except click.ClickException as error:
            session.as_json = session.as_json or "--json" in words  # it was perhaps not read so far
            code = report(error, session)
        sys.exit(int(code or Exit.OK))

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """Parse the arguments; `--help` prints here, and its reader may have closed the pipe."""
        try:
            return super().make_context(*args, **options)
        except BrokenPipeError:
            _forget_outputs()
            raise click.exceptions.Exit(Exit.BROKEN_PIPE) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; every early end becomes an exit code."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException):
            raise
        except BrokenPipeError:
            _forget_outputs()
            ctx.exit(Exit.BROKEN_PIPE)
        except BaseException as error:  # noqa: BLE001 - Ctrl-C is one of the ways to end
            try:
                ctx.exit(report(error, ctx.obj))
            except BrokenPipeError:
                _forget_outputs()
                ctx.exit(Exit.BROKEN_PIPE)


def _forget_outputs() -> None:
    """Let what is still buffered vanish: the interpreter would try to write it, fail, and say so."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # it may be closed, or a test's, which has no descriptor
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
