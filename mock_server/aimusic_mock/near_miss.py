"""The nearest known name to an unknown one, for error sentences."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MAX_CHARACTERS = 100
"""Longer names are compared by their beginning: the time grows with the product of the lengths."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like `name`; None if none is like it."""
    return next(iter(get_close_matches(name[:MAX_CHARACTERS], list(known), n=1)), None)


def did_you_mean(name: str, known: Iterable[str], before: str = "") -> str:
    """Return the question after the nearest known name; empty if none is like it.

    Args:
        name: the unknown name, which is not repeated.
        known: the known names.
        before: text to put before the question.
    """
    near = nearest(name, known)
    return f"{before}Did you mean '{near}'?" if near else ""
