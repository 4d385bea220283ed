"""What the serving commands share: the options for the address, the listening socket, and the handling of signals."""

from __future__ import annotations

import signal
import socket

import click

from aimusic_mock import terminal
from aimusic_mock.server import server


def options(port: int) -> list[click.Parameter]:
    """Return the options `--host` and `--port`.

    Args:
        port: the default of `--port`.
    """
    return [
        click.Option(["--host"], default="127.0.0.1", show_default=True, help="Address to listen on."),
        click.Option(
            ["--port"],
            type=click.IntRange(0, 65535),
            default=port,
            show_default=True,
            help="Port to listen on; 0 for a free one.",
        ),
    ]


def listen(host: str, port: int) -> socket.socket | None:
    """Return a listening socket; print the reason and return None when it cannot be opened.

    Args:
        host: the address to listen on.
        port: the port; 0 for a free one.
    """
    try:
        listener = server.listen(host, port)
    except (OSError, OverflowError) as error:
        terminal.write(f"aimusic-mock: cannot listen on {host}:{port}: {error}", error=True)
        return None
    # A shell starts a background job with this signal ignored, and then only SIGTERM would stop it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    return listener
