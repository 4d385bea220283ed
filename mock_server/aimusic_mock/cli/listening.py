"""What the commands that serve have in common: the address to listen on, and how they take a signal."""

from __future__ import annotations

import argparse
import signal
import socket
import sys

from aimusic_mock.server import server


def add_options(command: argparse.ArgumentParser, port: int) -> None:
    """Add `--host` and `--port`.

    Args:
        command: the command's parser.
        port: the port if none is given.
    """
    command.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    command.add_argument(
        "--port", type=port_number, default=port, help="the port; 0 for a free one (default: %(default)s)"
    )


def listen(host: str, port: int) -> socket.socket | None:
    """Return a listening socket; print the reason and return None when it cannot be opened.

    Args:
        host: the address to listen on.
        port: the port; 0 for a free one.
    """
    try:
        listener = server.listen(host, port)
    except (OSError, OverflowError) as error:
        print(f"aimusic-mock: cannot listen on {host}:{port}: {error}", file=sys.stderr)
        return None
    # A shell starts a job in the background with this signal ignored, and then nothing but TERM would stop it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    return listener


def port_number(text: str) -> int:
    """Parse a port, so that a wrong one is a usage error."""
    if not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("it should be from 0 to 65535")
    return int(text)
