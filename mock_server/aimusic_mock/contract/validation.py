"""Validate a request body against the contract, with the service's own sentences for errors.

A body with several variants is matched to the one it means, so that the sentence is about that variant only.
Rules beyond JSON Schema are read from the contract: `x-range`, `x-sum` and `x-known-values`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from aimusic_mock.contract import messages
from aimusic_mock.contract.model import BodyVariant, Operation
from aimusic_mock.domain.json_values import json_equal
from aimusic_mock.errors import BadRequestError

# A missing field is reported before a wrong one, and a wrong type before a wrong value.
_ORDER = ("const", "required", "not", "type", "enum")


def check(operation: Operation, body: Mapping[str, Any]) -> BodyVariant:
    """Return the variant that `body` is.

    Raises:
        BadRequestError: it matches no variant; the sentence is about the closest one.
    """
    for variant in operation.bodies:
        if variant.validator.is_valid(body):
            _check_rules(variant, body)
            return variant
    _check_discriminators(operation, body)
    variant = _closest(operation.bodies, body)
    error = min(variant.validator.iter_errors(body), key=_rank)
    field = messages.documented_field(error, variant.properties)
    raise BadRequestError(messages.sentence(error, variant.properties), _origin(variant, field) if field else None)


def _origin(variant: BodyVariant, field: str) -> str:
    return f"components/schemas/{variant.name}, x-messages of {field}"


def _rank(error: jsonschema_rs.ValidationError) -> int:
    keyword = error.kind.name
    return _ORDER.index(keyword) if keyword in _ORDER else len(_ORDER)


def _check_discriminators(operation: Operation, body: Mapping[str, Any]) -> None:
    """Refuse a discriminator (`task_type`, `custom_mode`) whose value no variant accepts."""
    names = dict.fromkeys(name for variant in operation.bodies for name in _choices(variant))
    for name in names:
        variants = [variant for variant in operation.bodies if name in _choices(variant)]
        choices = list(dict.fromkeys(choice for variant in variants for choice in _choices(variant)[name]))
        if name in body and not any(json_equal(body[name], choice) for choice in choices):
            documented = variants[0].properties[name].get("x-messages", {})
            sentence = documented.get("const") or documented.get("type")
            if sentence:
                raise BadRequestError(sentence, _origin(variants[0], name))
            raise BadRequestError(messages.out_of_choice(name, choices))


def _choices(variant: BodyVariant) -> dict[str, list[Any]]:
    """Return the values that identify a variant: its constants, and its list of task types."""
    choices = {name: [value] for name, value in variant.constants.items()}
    task_type = variant.properties.get("task_type", {})
    if "enum" in task_type:
        choices["task_type"] = list(task_type["enum"])
    return choices


def _closest(variants: tuple[BodyVariant, ...], body: Mapping[str, Any]) -> BodyVariant:
    """Return the variant that a body means: by its discriminators, and among equals the one with the fewest errors."""

    def distance(variant: BodyVariant) -> tuple[int, int, int]:
        choices = _choices(variant)
        present = [name for name in choices if name in body]
        different = sum(not any(json_equal(body[name], choice) for choice in choices[name]) for name in present)
        # A body without a task type means the variant for which the task type is optional.
        required = variant.schema.get("required", ())
        missing = sum(isinstance(value, str) and name in required for name, value in variant.constants.items())
        return different, different - len(present), missing

    distances = [distance(variant) for variant in variants]
    equals = [variant for variant, far in zip(variants, distances, strict=True) if far == min(distances)]
    if len(equals) == 1:
        return equals[0]
    # Errors are expensive: each holds a copy of the body.
    return min(equals, key=lambda variant: sum(1 for _ in variant.validator.iter_errors(body)))


def _check_rules(variant: BodyVariant, body: Mapping[str, Any]) -> None:
    for sentence in broken_rules(variant, body):
        raise BadRequestError(sentence)


def broken_rules(variant: BodyVariant, body: Mapping[str, Any]) -> Iterator[str]:
    """Yield the sentence of each rule beyond JSON Schema that a schema-valid body breaks."""
    if "x-range" in variant.schema:
        yield from _broken_range(variant.schema["x-range"], body)
    for name, schema in variant.properties.items():
        value = body.get(name)
        if isinstance(value, str) and value not in schema.get("x-known-values", (value,)):
            yield messages.out_of_choice(name, schema["x-known-values"])
        if isinstance(value, list) and "x-sum" in schema:
            yield from _broken_sum(name, schema["x-sum"], value)


def _broken_range(rule: Mapping[str, Any], body: Mapping[str, Any]) -> Iterator[str]:
    start, end = body.get(rule["start"]), body.get(rule["end"])
    if start is None or end is None:
        return
    if end <= start:
        yield f"The '{rule['end']}' field should be greater than '{rule['start']}'."
    elif end - start > rule.get("max_length", float("inf")):
        yield f"The range from '{rule['start']}' to '{rule['end']}' should be at most {rule['max_length']} seconds."


def _broken_sum(name: str, rule: Mapping[str, Any], items: list[Mapping[str, Any]]) -> Iterator[str]:
    total = sum(item[rule["property"]] for item in items)
    if not rule["minimum"] <= total <= rule["maximum"]:
        yield f"The sum of '{name}[].{rule['property']}' should be between {rule['minimum']} and {rule['maximum']}."
