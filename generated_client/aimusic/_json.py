"""JSON in both directions, strictly: only what every parser reads is sent, and only numbers that a float holds are read.

Python's `json` writes NaN and half a surrogate pair, and reads 1e400 as infinity and 10**400 as an integer that no float holds.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from aimusic._errors import ConfigurationError

_SUSPICIOUS = re.compile(rb"NaN|Infinity|[eE]\+?[0-9]{3}|[0-9]{200}|\0")
"""Found in all JSON with a number out of range; the NUL stands for UTF-16 and UTF-32. Only such bodies are parsed twice."""


def check_fields(fields: Mapping[str, Any]) -> None:
    """Check that the fields of a request body can be sent.

    Raises:
        ConfigurationError: A value is one that JSON does not have, such as NaN, Decimal, bytes, or a lone surrogate.
    """
    for name, value in fields.items():
        try:
            json.dumps({name: value}, allow_nan=False, ensure_ascii=False).encode()
        except (TypeError, ValueError, RecursionError) as error:
            raise ConfigurationError(
                f"The value of {name!r} cannot be sent as JSON ({error}): pass text, finite numbers, booleans, lists or dicts."
            ) from error


def loads(content: bytes) -> Any:
    """Parse JSON.

    Raises:
        ValueError: It is not JSON, or a number is out of the range of a float.
        RecursionError: It is nested too deeply.
    """
    return json.loads(content, parse_float=_to_float, parse_int=_to_int, parse_constant=_to_float)


def check_numbers(content: bytes) -> None:
    """Check that JSON has no number out of the range of a float.

    Raises:
        ValueError: A number is out of range, or a suspicious text is not JSON.
        RecursionError: A suspicious text is nested too deeply.
    """
    if _SUSPICIOUS.search(content):
        loads(content)


def _to_float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"the number {text[:20]} is out of range")
    return value


def _to_int(text: str) -> int:
    _to_float(text)
    return int(text)
