"""Compare a value with a schema of the contract and locate the differences as precisely as possible.

A validator decides what is valid. This module adds the member of a union that a value is meant to be, so that differences
are reported for that member, and the fields that the contract does not declare, which open schemas allow.
Independent of HTTP and of severities.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from aimusic_mock.contract.pointers import Pointer
from aimusic_mock.domain.json_values import json_equal
from aimusic_mock.drift.contract_index import Spec
from aimusic_mock.redaction import HIDDEN

KNOWN, ALWAYS, UNDECLARED = "x-known-values", "x-always", "undeclared"
"""Keywords of differences that JSON Schema does not report."""

UNIONS = ("anyOf", "oneOf")

CONDITIONS = ("if", "then", "else", "not", "dependentSchemas")
"""Keywords below which a schema narrows properties that are declared outside of them."""

_WORDS = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "greater than",
    "exclusiveMaximum": "less than",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "pattern": "text that matches {}",
    "format": "a text in the format {}",
    "multipleOf": "a multiple of {}",
    "const": "always {}",
    "x-order": "{} in this order, none less than the one before it",
    "x-sorted": "items sorted by {}",
}
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


@frozen
class Difference:
    """One difference.

    Args:
        keyword: the violated keyword of JSON Schema, `KNOWN` or `UNDECLARED`.
        where: the pointer to the value that differs or is missing.
        schema: the pointer to the schema in the contract.
        expected: the expectation of the contract, in words.
        actual: the value; None if it is missing.
    """

    keyword: str
    where: Pointer
    schema: Pointer
    expected: str
    actual: Any = field(repr=False)


def schema_differences(spec: Spec, pointer: Pointer, value: Any, where: Pointer = ()) -> Iterator[Difference]:
    """Yield every difference between a value and the schema at a pointer.

    Args:
        spec: the contract.
        pointer: the pointer to the schema.
        value: the parsed JSON.
        where: the pointer to the value, a prefix of the differences' pointers.
    """
    yield from _broken(spec, pointer, value, where)
    yield from _unnamed(spec, pointer, value, where)


def may_be_redaction(difference: Difference) -> bool:
    """Return whether redaction may have caused a difference: it replaces a text by another text."""
    return (
        isinstance(difference.actual, str)
        and HIDDEN in difference.actual
        and difference.keyword not in ("type", UNDECLARED)
    )


def member_for(spec: Spec, union: Pointer, value: Any) -> Pointer | None:
    """Return the member of a union that a value is meant to be, or None if no member has its type.

    Prefers members that accept the value, then those whose constants match, then the one that leaves the least of the
    value unexplained.
    """
    members = [(*union, index) for index in range(len(spec.at(union)))]
    typed = [member for member in members if _has_type(value, types_of(spec, member))]
    fitting = [member for member in typed if spec.validator(member).is_valid(value)]
    candidates = fitting or typed
    if len(candidates) < 2:
        return next(iter(candidates), None)
    return min(candidates, key=lambda member: (_unlike(spec, member, value), _cost(spec, member, value)))


def types_of(spec: Spec, pointer: Pointer) -> tuple[str, ...]:
    """Return the names of the types that a schema accepts, in its order; all if it has no `type`."""
    pointer = spec.follow(pointer)
    schema = spec.at(pointer)
    if "type" in schema:
        named = schema["type"]
        return (named,) if isinstance(named, str) else tuple(named)
    for key in UNIONS:
        if key in schema:
            members = [types_of(spec, (*pointer, key, index)) for index in range(len(schema[key]))]
            return tuple(dict.fromkeys(name for types in members for name in types))
    return tuple(_TYPES)


def _has_type(value: Any, types: tuple[str, ...]) -> bool:
    if isinstance(value, bool):  # a bool is an int in Python
        return "boolean" in types
    return any(isinstance(value, _TYPES[name]) for name in types)


def _unlike(spec: Spec, member: Pointer, value: Any) -> int:
    """Count the constants of a member that a value contradicts."""
    properties = spec.at(spec.follow(member)).get("properties", {})
    if not isinstance(value, dict):
        return 0
    constants = {name: schema["const"] for name, schema in properties.items() if "const" in schema}
    return sum(name in value and not json_equal(value[name], constant) for name, constant in constants.items())


def _cost(spec: Spec, member: Pointer, value: Any) -> int:
    """Return the number of parts of a value that a member leaves unexplained."""
    return sum(
        _size(f.actual) if f.keyword in ("type", UNDECLARED) else 1 for f in schema_differences(spec, member, value)
    )


def _size(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(_size, inner))


def _broken(spec: Spec, pointer: Pointer, value: Any, where: Pointer) -> Iterator[Difference]:
    for error in spec.validator(pointer).iter_errors(value):
        *steps, keyword = error.evaluation_path
        # For a keyword of our own below a `$ref`, jsonschema-rs 0.60 returns the path from the root of the document.
        schema = tuple(steps) if steps[:1] == ["components"] else spec.step(pointer, steps)
        place, actual = (*where, *error.instance_path), error.instance
        if keyword in UNIONS:
            yield from _broken_union(spec, (*schema, keyword), actual, place)
        elif keyword == "required":
            name = error.kind.value
            yield Difference(keyword, (*place, name), _declaration(spec, schema, name), f"{name} is required", None)
        else:
            yield Difference(keyword, place, schema, _sentence(keyword, spec.at(schema)), actual)


def _broken_union(spec: Spec, union: Pointer, value: Any, where: Pointer) -> Iterator[Difference]:
    member = member_for(spec, union, value)
    if member is None:
        yield Difference("type", where, union[:-1], _listed(list(types_of(spec, union[:-1]))), value)
    elif spec.validator(member).is_valid(value):
        yield Difference("oneOf", where, union[:-1], "one form only, and this fits several", value)
    else:
        yield from _broken(spec, member, value, where)


def _declaration(spec: Spec, schema: Pointer, name: str) -> Pointer:
    """Return the pointer to a property's declaration: in this schema or, inside a condition, in the outer one."""
    ends = [index for index, step in enumerate(schema) if step in CONDITIONS]
    around = schema[: min(ends, default=len(schema))]
    return (*around, "properties", name) if name in spec.at(around).get("properties", {}) else schema


