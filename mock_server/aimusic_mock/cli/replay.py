"""`aimusic-mock replay`: serves recordings."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import click

from aimusic_mock.cli import listening
from aimusic_mock.drift.contract_index import shipped
from aimusic_mock.drift.har import UnreadableError
from aimusic_mock.drift.loading import Skipped, read
from aimusic_mock.drift.matching import CassettePlayer
from aimusic_mock.drift.player import Replay
from aimusic_mock.server.server import LocalServer, url_of


@click.command(params=listening.options(port=8000))
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def command(folder: Path, host: str, port: int) -> int:
    """Serve recordings until interrupted.

    DIR is a folder of cassettes, or a HAR file.
    """
    try:
        player = load(folder)
    except UnreadableError as error:
        raise click.UsageError(str(error)) from error
    listener = listening.listen(host, port)
    if listener is None:
        return 1
    with listener, contextlib.suppress(KeyboardInterrupt):  # raised only before `run` takes the signals over
        served = LocalServer(Replay(player), listener=listener)
        print(f"aimusic-mock replays {len(player)} recordings on {url_of(listener, host)}", flush=True)
        served.run()
    return 0


def load(path: Path) -> CassettePlayer:
    """Return the recordings of a folder or file; report what cannot be replayed.

    Raises:
        UnreadableError: the path does not exist, or has no files.
    """
    exchanges = []
    for exchange in read([path], shipped().hosts):
        if isinstance(exchange, Skipped):
            print(f"aimusic-mock: {exchange.source}: not played: {exchange.why}", file=sys.stderr)
        else:
            exchanges.append(exchange)
    return CassettePlayer(exchanges)
