"""HAR files of other tools and of attackers: each entry is read or skipped, in time that grows with its size."""

from __future__ import annotations

import base64
import gzip
import json
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from aimusic_mock.cli.drift import compare
from aimusic_mock.cli.replay import load
from aimusic_mock.drift import har
from aimusic_mock.drift.loading import Skipped, read
from aimusic_mock.drift.matching import CassettePlayer, fits
from aimusic_mock.redaction import HIDDEN
from contract_tests.drift.drift_lab import EXCHANGE

BODY = '{"credits": 1, "extra_credits": 0}'


def _entry() -> dict[str, Any]:
    entry: dict[str, Any] = har.write(EXCHANGE, "1")["log"]["entries"][0]
    return entry


def _file(folder: Path, *entries: Any) -> Path:
    file = folder / "x.har"
    file.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    return file


def _content(**members: Any) -> dict[str, Any]:
    entry = _entry()
    entry["response"]["content"].update(members)
    return entry


def _base64(raw: bytes) -> dict[str, str]:
    return {"text": base64.b64encode(raw).decode(), "encoding": "base64"}


def _raw_deflate(text: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(text) + stream.flush()


@pytest.mark.parametrize(
    ("content", "coding"),
    [
        (_base64(BODY.encode()), ""),
        (_base64(BODY.encode()), "br"),  # decompressed by the tool, as HAR requires
        (_base64(BODY.encode()), "deflate"),
        (_base64(gzip.compress(BODY.encode())), "gzip"),
        (_base64(gzip.compress(BODY.encode())), ""),
        (_base64(zlib.compress(BODY.encode())), "deflate"),
        (_base64(_raw_deflate(BODY.encode())), "Deflate"),
        ({"text": gzip.compress(BODY.encode()).decode("latin-1")}, "gzip"),
        ({"text": BODY, "size": None}, "zstd"),
    ],
)
def test_har_body_in_any_encoding_is_read(content: dict[str, Any], coding: str) -> None:
    entry = _content(**content)
    entry["response"]["headers"].append({"name": "CONTENT-ENCODING", "value": coding})

    assert har.read(entry, "x").reply == BODY


def test_har_body_that_cannot_be_decompressed_is_unknown() -> None:
    entry = _content(**_base64(b"\x28\xb5\x2f\xfd\xff\xff"))
    entry["response"]["headers"].append({"name": "content-encoding", "value": "zstd"})

    assert har.read(entry, "x").reply is None


def test_har_body_that_expands_without_end_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(har, "MAX_BODY_BYTES", 1000)
    bomb, half = gzip.compress(b" " * 1001), gzip.compress(BODY.encode())[:-9]

    comparison = compare([_file(tmp_path, _content(**_base64(bomb)), _content(**_base64(half)), _entry())], [])

    assert comparison.checked == 1
    assert sum(comparison.skipped.values()) == 2


def test_har_without_headers_sizes_and_types_is_read() -> None:
    entry = _content(size=None, mimeType="application/json; charset=utf-8")
    entry["response"]["headers"] = None
    entry["response"]["bodySize"] = entry["request"]["bodySize"] = None
    entry["request"]["headers"] = [{"name": ":authority", "value": "x"}, {"name": "HOST", "value": None}]
    entry["request"]["postData"] = {"mimeType": "application/x-www-form-urlencoded",
                                    "params": [{"name": "a b", "value": "é"}, {"name": "n", "value": 3}]}  # fmt: skip

    exchange = har.read(entry, "x")

    assert exchange.headers == (("Content-Type", "application/json; charset=utf-8"),)
    assert exchange.request_headers[0] == ("HOST", "")
    assert (exchange.request, exchange.request_bytes, exchange.reply_bytes) == ("a+b=%C3%A9&n=3", -1, -1)


def test_har_without_content_has_an_unknown_reply() -> None:
    entry = _entry()
    del entry["response"]["content"]

    assert (har.read(entry, "x").reply, har.read(entry, "x").reply_bytes) == (None, -1)


def test_har_entries_are_read_in_order_of_time(tmp_path: Path) -> None:
    times = ("2026-01-24T05:00:03Z", "2026-01-24T06:00:01+01:00", None, "2026-01-24T05:00:02", 7, "2026-13-01")
    entries = []
    for number, time in enumerate(times):
        entries.append({**_content(text=str(number)), "startedDateTime": time})

    exchanges = read([_file(tmp_path, *entries)], {"api.aimusicapi.ai"})

    replies = [exchange.reply for exchange in exchanges if not isinstance(exchange, Skipped)]
    assert replies == ["1", "2", "3", "4", "5", "0"]  # without a time, an entry stays behind its predecessor


HOSTILE: dict[str, Callable[[dict[str, Any]], object]] = {
    "URL that cannot be split": lambda entry: entry["request"].update(url="https://[bad"),
    "port out of range": lambda entry: entry["request"].update(url="https://u:pa55word@api.aimusicapi.ai:99999/"),
    "host that is no name": lambda entry: entry["request"].update(url="https://pa55word@a\u2100.example/"),
    "number as URL": lambda entry: entry["request"].update(url=5),
    "number as method": lambda entry: entry["request"].update(method=5),
    "list as reason": lambda entry: entry["response"].update(statusText=["x"]),
    "infinite status": lambda entry: entry["response"].update(status=float("inf")),
    "fraction as status": lambda entry: entry["response"].update(status=200.5),
    "boolean as status": lambda entry: entry["response"].update(status=True),
    "huge status": lambda entry: entry["response"].update(status=10**300),
    "text as headers": lambda entry: entry["response"].update(headers="ab"),
    "header without a name": lambda entry: entry["request"].update(headers=[{"value": "x"}]),
    "list as header value": lambda entry: entry["request"].update(headers=[{"name": "x", "value": []}]),
    "number as body": lambda entry: entry["response"]["content"].update(text=5),
    "not base64": lambda entry: entry["response"]["content"].update(encoding="base64", text="é"),
    "list as content": lambda entry: entry["response"].update(content=[1]),
    "number as type": lambda entry: entry["response"]["content"].update(mimeType=3),
}


@pytest.mark.parametrize("damage", HOSTILE.values(), ids=HOSTILE)
def test_har_hostile_entry_is_skipped_and_the_next_one_checked(
    damage: Callable[[dict[str, Any]], object], tmp_path: Path
) -> None:
    entry = _entry()
    damage(entry)

    comparison = compare([_file(tmp_path, entry, _entry())], [])

    assert (comparison.exchanges, comparison.checked) == (2, 1)
    assert "pa55word" not in str(comparison.skipped)


@pytest.mark.parametrize("number", ["1e400", "-1e400", "NaN", "9" * 5000, "[" * 900 + "]" * 900])
@pytest.mark.parametrize("place", ["size", "text", "time"])
def test_har_odd_numbers_and_nesting_do_not_end_the_comparison(number: str, place: str, tmp_path: Path) -> None:
    entry = _content(text=f'{{"credits": {number}, "extra_credits": 0}}' if place == "text" else BODY)
    if place == "size":
        entry["response"]["content"]["size"] = "@"
    elif place == "time":
        entry["time"] = "@"
    file = _file(tmp_path, entry, _entry())
    file.write_text(file.read_text().replace('"@"', number))

    comparison = compare([file], [])

    assert comparison.exchanges == 2
    assert comparison.checked >= 1


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
PLACES = [
    ("request",), ("response",), ("startedDateTime",), ("request", "method"), ("request", "url"), ("request", "headers"),
    ("request", "postData"), ("response", "status"), ("response", "content"), ("response", "content", "text"),
    ("response", "content", "encoding"), ("response", "headers"), ("request", "bodySize"),
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(place=st.sampled_from(PLACES), value=JSON)
def test_har_any_value_anywhere_is_read_or_skipped(
    place: tuple[str, ...], value: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    entry = _entry()
    parent = entry
    for name in place[:-1]:
        parent = parent[name]
    parent[place[-1]] = value

    comparison = compare([_file(tmp_path_factory.mktemp("har"), entry, _entry())], [])

    assert comparison.exchanges == 2
    assert comparison.checked >= 1


def _steps(job: Callable[[], object]) -> int:
    """Count the lines of Python that a job executes."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        job()
    finally:
        sys.settrace(before)
    return count


def _grows_linearly(job: Callable[[int], Callable[[], object]], size: int) -> bool:
    return _steps(job(2 * size)) <= 2.5 * _steps(job(size))


def test_hidden_texts_in_one_value_are_matched_in_linear_time() -> None:
    def job(size: int) -> Callable[[], object]:
        return lambda: fits(f"a{HIDDEN}" * size + "b", "a" * size * 8)

    assert _grows_linearly(job, 50)
    assert fits(f"{HIDDEN}ab{HIDDEN}", "abab")
    assert fits(f"x{HIDDEN}y{HIDDEN}", "x\ny")
    assert not fits(f"ab{HIDDEN}ba", "aba")
    assert not fits(f"{HIDDEN}b{HIDDEN}a{HIDDEN}", "ab")
    assert fits(f"{HIDDEN * 8}!", "a" * 5000 + "!")  # exponential for a backtracking search
    assert not fits(f"{HIDDEN}a" * 8 + "!", "a" * 5000)


def test_player_groups_and_finds_recordings_in_linear_time() -> None:
    def job(size: int) -> Callable[[], object]:
        exchanges = [evolve(EXCHANGE, method="POST", request=json.dumps({"n": n})) for n in range(size)]

        def run() -> None:
            player = CassettePlayer(exchanges)
            assert all(player.find(exchange) is exchange for exchange in exchanges)

        return run

    assert _grows_linearly(job, 100)


def test_replay_of_deeply_nested_bodies_loads(tmp_path: Path) -> None:
    deep = "[" * 700 + "]" * 700
    entry = _entry()
    entry["request"].update(method="POST", postData={"mimeType": "application/json", "text": deep})
    player = load(_file(tmp_path, entry), ["api.aimusicapi.ai"])

    assert player.find(evolve(EXCHANGE, method="POST", request=deep)) is not None
    assert player.find(evolve(EXCHANGE, method="POST", request=deep[1:-1])) is None
