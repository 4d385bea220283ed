"""The command group `aimusic`, and its entry point."""

from __future__ import annotations

import signal

import click

from aimusic import __version__
from aimusic.cli._commands.account import credits_command, lyrics
from aimusic.cli._commands.completion import completion
from aimusic.cli._commands.songs import create, extend, stems
from aimusic.cli._commands.tasks import download, task, wait
from aimusic.cli._commands.webhooks import webhook
from aimusic.cli._exit_codes import TerminatedError
from aimusic.cli._main import Commands

EPILOG = """\
Reads the API key from AIMUSIC_API_KEY and the server from AIMUSIC_BASE_URL. AIMUSIC_LOG=info writes a log.

Exit codes: 0 done, 1 other error, 2 usage or settings, 3 key refused, 4 not enough credits, 5 request refused, 6 rate
limit, 7 no response or server error, 8 task failed, 9 timed out (the task goes on), 10 webhook not verified, 130
interrupted, 141 output closed, 143 terminated.
"""


def _refuse_key(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        raise click.UsageError("Other processes can see a key in the arguments: set AIMUSIC_API_KEY instead.", ctx)


@click.group(cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="aimusic")
@click.option("--api-key", hidden=True, expose_value=False, callback=_refuse_key)
def cli() -> None:
    """Make songs with the AI Music API.

    Results go to standard output, everything else to standard error. Paid commands print their price first.
    """


for command in (create, extend, stems, wait, task, download, lyrics, credits_command, webhook, completion):
    cli.add_command(command)


def run() -> int:
    """Run the command with the arguments of this process, and exit with its code; never returns normally."""
    signal.signal(signal.SIGTERM, _terminate)
    return cli.main()


def _terminate(*_: object) -> None:
    raise TerminatedError
