"""Prices before a call: equal to the contract's and to what the mock charges; nothing is sent."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

import aimusic
from aimusic import AIMusic, Estimate, Persona, Upload, estimate
from aimusic_client.operations import OPERATIONS
from contract_tests.sdk.methods import CASES, Case, Stage, as_id, method_of
from contract_tests.support.clients import ClientFactory, Kind, Sdk
from contract_tests.support.mock_app import Api

pytestmark = pytest.mark.filterwarnings("ignore:Riffusion is deprecated:DeprecationWarning")


def no_request(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"{request.method} {request.url} was sent")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_estimate_matches_the_contract_and_sends_nothing(case: Case, kind: Kind, client_factory: ClientFactory) -> None:
    sdk = client_factory.answering(kind, no_request)
    kwargs = {name: as_id(value) for name, value in case.kwargs.items()}

    result = estimate(method_of(sdk.client, case.method), *map(as_id, case.args), **kwargs)

    operation = OPERATIONS[case.operation]
    if case.method.endswith(".task"):
        assert result == Estimate(0)
        return
    assert result.credits in {operation.credits, *(body.credits for body in operation.bodies.values())}
    assert (result.clips is None) == (case.method not in STARTERS)
    assert result.charged_once == (case.method in ("sonic.midi", "sonic.aligned_lyrics"))
    if result.seconds:
        assert 0 < result.seconds[0] < result.seconds[1]


STARTERS = {case.method for case in CASES if case.sent is not None} - {
    *(
        f"sonic.{tool}"
        for tool in ("upload", "create_persona", "lyrics", "bpm", "vox", "wav", "midi", "aligned_lyrics")
    ),
    "sonic.upsample_tags",
    "riffusion.upload",
}


@pytest.mark.parametrize("case", [case for case in CASES if not case.retired], ids=str)
def test_estimate_matches_what_the_mock_charges(case: Case, sdk: Sdk, api: Api) -> None:
    stage = Stage(sdk, api)
    args = [stage.argument(value) for value in case.args]
    kwargs = {name: stage.argument(value) for name, value in case.kwargs.items()}
    before = api.balance()

    price = estimate(method_of(sdk.client, case.method), *args, **kwargs)
    assert api.balance() == before
    result = sdk.call(case.method, *args, **kwargs)

    assert api.balance() == before - price.credits
    if price.clips:
        done = sdk.run(result.wait(interval=20))
        pairs = 2 if any(clip.role for clip in done.clips) else 1
        assert len(done.clips) == price.clips * pairs or done.voice


def test_estimate_of_calls_with_special_prices(kind: Kind, client_factory: ClientFactory) -> None:
    client = client_factory.answering(kind, no_request).client

    assert estimate(client.sonic.stems, "c-1") == Estimate(10, 2, (30, 90))
    assert estimate(client.sonic.stems, "c-1", full=True) == Estimate(50, 12, (60, 180))
    assert estimate(client.sonic.concat, "c-1").credits == 2
    assert estimate(client.sonic.midi, "c-1") == Estimate(1, charged_once=True)
    assert estimate(client.account.credits) == Estimate(0)


def test_estimate_of_an_invalid_call_is_refused(kind: Kind, client_factory: ClientFactory) -> None:
    client: Any = client_factory.answering(kind, no_request).client

    with pytest.raises(aimusic.ConfigurationError, match="exclude each other"):
        estimate(client.sonic.extend, "c-1", at=1, prompt="la", description="calm")
    with pytest.raises(TypeError):
        estimate(client.sonic.extend)
    wrong: tuple[Any, ...] = (print, client.download, client.sonic, lambda: None, None)
    for function in wrong:
        with pytest.raises(aimusic.ConfigurationError, match="has no price"):
            estimate(function)


def test_argument_without_an_id_is_refused(api: Api, client_factory: ClientFactory) -> None:
    client: Any = client_factory.on("sync", api).client
    task = client.sonic.task("t-1")

    for value in ("", None, 5, Persona("p-1")):
        with pytest.raises(aimusic.ConfigurationError, match="clip is"):
            client.sonic.bpm(value)
        with pytest.raises(aimusic.ConfigurationError, match="persona is"):
            client.sonic.sing_as(Upload("c-1") if value != "" else "", "la")
    with pytest.raises(aimusic.ConfigurationError, match="has no clip that succeeded"):
        client.sonic.bpm(task)
    with pytest.raises(aimusic.ConfigurationError, match="has no voice"):
        client.sonic.sing_as(task, "la")


@pytest.mark.parametrize(
    ("name", "args", "kwargs", "reason"),
    [
        ("sonic.sample", (), {"start_s": 1, "end_s": 2}, "one of the two"),
        ("sonic.sample", ("c-1",), {"url": "https://a/b", "start_s": 1, "end_s": 2}, "one of the two"),
        ("sonic.mashup", ("a", "b"), {"description": "calm", "auto_lyrics": True}, "goes with prompt"),
        ("sonic.cover", ("a",), {"description": "calm", "prompt": "la"}, "exclude each other"),
        ("sonic.create", ("la",), {"extra": {"mv": "x"}}, "extra contains mv"),
    ],
)
def test_arguments_that_exclude_each_other_are_refused_before_anything_is_sent(
    kind: Kind, client_factory: ClientFactory, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], reason: str
) -> None:
    sdk = client_factory.answering(kind, no_request)

    with pytest.raises(aimusic.ConfigurationError, match=reason):
        sdk.call(name, *args, **kwargs)


def test_riffusion_warns_once_and_points_at_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aimusic._resources.riffusion._warned", [])
    with AIMusic(api_key="k") as client, pytest.warns(DeprecationWarning, match="deprecated") as warned:
        assert client.riffusion is client.riffusion
    with AIMusic(api_key="k") as client:
        assert client.riffusion

    assert [warning.filename for warning in warned] == [__file__]
