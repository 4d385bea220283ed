"""Sentences for invalid fields, in the service's style.

Documented sentences are read from the contract (`x-messages`); all others are inferred and follow the same pattern.
A sentence names fields and limits of the contract only, and never repeats the value that was sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import jsonschema_rs

_TYPES = {"object": "an object", "array": "an array", "integer": "an integer", "null": "null"}

_BOUNDS = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "greater than",
    "exclusiveMaximum": "less than",
}


def sentence(error: jsonschema_rs.ValidationError, properties: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the sentence for one validation error.

    Args:
        error: an error of the validator.
        properties: the properties of the body's variant, with references resolved.
    """
    keyword, limit = error.kind.name, error.kind.value
    path = list(error.instance_path)
    if keyword == "required":
        path.append(limit)
    if keyword == "not" and not path:
        return f"The {_quoted(limit['required'])} field should not be given together with the others."
    if not path:
        return "The request body should be a JSON object."
    documented = _documented(keyword, path, properties)
    return documented.replace("{limit}", str(limit)) if documented else _inferred(keyword, _field(path), limit)


def documented_field(error: jsonschema_rs.ValidationError, properties: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Return the field whose `x-messages` have the sentence for an error; None for an inferred sentence."""
    keyword = error.kind.name
    path = [*error.instance_path, *([error.kind.value] if keyword == "required" else [])]
    return str(path[0]) if _documented(keyword, path, properties) else None


def out_of_choice(name: str, choices: Iterable[Any]) -> str:
    """Return the sentence for a value outside `choices`."""
    return f"The '{name}' field is invalid. It should be {_quoted(choices)}."


def _quoted(choices: Iterable[Any]) -> str:
    """Return choices as an English list: 'a', 'b', or 'c'."""
    quoted = [f"'{choice}'" if isinstance(choice, str) else str(choice).lower() for choice in choices]
    if len(quoted) < 3:
        return " or ".join(quoted)
    return ", ".join(quoted[:-1]) + f", or {quoted[-1]}"


def _documented(keyword: str, path: Sequence[Any], properties: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Return the documented sentence of a field at the top of a body."""
    if len(path) != 1:
        return None
    documented: str | None = properties.get(str(path[0]), {}).get("x-messages", {}).get(keyword)
    return documented


def _field(path: Sequence[Any]) -> str:
    text = str(path[0])
    for key in path[1:]:
        text += f"[{key}]" if isinstance(key, int) else f".{key}"
    return text


def _inferred(keyword: str, name: str, limit: Any) -> str:
    match keyword:
        case "required":
            return f"The '{name}' field is required."
        case "type":
            return f"The '{name}' field should be {' or '.join(_TYPES.get(kind, kind) for kind in limit)}."
        case "enum":
            return out_of_choice(name, limit)
        case "const":
            return out_of_choice(name, [limit])
        case "maxLength":
            return f"The '{name}' character length should be at most {limit}."
        case "minLength":
            return f"The '{name}' field should not be empty."
        case "minItems" | "maxItems":
            return f"The '{name}' field should have at {'least' if keyword == 'minItems' else 'most'} {limit} items."
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            return f"The '{name}' field should be {_BOUNDS[keyword]} {limit}."
    return f"The '{name}' field is invalid."
