"""`aimusic-mock replay`: serves recordings."""

from __future__ import annotations

import argparse
import contextlib
import sys
from pathlib import Path

from aimusic_mock.cli import listening
from aimusic_mock.drift.contract_index import shipped
from aimusic_mock.drift.har import UnreadableError
from aimusic_mock.drift.loading import Skipped, read
from aimusic_mock.drift.matching import CassettePlayer
from aimusic_mock.drift.player import Replay
from aimusic_mock.server.server import LocalServer, url_of


def add_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `replay`."""
    command.add_argument("folder", type=Path, metavar="DIR", help="a folder of cassettes, or a HAR file")
    listening.add_options(command, port=8000)


def run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Serve until interrupted; return the exit status."""
    try:
        player = load(options.folder)
    except UnreadableError as error:
        parser.error(str(error))
    listener = listening.listen(options.host, options.port)
    if listener is None:
        return 1
    with listener, contextlib.suppress(KeyboardInterrupt):  # raised only before `run` takes the signals over
        served = LocalServer(Replay(player), listener=listener)
        print(f"aimusic-mock replays {len(player)} recordings on {url_of(listener, options.host)}", flush=True)
        served.run()
    return 0


def load(path: Path) -> CassettePlayer:
    """Return the recordings of a folder or file; report what cannot be replayed.

    Raises:
        UnreadableError: the path does not exist, or has no files.
    """
    exchanges = []
    for item in read([path], shipped().hosts):
        if isinstance(item, Skipped):
            print(f"aimusic-mock: {item.source}: not played: {item.why}", file=sys.stderr)
        else:
            exchanges.append(item)
    return CassettePlayer(exchanges)
