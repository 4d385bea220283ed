"""Every method of the facade, with every argument, on both clients and in both dialects: what it sends and returns."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

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
from contract_tests.sdk.methods import CASES, Case, Stage
from contract_tests.support.clients import Kind, Sdk, SteppingClock, Workshop
from contract_tests.support.mock_app import Api
from contract_tests.support.polls import DIALECTS

NAMESPACES = ("sonic", "producer", "nuro", "riffusion", "account")

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
"""What is returned at once, or what the returned list holds; everything else returns a task."""

pytestmark = pytest.mark.filterwarnings("ignore:Riffusion is deprecated:DeprecationWarning")


class Seen(httpx.BaseTransport):
    """The mock in process, and the requests that reached it."""

    def __init__(self, api: Api) -> None:
        self.inner = httpx.WSGITransport(app=api.app, raise_app_exceptions=False)
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.inner.handle_request(request)


@pytest.fixture(params=DIALECTS)
def stage_in(
    request: pytest.FixtureRequest, kind: Kind, workshop: Workshop, make_api: Callable[..., Api]
) -> Callable[..., tuple[Stage, Seen]]:
    """Set up a client of either kind over a mock that speaks either dialect."""

    def set_up(**settings: Any) -> tuple[Stage, Seen]:
        api = make_api(dialect=request.param, **settings)
        observed = Seen(api)
        return Stage(workshop.over(kind, observed, SteppingClock(advance=api.advance)), api), observed

    return set_up


@pytest.mark.parametrize("case", CASES, ids=str)
def test_method_sends_what_it_is_told_and_returns_its_type(
    case: Case, stage_in: Callable[..., tuple[Stage, Seen]]
) -> None:
    stage, observed = stage_in(**({"retired": ()} if case.retired else {}))
    args = [stage.given(value) for value in case.args]
    kwargs = {name: stage.given(value) for name, value in case.kwargs.items()}
    observed.requests.clear()

    result = stage.sdk.call(case.method, *args, **kwargs)

    if case.sent is None and case.method.endswith(".task"):
        assert observed.requests == []  # nothing is asked until somebody looks
        stage.sdk.run(result.refresh())
    operation = OPERATIONS[case.operation]
    assert {(request.method, template(request.url.path)) for request in observed.requests} == {
        (operation.method, operation.path)
    }
    if case.sent is not None:
        assert json.loads(observed.requests[0].content) == stage.sent(case.sent)
    check_returned(case.method, result, stage.sdk)


def check_returned(method: str, result: Any, sdk: Sdk) -> None:
    """Check that a method returned what it must."""
    expected = RETURNS.get(method)
    if expected is None:
        assert type(result) is (Task if sdk.loop is None else AsyncTask)
        assert result.product == method.split(".", maxsplit=1)[0]
        done = sdk.run(result.wait(interval=20))
        assert done.state == "succeeded", done.failure
        assert done.clips or done.voice
    else:
        assert all(isinstance(item, expected) for item in (result if isinstance(result, list) else [result]))
        assert result != []


def template(path: str) -> str:
    """Return a path with its task's id as the contract writes it."""
    head, _, tail = path.rpartition("/task/")
    return f"{head}/task/{{task_id}}" if head and tail else path


def methods(client: Any) -> Iterator[str]:
    """Yield the dotted names of a client's public methods."""
    for name in NAMESPACES:
        namespace = getattr(client, name)
        for member, _ in inspect.getmembers(namespace, callable):
            if not member.startswith("_"):
                yield f"{name}.{member}"


def test_cases_cover_every_method_of_both_clients(kind: Kind, workshop: Workshop, api: Api) -> None:
    assert {case.method for case in CASES} == set(methods(workshop.on(kind, api).client))


def test_cases_reach_every_operation_of_the_contract() -> None:
    assert {case.operation for case in CASES} == set(OPERATIONS)


def test_clients_have_the_same_methods_in_the_same_order_with_the_same_arguments(workshop: Workshop, api: Api) -> None:
    ours = workshop.on("sync", api).client
    theirs = workshop.on("async", api).client

    assert list(methods(ours)) == list(methods(theirs))
    for name in methods(ours):
        namespace, method = name.split(".")
        mine, other = (getattr(getattr(client, namespace), method) for client in (ours, theirs))
        assert inspect.signature(mine).parameters == inspect.signature(other).parameters, name
        assert mine.__doc__, name
        assert "Credits" in mine.__doc__, name


@pytest.mark.parametrize("case", [case for case in CASES if case.kwargs], ids=str)
def test_method_refuses_an_argument_that_it_does_not_have(case: Case, sdk: Sdk, api: Api) -> None:
    stage = Stage(sdk, api)
    args = [stage.given(value) for value in case.args]
    kwargs = {name: stage.given(value) for name, value in case.kwargs.items()}
    before = api.balance()

    with pytest.raises(TypeError, match="colour"):
        sdk.call(case.method, *args, **kwargs, colour="blue")

    assert api.balance() == before
