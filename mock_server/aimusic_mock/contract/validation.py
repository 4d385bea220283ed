"""Checks a request body against the contract and says, in the service's words, what is wrong with it.

A body of a union goes to the member that it means, so that the sentence is about that member and not about all.
Rules that JSON Schema cannot say stand in the contract under `x-range`, `x-sum` and `x-known-values`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from aimusic_mock.contract import messages
from aimusic_mock.contract.bundle import Member, Operation
from aimusic_mock.errors import BadRequestError

# What is missing is said before what is wrong, and a wrong type before a wrong value.
_ORDER = ("const", "required", "not", "type", "enum")


def check(operation: Operation, body: Mapping[str, Any]) -> Member:
    """Return the member of the operation's body that `body` is.

    Raises:
        BadRequestError: it is none of them; the sentence is about the one that it comes closest to.
    """
    for member in operation.members:
        if member.validator.is_valid(body):
            _check_rules(member, body)
            return member
    _check_discriminators(operation, body)
    member = _closest(operation.members, body)
    error = min(member.validator.iter_errors(body), key=_rank)
    raise BadRequestError(messages.sentence(error, member.properties))


def _rank(error: jsonschema_rs.ValidationError) -> int:
    keyword = error.kind.name
    return _ORDER.index(keyword) if keyword in _ORDER else len(_ORDER)


def _check_discriminators(operation: Operation, body: Mapping[str, Any]) -> None:
    """Refuse a discriminator (task_type, custom_mode …) that has none of the values that any member takes."""
    names = dict.fromkeys(name for member in operation.members for name in _choices(member))
    for name in names:
        takers = [member for member in operation.members if name in _choices(member)]
        choices = list(dict.fromkeys(choice for member in takers for choice in _choices(member)[name]))
        if name in body and not any(_same(body[name], choice) for choice in choices):
            documented_messages = takers[0].properties[name].get("x-messages", {})
            documented = documented_messages.get("const") or documented_messages.get("type")
            raise BadRequestError(documented or messages.out_of_choice(name, choices))


def _choices(member: Member) -> dict[str, list[Any]]:
    """The values that tell this member: its constants, and closed lists under a name that is another's constant."""
    choices = {name: [value] for name, value in member.constants.items()}
    task_type = member.properties.get("task_type", {})
    if "enum" in task_type:
        choices["task_type"] = list(task_type["enum"])
    return choices


def _closest(members: tuple[Member, ...], body: Mapping[str, Any]) -> Member:
    def distance(member: Member) -> tuple[int, int, int, int]:
        discriminators = [name for name in _choices(member) if name in body]
        unlike = sum(not any(_same(body[name], choice) for choice in _choices(member)[name]) for name in discriminators)
        # Who leaves a kind (task_type) out means the kind that may be left out.
        required = member.schema.get("required", ())
        left_out = sum(isinstance(value, str) and name in required for name, value in member.constants.items())
        errors = sum(1 for _ in member.validator.iter_errors(body))
        return unlike, unlike - len(discriminators), left_out, errors

    return min(members, key=distance)


def _same(value: Any, constant: Any) -> bool:
    # In Python 0 equals False and 1 equals True; in JSON they do not.
    return type(value) is type(constant) and bool(value == constant)


def _check_rules(member: Member, body: Mapping[str, Any]) -> None:
    for sentence in broken_rules(member, body):
        raise BadRequestError(sentence)


def broken_rules(member: Member, body: Mapping[str, Any]) -> Iterator[str]:
    """Yield the sentence of each rule beyond JSON Schema that a schema-valid body breaks."""
    if "x-range" in member.schema:
        yield from _broken_range(member.schema["x-range"], body)
    for name, schema in member.properties.items():
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
