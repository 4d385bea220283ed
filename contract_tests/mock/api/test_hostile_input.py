"""Hostile bodies and requests: the reply is always the API's own error, small and fast, and never a 500."""

from __future__ import annotations

import json

import pytest

from contract_tests.support import speed
from contract_tests.support.examples import request_examples
from contract_tests.support.mock_app import Api

PATH = "/api/v1/sonic/create"
JSON = "application/json"

BODIES = {
    "empty": b"",
    "malformed": b'{"custom_mode": tru',
    "two_values": b"{} {}",
    "array": b"[]",
    "null": b"null",
    "nul_byte": b'{"prompt": "a\x00b"}',
    "deep_arrays": b"[" * 10_000,
    "deep_closed_arrays": b'{"a":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    "deep_objects": b'{"a":' * 10_000,
    "nan": b'{"style_weight": NaN}',
    "infinity": b'{"style_weight": -Infinity}',
    "float_overflow": b'{"style_weight": 1e999}',
    "huge_integer": b'{"continue_at": ' + b"9" * 5_000 + b"}",
    "duplicate_keys": b'{"mv": "sonic-v5", "mv": "sonic-v4"}',
    "surrogate_value": b'{"prompt": "\\ud800"}',
    "surrogate_key": b'{"\\ud800": 1}',
    "utf_16": '{"mv": "sonic-v5"}'.encode("utf-16"),
    "byte_order_mark": b'\xef\xbb\xbf{"mv": "sonic-v5"}',
    "not_utf_8": b'{"prompt": "\xff"}',
}


@pytest.mark.parametrize("name", BODIES)
def test_body_hostile_gets_400_in_the_api_envelope(api: Api, name: str) -> None:
    def post() -> None:
        response = api.app.test_client().post(PATH, headers=api.headers, data=BODIES[name], content_type=JSON)
        assert response.status_code == 400
        _check_envelope(response.get_data(), response.content_type)

    assert speed.units(post) < 20


def test_body_of_20_megabytes_is_refused_at_once(api: Api) -> None:
    body = b'{"prompt": "' + b"x" * 20_000_000 + b'"}'
    client = api.app.test_client()

    def post() -> None:
        response = client.post(PATH, headers=api.headers, data=body, content_type=JSON)
        assert response.status_code == 413
        _check_envelope(response.get_data(), response.content_type)

    assert speed.units(post) < 20


EXAMPLES = {str(example): example for example in request_examples()}


@pytest.mark.parametrize("name", EXAMPLES)
def test_field_of_another_variant_breaks_nothing(api: Api, name: str) -> None:
    """A variant does not validate the fields of the others, so no handler may read them."""
    example = EXAMPLES[name]
    known = {field for body in example.operation.bodies for field in body.properties}
    replies = {}
    for field in sorted(known - example.member.properties.keys()):
        reply = api.ask("POST", example.operation.path, {**example.body, field: {"a": 1}})
        api.advance(1000)
        task_id = (reply.get_json() or {}).get("task_id")
        poll = api.ask("GET", f"/api/v1/{example.operation.product}/task/{task_id}") if task_id else reply
        if max(reply.status_code, poll.status_code) >= 500:
            replies[field] = (reply.status_code, poll.status_code)
    assert not replies


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x", ""])
def test_content_type_other_than_json_gets_400(api: Api, content_type: str) -> None:
    response = api.app.test_client().post(PATH, headers=api.headers, data=b"{}", content_type=content_type)
    assert response.status_code == 400
    _check_envelope(response.get_data(), response.content_type)


def test_content_type_with_a_charset_is_taken(api: Api) -> None:
    body = b'{"custom_mode": true, "mv": "sonic-v5", "prompt": "[Verse]\\nLine"}'
    response = api.app.test_client().post(
        PATH, headers=api.headers, data=body, content_type="application/json; charset=utf-8"
    )
    assert response.status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_method_wrong_gets_405_with_allow(api: Api, method: str) -> None:
    response = api.app.test_client().open(PATH, method=method, headers=api.headers)
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    _check_envelope(response.get_data(), response.content_type)


@pytest.mark.parametrize("path", ["/", "/api/v1/nowhere", "/api/v1/sonic/task/", "/api/v1/sonic/create/", "/%00"])
def test_path_unknown_gets_404_in_the_api_envelope(api: Api, path: str) -> None:
    response = api.app.test_client().get(path, headers=api.headers)
    assert response.status_code == 404
    _check_envelope(response.get_data(), response.content_type)


def test_text_with_an_escaped_nul_is_a_text_like_any_other(api: Api) -> None:
    body = {"custom_mode": True, "mv": "sonic-v5", "prompt": "a\u0000b"}
    task_id = api.submit("/sonic/create", body)
    assert api.get(f"/sonic/task/{task_id}").get_json()["data"][0]["lyrics"] == "a\u0000b"


def _check_envelope(raw: bytes, content_type: str | None) -> None:
    assert content_type == JSON
    assert len(raw) <= 4096
    reply = json.loads(raw)
    assert set(reply) == {"type", "error"}
    assert all(isinstance(text, str) for text in reply.values())
    assert b"<" not in raw
