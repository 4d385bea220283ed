"""`aimusic-mock serve`: serves the mock on this machine."""

from __future__ import annotations

import argparse
import contextlib
import gc
from typing import Any

from attrs import evolve, fields_dict

from aimusic_mock.app import create_app
from aimusic_mock.cli import listening
from aimusic_mock.domain.ids import random_token
from aimusic_mock.domain.outbox import WEBHOOK_FAULTS
from aimusic_mock.faults import profiles
from aimusic_mock.mock import Mock
from aimusic_mock.outbound.hosts import is_loopback_name
from aimusic_mock.server.server import LocalServer, url_of
from aimusic_mock.settings import (
    DEFAULT_URL,
    DIALECTS,
    PLANS,
    RETIRABLE,
    WEBHOOK_TIMES,
    WORLD_CHOICES,
    Settings,
    from_env,
)


def run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Serve the mock until interrupted; return the exit status."""
    try:
        settings = _settings(options)
    except ValueError as error:
        parser.error(str(error))
    return serve(settings, options.host, options.port)


def serve(settings: Settings, host: str, port: int) -> int:
    """Serve until interrupted or terminated, and say where.

    Args:
        settings: how the mock behaves; without a `public_url` the address that is served.
        host: the address to listen on.
        port: the port; 0 for a free one.
    """
    listener = listening.listen(host, port)
    if listener is None:
        return 1
    with listener, contextlib.suppress(KeyboardInterrupt):  # raised only before `run` takes the signals over
        url = url_of(listener, host)
        app = create_app(
            _reachable(
                evolve(settings, public_url=url if settings.public_url == DEFAULT_URL else settings.public_url), host
            )
        )
        served = LocalServer(app, listener=listener)
        # The contract and its validators live as long as the process: looking through them again and again would stop
        # everything for 50 ms at a time.
        gc.freeze()
        print(_banner(app.extensions["aimusic"]), flush=True)
        served.run()
    return 0


def _reachable(settings: Settings, host: str) -> Settings:
    """Return the settings with a token for the admin API where other machines can reach it."""
    if settings.admin_token is not None or is_loopback_name(host):
        return settings
    return evolve(settings, admin_token=random_token())


def _banner(mock: Mock) -> str:
    settings, url = mock.settings, mock.settings.public_url
    key = next(iter(mock.world.store.accounts))
    shown = {
        "key": key,
        "clock": settings.clock,
        "seed": settings.seed,
        "dialect": settings.dialect,
        "plan": settings.plan,
    }
    if settings.profile is not None:
        shown["profile"] = settings.profile
    if settings.admin_token is not None:
        shown["admin token"] = settings.admin_token
    return f"""\
aimusic-mock listens on {url}
{"   ".join(f"{name}: {value}" for name, value in shown.items())}

try:
  curl -s {url}/api/v1/sonic/create -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\
    -d '{{"custom_mode": false, "mv": "sonic-v5", "gpt_description_prompt": "a folk song about a slow river"}}'
"""


def _settings(options: argparse.Namespace) -> Settings:
    """Return the environment's settings, changed by what the command line says."""
    values: dict[str, Any] = {}
    for name, value in vars(options).items():
        if name in fields_dict(Settings) and value is not None:
            values[name] = tuple(value) if isinstance(value, list) else value
    return evolve(from_env(), **values)


def add_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `serve`."""
    listening.add_options(command, port=8000)
    command.add_argument("--seed", type=int, help="decides every id, text and duration (default: 1)")
    command.add_argument("--clock", help="real, speed=N, manual or auto (default: auto)")
    command.add_argument("--dialect", choices=DIALECTS, help="the form of the replies (default: documented)")
    command.add_argument("--key", dest="keys", action="append", help="a known key, one account each; may be repeated")
    command.add_argument("--plan", choices=PLANS, help="the rate limit of the accounts (default: standard)")
    command.add_argument("--credits", type=int, help="all that each account begins with (default: 1000, and 100 extra)")
    command.add_argument("--profile", choices=profiles.names(), help="a bad day at the service (default: none)")
    command.add_argument("--worlds", choices=WORLD_CHOICES, help="whose world a request is in (default: default)")
    command.add_argument("--retired", action="append", choices=RETIRABLE, help="what answers 410 (default: producer)")
    command.add_argument("--start", type=float, help="where the clock begins, in seconds since 1970")
    command.add_argument("--public-url", help="what the addresses of files begin with (default: where it listens)")
    command.add_argument("--url-expiry-s", type=float, help="seconds for which files are served (default: for ever)")
    command.add_argument("--admin-token", help="what /__mock__/ wants as a Bearer token (default: none on loopback)")
    _add_webhook_options(command)


def _add_webhook_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--no-webhooks", dest="webhooks", action="store_false", default=None, help="send none")
    command.add_argument(
        "--webhook-allow", action="append", help="a host or network that may get webhooks, beside this machine"
    )
    command.add_argument("--webhook-streaming", action="store_true", default=None, help="send song.streaming, too")
    command.add_argument(
        "--webhook-time", choices=WEBHOOK_TIMES, help="what signatures are dated with (default: clock)"
    )
    command.add_argument(
        "--webhook-lab", choices=tuple(WEBHOOK_FAULTS), help="what happens to every webhook (default: nothing)"
    )
    command.add_argument(
        "--no-upload-probe",
        dest="upload_probe",
        action="store_false",
        default=None,
        help="take uploaded recordings as fetched, even those on this machine",
    )
