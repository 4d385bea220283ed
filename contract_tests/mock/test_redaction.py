"""Which names are secret: one list for the journal, cassettes and the SDK's log."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimusic import _logging
from aimusic_mock import redaction
from aimusic_mock.redaction import (
    HIDDEN,
    KnownSecrets,
    hide,
    hide_in_text,
    is_secret_header,
    is_secret_member,
    is_secret_parameter,
)

SECRET = (
    "password",
    "clientSecret",
    "API-KEY",
    "access_key",
    "privateKey",
    "passphrase",
    "auth_jwt",
    "signature",
    "db.passwd",
)
HARMLESS = (
    "keyboard",
    "authority",
    "author",
    "code",
    "key",
    "secretary",
    "tokenizer",
    "time_signature",
    "key_signature",
    "state",
)


def test_lists_of_the_mock_and_of_the_sdk_are_equal() -> None:
    assert redaction.SECRET_WORDS == _logging.SECRET_WORDS


@given(st.sampled_from(SECRET), st.text(min_size=1))
def test_text_of_a_secret_name_is_hidden(name: str, value: str) -> None:
    assert json.loads(hide(json.dumps({"x": [{name: value}]}).encode())) == {"x": [{name: HIDDEN}]}


@given(st.sampled_from(HARMLESS), st.text(alphabet="abc 123") | st.integers())
def test_value_of_another_name_stays_to_the_byte(name: str, value: object) -> None:
    raw = json.dumps({"x": [{name: value}]}).encode()
    assert hide(raw) == raw.decode()


@pytest.mark.parametrize("body", [{"token": 123456}, {"password": [12.5]}, {"api_key": {"value": 99}}], ids=str)
def test_secret_number_is_hidden(body: dict[str, object]) -> None:
    text = hide(json.dumps(body).encode())
    assert not set("123459") & set(text)
    assert HIDDEN not in text  # it has the type of the original


@pytest.mark.parametrize("body", [{"tokens": 3}, {"token_count": 5}, {"has_password": True}, {"secret": None}], ids=str)
def test_count_or_switch_stays(body: dict[str, object]) -> None:
    assert json.loads(hide(json.dumps(body).encode())) == body


@pytest.mark.parametrize(
    "name", ["Authorization", "X-Api-Key", "Set-Cookie", "X-Auth", "X-Webhook-Signature", "X-SessionId"]
)
def test_secret_header_is_found(name: str) -> None:
    assert is_secret_header(name)


@pytest.mark.parametrize("name", ["WWW-Authenticate", "X-Author", "X-Keyboard", "Keep-Alive", "Content-Type"])
def test_other_header_stays(name: str) -> None:
    assert not is_secret_header(name)


@pytest.mark.parametrize("name", ["code", "st", "hdnts", "api%5Fkey", "X-Amz-Credential", "AWSAccessKeyId"])
def test_secret_parameter_is_found(name: str) -> None:
    assert is_secret_parameter(name)


@pytest.mark.parametrize("name", ["country_code", "keyboard", "state", "author", "page"])
def test_other_parameter_stays(name: str) -> None:
    assert not is_secret_parameter(name)
    assert hide_in_text(f"https://x.example/?{name}=1") == f"https://x.example/?{name}=1"


@pytest.mark.parametrize(
    "text", ["the bearer of good news", "Bearer is no key", 'Bearer error="invalid_token"', "Basic English"]
)
def test_scheme_without_a_key_stays(text: str) -> None:
    assert hide_in_text(text) == text


def test_secret_member_is_not_a_part_of_a_word() -> None:
    assert not any(map(is_secret_member, HARMLESS))


@pytest.mark.parametrize(
    ("body", "clean"),
    [
        ('{"a": 123456, "b": ["x-123456"]}', '{"a": 123456, "b": ["x-[hidden]"]}'),
        ('{"123456": 1}', '{"[hidden]": 1}'),
        ('{"a":  "kept"}', '{"a":  "kept"}'),
        ('{"a": "123456", "a": "b"}', '{"a": "[hidden]", "a": "b"}'),
        ('{"a": "123456', '{"a": "[hidden]'),
        ("[" * 5000 + '"123456"', "[" * 5000 + '"[hidden]"'),
    ],
    ids=["number", "name", "nothing", "duplicate key", "cut", "deep"],
)
def test_known_secret_is_hidden_in_the_texts_of_a_body(body: str, clean: str) -> None:
    assert KnownSecrets(["123456"]).hide_in_body(body) == clean