def _sentence(keyword: str, schema: Mapping[str, Any]) -> str:
    limit = schema.get(keyword)
    if keyword in ("type", "enum"):
        return _listed(limit if isinstance(limit, list) else [limit])
    if isinstance(limit, list):
        limit = ", ".join(limit)
    words = _WORDS.get(keyword)
    if words is None:
        return f"{keyword} {limit}"
    return words.format(limit) if "{}" in words else f"{words} {limit}"


def _listed(choices: list[Any]) -> str:
    return " or ".join(str(choice) for choice in choices)


def _unnamed(spec: Spec, pointer: Pointer, value: Any, where: Pointer) -> Iterator[Difference]:
    """Yield undeclared properties, and values outside a list of known values."""
    parts = [(part, spec.at(part)) for part in _parts(spec, pointer, value)]
    if isinstance(value, dict):
        yield from _unnamed_members(spec, parts, value, where)
    elif isinstance(value, list):
        lists = [(*part, "items") for part, schema in parts if "items" in schema]
        for index, entry in enumerate(value):
            for items in lists:
                yield from _unnamed(spec, items, entry, (*where, index))
    elif isinstance(value, str | int):
        for part, schema in parts:
            known = schema.get(KNOWN, [schema[ALWAYS]] if ALWAYS in schema else [value])
            if value not in known:
                yield Difference(KNOWN, where, part, f"known are {', '.join(map(str, known))}", value)


def _unnamed_members(
    spec: Spec, parts: list[tuple[Pointer, Mapping[str, Any]]], value: dict[str, Any], where: Pointer
) -> Iterator[Difference]:
    holders = [(part, schema) for part, schema in parts if "properties" in schema]
    if not holders:
        return  # the contract does not describe the members of the object
    for name, member in value.items():
        declared = [(*part, "properties", name) for part, schema in holders if name in schema["properties"]]
        for pointer in declared:
            yield from _unnamed(spec, pointer, member, (*where, name))
        if not declared:
            part = holders[0][0]
            yield Difference(UNDECLARED, (*where, name), part, f"{_name(part)} has no such field", member)


def _parts(spec: Spec, pointer: Pointer, value: Any) -> Iterator[Pointer]:
    """Yield the schemas that apply to a value: references, `allOf`, and the matching member of a union."""
    schema = spec.at(pointer)
    if "$ref" in schema:
        yield from _parts(spec, spec.follow(pointer), value)
    for key in UNIONS:
        if key in schema and (member := member_for(spec, (*pointer, key), value)) is not None:
            yield from _parts(spec, member, value)
    for index in range(len(schema.get("allOf", ()))):
        yield from _parts(spec, (*pointer, "allOf", index), value)
    yield pointer


def _name(pointer: Pointer) -> str:
    """Return the name of a schema for readers of the contract."""
    if pointer[:2] == ("components", "schemas"):
        return ".".join(str(step) for step in (pointer[2], *pointer[3:]) if step not in ("properties", "items"))
    return "the contract"
