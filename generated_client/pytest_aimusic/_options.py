"""Options, ini values and the marker's arguments. pytest imports this module in every run, so it imports only pytest."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from aimusic_mock.settings.fields import Setting

NAME = "aimusic"
MARKER = (
    "aimusic(scenario=None, times=None, operation=None, intercept=True, lints=None, clock='manual', plan='unlimited', "
    "credits=None, seed=1, dialect='documented', ...): how the mock of this test behaves; see pytest_aimusic/README.md"
)

REPORTS = ("summary", "always", "off")
LINTS = ("warn", "error", "off")

OWN = ("scenario", "times", "operation", "intercept", "lints")
"""The marker's arguments that the plugin itself handles."""


@functools.cache
def settings() -> tuple[str, ...]:
    """Return the marker's arguments that are passed to the mock's `Settings`, which declares them.

    Raises:
        pytest.fail.Exception: the mock's dependencies are not installed.
    """
    return tuple(setting.name for setting in _declared() if setting.marker)


@functools.cache
def aliases() -> Mapping[str, str]:
    """Return the earlier names of these arguments, which are still accepted, and their names now.

    Raises:
        pytest.fail.Exception: the mock's dependencies are not installed.
    """
    return {alias: setting.name for setting in _declared() if setting.marker for alias in setting.aliases}


def _declared() -> Iterable[Setting]:
    try:
        from aimusic_mock.settings import SETTINGS  # noqa: PLC0415 - only a test with the marker needs the mock
    except ModuleNotFoundError as error:
        pytest.fail(f"The marker aimusic needs {error.name}: pip install 'aimusic[mock]'", pytrace=False)
    return SETTINGS.values()


def add(parser: pytest.Parser) -> None:
    """Add the options and the ini values."""
    group = parser.getgroup("aimusic", "the mock of the AI Music API")
    group.addoption(
        "--aimusic-report",
        choices=REPORTS,
        help="when to report the cost of the run at the service: summary (default) if the mock was used, always, or off",
    )
    group.addoption("--aimusic-lints", choices=LINTS, help="severity of misuse by the code under test (default: warn)")
    parser.addini("aimusic_report", "summary, always or off; see --aimusic-report", default=REPORTS[0])
    parser.addini("aimusic_hosts", "further hosts of the service, such as a gateway's: served by the mock", type="args")
    parser.addini(
        "aimusic_guard", "block the service for the whole run, with or without fixtures", type="bool", default=False
    )
    parser.addini("aimusic_lints", "warn, error or off; see --aimusic-lints", default=LINTS[0])


def check(config: pytest.Config) -> None:
    """Check the ini values; pytest itself checks only the options.

    Raises:
        pytest.UsageError: an ini value is unknown.
    """
    for name, value, known in (("report", report(config), REPORTS), ("lints", lints(config), LINTS)):
        if value not in known:
            raise pytest.UsageError(f"aimusic_{name}: {unknown('value', value, known)}")


def report(config: pytest.Config) -> str:
    """Return when to report the cost."""
    return str(config.getoption("--aimusic-report") or config.getini("aimusic_report"))


def lints(config: pytest.Config) -> str:
    """Return the severity of lints."""
    return str(config.getoption("--aimusic-lints") or config.getini("aimusic_lints"))


def hosts(config: pytest.Config) -> tuple[str, ...]:
    """Return the further hosts of the service."""
    return tuple(str(host).lower().rstrip(".") for host in config.getini("aimusic_hosts"))


def guard(config: pytest.Config) -> bool:
    """Return whether the service is blocked for the whole run."""
    return bool(config.getini("aimusic_guard"))


def faults(marker: pytest.Mark) -> str | None:
    """Return the first fault in a marker's form, or None."""
    if marker.args:
        return "the marker aimusic takes arguments by name only, such as scenario='task-fails'"
    for name in marker.kwargs:
        if name not in (*OWN, *settings(), *aliases()):
            return f"the marker aimusic: {unknown('argument', name, (*OWN, *settings()))}"
    chosen = marker.kwargs.get("lints")
    if chosen is not None and chosen not in LINTS:
        return f"the marker aimusic: {unknown('value of lints', str(chosen), LINTS)}"
    return None


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Return an error sentence for an unknown name, with the nearest known one.

    Args:
        what: the noun for the name.
        name: the unknown name.
        known: the known names.
    """
    import difflib  # noqa: PLC0415 - a millisecond that only a mistake should cost

    listed = list(known)
    near = difflib.get_close_matches(name, listed, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else "."
    return f"unknown {what} '{name}'{hint} Known: {', '.join(listed)}"
