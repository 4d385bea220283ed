"""Malformed responses: each ends in a result of the documented types, or in an error of this package."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
import httpx
import pytest
from attrs import frozen

import aimusic
from aimusic._tasks import clip
from aimusic_client import models, types
from aimusic_client.operations import OPERATIONS
from contract_tests.sdk.contract import DOCUMENT, resolved
from contract_tests.sdk.methods import CASES, Case, as_id
from contract_tests.support.clients import ClientFactory, Kind, Sdk
from contract_tests.support.processes import BUNDLE

pytestmark = pytest.mark.filterwarnings("ignore:Riffusion is deprecated:DeprecationWarning")

WRONG: tuple[Any, ...] = (None, True, 5, -1.5, "", "words", [], [1], {}, {"a": 1})
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "html": b"<html>Bad Gateway</html>",
    "null": b"null",
    "number": b"5",
    "text": b'"words"',
    "list": b"[]",
    "object": b"{}",
    "truncated": b'{"code": 200, "message": "succ',
    "not-utf-8": b"\xff\xfe{}",
    "nested": b"[" * 100_000,
    "not-a-number": b'{"credits": NaN, "extra_credits": 1e999, "task_id": NaN, "data": NaN}',
    "deep": b'{"data": [[[[]]]], "task_id": [], "results": {"a": 1}}',
}
STATUSES = (200, 201, 202, 204, 206, 226, 299)

CASE = {case.operation: case for case in reversed(CASES)}
"""One method per operation."""


@frozen
class Mutant:
    """A documented response with one mutation."""

    case: Case
    status: int
    name: str
    body: Any

    def __str__(self) -> str:
        return f"{self.case.operation}-{self.name}"


def mutants(case: Case) -> Iterator[Mutant]:
    """Yield every documented success of an operation with each key removed, and with each value replaced."""
    operation = OPERATIONS[case.operation]
    raw = DOCUMENT["paths"][operation.path][operation.method.lower()]
    for status, response in raw["responses"].items():
        if int(status) >= 300:
            continue
        for name, example in resolved(response)["content"]["application/json"]["examples"].items():
            for where, body in changed(resolved(example)["value"]):
                yield Mutant(case, int(status), f"{name}{where}", body)


def changed(value: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield copies of a JSON value with one mutation, and its location."""
    if isinstance(value, dict):
        for key, part in value.items():
            rest = {name: other for name, other in value.items() if name != key}
            yield f".{key} left out", rest
            for where, body in (*((f" is {wrong!r}", wrong) for wrong in WRONG), *changed(part, depth + 1)):
                yield f".{key}{where}", {**rest, key: body}
    elif isinstance(value, list) and value:
        for where, body in (*((f" is {wrong!r}", wrong) for wrong in WRONG), *changed(value[0], depth + 1)):
            yield f"[0]{where}", [body, *value[1:]]


def use(sdk: Sdk, case: Case) -> Any:
    """Call a method, poll the task that it returns, if any, and return its result."""
    kwargs = {name: as_id(value) for name, value in case.kwargs.items()}
    kwargs |= {"timeout": 0} if case.method == "sonic.midi" else {}
    result = sdk.call(case.method, *map(as_id, case.args), **kwargs)
    return sdk.run(result.refresh()) if case.method.endswith(".task") else result


def check(result: Any, reported: str) -> None:
    """Check that a result matches its type annotations."""
    if isinstance(result, (aimusic.Task, aimusic.AsyncTask)):
        assert isinstance(result.id, str), reported
        assert result.id, reported
        assert result.state in get_args(aimusic.State), reported
        assert 0 <= result.progress <= 1, reported
        assert repr(result), reported
        for part in (result.failure, result.voice, *result.clips):
            check(part, reported)
    elif isinstance(result, list):
        for element in result:
            check(element, reported)
    elif attrs.has(type(result)):
        hints = get_type_hints(type(result), localns=vars(types) | vars(models) | vars(clip))
        for field in attrs.fields(type(result)):
            if field.name not in ("additional_properties", "raw", "_fetch"):
                value = getattr(result, field.name)
                assert fits(value, hints[field.name]), f"{reported}: {field.name} is {value!r}"


def fits(value: Any, hint: Any) -> bool:
    """Return whether a value matches a type, with the rules of type checkers for numbers."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return any(fits(value, arg) for arg in get_args(hint))
    if origin is Literal:
        return value in get_args(hint)
    if origin in (list, tuple):
        (element_hint, *_) = get_args(hint)
        return isinstance(value, origin) and all(fits(element, element_hint) for element in value)
    if hint is NoneType or hint is None:
        return value is None
    if hint is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return hint is Any or (isinstance(hint, type) and isinstance(value, hint))


def survive(sdk: Sdk, case: Case, reported: str) -> None:
    """Check that a call ends in a result of the documented types, or in an error of this package."""
    error: aimusic.AIMusicError | None = None
    try:
        check(use(sdk, case), reported)
    except aimusic.AIMusicError as caught:
        error = caught
    assert isinstance(error, (aimusic.ResponseDecodingError, aimusic.APIStatusError, NoneType)), (
        f"{reported}: {error!r}"
    )


@pytest.mark.slow  # thousands of responses
@pytest.mark.parametrize("case", CASE.values(), ids=lambda case: case.operation)
def test_response_with_one_mutation_is_parsed_or_refused(case: Case, kind: Kind, client_factory: ClientFactory) -> None:
    answers: list[httpx.Response] = []
    sdk = client_factory.answering(kind, lambda _request: answers[0], retries=0)
    tried = 0

    for mutant in mutants(case):
        answers[:] = [httpx.Response(mutant.status, json=mutant.body)]
        survive(sdk, case, str(mutant))
        tried += 1

    assert tried > 20


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("case", CASE.values(), ids=lambda case: case.operation)
def test_malformed_body_is_a_decoding_error(case: Case, name: str, kind: Kind, client_factory: ClientFactory) -> None:
    answers: list[httpx.Response] = []
    sdk = client_factory.answering(kind, lambda _request: answers[0], retries=0)
    for status in STATUSES:
        answer = httpx.Response(status, content=BODIES[name], headers={"x-request-id": "r-1"})
        answers[:] = [answer]

        with pytest.raises((aimusic.ResponseDecodingError, aimusic.NotReadyError)) as caught:
            use(sdk, case)

        reported: Any = caught.value
        assert (reported.status_code, reported.request_id) == (status, "r-1")
        assert isinstance(reported, aimusic.NotReadyError) or reported.raw == BODIES[name], status


def test_mutations_cover_every_operation() -> None:
    assert set(CASE) == set(OPERATIONS)
    assert sum(1 for case in CASE.values() for _ in mutants(case)) > 5000
    assert json.loads(BUNDLE.read_text(encoding="utf-8")) == DOCUMENT
