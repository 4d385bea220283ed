"""Validate the arguments of a test's markers, and convert them to the mock's settings.

The names of settings, scenarios, operations and dialects come from the mock and the contract; they are not listed here.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import pytest

from aimusic_mock import Settings
from aimusic_mock.contract import bundle
from aimusic_mock.errors import BadRequestError
from aimusic_mock.faults import documents, profiles
from aimusic_mock.faults.scenarios import MEDIA, SHORTCUTS, Catalogue
from pytest_aimusic import _options


@functools.cache
def catalogue() -> Catalogue:
    """Return the catalogue of scenarios."""
    return Catalogue(bundle.load())


def marker_arguments(item: pytest.Item) -> dict[str, Any]:
    """Return the merged arguments of a test's markers; the closest marker takes precedence.

    Raises:
        pytest.fail.Exception: a marker has an unknown argument or value.
    """
    merged: dict[str, Any] = {}
    for marker in reversed(list(item.iter_markers(_options.NAME))):
        if wrong := _options.faults(marker) or faults(marker.kwargs):
            pytest.fail(wrong, pytrace=False)
        merged.update(_renamed(marker.kwargs))
    if merged.get("scenario") is None and not {merged.get("operation"), merged.get("times")} <= {None}:
        pytest.fail("the marker aimusic: operation and times apply to a scenario; add scenario=...", False)
    return merged


def faults(arguments: Mapping[str, Any]) -> str | None:
    """Return the problem with the values of a marker's arguments, None if they are valid."""
    operation, times = arguments.get("operation"), arguments.get("times")
    intercept = arguments.get("intercept")
    if intercept is not None and not isinstance(intercept, bool):
        return f"the marker aimusic: intercept: {intercept!r} is not True or False"
    if arguments.get("keys") is not None and not arguments["keys"]:
        return "the marker aimusic: keys is empty; omit it for the default key"
    try:
        for text in scenarios(arguments):
            check_scenario(text)
        if operation is not None and operation not in (known := (*bundle.load().operations, MEDIA)):
            return f"the marker aimusic: {_options.unknown('operation', str(operation), known)}"
        if times is not None and (not isinstance(times, int) or times < 1):
            return f"the marker aimusic: times is {times!r}; it must be an integer from 1"
        make(arguments)
    except (TypeError, ValueError) as error:
        return f"the marker aimusic: {error}"
    return None


def scenarios(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the scenarios of a marker, each in the syntax of the header `X-Mock-Scenario`."""
    names = arguments.get("scenario")
    if names is None:
        return ()
    return (names,) if isinstance(names, str) else tuple(names)


def check_scenario(text: str) -> None:
    """Check one scenario, or several separated by commas, with or without options.

    Raises:
        ValueError: a scenario or an option is unknown.
    """
    known = catalogue().scenarios
    for part in text.split(","):
        name = part.partition(";")[0].strip()
        if name not in known and name not in SHORTCUTS:
            raise ValueError(_options.unknown("scenario", name, (*known, *SHORTCUTS)))
    try:
        catalogue().read_header(text)
    except BadRequestError as error:
        raise ValueError(str(error)) from error


def _renamed(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return a marker's arguments under today's names, so that one name of a setting overrides the other."""
    aliases = _options.aliases()
    return {aliases.get(name, name): value for name, value in arguments.items()}


def make(arguments: Mapping[str, Any], **ours: Any) -> Settings:
    """Return the mock's settings.

    Args:
        arguments: a marker's arguments.
        ours: the plugin's defaults, which a marker's arguments override.

    Raises:
        ValueError: a value is invalid.
    """
    profile = arguments.get("profile")
    if profile is not None and profile not in profiles.names() and not documents.is_path(str(profile)):
        raise ValueError(_options.unknown("profile", str(profile), profiles.names()))
    current = _renamed(arguments)
    chosen = {name: current[name] for name in _options.settings() if current.get(name) is not None}
    chosen.update({name: tuple(value) for name, value in chosen.items() if isinstance(value, list)})
    return Settings(**{**ours, **chosen})
