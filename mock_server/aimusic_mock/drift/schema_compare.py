"""Holds a value against a schema of the contract and says where they differ, as deep down as they do.

A validator decides what fits. What it cannot say is added here: which member of a union a value means, so that the
difference is reported for that member and not for the whole; so is what the contract does not name, which open schemas let pass.
It knows nothing of HTTP, and nothing of how bad a fault is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from aimusic_mock.contract.pointers import Pointer
from aimusic_mock.domain.json_values import json_equal
from aimusic_mock.drift.contract_index import Spec
from aimusic_mock.redaction import HIDDEN

KNOWN, UNDECLARED = "x-known-values", "undeclared"
"""What we call faults that no keyword of JSON Schema finds."""

UNIONS = ("anyOf", "oneOf")

CONDITIONS = ("if", "then", "else", "not", "dependentSchemas")
"""Keywords below which properties are narrowed that are declared around them."""

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
class Fault:
    """One difference.

    Args:
        keyword: the keyword that does not hold, `KNOWN` or `UNDECLARED`.
        where: the pointer to the value that differs or is missing.
        schema: what in the contract says otherwise.
        says: what the contract says, in words.
        came: the value; None where one is missing.
    """

    keyword: str
    where: Pointer
    schema: Pointer
    says: str
    came: Any = field(repr=False)


def faults(spec: Spec, pointer: Pointer, value: Any, where: Pointer = ()) -> Iterator[Fault]:
    """Yield every difference between a value and the schema at a pointer.

    Args:
        spec: the contract.
        pointer: where the schema stands.
        value: JSON.
        where: the pointer to the value, which the differences' pointers extend.
    """
    yield from _broken(spec, pointer, value, where)
    yield from _unnamed(spec, pointer, value, where)


def hides(fault: Fault) -> bool:
    """Tell whether a fault may be due to our own hiding: a hidden text is still a text, but another one."""
    return isinstance(fault.came, str) and HIDDEN in fault.came and fault.keyword not in ("type", UNDECLARED)


def member_for(spec: Spec, union: Pointer, value: Any) -> Pointer | None:
    """Return the member of a union that a value means, None if it has the type of none.

    It is one that the value fits, if there is any; then the one whose constants it has; then the one that leaves the
    least of it unexplained.
    """
    members = [(*union, index) for index in range(len(spec.at(union)))]
    typed = [member for member in members if _has_type(value, types_of(spec, member))]
    fitting = [member for member in typed if spec.validator(member).is_valid(value)]
    candidates = fitting or typed
    if len(candidates) < 2:
        return next(iter(candidates), None)
    return min(candidates, key=lambda member: (_unlike(spec, member, value), _cost(spec, member, value)))


def types_of(spec: Spec, pointer: Pointer) -> tuple[str, ...]:
    """Return the names of the types that a schema takes, in its order; all if it does not say."""
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
    if isinstance(value, bool):  # which is an int in Python
        return "boolean" in types
    return any(isinstance(value, _TYPES[name]) for name in types)


def _unlike(spec: Spec, member: Pointer, value: Any) -> int:
    """Count the constants of a member that a value has otherwise."""
    properties = spec.at(spec.follow(member)).get("properties", {})
    if not isinstance(value, dict):
        return 0
    constants = {name: schema["const"] for name, schema in properties.items() if "const" in schema}
    return sum(name in value and not json_equal(value[name], constant) for name, constant in constants.items())


def _cost(spec: Spec, member: Pointer, value: Any) -> int:
    """Return how much of a value a member leaves unexplained."""
    return sum(_size(f.came) if f.keyword in ("type", UNDECLARED) else 1 for f in faults(spec, member, value))


def _size(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(_size, inner))


def _broken(spec: Spec, pointer: Pointer, value: Any, where: Pointer) -> Iterator[Fault]:
    for error in spec.validator(pointer).iter_errors(value):
        *steps, keyword = error.evaluation_path
        schema = spec.step(pointer, steps)
        place, actual = (*where, *error.instance_path), error.instance
        if keyword in UNIONS:
            yield from _broken_union(spec, (*schema, keyword), actual, place)
        elif keyword == "required":
            name = error.kind.value
            yield Fault(keyword, (*place, name), _declaration(spec, schema, name), f"{name} is required", None)
        else:
            yield Fault(keyword, place, schema, _sentence(keyword, spec.at(schema)), actual)


def _broken_union(spec: Spec, union: Pointer, value: Any, where: Pointer) -> Iterator[Fault]:
    member = member_for(spec, union, value)
    if member is None:
        yield Fault("type", where, union[:-1], _listed(list(types_of(spec, union[:-1]))), value)
    elif spec.validator(member).is_valid(value):
        yield Fault("oneOf", where, union[:-1], "one form only, and this fits several", value)
    else:
        yield from _broken(spec, member, value, where)


def _declaration(spec: Spec, schema: Pointer, name: str) -> Pointer:
    """Return where a property is declared: in this schema or, for a condition, in the one around it."""
    ends = [index for index, step in enumerate(schema) if step in CONDITIONS]
    around = schema[: min(ends, default=len(schema))]
    return (*around, "properties", name) if name in spec.at(around).get("properties", {}) else schema


def _sentence(keyword: str, schema: Mapping[str, Any]) -> str:
    limit = schema.get(keyword)
    if keyword in ("type", "enum"):
        return _listed(limit if isinstance(limit, list) else [limit])
    words = _WORDS.get(keyword)
    if words is None:
        return f"{keyword} {limit}"
    return words.format(limit) if "{}" in words else f"{words} {limit}"


def _listed(choices: list[Any]) -> str:
    return " or ".join(str(choice) for choice in choices)


def _unnamed(spec: Spec, pointer: Pointer, value: Any, where: Pointer) -> Iterator[Fault]:
    """Yield what the contract does not name: properties, and values of texts that have a list of known ones."""
    parts = [(part, spec.at(part)) for part in _parts(spec, pointer, value)]
    if isinstance(value, dict):
        yield from _unnamed_members(spec, parts, value, where)
    elif isinstance(value, list):
        lists = [(*part, "items") for part, schema in parts if "items" in schema]
        for index, item in enumerate(value):
            for entry in lists:
                yield from _unnamed(spec, entry, item, (*where, index))
    elif isinstance(value, str):
        for part, schema in parts:
            known = schema.get(KNOWN, (value,))
            if value not in known:
                yield Fault(KNOWN, where, part, f"known are {', '.join(known)}", value)


def _unnamed_members(
    spec: Spec, parts: list[tuple[Pointer, Mapping[str, Any]]], value: dict[str, Any], where: Pointer
) -> Iterator[Fault]:
    holders = [(part, schema) for part, schema in parts if "properties" in schema]
    if not holders:
        return  # an object of which the contract says nothing
    for name, item in value.items():
        declared = [(*part, "properties", name) for part, schema in holders if name in schema["properties"]]
        for pointer in declared:
            yield from _unnamed(spec, pointer, item, (*where, name))
        if not declared:
            part = holders[0][0]
            yield Fault(UNDECLARED, (*where, name), part, f"{_name(part)} has no such field", item)


def _parts(spec: Spec, pointer: Pointer, value: Any) -> Iterator[Pointer]:
    """Yield the schemas that speak of a value: those that a schema refers to, joins, or has as the fitting member."""
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
    """Return what a reader of the contract calls a schema."""
    if pointer[:2] == ("components", "schemas"):
        return ".".join(str(step) for step in (pointer[2], *pointer[3:]) if step not in ("properties", "items"))
    return "the contract"
