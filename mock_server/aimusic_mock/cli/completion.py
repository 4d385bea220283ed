"""`aimusic-mock completion`: prints the completion script of a shell, as click writes it."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell.

    For bash, add to ~/.bashrc: eval "$(aimusic-mock completion bash)"
    """
    writer = get_completion_class(shell)
    if writer is None:
        raise click.UsageError(f"This version of click has no completion for {shell}.")
    click.echo(writer(ctx.find_root().command, {}, "aimusic-mock", "_AIMUSIC_MOCK_COMPLETE").source())
