"""Reads a request body as strict JSON.

Python's own reader takes more than JSON (NaN, repeated keys, unpaired surrogates) and dies on deep nesting.
Whatever is refused here would otherwise be a crash, or two readers of one body who disagree.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from aimusic_mock.errors import BadRequestError

MAX_DEPTH = 32
"""Deeper than any documented body by far; the validator's own limit lies near 250."""

NOT_AN_OBJECT = "The request body should be a JSON object."


def parse(raw: bytes, mimetype: str) -> dict[str, Any]:
    """Return the JSON object in `raw`.

    Args:
        raw: the bytes of the body.
        mimetype: the media type that the request states, without parameters.

    Raises:
        BadRequestError: another media type, bytes that are not UTF-8, malformed JSON, anything but an object,
            a key that is given twice, a number without a JSON form, an unpaired surrogate, or too deep a nesting.
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
        raise BadRequestError("The request body has a key that is given twice.")
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
    _float(text)
    return int(text)


def _too_deep() -> str:
    return f"The request body is nested too deeply; at most {MAX_DEPTH} levels are read."


def _check_depth(parsed: dict[str, Any]) -> None:
    level: list[Any] = [parsed]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, (dict, list))
        ]
        if not level:
            return
    raise BadRequestError(_too_deep())


def _check_text(parsed: dict[str, Any]) -> None:
    try:
        json.dumps(parsed, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise BadRequestError("The request body has an unpaired surrogate.") from None
