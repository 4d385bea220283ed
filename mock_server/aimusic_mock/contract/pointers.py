"""JSON pointers and HTTP methods of an OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable

METHODS = ("get", "post", "put", "patch", "delete")
"""The keys of a path item that are operations. HEAD, OPTIONS and TRACE are left to the server."""

Pointer = tuple[str | int, ...]


def escape(key: str) -> str:
    """Return a key as one step of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def unescape(step: str) -> str:
    """Return the key that a step of a JSON pointer stands for."""
    return step.replace("~1", "/").replace("~0", "~")


def join(steps: Iterable[str | int]) -> str:
    """Return keys and indexes as a JSON pointer, such as `/paths/~1songs/post`."""
    return "".join(f"/{escape(str(step))}" for step in steps)


def split(reference: str) -> Pointer:
    """Return the keys of an internal reference, such as `#/components/schemas/Song`."""
    return tuple(unescape(step) for step in reference.removeprefix("#/").split("/"))


def last(reference: str) -> str:
    """Return the last key of a reference: the name of a component."""
    return unescape(reference.rsplit("/", 1)[1])
