"""The command `aimusic-mock`. Its commands are the modules of `cli/`."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

import click

from aimusic_mock.errors import did_you_mean
from aimusic_mock.terminal import escaped

COMMANDS = {
    "serve": "Serve the mock.",
    "proxy": "Record the service, and report drift.",
    "drift": "Report drift in recordings.",
    "replay": "Serve recordings.",
    "scenarios": "List the scenarios.",
    "completion": "Print the completion script of a shell.",
}
"""Each command, and its line in the help text."""

INTERRUPTED = 130
"""The shells' own number: 128 and the number of SIGINT."""


class LazyGroup(click.Group):
    """A group that imports the module of a command only to run it or to print its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; return None for an unknown name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"aimusic_mock.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, and suggest similar names for an unknown one.

        Raises:
            click.UsageError: the command is unknown.
        """
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            hint = did_you_mean(name, COMMANDS) or f"Use one of {', '.join(COMMANDS)}."
            ctx.fail(f"No such command '{name}'. {hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="aimusic", prog_name="aimusic-mock")
def cli() -> None:
    """A mock of the AI Music API, and its tools."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status.

    Args:
        arguments: the arguments; None for those of the process.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status: int | None = cli.main(words, prog_name="aimusic-mock", standalone_mode=False)
    except click.ClickException as error:
        error.message = escaped(error.message)  # type: ignore[misc]  # it quotes arguments and file names
        error.show()
        return error.exit_code
    except click.Abort:
        return INTERRUPTED
    return status or 0


if __name__ == "__main__":
    sys.exit(main())
