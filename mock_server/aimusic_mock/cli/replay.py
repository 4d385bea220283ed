"""`aimusic-mock replay`: serves recordings."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from pathlib import Path

import click

from aimusic_mock import terminal
from aimusic_mock.cli import listening
from aimusic_mock.drift.contract_index import shipped
from aimusic_mock.drift.har import UnreadableError
from aimusic_mock.drift.loading import Skipped, read
from aimusic_mock.drift.matching import CassettePlayer
from aimusic_mock.drift.player import Replay
from aimusic_mock.server.server import LocalServer, url_of


@click.command(params=listening.options(port=8000))
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--api-host", "hosts", multiple=True, help="Another host name of the API; may be repeated.")
def command(folder: Path, hosts: tuple[str, ...], host: str, port: int) -> int:
    """Serve recordings until interrupted.

    DIR is a folder of cassettes, or a HAR file.
    """
    try:
        player = load(folder, hosts)
    except UnreadableError as error:
        raise click.UsageError(str(error)) from error
    listener = listening.listen(host, port)
    if listener is None:
        return 1
    with listener, contextlib.suppress(KeyboardInterrupt):  # raised only before `run` takes the signals over
        served = LocalServer(Replay(player, {name.lower() for name in (host, *hosts)}), listener=listener)
        terminal.write(f"aimusic-mock replays {len(player)} recordings on {url_of(listener, host)}")
        served.run()
    return 0


def load(path: Path, hosts: Collection[str] = ()) -> CassettePlayer:
    """Return the recordings of a folder or file; report what cannot be replayed.

    Args:
        path: a HAR file, or a folder of them.
        hosts: names of the API's hosts that the contract does not name.

    Raises:
        UnreadableError: the path does not exist, or has no exchange with the API.
    """
    exchanges = []
    for exchange in read([path], {*shipped().hosts, *hosts}):
        if isinstance(exchange, Skipped):
            terminal.write(f"aimusic-mock: {exchange.source}: not played: {exchange.why}", error=True)
        else:
            exchanges.append(exchange)
    if not exchanges:
        raise UnreadableError(f"{path} has no exchange with the API; name another host with --api-host")
    return CassettePlayer(exchanges)
