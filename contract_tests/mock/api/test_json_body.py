"""Parsing a body: strict JSON only, refused in one sentence, and never a crash."""

from __future__ import annotations

import pytest

from aimusic_mock.api.json_body import MAX_DEPTH, parse
from aimusic_mock.errors import BadRequestError
from contract_tests.support import speed

JSON = "application/json"

REFUSED = {
    "empty": (b"", "not valid JSON"),
    "white_space": (b" \n", "not valid JSON"),
    "cut_off": (b'{"a": tru', "not valid JSON"),
    "two_values": (b"{} {}", "not valid JSON"),
    "single_quotes": (b"{'a': 1}", "not valid JSON"),
    "comma_at_the_end": (b'{"a": 1,}', "not valid JSON"),
    "nul_byte": (b'{"a": "\x00"}', "not valid JSON"),
    "control_character": (b'{"a": "\n"}', "not valid JSON"),
    "nan": (b'{"a": NaN}', "NaN is not a JSON number"),
    "infinity": (b'{"a": Infinity}', "Infinity is not a JSON number"),
    "minus_infinity": (b'{"a": [-Infinity]}', "-Infinity is not a JSON number"),
    "float_overflow": (b'{"a": 1e999}', "too large"),
    "negative_overflow": (b'{"a": -1e999}', "too large"),
    "integer_of_400_digits": (b'{"a": ' + b"9" * 400 + b"}", "too large"),
    "integer_of_5000_digits": (b'{"a": -' + b"9" * 5000 + b"}", "too large"),
    "key_twice": (b'{"a": 1, "a": 1}', "duplicate key"),
    "key_twice_when_unescaped": (b'{"a": 1, "\\u0061": 1}', "duplicate key"),
    "key_twice_nested": (b'{"b": [{"c": {"a": 1, "a": 2}}]}', "duplicate key"),
    "surrogate_value": (b'{"a": "\\ud800"}', "surrogate"),
    "surrogate_low": (b'{"a": ["\\udc00 x"]}', "surrogate"),
    "surrogate_key": (b'{"b": {"\\ud800": 1}}', "surrogate"),
    "surrogate_as_bytes": (b'{"a": "\xed\xa0\x80"}', "not valid JSON"),
    "utf_16": ('{"a": 1}'.encode("utf-16"), "not valid JSON"),
    "utf_32": ('{"a": 1}'.encode("utf-32-le"), "not valid JSON"),
    "latin_1": ('{"a": "é"}'.encode("latin-1"), "not valid JSON"),
    "byte_order_mark": (b"\xef\xbb\xbf{}", "not valid JSON"),
    "null": (b"null", "a JSON object"),
    "array": (b"[{}]", "a JSON object"),
    "text": (b'"{}"', "a JSON object"),
    "number": (b"0", "a JSON object"),
    "deep_arrays": (b"[" * 10_000, "nested too deeply"),
    "deep_closed_arrays": (b'{"a":' + b"[" * 10_000 + b"]" * 10_000 + b"}", "nested too deeply"),
    "deep_objects": (b'{"a":' * 10_000, "nested too deeply"),
    "deep_closed_objects": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "nested too deeply"),
    "one_level_too_deep": (b'{"a":' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}", "nested too deeply"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_body_not_strict_json_is_refused_in_one_sentence(name: str) -> None:
    raw, sentence = REFUSED[name]

    def refuse() -> BadRequestError:
        with pytest.raises(BadRequestError, match=sentence) as caught:
            parse(raw, JSON)
        return caught.value

    assert speed.units(refuse) < 5
    error = refuse()
    assert (error.status, error.kind) == (400, "validation_error")
    assert len(error.sentence) < 120


@pytest.mark.parametrize("raw", [b"9" * 1_000_000, b"[" * 1_000_000, b'"' + b"\\ud800" * 100_000 + b'"'])
def test_body_of_a_megabyte_is_refused_in_time(raw: bytes) -> None:
    def refuse() -> None:
        with pytest.raises(BadRequestError):
            parse(b'{"a": ' + raw + b"}", JSON)

    assert speed.units(refuse) < 30


@pytest.mark.parametrize(
    ("raw", "parsed"),
    [
        (b"{}", {}),
        (b' {"a": 1} \n', {"a": 1}),
        (b'{"a": "\\u0000"}', {"a": "\0"}),
        (b'{"a": "\\ud83d\\ude00 \xf0\x9f\x98\x80"}', {"a": "😀 😀"}),
        (b'{"a": [1.5, -0.0, 1e3, null, true]}', {"a": [1.5, -0.0, 1000.0, None, True]}),
        (b'{"a": {"x": 1}, "b": {"x": 2}}', {"a": {"x": 1}, "b": {"x": 2}}),
        (b'{"a": ' + b"9" * 300 + b"}", {"a": int("9" * 300)}),
        (b'{"a": 1e-999}', {"a": 0.0}),
    ],
)
def test_body_of_strict_json_is_read(raw: bytes, parsed: dict[str, object]) -> None:
    assert parse(raw, JSON) == parsed


def test_body_of_exactly_the_allowed_depth_is_read() -> None:
    depth = MAX_DEPTH - 1
    assert "a" in parse(b'{"a":' + b"[" * depth + b"]" * depth + b"}", JSON)


@pytest.mark.parametrize("mimetype", ["", "text/plain", "text/json", "application/xml", "multipart/form-data"])
def test_body_of_another_media_type_is_refused(mimetype: str) -> None:
    with pytest.raises(BadRequestError, match="Content-Type"):
        parse(b"{}", mimetype)
