"""Every method of the SDK, with every argument, on both clients and in both dialects: what it sends and returns."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

import aimusic
from aimusic import AsyncTask, Credits, Persona, Task, Upload
from aimusic_client.models import (
    SonicAlignedWord,
    SonicBpm,
    SonicLyrics,
    SonicMidi,
    SonicVox,
    SonicWav,
)
from aimusic_client.operations import OPERATIONS
from contract_tests.sdk.contract import OPERATIONS_BY_ID
from contract_tests.sdk.methods import CASES, HOOK, URL, Case, Stage, as_id, method_names
from contract_tests.support.clients import ClientFactory, Kind, Sdk, SteppingClock
from contract_tests.support.mock_app import Api
from contract_tests.support.polls import DIALECTS

RETURNS: dict[str, type] = {
    "sonic.upload": Upload,
    "riffusion.upload": Upload,
    "sonic.create_persona": Persona,
    "sonic.lyrics": SonicLyrics,
    "sonic.bpm": SonicBpm,
    "sonic.vox": SonicVox,
    "sonic.wav": SonicWav,
    "sonic.midi": SonicMidi,
    "sonic.aligned_lyrics": SonicAlignedWord,
    "sonic.upsample_tags": str,
    "account.credits": Credits,
}
"""The type of a direct result, or of the members of a returned list; all other methods return a task."""

pytestmark = pytest.mark.filterwarnings("ignore:Riffusion is deprecated:DeprecationWarning")


class RecordingTransport(httpx.BaseTransport):
    """The mock in process; records the requests that reach it."""

    def __init__(self, api: Api) -> None:
        self.inner = httpx.WSGITransport(app=api.app, raise_app_exceptions=False)
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.inner.handle_request(request)


@pytest.fixture(params=DIALECTS)
def stage_in(
    request: pytest.FixtureRequest, kind: Kind, client_factory: ClientFactory, make_api: Callable[..., Api]
) -> Callable[..., tuple[Stage, RecordingTransport]]:
    """Set up a client of either kind over a mock that speaks either dialect."""

    def set_up(**settings: Any) -> tuple[Stage, RecordingTransport]:
        api = make_api(dialect=request.param, **settings)
        observed = RecordingTransport(api)
        return Stage(client_factory.over(kind, observed, SteppingClock(advance=api.advance)), api), observed

    return set_up


@pytest.mark.parametrize("case", CASES, ids=str)
def test_method_sends_its_arguments_and_returns_its_type(
    case: Case, stage_in: Callable[..., tuple[Stage, RecordingTransport]]
) -> None:
    stage, observed = stage_in(**({"retired": ()} if case.retired else {}))
    args = [stage.argument(value) for value in case.args]
    kwargs = {name: stage.argument(value) for name, value in case.kwargs.items()}
    observed.requests.clear()

    result = stage.sdk.call(case.method, *args, **kwargs)

    if case.sent is None and case.method.endswith(".task"):
        assert observed.requests == []  # no request before the first poll
        stage.sdk.run(result.refresh())
    operation = OPERATIONS[case.operation]
    assert {(request.method, template(request.url.path)) for request in observed.requests} == {
        (operation.method, operation.path)
    }
    if case.sent is not None:
        assert json.loads(observed.requests[0].content) == stage.sent(case.sent)
    check_returned(case.method, result, stage.sdk)


def check_returned(method: str, result: Any, sdk: Sdk) -> None:
    """Check the type of a method's result; wait for a task."""
    expected = RETURNS.get(method)
    if expected is None:
        assert type(result) is (Task if sdk.loop is None else AsyncTask)
        assert result.product == method.split(".", maxsplit=1)[0]
        done = sdk.run(result.wait(interval=20))
        assert done.state == "succeeded", done.failure
        assert done.clips or done.voice
    else:
        assert all(isinstance(member, expected) for member in (result if isinstance(result, list) else [result]))
        assert result != []


def template(path: str) -> str:
    """Return a path with its task's id as the contract writes it."""
    head, _, tail = path.rpartition("/task/")
    return f"{head}/task/{{task_id}}" if head and tail else path


def test_cases_cover_every_method_of_both_clients(kind: Kind, client_factory: ClientFactory, api: Api) -> None:
    assert {case.method for case in CASES} == set(method_names(client_factory.on(kind, api).client))


def test_cases_reach_every_operation_of_the_contract() -> None:
    missing = set(OPERATIONS_BY_ID) - {case.operation for case in CASES}
    unknown = {case.operation for case in CASES} - set(OPERATIONS_BY_ID)

    assert not missing, f"no case calls {sorted(missing)}: add one in contract_tests/sdk/methods.py"
    assert not unknown, f"cases call {sorted(unknown)}, which the contract does not have"


PUBLIC = (URL, HOOK["webhook_url"])
WITH_URLS = [case for case in CASES if {*map(str, case.args), *map(str, case.kwargs.values())} & set(PUBLIC)]


@pytest.mark.parametrize(
    "value", ["song.mp3", "/music/song.mp3", "file:///x", "data:,x", " ", "", "https://", 7], ids=repr
)
@pytest.mark.parametrize("case", WITH_URLS, ids=str)
def test_text_that_is_no_url_is_refused_before_a_request(case: Case, value: object, sdk: Sdk, api: Api) -> None:
    stage = Stage(sdk, api)
    args = [stage.argument(value if argument in PUBLIC else argument) for argument in case.args]
    kwargs = {name: stage.argument(value if argument in PUBLIC else argument) for name, argument in case.kwargs.items()}
    before = len(api.mock.world.journal)

    with pytest.raises(aimusic.ConfigurationError, match=r"url is .*: give a public URL that begins with https://"):
        sdk.call(case.method, *args, **kwargs)
    assert len(api.mock.world.journal) == before


