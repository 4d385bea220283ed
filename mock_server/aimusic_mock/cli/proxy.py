"""`aimusic-mock proxy`: forwards to the service, records, and reports drift."""

from __future__ import annotations

import contextlib
from pathlib import Path

import click

from aimusic_mock import terminal
from aimusic_mock.cli import listening
from aimusic_mock.drift.cassettes import Cassettes
from aimusic_mock.drift.contract_index import shipped
from aimusic_mock.drift.proxy import Proxy
from aimusic_mock.drift.recorder import Recording
from aimusic_mock.drift.upstream import Upstream
from aimusic_mock.server.server import LocalServer, url_of


@click.command(params=listening.options(port=8080))
@click.option("--upstream", required=True, metavar="URL", help="URL of the service: https, or on this machine.")
@click.option(
    "--record",
    "folder",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder for the cassettes.",
)
@click.option(
    "--fail-on-drift", is_flag=True, help="End with status 1 if there was drift, and 3 if nothing was checked."
)
def command(upstream: str, folder: Path, fail_on_drift: bool, host: str, port: int) -> int:
    """Forward to the service, record, and report drift from the contract."""
    spec = shipped()
    try:
        service = Upstream(upstream)
        recording = Recording(spec, Cassettes(folder, spec.version), _log)
    except (ValueError, OSError) as error:
        raise click.UsageError(str(error)) from error
    listener = listening.listen(host, port)
    if listener is None:
        return 1
    with listener, contextlib.suppress(KeyboardInterrupt):  # raised only before `run` takes the signals over
        served = LocalServer(Proxy(service, recording.record, _log), listener=listener)
        terminal.write(f"aimusic-mock forwards {url_of(listener, host)} to {upstream}")
        served.run()
    service.close()
    terminal.write(*recording.report.summary(), error=True)
    # As with `drift --fail-on warning`: a difference of severity `info` may have another cause.
    return recording.report.exit_status("warning") if fail_on_drift else 0


def _log(sentence: str) -> None:
    terminal.write(sentence, error=True)
