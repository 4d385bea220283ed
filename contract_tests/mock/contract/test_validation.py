"""The choice of the variant that a body means, and the rules beyond JSON Schema."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimusic_mock.contract.model import Operation
from aimusic_mock.contract.validation import broken_rules, check
from aimusic_mock.errors import BadRequestError
from contract_tests.support.small_app import one_operation, small_contract

SONG = small_contract().operations["create_song"]
BOOLEAN = "The 'custom_mode' field should be boolean."


def _sentence(operation: Operation, body: dict[str, Any]) -> str:
    with pytest.raises(BadRequestError) as caught:
        check(operation, body)
    return caught.value.sentence


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"custom_mode": True, "prompt": "x"}, "Written"),
        ({"custom_mode": False, "description": "x"}, "Described"),
        ({"task_type": "create_music", "custom_mode": True, "prompt": "x"}, "Written"),
        ({"task_type": "extend_music", "clip_id": "c"}, "Extended"),
        ({"task_type": "vary_music"}, "Retired"),
        ({"custom_mode": True, "prompt": "x", "unknown": {"any": 1}}, "Written"),
    ],
)
def test_body_goes_to_the_member_that_it_means(body: dict[str, Any], name: str) -> None:
    assert check(SONG, body).name == name


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"custom_mode": True}, "The 'prompt' field is required."),
        ({"custom_mode": False}, "The 'description' field is required."),
        ({"custom_mode": False, "prompt": "x"}, "The 'description' field is required."),
        ({"task_type": "extend_music"}, "The 'clip_id' field is required."),
        ({"task_type": "extend_music", "clip_id": 5}, "The 'clip_id' field should be string."),
        ({"task_type": "extend_music", "custom_mode": True, "prompt": "x"}, "The 'clip_id' field is required."),
        ({"custom_mode": True, "prompt": "x" * 21}, "The prompt character length should be less than 20."),
    ],
)
def test_sentence_is_about_the_closest_member(body: dict[str, Any], sentence: str) -> None:
    assert _sentence(SONG, body) == sentence


@pytest.mark.parametrize("value", [0, 1, "true", None, [], 0.0])
def test_custom_mode_that_is_no_boolean_is_refused_in_the_documented_words(value: object) -> None:
    """In Python 0 equals False; in JSON it does not."""
    assert _sentence(SONG, {"custom_mode": value, "prompt": "x", "description": "x"}) == BOOLEAN


def test_constant_that_is_none_of_the_members_gets_the_list_of_all() -> None:
    members = [{"type": "object", "properties": {"mode": {"const": value}}} for value in (False, True)]
    for value in (0, 1, "true"):
        assert _sentence(one_operation(*members), {"mode": value}) == (
            "The 'mode' field is invalid. It should be false or true."
        )


@pytest.mark.parametrize("value", ["create", "CREATE_MUSIC", "", 5, None, {"a": 1}])
def test_task_type_unknown_gets_the_list_of_all(value: object) -> None:
    expected = "It should be 'create_music', 'extend_music', 'swap_music', or 'vary_music'."
    assert _sentence(SONG, {"task_type": value, "custom_mode": True, "prompt": "x"}).endswith(expected)


def test_missing_is_said_before_wrong() -> None:
    schema = {"type": "object", "required": ["b"], "properties": {"a": {"type": "string"}, "b": {}}}
    assert _sentence(one_operation(schema), {"a": 5}) == "The 'b' field is required."


def test_wrong_type_is_said_before_wrong_value() -> None:
    properties = {"a": {"type": "string", "maxLength": 1}, "b": {"type": "string"}}
    assert _sentence(one_operation({"type": "object", "properties": properties}), {"a": "xx", "b": 5}) == (
        "The 'b' field should be string."
    )


RANGE = {
    "type": "object",
    "x-range": {"start": "from", "end": "to", "max_length": 30},
    "properties": {"from": {"type": "number"}, "to": {"type": "number"}},
}


@pytest.mark.parametrize("body", [{}, {"from": 5}, {"to": 5}, {"from": 0, "to": 30}, {"from": 1.5, "to": 1.6}])
def test_range_that_is_right_or_open_is_taken(body: dict[str, Any]) -> None:
    assert check(one_operation(RANGE), body).name == "Member0"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"from": 5, "to": 5}, "The 'to' field should be greater than 'from'."),
        ({"from": 6, "to": 5}, "The 'to' field should be greater than 'from'."),
        ({"from": 0, "to": 30.5}, "The range from 'from' to 'to' should be at most 30 seconds."),
    ],
)
def test_range_that_is_wrong_is_refused(body: dict[str, Any], sentence: str) -> None:
    assert _sentence(one_operation(RANGE), body) == sentence


def test_range_without_a_greatest_length_has_none() -> None:
    schema = {**RANGE, "x-range": {"start": "from", "end": "to"}}
    assert check(one_operation(schema), {"from": 0, "to": 1e300})


SUM = {
    "type": "object",
    "properties": {
        "parts": {
            "type": "array",
            "items": {"type": "object", "required": ["s"], "properties": {"s": {"type": "integer"}}},
            "x-sum": {"property": "s", "minimum": 30, "maximum": 120},
        }
    },
}


@given(st.lists(st.integers(0, 90), max_size=6))
def test_sum_outside_its_bounds_is_refused(lengths: list[int]) -> None:
    body = {"parts": [{"s": length} for length in lengths]}
    member = one_operation(SUM).bodies[0]
    expected = [] if 30 <= sum(lengths) <= 120 else ["The sum of 'parts[].s' should be between 30 and 120."]
    assert list(broken_rules(member, body)) == expected


def test_sum_of_the_wrong_kind_is_a_type_error_and_no_crash() -> None:
    assert _sentence(one_operation(SUM), {"parts": [{"s": "30"}]}) == "The 'parts[0].s' field should be an integer."
    assert _sentence(one_operation(SUM), {"parts": [{}]}) == "The 'parts[0].s' field is required."


def test_known_value_misspelt_is_refused_and_others_are_taken() -> None:
    schema = {"type": "object", "properties": {"mv": {"type": "string", "x-known-values": ["A", "B"]}, "x": {}}}
    assert check(one_operation(schema), {"mv": "A", "x": "anything"})
    assert _sentence(one_operation(schema), {"mv": "a"}) == "The 'mv' field is invalid. It should be 'A' or 'B'."