@pytest.mark.parametrize("case", [case for case in CASES if case.kwargs], ids=str)
def test_unknown_option_is_refused_before_a_request(case: Case, sdk: Sdk, api: Api) -> None:
    stage = Stage(sdk, api)
    args = [stage.argument(value) for value in case.args]
    kwargs = {name: stage.argument(value) for name, value in case.kwargs.items()}
    name = case.method.rpartition(".")[2]
    before = api.balance()

    with pytest.raises(TypeError, match=rf"^{name}\(\) got an unexpected option 'colour'"):
        sdk.call(case.method, *args, **kwargs, colour="blue")

    assert api.balance() == before


def misspellings() -> list[tuple[Case, str, str]]:
    """Return every keyword of every method with a letter too many, and a case that uses it."""
    cases = {(case.method, keyword): case for case in CASES for keyword in case.kwargs}
    return [(case, keyword, f"{keyword}q") for (_, keyword), case in cases.items()]


@pytest.mark.parametrize(("case", "keyword", "misspelt"), misspellings(), ids=str)
def test_misspelt_option_is_refused_with_the_right_spelling(
    case: Case, keyword: str, misspelt: str, kind: Kind, client_factory: ClientFactory
) -> None:
    sdk = client_factory.answering(kind, refuse_requests)
    kwargs = {misspelt if name == keyword else name: as_id(value) for name, value in case.kwargs.items()}

    with pytest.raises(TypeError) as caught:
        sdk.call(case.method, *map(as_id, case.args), **kwargs)

    name = case.method.rpartition(".")[2]
    assert str(caught.value) == f"{name}() got an unexpected option {misspelt!r}; did you mean {keyword!r}?"


def test_misspelt_title_is_refused_with_its_right_spelling(kind: Kind, client_factory: ClientFactory) -> None:
    sdk = client_factory.answering(kind, refuse_requests)

    with pytest.raises(TypeError, match=r"^create\(\) got an unexpected option 'titel'; did you mean 'title'\?$"):
        sdk.call("sonic.create", "la la", titel="Low Tide")


def refuse_requests(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"{request.method} {request.url} was sent")


def test_option_that_resembles_none_is_refused_with_the_list_of_options(sdk: Sdk) -> None:
    with pytest.raises(TypeError, match=r"'zzz'; it takes clip, extra\.$"):
        sdk.call("sonic.bpm", "c-1", zzz=1)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"prompt": "la", "description": "calm"}, "exclude each other"),
        ({"prompt": "la", "description": "calm", "instrumental": True}, "exclude each other"),
        ({}, "Give prompt"),
        ({"instrumental": False, "title": "Low Tide"}, "Give prompt"),
    ],
)
@pytest.mark.parametrize(
    ("method", "args", "required"),
    [
        ("sonic.create", (), {}),
        ("sonic.extend", ("c-1",), {"at": 1}),
        ("sonic.cover", ("c-1",), {}),
        ("sonic.sing_as", ("p-1",), {}),
        ("sonic.extend_upload", (URL,), {}),
        ("sonic.cover_upload", (URL,), {}),
        ("sonic.sample", ("c-1",), {"start_s": 1, "end_s": 2}),
        ("sonic.mashup", ("c-1", "c-2"), {}),
    ],
)
def test_lyrics_and_description_are_alternatives(
    kind: Kind,
    client_factory: ClientFactory,
    method: str,
    args: tuple[Any, ...],
    required: dict[str, Any],
    arguments: dict[str, Any],
    reason: str,
) -> None:
    sdk = client_factory.answering(kind, refuse_requests)

    with pytest.raises(aimusic.ConfigurationError, match=reason):
        sdk.call(method, *args, **required, **arguments)


@pytest.mark.parametrize(
    ("method", "args", "required"),
    [
        ("sonic.create", (), {}),
        ("sonic.extend_upload", (URL,), {}),
        ("sonic.cover_upload", (URL,), {}),
        ("sonic.sample", ("c-1",), {"start_s": 1, "end_s": 2}),
        ("sonic.mashup", ("c-1", "c-2"), {}),
    ],
)
def test_auto_lyrics_go_with_a_prompt_only(
    kind: Kind, client_factory: ClientFactory, method: str, args: tuple[Any, ...], required: dict[str, Any]
) -> None:
    sdk = client_factory.answering(kind, refuse_requests)

    with pytest.raises(aimusic.ConfigurationError, match="auto_lyrics goes with prompt"):
        sdk.call(method, *args, **required, description="calm", auto_lyrics=True)


def test_instrumental_needs_neither_lyrics_nor_description(sdk: Sdk) -> None:
    assert sdk.call("sonic.create", instrumental=True, tags="folk").id


@pytest.mark.parametrize("option", [{"lyrics": "la"}, {"sound": "soft"}, {"instrumental": True}, {"title": "Low Tide"}])
def test_riffusion_description_excludes_other_options(
    kind: Kind, client_factory: ClientFactory, option: dict[str, Any]
) -> None:
    sdk = client_factory.answering(kind, refuse_requests)

    with pytest.raises(aimusic.ConfigurationError, match=f"excludes {next(iter(option))}: only model and extra"):
        sdk.call("riffusion.create", description="calm", **option)
