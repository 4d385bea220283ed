"""The rules beyond JSON Schema, each with a valid and an invalid request: x-range, x-sum, x-known-values."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.support.examples import request_examples
from contract_tests.support.mock_app import Api

CLIP = {"clip_id": "3c1f7a52-9d0e-4b6a-8f21-6a4be1d07c95"}
SAMPLE = {"custom_mode": False, "mv": "sonic-v5", "gpt_description_prompt": "x", "make_instrumental": False}
SECTION = {**CLIP, "mv": "sonic-v5", "prompt": "x", "infill_lyrics": "y"}
BGM = {"type": "bgm", "version": "v2.0", "description": "harbour theme"}
ADD = {"task_type": "add_vocals", "continue_clip_id": "e81a4b06-7d35-4c2f-a9be-6f0d3b5c7e42", "mv": "sonic-v5"}

# path, body, valid members, invalid members, the sentence
RULES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], str]] = [
    (
        "/sonic/create",
        {**ADD, "prompt": "x"},
        {"overpainting_start_s": 0, "overpainting_end_s": 0.5},
        {"overpainting_start_s": 1, "overpainting_end_s": 1},
        "The 'overpainting_end_s' field should be greater than 'overpainting_start_s'.",
    ),
    (
        "/sonic/vox",
        CLIP,
        {"vocal_start_s": 12, "vocal_end_s": 42},
        {"vocal_start_s": 12, "vocal_end_s": 42.5},
        "The range from 'vocal_start_s' to 'vocal_end_s' should be at most 30 seconds.",
    ),
    (
        "/sonic/vox",
        CLIP,
        {"vocal_start_s": 12, "vocal_end_s": 12.5},
        {"vocal_start_s": 12, "vocal_end_s": 12},
        "The 'vocal_end_s' field should be greater than 'vocal_start_s'.",
    ),
    (
        "/sonic/persona",
        {**CLIP, "name": "Harbour Voice"},
        {"vocal_start_s": 1, "vocal_end_s": 2},
        {"vocal_start_s": 2, "vocal_end_s": 1},
        "The 'vocal_end_s' field should be greater than 'vocal_start_s'.",
    ),
    (
        "/sonic/sample",
        {**SAMPLE, "sample_clip_id": CLIP["clip_id"]},
        {"chop_sample_start_s": 0, "chop_sample_end_s": 20},
        {"chop_sample_start_s": 20, "chop_sample_end_s": 20},
        "The 'chop_sample_end_s' field should be greater than 'chop_sample_start_s'.",
    ),
    (
        "/sonic/replace-section",
        SECTION,
        {"infill_start_s": 30, "infill_end_s": 45},
        {"infill_start_s": 45, "infill_end_s": 30},
        "The 'infill_end_s' field should be greater than 'infill_start_s'.",
    ),
    (
        "/nuro/create",
        BGM,
        {"segments": [{"name": "intro", "duration": 15}, {"name": "outro", "duration": 15}]},
        {"segments": [{"name": "intro", "duration": 15}, {"name": "outro", "duration": 14}]},
        "The sum of 'segments[].duration' should be between 30 and 120.",
    ),
    (
        "/nuro/create",
        BGM,
        {"segments": [{"name": "intro", "duration": 60}, {"name": "outro", "duration": 60}]},
        {"segments": [{"name": "intro", "duration": 60}, {"name": "outro", "duration": 61}]},
        "The sum of 'segments[].duration' should be between 30 and 120.",
    ),
    (
        "/producer/create",
        {"task_type": "create_music", "sound": "slow ambient pads"},
        {"mv": "FUZZ-2.0 Pro"},
        {"mv": "FUZZ-9"},
        (
            "The 'mv' field is invalid. It should be 'FUZZ-2.0 Pro', 'FUZZ-2.0', 'FUZZ-2.0 Raw', 'FUZZ-1.1 Pro',"
            " 'FUZZ-1.0 Pro', 'FUZZ-1.0', 'FUZZ-1.1', 'FUZZ-0.8', 'Lyria 3 preview', or 'FUZZ-3-Demo'."
        ),
    ),
]


@pytest.mark.parametrize(("path", "body", "kept", "broken", "sentence"), RULES)
def test_rule_kept_is_accepted_and_broken_is_refused(
    api: Api, path: str, body: dict[str, Any], kept: dict[str, Any], broken: dict[str, Any], sentence: str
) -> None:
    assert api.post(path, {**body, **kept}).status_code == 200
    balance = api.balance()
    response = api.post(path, {**body, **broken})
    assert (response.status_code, response.get_json()) == (400, {"type": "validation_error", "error": sentence})
    assert api.balance() == balance


def test_every_operation_with_a_rule_has_a_request_on_either_side() -> None:
    paths = {
        example.path
        for example in request_examples()
        if "x-range" in example.member.schema
        or any("x-sum" in schema or "x-known-values" in schema for schema in example.member.properties.values())
    }
    assert paths == {path for path, *_ in RULES}
