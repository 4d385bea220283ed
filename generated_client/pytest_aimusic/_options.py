"""Options, ini values and the marker's arguments. pytest reads this in every run, so it imports pytest only."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

NAME = "aimusic"
MARKER = (
    "aimusic(scenario=None, times=None, operation=None, intercept=True, lints=None, clock='manual', plan='unlimited', "
    "credits=None, seed=1, dialect='documented', ...): how the mock of this test behaves; see pytest_aimusic/README.md"
)

REPORTS = ("summary", "always", "off")
LINTS = ("warn", "error", "off")

OWN = ("scenario", "times", "operation", "intercept", "lints")
"""What the plugin itself makes something of."""

SETTINGS = (
    "clock",
    "seed",
    "dialect",
    "plan",
    "retired",
    "keys",
    "credits",
    "strict",
    "start",
    "profile",
    "url_expiry_s",
    "webhook_allow",
    "webhook_streaming",
    "webhook_time",
    "webhook_lab",
    "upload_probe",
)
"""What is handed on to the mock's `Settings`: all that a single test can want."""


def add(parser: pytest.Parser) -> None:
    """Add the options and the ini values."""
    group = parser.getgroup("aimusic", "the mock of the AI Music API")
    group.addoption(
        "--aimusic-report",
        choices=REPORTS,
        help="when to say what the run would have cost: summary (default): if the mock was used; always; off",
    )
    group.addoption("--aimusic-lints", choices=LINTS, help="what happens about clients that misbehave (default: warn)")
    parser.addini("aimusic_report", "summary, always or off; see --aimusic-report", default=REPORTS[0])
    parser.addini("aimusic_lints", "warn, error or off: clients that misbehave", default=LINTS[0])


def check(config: pytest.Config) -> None:
    """Check what pytest has not: the ini values.

    Raises:
        pytest.UsageError: an option has an unknown value.
    """
    for name, value, known in (("report", report(config), REPORTS), ("lints", lints(config), LINTS)):
        if value not in known:
            raise pytest.UsageError(f"aimusic_{name}: {unknown('value', value, known)}")


def report(config: pytest.Config) -> str:
    """Return when to report."""
    return str(config.getoption("--aimusic-report") or config.getini("aimusic_report"))


def lints(config: pytest.Config) -> str:
    """Return what happens about clients that misbehave."""
    return str(config.getoption("--aimusic-lints") or config.getini("aimusic_lints"))


def faults(marker: pytest.Mark) -> str | None:
    """Return what is wrong with a marker's form, None when nothing is."""
    if marker.args:
        return "the marker aimusic takes arguments by name only, such as scenario='task-fails'"
    for name in marker.kwargs:
        if name not in (*OWN, *SETTINGS):
            return f"the marker aimusic: {unknown('argument', name, (*OWN, *SETTINGS))}"
    chosen = marker.kwargs.get("lints")
    if chosen is not None and chosen not in LINTS:
        return f"the marker aimusic: {unknown('value of lints', str(chosen), LINTS)}"
    return None


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Return the sentence that says that there is no such thing, what may be meant, and what there is."""
    import difflib  # noqa: PLC0415 - a millisecond that only a mistake costs

    listed = list(known)
    near = difflib.get_close_matches(name, listed, n=1)
    meant = f"; did you mean '{near[0]}'?" if near else "."
    return f"there is no {what} '{name}'{meant} There are: {', '.join(listed)}"
