"""`aimusic-mock proxy`: stands between a client and the service, records, and reports drift."""

from __future__ import annotations

import argparse
import contextlib
import sys
from pathlib import Path

from aimusic_mock.cli import listening
from aimusic_mock.drift.cassettes import Cassettes
from aimusic_mock.drift.contract_index import shipped
from aimusic_mock.drift.proxy import Proxy
from aimusic_mock.drift.recorder import Recording
from aimusic_mock.drift.upstream import Upstream
from aimusic_mock.server.server import LocalServer, url_of


def add_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `proxy`."""
    command.add_argument("--upstream", required=True, metavar="URL", help="the service: https, or on this machine")
    command.add_argument("--record", required=True, metavar="DIR", type=Path, help="where the cassettes go")
    command.add_argument("--fail-on-drift", action="store_true", help="end with status 1 if there was drift")
    listening.add_options(command, port=8080)


def run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Forward until interrupted, then sum up; return the exit status."""
    spec = shipped()
    try:
        upstream = Upstream(options.upstream)
        recording = Recording(spec, Cassettes(options.record, spec.version), _log)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    listener = listening.listen(options.host, options.port)
    if listener is None:
        return 1
    with listener, contextlib.suppress(KeyboardInterrupt):  # raised only before `run` takes the signals over
        served = LocalServer(Proxy(upstream, recording.record, _log), listener=listener)
        print(f"aimusic-mock forwards {url_of(listener, options.host)} to {options.upstream}", flush=True)
        served.run()
    upstream.close()
    _log(recording.report.summary())
    # As `drift --fail-on warning` has it: what is info only may have another cause.
    return int(options.fail_on_drift and recording.report.has("warning"))


def _log(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
