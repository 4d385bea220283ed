"""The cost of an invalid body, in values and in calls of the validators, not in seconds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from attrs import define, evolve, field

from aimusic_mock.api import json_body
from aimusic_mock.api.json_body import MAX_VALUES, Parsed
from aimusic_mock.contract import bundle
from aimusic_mock.contract.model import Operation
from aimusic_mock.errors import BadRequestError
from contract_tests.support.mock_app import SONG, SONGS, Api

OPERATIONS = [operation for operation in bundle.load().operations.values() if operation.bodies]
MANY = MAX_VALUES + 1

LARGE: dict[str, Mapping[str, Any]] = {
    "unknown_members": {f"zebra {number}": number for number in range(MANY)},
    "lists_in_a_text": {"prompt": [[] for _ in range(MANY)], "title": "t"},
    "objects_in_a_text": {"title": {str(number): {} for number in range(MANY)}},
    "numbers_in_an_unknown_list": {**SONG, "zebra": [1] * MANY},
    "members_below_members": {**SONG, "a": {str(number): {"b": [number]} for number in range(MANY // 3 + 1)}},
}


@define
class CountingValidator:
    """A validator that counts its calls."""

    validator: Any
    calls: dict[str, int] = field(factory=lambda: {"is_valid": 0, "iter_errors": 0})

    def is_valid(self, body: Any) -> bool:
        """Count and validate."""
        self.calls["is_valid"] += 1
        return bool(self.validator.is_valid(body))

    def iter_errors(self, body: Any) -> Iterator[Any]:
        """Count and validate."""
        self.calls["iter_errors"] += 1
        errors: Iterator[Any] = self.validator.iter_errors(body)
        return errors


def _counted(operation: Operation) -> tuple[Operation, list[CountingValidator]]:
    validators = [CountingValidator(body.validator) for body in operation.bodies]
    bodies = [evolve(body, validator=new) for body, new in zip(operation.bodies, validators, strict=True)]
    return evolve(operation, bodies=tuple(bodies)), validators


def _read(operation: Operation, body: Mapping[str, Any]) -> Any:
    return json_body.read(operation, json.dumps(body).encode(), "application/json")


@pytest.mark.parametrize("name", LARGE)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.operation_id)
def test_body_with_too_many_values_is_refused_before_it_is_validated(operation: Operation, name: str) -> None:
    counted, validators = _counted(operation)
    error = _read(counted, LARGE[name])
    assert isinstance(error, BadRequestError)
    assert error.sentence == "The request body has too many values; the limit is 1000 fields and list items."
    assert {count for validator in validators for count in validator.calls.values()} == {0}


def test_body_with_as_many_values_as_allowed_is_accepted(api: Api) -> None:
    body: dict[str, Any] = {**SONG, "zebra": list(range(MAX_VALUES - len(SONG) - 1))}
    assert api.ask("POST", SONGS, body).status_code == 200
    body["zebra"].append(0)
    assert api.ask("POST", SONGS, body).status_code == 400


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.operation_id)
def test_errors_are_listed_for_the_variants_that_a_body_can_mean_only(operation: Operation) -> None:
    """An error holds a copy of the body: with 16 variants, listing those of all takes 16 times as long."""
    for variant in operation.bodies:
        counted, validators = _counted(operation)
        parsed = _read(counted, {**{name: [[]] for name in variant.properties}, **variant.constants})
        assert isinstance(parsed, Parsed)
        assert isinstance(parsed.variant, BadRequestError)
        listed = sum(validator.calls["iter_errors"] for validator in validators)
        alike = sum(body.constants == variant.constants for body in operation.bodies)
        assert listed <= alike + 1, variant.name


def test_admin_bodies_may_have_more_values(api: Api) -> None:
    """A snapshot is larger than any body of the API."""
    for _ in range(30):
        api.create()
    snapshot = api.admin("GET", "/snapshot")
    assert json.dumps(snapshot).count(":") > MAX_VALUES
    api.admin("PUT", "/snapshot", snapshot)
