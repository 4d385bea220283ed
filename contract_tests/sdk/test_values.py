"""Values that JSON or a setting cannot hold, in both directions: refused before a request, or reported after it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from aimusic import AIMusic, AsyncAIMusic, ConfigurationError, ResponseDecodingError, estimate
from aimusic._json import check_numbers, loads
from aimusic.cli._app import cli
from aimusic.cli._exit_codes import Exit
from contract_tests.sdk.cli_runner import answering, failure
from contract_tests.sdk.methods import CASES, Case
from contract_tests.support.clients import ClientFactory, Kind

pytestmark = pytest.mark.filterwarnings("ignore:Riffusion is deprecated:DeprecationWarning")

KEY = "sk-very-secret-0123456789"
CLIENTS = (AIMusic, AsyncAIMusic)
Timeout: Any = httpx.Timeout  # which takes any value

CYCLE: list[Any] = []
CYCLE.append(CYCLE)


class Number:
    """A number of numpy, for JSON: neither a float nor an int."""

    def __float__(self) -> float:
        return 1.5


UNSENDABLE: dict[str, Any] = {
    "lone-surrogate": "half \ud83d",
    "argument-that-is-not-utf-8": b"caf\xe9".decode("utf-8", "surrogateescape"),
    "nan": float("nan"),
    "infinity": float("inf"),
    "minus-infinity": float("-inf"),
    "decimal": Decimal("0.5"),
    "fraction": Fraction(1, 2),
    "bytes": b"words",
    "set": {"a"},
    "datetime": datetime(2026, 1, 24, tzinfo=UTC),
    "complex": 1j,
    "numpy-like": Number(),
    "path": Path("lyrics.txt"),
    "class": str,
    "generator": (text for text in "ab"),
    "huge-integer": 10**5000,
    "nested": [{"a": ({"b": float("nan")},)}],
    "cycle": CYCLE,
    "keys": {("a", "b"): 1},
}


# Requests


def unsendable(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"{request.url} was requested")


def arguments(case: Case) -> Iterator[str]:
    yield from (name for name in case.kwargs if name not in ("extra", "full", "timeout", "uploaded"))  # not sent


@pytest.mark.parametrize("case", [case for case in CASES if case.sent and case.kwargs], ids=str)
def test_no_method_sends_a_value_that_json_lacks(case: Case) -> None:
    client = AIMusic(api_key=KEY, http_client=httpx.Client(transport=httpx.MockTransport(unsendable)))
    product, method = case.method.split(".")
    call = getattr(getattr(client, product), method)
    args = ["id" if str(arg).startswith("@") else arg for arg in case.args]
    kwargs = {name: "id" if str(held).startswith("@") else held for name, held in case.kwargs.items()}

    for value in UNSENDABLE.values():
        for name in arguments(case):
            with pytest.raises(ConfigurationError):
                call(*args, **{**kwargs, name: value})
        with pytest.raises(ConfigurationError, match="'new'"):
            call(*args, **{**kwargs, "extra": {"new": value}})


@pytest.mark.parametrize("value", UNSENDABLE.values(), ids=UNSENDABLE)
def test_error_names_the_field(value: Any, kind: Kind, client_factory: ClientFactory) -> None:
    sdk = client_factory.answering(kind, unsendable)

    with pytest.raises(ConfigurationError, match=r"^The value of 'title' cannot be sent as JSON \("):
        sdk.call("sonic.create", "la", title=value)
    with pytest.raises(ConfigurationError, match="'title'"):
        estimate(AIMusic(api_key=KEY).sonic.create, "la", title=value)


def test_numpy_numbers_are_refused_unless_they_are_floats(kind: Kind, client_factory: ClientFactory) -> None:
    numpy = pytest.importorskip("numpy")
    bodies: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return httpx.Response(200, json={"message": "success", "task_id": "t-1"})

    sdk = client_factory.answering(kind, answer)
    for value in (numpy.float32(0.5), numpy.int64(1), numpy.bool_(1), numpy.array([1.0]), numpy.float64("nan")):
        with pytest.raises(ConfigurationError, match="style_weight"):
            sdk.call("sonic.create", "la", style_weight=value)
    sdk.call("sonic.create", "la", style_weight=numpy.float64(0.5), title=numpy.str_("River"))

    assert [(body["style_weight"], body["title"]) for body in bodies] == [(0.5, "River")]


def test_sendable_values_are_sent_unchanged(kind: Kind, client_factory: ClientFactory) -> None:
    extra = {"text": "é \U0001f3b5 \x00 \u2028", "numbers": [0, -1.5, 1e308, 10**400, True, None], "deep": {"a": [{}]}}
    bodies: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return httpx.Response(200, json={"message": "success", "task_id": "t-1"})

    client_factory.answering(kind, answer).call("sonic.create", "la", extra=extra)
    assert {name: bodies[0][name] for name in extra} == extra


@pytest.mark.parametrize(
    "args",
    [
        ["create", "words", "--title", "caf\udce9"],
        ["create", "--description", "\udcff"],
        ["lyrics", "half \ud83d"],
        ["extend", "clip\udce9", "--at", "5", "--description", "x"],
        ["extend", "clip", "--at", "nan", "--description", "x"],
        ["extend", "clip", "--at", "inf", "--description", "x"],
        ["wait", "x", "--timeout", "nan"],
        ["wait", "x", "--interval", "inf"],
        ["credits", "--base-url", "http://localhost:70000"],
    ],
)
def test_command_with_such_a_value_is_a_usage_error(args: list[str]) -> None:
    result = answering(unsendable).run(*args)

    assert result.exit_code == Exit.USAGE, result.output
    assert failure(answering(unsendable).run(*args, "--json"))["exit_code"] == Exit.USAGE


@pytest.mark.parametrize(
    "environment",
    [
        {"AIMUSIC_API_KEY": "Bearer k"},
        {"AIMUSIC_API_KEY": "two words"},
        {"AIMUSIC_BASE_URL": "localhost:8000"},
        {"HTTPS_PROXY": "http://user:s3cret@proxy:port"},
        {"HTTPS_PROXY": "http://127.0.0.1:3128", "NO_PROXY": "10.0.0.0/33"},
        {"SSL_CERT_FILE": "/nowhere/certificates.pem"},
        {"AIMUSIC_LOG": "loud"},
    ],
    ids=str,
)
def test_command_with_such_a_variable_is_a_usage_error(environment: dict[str, str]) -> None:
    result = CliRunner().invoke(cli, ["credits"], env={"AIMUSIC_API_KEY": KEY, **environment})

    assert result.exit_code == Exit.USAGE, result.output
    assert "s3cret" not in result.output
    assert len(result.stderr.splitlines()) == 1


# Responses

OUT_OF_RANGE = ["1e400", "-1e400", "1E+999", "1e0400", "9" * 400, "1" + "0" * 400, "-" + "7" * 309, "9" * 250 + "e99"]
CONSTANTS = ["NaN", "Infinity", "-Infinity"]


def answers(content: bytes) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _request: httpx.Response(200, content=content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32-le"])
@pytest.mark.parametrize("number", [*OUT_OF_RANGE, *CONSTANTS], ids=lambda number: number[:12])
def test_number_that_no_float_holds_is_a_decoding_error(
    number: str, encoding: str, kind: Kind, client_factory: ClientFactory
) -> None:
    clip = f'{{"clip_id": "c-1", "state": "succeeded", "duration": {number}}}'
    bodies = {
        "account.credits": f'{{"credits": {number}, "extra_credits": 0}}',
        "sonic.bpm": f'{{"code": 200, "message": "success", "data": {{"avg_bpm": {number}}}}}',
        "sonic.create": f'{{"message": "success", "task_id": "t-1", "unknown": [{number}]}}',
        "task": f'{{"code": 200, "message": "success", "data": [{clip}]}}',
    }
    for method, body in bodies.items():
        sdk = client_factory.answering(kind, answers(body.encode(encoding)))
        args = {"sonic.bpm": ["c-1"], "sonic.create": ["la"]}.get(method, [])
        call = sdk.client.sonic.task("t-1").refresh if method == "task" else partial(sdk.call, method, *args)
        with pytest.raises(ResponseDecodingError, match=r"out of range|Exceeds") as caught:
            sdk.run(call())
        assert caught.value.charged is (False if method in ("task", "account.credits") else None)


@pytest.mark.parametrize(
    "number", ["1e308", "-1.7e308", "9" * 300, "1e-400", "0." + "1" * 400, "0e999", "1" + "0" * 308]
)
def test_number_in_the_range_of_a_float_is_read(number: str, kind: Kind, client_factory: ClientFactory) -> None:
    body = f'{{"credits": {number}, "extra_credits": 0, "text": "NaN Infinity 1e400"}}'.encode()

    assert client_factory.answering(kind, answers(body)).call("account.credits")


@pytest.mark.fuzz
@given(st.floats() | st.integers(-(10**400), 10**400) | st.text(), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_quick_check_agrees_with_the_strict_parser(value: Any, encoding: str) -> None:
    content = json.dumps({"a": [value]}, ensure_ascii=False).encode(encoding)
    outcomes = []
    for check in (loads, check_numbers):
        try:
            check(content)
            outcomes.append("valid")
        except ValueError:
            outcomes.append("invalid")

    assert len(set(outcomes)) == 1, content[:80]


# Settings


@pytest.mark.parametrize("make", CLIENTS)
@pytest.mark.parametrize(
    "wrong",
    [
        *({"timeout": value} for value in ("5", True, b"5", Decimal(5), 1j, [5], 1e300, 10**400, (5, 5))),
        *({"timeout": Timeout(5, read=value)} for value in ("5", True, float("nan"), -1, 1e12)),
        *({"retries": value} for value in ("2", True, 2.0, 2.5, None, float("nan"), b"2")),
        *({"pace": value} for value in ("3", None, b"3", Decimal(3), 1e300, [3])),
    ],
    ids=str,
)
def test_number_of_a_wrong_type_is_refused(make: Any, wrong: dict[str, Any]) -> None:
    name = next(iter(wrong))
    with pytest.raises(ConfigurationError, match=f"^{name} is "):
        make(api_key=KEY, **wrong)
    if wrong[name] is not None:  # in `with_options`: no change
        with pytest.raises(ConfigurationError, match=f"^{name} is "):
            make(api_key=KEY).with_options(**wrong)


@pytest.mark.parametrize("name", ["timeout", "interval"])
@pytest.mark.parametrize(
    "value",
    ["5", True, b"5", Decimal(5), [5], float("nan"), float("inf"), -1, 10**400],
    ids=lambda value: str(value)[:9],
)
def test_time_to_wait_of_a_wrong_type_is_refused(
    name: str, value: Any, kind: Kind, client_factory: ClientFactory
) -> None:
    sdk = client_factory.answering(kind, unsendable)

    with pytest.raises(ConfigurationError, match=f"^{name} is "):
        sdk.run(sdk.client.sonic.task("t-1").wait(**{name: value}))
    if name == "timeout":
        with pytest.raises(ConfigurationError, match=r"^timeout is "):
            sdk.call("sonic.midi", "c-1", timeout=value)


@pytest.mark.parametrize("make", CLIENTS)
@pytest.mark.parametrize("name", ["api_key", "base_url", "webhook_secret"])
@pytest.mark.parametrize("value", [5, True, KEY.encode(), [KEY], httpx.URL("https://a.example"), {"key": KEY}], ids=str)
def test_text_of_a_wrong_type_is_refused_and_not_shown(make: Any, name: str, value: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name} is of the type {type(value).__name__}: ") as caught:
        make(**{"api_key": KEY, name: value})
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("make", CLIENTS)
@pytest.mark.parametrize(
    "key", ["Bearer k", "bearer k", "BEARER\tk", "Bearer", " Bearer  k\n", "k\x1b[0m", "k\x85k", "k\u200b"]
)
def test_key_with_a_scheme_or_control_characters_is_refused(make: Any, key: str) -> None:
    with pytest.raises(ConfigurationError, match="API key") as caught:
        make(api_key=key)
    if "earer" in key and "\t" not in key:
        assert "pass the key alone" in str(caught.value)


def test_key_that_only_begins_like_the_scheme_is_accepted() -> None:
    assert AIMusic(api_key="bearer-1")._config.api_key == "bearer-1"


@pytest.mark.parametrize("make", CLIENTS)
def test_empty_base_url_does_not_fall_back_to_the_paid_service(make: Any) -> None:
    with pytest.raises(ConfigurationError, match="base URL ''"):
        make(api_key=KEY, base_url="")


def test_secret_that_utf_8_lacks_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=re.escape("UTF-8 cannot encode")):
        AIMusic(api_key=KEY, webhook_secret="half \ud83d")
