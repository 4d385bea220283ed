"""JSON pointers: escaping, and references of the contract."""

from __future__ import annotations

import pytest

from aimusic_mock.contract import pointers


@pytest.mark.parametrize(
    ("key", "step"), [("plain", "plain"), ("/songs/{id}", "~1songs~1{id}"), ("a~b", "a~0b"), ("~1", "~01"), ("", "")]
)
def test_key_escaped_is_unescaped_again(key: str, step: str) -> None:
    assert pointers.escape(key) == step
    assert pointers.unescape(step) == key


def test_reference_joined_is_split_again() -> None:
    steps = ("paths", "/songs", "post", "parameters", 0)
    assert pointers.join(steps) == "/paths/~1songs/post/parameters/0"
    assert pointers.split("#/paths/~1songs/post") == ("paths", "/songs", "post")
    assert pointers.last("#/components/schemas/Song") == "Song"
