"""The sentences for invalid fields: documented where the contract has them, and never an echo of the value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimusic_mock.contract import messages
from aimusic_mock.contract.model import Operation
from aimusic_mock.contract.validation import check
from aimusic_mock.errors import BadRequestError
from contract_tests.support.small_app import one_operation

PROPERTIES: dict[str, Any] = {
    "name": {"type": "string", "minLength": 1, "maxLength": 5},
    "weight": {"type": "number", "minimum": 0, "maximum": 1},
    "after": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 10},
    "count": {"type": "integer"},
    "list": {"type": "array", "minItems": 2, "maxItems": 3, "items": {"type": "string", "maxLength": 4}},
    "kind": {"type": "string", "enum": ["one", "two", "three"]},
    "flag": {"const": True},
    "either": {"type": ["string", "null"]},
    "nested": {"type": "object", "required": ["x"], "properties": {"x": {"type": "object"}}},
    "digits": {"type": "string", "pattern": "^[0-9]+$"},
    "title": {"type": "string", "maxLength": 80, "x-messages": {"maxLength": "Less than {limit}, {limit}!"}},
}
OPERATION = one_operation({"type": "object", "required": ["name"], "properties": PROPERTIES})

SENTENCES = [
    ({}, "The 'name' field is required."),
    ({"name": 5}, "The 'name' field should be string."),
    ({"name": ""}, "The 'name' field should not be empty."),
    ({"name": "abcdef"}, "The 'name' character length should be at most 5."),
    ({"weight": -1}, "The 'weight' field should be at least 0."),
    ({"weight": 1.5}, "The 'weight' field should be at most 1."),
    ({"after": 0}, "The 'after' field should be greater than 0."),
    ({"after": 10}, "The 'after' field should be less than 10."),
    ({"count": 1.5}, "The 'count' field should be an integer."),
    ({"list": {}}, "The 'list' field should be an array."),
    ({"list": ["a"]}, "The 'list' field should have at least 2 items."),
    ({"list": ["a"] * 4}, "The 'list' field should have at most 3 items."),
    ({"list": ["a", 5]}, "The 'list[1]' field should be string."),
    ({"list": ["a", "abcde"]}, "The 'list[1]' character length should be at most 4."),
    ({"kind": "four"}, "The 'kind' field is invalid. It should be 'one', 'two', or 'three'."),
    ({"flag": 1}, "The 'flag' field is invalid. It should be true."),
    ({"either": 5}, "The 'either' field should be null or string."),
    ({"nested": {}}, "The 'nested.x' field is required."),
    ({"nested": {"x": 5}}, "The 'nested.x' field should be an object."),
    ({"digits": "abc"}, "The 'digits' field is invalid."),
    ({"title": "x" * 81}, "Less than 80, 80!"),
]


def _sentence(operation: Operation, body: dict[str, Any]) -> str:
    with pytest.raises(BadRequestError) as caught:
        check(operation, body)
    return caught.value.sentence


@pytest.mark.parametrize(("body", "sentence"), SENTENCES)
def test_sentence_for_a_wrong_field(body: dict[str, Any], sentence: str) -> None:
    filled = body if body in ({}, {"name": 5}) or "name" in body else {"name": "ok", **body}
    assert _sentence(OPERATION, filled) == sentence


def test_sentence_documented_for_a_keyword_is_not_used_for_another() -> None:
    assert _sentence(OPERATION, {"name": "ok", "title": 5}) == "The 'title' field should be string."


def test_sentence_documented_for_a_field_is_not_used_for_what_lies_in_it() -> None:
    inner = {"type": "array", "items": {"type": "string"}, "x-messages": {"type": "About the list."}}
    operation = one_operation({"type": "object", "properties": {"list": inner}})
    assert _sentence(operation, {"list": 5}) == "About the list."
    assert _sentence(operation, {"list": [5]}) == "The 'list[0]' field should be string."


def test_sentence_documented_for_a_missing_field_wins() -> None:
    described = {"type": "string", "x-messages": {"required": "description is required."}}
    operation = one_operation({"type": "object", "required": ["text"], "properties": {"text": described}})
    assert _sentence(operation, {}) == "description is required."


def test_sentence_for_what_depends_on_another_field_has_that_limit() -> None:
    text = {"type": "string", "maxLength": 5, "x-messages": {"maxLength": "Less than {limit}."}}
    schema = {
        "type": "object",
        "properties": {"text": text, "mv": {"enum": ["old", "new"]}},
        "if": {"properties": {"mv": {"const": "old"}}, "required": ["mv"]},
        "then": {"properties": {"text": {"maxLength": 3}}},
    }
    assert _sentence(one_operation(schema), {"mv": "old", "text": "four"}) == "Less than 3."
    assert check(one_operation(schema), {"mv": "new", "text": "four"}).name == "Member0"


def test_sentence_for_fields_that_exclude_each_other_names_the_wrong_one() -> None:
    schema = {"type": "object", "required": ["clip"], "not": {"required": ["url"]}, "properties": {"clip": {}}}
    expected = "The 'url' field should not be given together with the others."
    assert _sentence(one_operation(schema), {"clip": "a", "url": "b"}) == expected


@pytest.mark.parametrize(
    ("choices", "text"),
    [
        (["a"], "'a'"),
        (["a", "b"], "'a' or 'b'"),
        (["a", "b", "c"], "'a', 'b', or 'c'"),
        ([True, False], "true or false"),
    ],
)
def test_choices_are_an_english_list(choices: list[Any], text: str) -> None:
    assert messages.out_of_choice("x", choices) == f"The 'x' field is invalid. It should be {text}."


SECRET = "sEcReT"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(987_000, 988_000) | st.just(SECRET * 20) | st.just(SECRET),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.just(SECRET), inner, max_size=2),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*PROPERTIES, SECRET]), VALUES, max_size=6))
def test_sentence_never_repeats_what_was_sent(body: dict[str, Any]) -> None:
    if OPERATION.bodies[0].validator.is_valid(body):
        assert check(OPERATION, body) is OPERATION.bodies[0]
        return
    sentence = _sentence(OPERATION, body)
    assert SECRET not in sentence
    assert "987" not in sentence
    assert len(sentence) < 200
