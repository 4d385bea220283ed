"""The suite and the mock read `x-order` and `x-sorted` with code of their own, and agree; positions are checked both ways."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimusic_mock.contract.relations import KEYWORDS as OF_THE_MOCK
from contract_tests.conformance.relations import KEYWORDS as OF_THE_SUITE
from contract_tests.conformance.relations import misplaced
from contract_tests.conformance.spec import Spec, read_document

WORD = {"type": "object", "x-order": ["start", "middle", "end"]}
WORDS = {"type": "array", "items": WORD, "x-sorted": "start"}

values = st.one_of(st.none(), st.booleans(), st.text(max_size=2), st.integers(-3, 3), st.floats(-3, 3))
words = st.lists(st.dictionaries(st.sampled_from(["start", "middle", "end", "other"]), values), max_size=4)


@given(words)
@settings(derandomize=True)
def test_suite_and_mock_agree_about_relations(instance: list[dict[str, Any]]) -> None:
    mock = jsonschema_rs.validator_for(WORDS, keywords=dict(OF_THE_MOCK))
    suite = jsonschema_rs.validator_for(WORDS, keywords=dict(OF_THE_SUITE))
    assert mock.is_valid(instance) == suite.is_valid(instance)


@pytest.mark.parametrize("keywords", [OF_THE_MOCK, OF_THE_SUITE], ids=["mock", "suite"])
@pytest.mark.parametrize(
    ("instance", "valid"),
    [
        ([{"start": 1, "middle": 1, "end": 1}], True),
        ([{"start": 2, "end": 1.5}], False),
        ([{"middle": 2, "end": -2}], False),
        ([{"start": 2, "middle": None, "end": "1"}], True),
        ([{"start": True, "end": False}], True),
        ([{"start": 1}, {"start": 1}, {"start": 2}], True),
        ([{"start": 1}, {}, {"start": 0.5}], False),
        ([], True),
    ],
)
def test_relation_holds_between_numbers_only(keywords: dict[str, Any], instance: Any, valid: bool) -> None:
    assert jsonschema_rs.validator_for(WORDS, keywords=dict(keywords)).is_valid(instance) is valid


@pytest.mark.parametrize(
    ("reply", "detail"),
    [
        ({"start_s": 100.5}, ""),
        ({"words": [{"start_s": 3}, {"start_s": 99}]}, ""),
        ({"words": [{"start_s": 3}, {"start_s": 99_000}]}, "start_s is 99000 s in a clip of 100 s"),
        ({"words": [{"start_s": 0.05}, {"start_s": 1.6}]}, "every start_s is within 1.6 s of a clip of 100 s"),
        ({"start_s": 1.6}, ""),
        ({"words": []}, ""),
        ({"start_s": None}, ""),
    ],
)
def test_position_is_within_the_clip(reply: Any, detail: str) -> None:
    assert misplaced(reply, "start_s", 100.0) == detail


def test_contract_states_relations_that_the_suite_reads() -> None:
    operations = Spec(read_document()).operations
    assert operations["get_sonic_aligned_lyrics"].positions == {"start_s": "clip_id", "end_s": "clip_id"}
    assert operations["create_sonic_music"].known[200]["code"] == {200}
    assert "FAILED" in operations["get_producer_task"].known[200]["status"]
