"""`aimusic-mock replay`: serves recordings."""

from __future__ import annotations

import argparse
import contextlib
import sys
from pathlib import Path

from mock_server.cli import listening
from mock_server.drift.har import UnreadableError
from mock_server.drift.matching import Tape
from mock_server.drift.reading import Skipped, read
from mock_server.drift.replaying import Replay
from mock_server.drift.spec import shipped
from mock_server.server import Served, url_of


def add_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `replay`."""
    command.add_argument("folder", type=Path, metavar="DIR", help="a folder of cassettes, or a HAR file")
    listening.add_options(command, port=8000)


def run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Serve until interrupted; return the exit status."""
    try:
        tape = load(options.folder)
    except UnreadableError as error:
        parser.error(str(error))
    listener = listening.listen(options.host, options.port)
    if listener is None:
        return 1
    with listener, contextlib.suppress(KeyboardInterrupt):  # raised only before `run` takes the signals over
        served = Served(Replay(tape), listener=listener)
        print(f"aimusic-mock replays {len(tape)} recordings on {url_of(listener, options.host)}", flush=True)
        served.run()
    return 0


def load(path: Path) -> Tape:
    """Return the recordings of a folder or file; what cannot be played is told.

    Raises:
        UnreadableError: the path does not exist, or has no files.
    """
    exchanges = []
    for each in read([path], shipped().hosts):
        if isinstance(each, Skipped):
            print(f"aimusic-mock: {each.source}: not played: {each.why}", file=sys.stderr)
        else:
            exchanges.append(each)
    return Tape(exchanges)
