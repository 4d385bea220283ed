"""Equality of JSON values."""

from __future__ import annotations

from typing import Any

import pytest

from aimusic_mock.domain.json_values import json_equal


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, True, False),
        (0, False, False),
        (True, True, True),
        (None, False, False),
        (1, 1.0, True),
        ("1", 1, False),
        ([1, True], [1, True], True),
        ([1, True], [True, 1], False),
        ([1], [1, 1], False),
        ({"a": {"b": 1}}, {"a": {"b": 1}}, True),
        ({"a": {"b": 1}}, {"a": {"b": True}}, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": None}, {}, False),
        ([], {}, False),
    ],
)
def test_one_is_not_true_at_any_depth(one: Any, other: Any, equal: bool) -> None:
    assert json_equal(one, other) is equal
    assert json_equal(other, one) is equal
