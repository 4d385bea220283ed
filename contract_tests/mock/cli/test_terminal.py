"""Text from outside has no effect on terminals, logs and CI systems."""

from __future__ import annotations

import json
import logging
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from aimusic.cli import _sanitize
from aimusic_mock import create_app
from aimusic_mock.__main__ import main
from aimusic_mock.drift import har
from aimusic_mock.terminal import ESCAPING, escaped, write
from contract_tests.drift.drift_lab import EXCHANGE

HOSTILE = "\x1b[31mred\x1b]0;title\x07\n::error::forged\r\x9b2J\u202e\u2028##[error]forged ##vso[task.complete]\ud800"
COMMANDS = ("\n::", "##[", "##vso[")


def _is_harmless(output: str) -> bool:
    categories = {unicodedata.category(character) for character in output.replace("\n", "")}
    directions = set(output) & _sanitize._DIRECTIONS
    return not (categories & {"Cc", "Cs", "Zl", "Zp"} or directions or any(text in f"\n{output}" for text in COMMANDS))


@given(st.text() | st.text(alphabet=":#[ \n\x1bv\u202aso"))
def test_escaped_text_is_harmless_and_stays_so(text: str) -> None:
    assert _is_harmless(escaped(text))
    assert escaped(escaped(text)) == escaped(text)


def test_escaped_characters_are_those_that_the_sdk_removes() -> None:
    characters = set(map(chr, range(sys.maxunicode + 1))) - {" "}

    changed = {character for character in characters if _sanitize.lines(f"a{character}b") != f"a{character}b"}

    assert {character for character in characters if escaped(f"a{character}b") != f"a{character}b"} == changed | {"\n"}


def test_escaped_json_keeps_its_value() -> None:
    assert json.loads(escaped(json.dumps({"x": HOSTILE}))) == {"x": HOSTILE}
    assert escaped("Übermut 👩‍🚀 a::b #1") == "Übermut 👩‍🚀 a::b #1"


def test_write_to_a_stream_of_another_encoding_loses_nothing(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    del capfdbinary
    stream = open("/dev/null", "w", encoding="ascii")  # noqa: SIM115, PTH123  # closed below
    with stream, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        write("ハーバー")


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_drift_of_hostile_names_prints_harmless_lines(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body: Any = {"credits": HOSTILE, "extra_credits": 0, HOSTILE: HOSTILE}
    entries = [
        har.write(evolve(EXCHANGE, **members), "1")["log"]["entries"][0]
        for members in (
            {"reply": json.dumps(body)},
            {"url": "https://api.aimusicapi.ai/api/v1/%1B%5B31m%0A::error::forged", "method": HOSTILE},
            {"status": 299, "headers": (("Content-Type", HOSTILE),)},
        )
    ]
    file = tmp_path / "x\x1b[2J\n::error::forged.har"
    file.write_text(json.dumps({"log": {"creator": {"name": "aimusic-mock"}, "entries": entries}}))

    assert main(["drift", str(tmp_path), *options]) == 1

    out = capsys.readouterr().out
    assert "forged" in out
    assert _is_harmless(out)


@pytest.mark.parametrize("arguments", [["drift", HOSTILE[:-1]], ["replay", HOSTILE[:-1]], [HOSTILE[:-1]]])
def test_usage_errors_quote_harmless_text(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2

    assert _is_harmless(capsys.readouterr().err)


@pytest.mark.parametrize("name", ["aimusic.mock", "aimusic_mock"])
def test_log_of_a_hostile_path_has_one_line(name: str, caplog: pytest.LogCaptureFixture) -> None:
    create_app(), create_app()
    log = logging.getLogger(name)
    assert log.filters.count(ESCAPING) == 1

    log.warning("the server failed to handle %s", HOSTILE)

    assert _is_harmless(caplog.messages[-1])
