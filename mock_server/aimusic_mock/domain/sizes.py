"""Sizes in memory, for bounds in bytes."""

from __future__ import annotations

MAX_CHARACTER_BYTES = 4
"""The size of each character of a text that is not ASCII: Python needs 1, 2 or 4 bytes."""


def text_bytes(*texts: str | None) -> int:
    """Return the size of texts in memory, at most; a value that is no text counts nothing."""
    return sum(
        len(text) if text.isascii() else MAX_CHARACTER_BYTES * len(text) for text in texts if isinstance(text, str)
    )
