"""Parse a request body as strict JSON, and validate it against its operation.

Python's own parser accepts more than JSON (NaN, repeated keys, unpaired surrogates) and fails on deep nesting. Without
these checks, such a body would crash the mock, or two parsers of the same body would disagree.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from attrs import field, frozen

from aimusic_mock.contract import validation
from aimusic_mock.contract.model import BodyVariant, Operation
from aimusic_mock.errors import ApiError, BadRequestError

MAX_DEPTH = 32
"""Far deeper than any documented body; the validator's own limit is near 250."""

MAX_VALUES = 1000
"""Values of a body of the API, members and entries at all levels: 20 times as many as any documented body has. Validation
takes time for each of them, in each variant of the body."""

SAFE_DIGITS = 300
"""Integers with at most so many digits are smaller than the largest float."""

NOT_AN_OBJECT = "The request body should be a JSON object."


@frozen
class Parsed:
    """A body that is a JSON object, with the schema that it fits or the error if it fits none."""

    body: Mapping[str, Any] = field(factory=dict)
    variant: BodyVariant | ApiError | None = None

    def require_variant(self) -> BodyVariant | None:
        """Return the schema that the body fits; None for an operation without a body.

        Raises:
            ApiError: the body fits no schema of the operation.
        """
        if isinstance(self.variant, ApiError):
            raise self.variant
        return self.variant


def read(operation: Operation, raw: bytes, mimetype: str) -> Parsed | ApiError:
    """Parse and validate a body, once. Errors are returned, for the pipeline to raise in their place."""
    if not operation.bodies:
        return Parsed()
    try:
        body = parse(raw, mimetype)
        _check_size(body)
    except ApiError as error:
        return error
    try:
        return Parsed(body, validation.check(operation, body))
    except ApiError as error:
        return Parsed(body, error)


def parse(raw: bytes, mimetype: str) -> dict[str, Any]:
    """Return the JSON object in `raw`.

    Args:
        raw: the bytes of the body.
        mimetype: the media type of the request, without parameters.

    Raises:
        BadRequestError: another media type, bytes that are not UTF-8, malformed JSON, anything but an object,
            a duplicate key, a number that JSON does not have, an unpaired surrogate, or too many levels of nesting.
    """
    if mimetype != "application/json":
        raise BadRequestError("The Content-Type header should be application/json.")
    try:
        text = raw.decode("utf-8")
        parsed = json.loads(
            text, object_pairs_hook=_object, parse_constant=_refuse_constant, parse_float=_float, parse_int=_int
        )
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise BadRequestError("The request body is not valid JSON.") from None
    except RecursionError:
        raise BadRequestError(_too_deep()) from None
    except ValueError:
        raise BadRequestError("The request body has a number that is too large.") from None
    if not isinstance(parsed, dict):
        raise BadRequestError(NOT_AN_OBJECT)
    _check_depth(parsed)
    _check_text(parsed)
    return parsed


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise BadRequestError("The request body has a duplicate key.")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise BadRequestError(f"The request body is not valid JSON: {name} is not a JSON number.")


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("too large")
    return number


def _int(text: str) -> int:
    # Beyond the largest float, arithmetic with the other numbers of the body would fail.
    if len(text) > SAFE_DIGITS:
        _float(text)
    return int(text)


def _too_deep() -> str:
    return f"The request body is nested too deeply; the limit is {MAX_DEPTH} levels."


def _check_depth(parsed: dict[str, Any]) -> None:
    if any(depth == MAX_DEPTH for depth, _ in enumerate(_levels(parsed))):
        raise BadRequestError(_too_deep())


def _check_size(body: dict[str, Any]) -> None:
    if sum(len(node) for level in _levels(body) for node in level) > MAX_VALUES:
        raise BadRequestError(f"The request body has too many values; the limit is {MAX_VALUES} fields and list items.")


def _levels(parsed: dict[str, Any]) -> Iterator[list[Any]]:
    """Yield the objects and lists of each level, the outermost first."""
    level: list[Any] = [parsed]
    while level:
        yield level
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, (dict, list))
        ]


def _check_text(parsed: dict[str, Any]) -> None:
    try:
        json.dumps(parsed, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise BadRequestError("The request body has an unpaired surrogate.") from None
