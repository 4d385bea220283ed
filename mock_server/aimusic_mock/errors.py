"""The errors of the mock, without Flask. Each becomes a reply with the body `{type, error}`.

ApiError                any error reply, with its status and body
├── ContractError       a named example from the contract (documented, or marked as inferred there)
└── BadRequestError     a 400 with the mock's own sentence, usually about one field
ContractViolationError  a bug in the mock: a reply that the contract does not allow

`did_you_mean` is the end of a sentence about an unknown name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any

MAX_NAME_CHARACTERS = 100
"""Longer unknown names are compared by their beginning: the time grows with the product of the lengths."""


class ApiError(Exception):
    """An error reply: status, the body's `type` and `error`, and headers."""

    origin: str | None = None
    """The place of the sentence in the contract; None for a sentence of the mock's own."""

    def __init__(self, status: int, kind: str, sentence: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, kind, sentence, headers)
        self.status = status
        self.kind = kind
        self.sentence = sentence
        self.headers = headers or {}

    def __str__(self) -> str:
        return f"{self.status} {self.kind}: {self.sentence}"


class ContractError(ApiError):
    """An error reply that is an example of one of the contract's response components."""

    def __init__(
        self, status: int, component: str, example: str, body: Any, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(status, body["type"], body["error"], headers)
        self.component = component
        self.example = example
        self.origin = f"components/responses/{component}, example {example}"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (
            self.status,
            self.component,
            self.example,
            error_body(self.kind, self.sentence),
            self.headers,
        )


class BadRequestError(ApiError):
    """A 400 about one field, or about the body as a whole."""

    def __init__(self, sentence: str, origin: str | None = None) -> None:
        super().__init__(HTTPStatus.BAD_REQUEST, "validation_error", sentence)
        self.origin = origin

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.sentence,), vars(self)


class ContractViolationError(Exception):
    """The mock was about to send a reply that the contract does not allow: a bug in the mock."""


def error_body(kind: str, sentence: str) -> dict[str, str]:
    """Return the body of an error reply."""
    return {"type": kind, "error": sentence}


def error_bytes(kind: str, sentence: str) -> bytes:
    """Return the same body as JSON, for errors that arise outside Flask."""
    return json.dumps(error_body(kind, sentence)).encode()


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like `name`; None if none is like it."""
    return next(iter(get_close_matches(name[:MAX_NAME_CHARACTERS], list(known), n=1)), None)


def did_you_mean(name: str, known: Iterable[str], before: str = "") -> str:
    """Return the question after the nearest known name; empty if none is like it.

    Args:
        name: the unknown name, which is not repeated.
        known: the known names.
        before: text to put before the question.
    """
    near = nearest(name, known)
    return f"{before}Did you mean '{near}'?" if near else ""
