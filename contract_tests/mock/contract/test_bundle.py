"""The contract as the mock reads it: what is missing is named, with the file to change."""

from __future__ import annotations

import copy

import pytest

from aimusic_mock.contract import bundle
from aimusic_mock.contract.bundle import Contract


@pytest.mark.parametrize(
    ("component", "example", "sentence"),
    [
        ("Nothing", "clip", "the contract has no response 'Nothing'; add it to openapi/components/responses.yaml"),
        (
            "NotFound",
            "moon",
            "the response NotFound has no example 'moon'; add it to openapi/components/responses.yaml",
        ),
        ("Teapot", "short", "no operation documents the response Teapot; refer to it in openapi/paths"),
    ],
)
def test_refusal_that_the_contract_lacks_is_named_with_its_file(component: str, example: str, sentence: str) -> None:
    document = copy.deepcopy(bundle.load().document)
    value = {"type": "teapot", "error": "Short and stout."}
    responses = document["components"]["responses"]
    responses["Teapot"] = copy.deepcopy(responses["NotFound"])
    responses["Teapot"]["content"]["application/json"]["examples"] = {"short": {"value": value}}
    contract = Contract(document, bundle.load().fixtures)
    with pytest.raises(LookupError) as caught:
        contract.refusal(component, example)
    assert caught.value.args == (sentence,)
