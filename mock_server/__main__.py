"""The command `aimusic-mock`: serves the mock on this machine."""

from __future__ import annotations

import argparse
import contextlib
import signal
import socket
import sys
from collections.abc import Sequence

from attrs import evolve
from waitress.server import create_server

from mock_server.app import create_app
from mock_server.settings import DIALECTS, PLANS, Settings, from_env

THREADS = 8
"""Requests answered at a time. Each takes about a millisecond; the rest wait in the server's queue."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        settings = _settings(options)
    except ValueError as error:
        parser.error(str(error))
    return serve(settings, options.host, options.port)


def serve(settings: Settings, host: str, port: int) -> int:
    """Serve until interrupted, and say where.

    Args:
        settings: how the mock behaves; its `public_url` is set to the address that is served.
        host: the address to listen on.
        port: the port; 0 for a free one.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        print(f"aimusic-mock: cannot listen on {host}:{port}: {error}", file=sys.stderr)
        return 1
    # A shell starts a job in the background with this signal ignored, and then nothing but TERM would stop it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with listener, contextlib.suppress(KeyboardInterrupt):
        name = f"[{host}]" if family == socket.AF_INET6 else host
        url = f"http://{name}:{listener.getsockname()[1]}"
        app = create_app(evolve(settings, public_url=url))
        server = create_server(app, sockets=[listener], threads=THREADS, ident="aimusic-mock")
        print(_banner(url, next(iter(app.extensions["aimusic"].world.store.accounts)), settings), flush=True)
        server.run()
    return 0


def _banner(url: str, key: str, settings: Settings) -> str:
    return f"""\
aimusic-mock listens on {url}
key: {key}   clock: {settings.clock}   seed: {settings.seed}   dialect: {settings.dialect}   plan: {settings.plan}

try:
  curl -s {url}/api/v1/sonic/create -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\
    -d '{{"custom_mode": false, "mv": "sonic-v5", "gpt_description_prompt": "a folk song about a slow river"}}'
"""


def _settings(options: argparse.Namespace) -> Settings:
    """Return the environment's settings, changed by what the command line says."""
    names = ("seed", "clock", "dialect", "plan", "credits")
    given = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    if options.key:
        given["keys"] = tuple(options.key)
    return evolve(from_env(), **given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="aimusic-mock", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    command = commands.add_parser("serve", help="serve the mock", description="Serve the mock until interrupted.")
    command.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    command.add_argument(
        "--port", type=port_number, default=8000, help="the port; 0 for a free one (default: %(default)s)"
    )
    command.add_argument("--seed", type=int, help="decides every id, text and duration (default: 1)")
    command.add_argument("--clock", help="real, speed=N, manual or auto (default: auto)")
    command.add_argument("--dialect", choices=DIALECTS, help="the form of the replies (default: documented)")
    command.add_argument("--key", action="append", help="a known key, one account each; may be repeated")
    command.add_argument("--plan", choices=PLANS, help="the rate limit of the accounts (default: standard)")
    command.add_argument("--credits", type=int, help="all that each account begins with (default: 1000, and 100 extra)")
    return parser


def port_number(text: str) -> int:
    """Read a port; Waitress would take 70000 and listen on 4464."""
    if not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("it should be from 0 to 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
