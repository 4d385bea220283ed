"""`aimusic-mock serve`: serves the mock on this machine."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Mapping
from typing import Any

import click
from attrs import evolve

from aimusic_mock import terminal
from aimusic_mock.app import create_app
from aimusic_mock.cli import listening
from aimusic_mock.domain.ids import random_token
from aimusic_mock.mock import Mock
from aimusic_mock.outbound.hosts import is_loopback_name
from aimusic_mock.server.server import LocalServer, url_of
from aimusic_mock.settings import DEFAULT_URL, SETTINGS, Settings, from_env, unknown_variables
from aimusic_mock.settings.fields import InvalidSettingError, Setting

_TYPES = {str: click.STRING, int: click.INT, float: click.FLOAT, tuple: click.STRING}
"""The type of an option, by the kind of its setting; of a list, the type of one entry."""


def serve(settings: Settings, host: str, port: int) -> int:
    """Print the URL and serve until interrupted or terminated; return the exit status.

    Args:
        settings: the settings of the mock; the default `public_url` is replaced by the address served.
        host: the address to listen on.
        port: the port; 0 for a free one.

    Raises:
        click.BadParameter: a file of the settings, or their scenario, cannot be used.
    """
    listener = listening.listen(host, port)
    if listener is None:
        return 1
    with listener, contextlib.suppress(KeyboardInterrupt):  # raised only before `run` takes the signals over
        url = url_of(listener, host)
        public_url = url if settings.public_url == DEFAULT_URL else settings.public_url
        try:
            app = create_app(_reachable(evolve(settings, public_url=public_url), host))
        except InvalidSettingError as error:
            raise click.BadParameter(error.problem, param_hint=f"'{SETTINGS[error.name].option}'") from error
        served = LocalServer(app, listener=listener)
        # The contract and its validators live as long as the process: each scan of them would stop everything for 50 ms.
        gc.freeze()
        terminal.write(*_banner(app.extensions["aimusic"]).split("\n"))
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
        "clock": mock.world.clock.name,
        "seed": mock.world.ids.seed,
        "dialect": settings.dialect,
        "plan": settings.plan,
    }
    for name in ("profile", "rules", "scenario", "snapshot"):
        if getattr(settings, name) is not None:
            shown[name] = getattr(settings, name)
    if settings.admin_token is not None:
        shown["admin token"] = settings.admin_token
    return f"""\
aimusic-mock listens on {url}
{"   ".join(f"{name}: {value}" for name, value in shown.items())}

try:
  curl -s {url}/api/v1/sonic/create -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\
    -d '{{"custom_mode": false, "mv": "sonic-v5", "gpt_description_prompt": "a folk song about a slow river"}}'
"""


def _option(setting: Setting) -> click.Option:
    """Return the option of a setting; without it on the command line, its value is empty."""
    shown = f"  [default: {setting.shown_default}]" if setting.shown_default else ""
    names = [setting.option, *(f"--{alias.replace('_', '-')}" for alias in setting.aliases), setting.name]
    if setting.kind is bool:
        return click.Option(names, is_flag=True, help=setting.help)
    return click.Option(
        names,
        type=click.Choice(setting.choices) if setting.choices else _TYPES[setting.kind],
        multiple=setting.kind is tuple,
        callback=_validate,
        help=setting.help + shown,
    )


def _validate(_: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """Check an option against its setting, so that an error names the option.

    Raises:
        click.BadParameter: the setting does not take the value.
    """
    if value is None or value == ():
        return value
    try:
        Settings(**{str(parameter.name): value})
    except InvalidSettingError as error:
        raise click.BadParameter(error.problem) from error
    return value


def read_settings(options: Mapping[str, Any]) -> Settings:
    """Return the settings of the environment, changed by the options on the command line.

    Args:
        options: the values of the options, by the names of their settings.

    Raises:
        click.UsageError: a variable has a value that the setting does not take.
    """
    values: dict[str, Any] = {}
    for name, value in options.items():
        if SETTINGS[name].kind is bool:
            if value:  # an option changes the default; without it, the environment decides
                values[name] = not SETTINGS[name].default
        elif value is not None and value != ():
            values[name] = value
    try:
        return evolve(from_env(), **values)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@click.command(params=[*listening.options(port=8000), *map(_option, SETTINGS.values())])
def command(host: str, port: int, **options: Any) -> int:
    """Serve the mock until interrupted.

    Each option is also a variable, such as AIMUSIC_MOCK_SEED; lists are separated by commas there, and switches are 0 or 1.
    """
    settings = read_settings(options)
    for sentence in unknown_variables():
        terminal.write(f"aimusic-mock: {sentence}", error=True)
    return serve(settings, host, port)
