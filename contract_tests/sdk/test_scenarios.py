"""Every scenario of the mock's catalogue ends in the documented error, or in success after retries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

import aimusic
from aimusic_mock.contract import bundle
from aimusic_mock.faults.scenarios import Catalogue
from contract_tests.sdk.contract import ERRORS_BY_STATUS
from contract_tests.support.clients import ClientFactory, Kind, Sdk
from contract_tests.support.mock_app import Api
from contract_tests.support.polls import both

pytestmark = pytest.mark.filterwarnings("ignore:Riffusion is deprecated:DeprecationWarning")

PROMPT = "la la"
URL = "https://example.com/take.mp3"

FAILED = {
    "task-fails": "failed",
    "task-times-out": "timeout",
    "task-forbidden": "forbidden",
    "task-api-error": "api_error",
}
"""Scenarios in which the whole task fails, and the `type` of the failure."""

SUCCEEDING = ("slow-task", "instant", "clip-fails")
GARBLED = ("truncated", "empty")
BROKEN = ("not-json", "500-after")
LOST = ("cut", "cut-before", "cut-middle")


@pytest.fixture
def scripted(kind: Kind, client_factory: ClientFactory, make_api: Callable[..., Api]) -> Callable[..., tuple[Sdk, Api]]:
    """Set up a client of either kind on a mock with a dialect and fault rules."""

    def set_up(dialect: str, *rules: dict[str, Any]) -> tuple[Sdk, Api]:
        api = make_api(dialect=dialect)
        for rule in rules:
            api.admin("POST", "/rules", rule)
        return client_factory.on(kind, api), api

    return set_up


def rule(operation: str, *scenarios: str, **more: Any) -> dict[str, Any]:
    """Return a rule for an operation."""
    return {"match": {"operation": operation}, "scenarios": list(scenarios), **more}


CATALOGUE = Catalogue(bundle.load()).scenarios
REFUSALS = [
    scenario.name
    for scenario in CATALOGUE.values()
    if scenario.kind == "refusal" and scenario.name[:3].isdigit() and not scenario.name.startswith("2")
]
"""The scenarios that are named after the status of a refusal."""


def test_every_scenario_of_the_catalogue_is_tested_here() -> None:
    others = {scenario.name for scenario in CATALOGUE.values() if scenario.kind not in ("refusal", "webhook")}
    tested = {*FAILED, *SUCCEEDING, "stuck", "task-bad-request", *GARBLED, *BROKEN, *LOST, "slow"}
    tested |= {"step-fails", "with-warning", "no-alignment", "interim", "slow-media", "media-missing", "media-cut"}

    assert others == tested
    assert len(REFUSALS) > 10


@both
@pytest.mark.parametrize("scenario", REFUSALS)
def test_refusal_is_raised_as_its_error_and_costs_nothing(
    dialect: str, scenario: str, scripted: Callable[..., tuple[Sdk, Api]]
) -> None:
    operation = "create_sonic_voice" if scenario.startswith("402") else "create_sonic_music"
    if scenario.startswith("410"):
        operation = "create_producer_music"
    sdk, mock = scripted(dialect, rule(operation, scenario))
    before = mock.balance()

    with pytest.raises(ERRORS_BY_STATUS[int(scenario[:3])]) as caught:
        call_operation(sdk, operation)

    assert mock.balance() == before
    assert caught.value.request_id


def call_operation(sdk: Sdk, operation: str) -> Any:
    """Call the method of an operation."""
    match operation:
        case "create_sonic_voice":
            return sdk.call("sonic.create_voice", URL)
        case "create_producer_music":
            return sdk.call("producer.create", "slow folk")
    return sdk.call("sonic.create", PROMPT)


@both
def test_moderation_is_raised_as_permission_denied(dialect: str, scripted: Callable[..., tuple[Sdk, Api]]) -> None:
    sdk, _ = scripted(dialect, rule("create_sonic_music", "moderation"))

    with pytest.raises(aimusic.PermissionDeniedError) as caught:
        sdk.call("sonic.create", PROMPT)

    assert type(caught.value) is aimusic.PermissionDeniedError


@both
@pytest.mark.parametrize("scenario", ["429-rate-limit", "cut-before"])
def test_one_refusal_is_retried(dialect: str, scenario: str, scripted: Callable[..., tuple[Sdk, Api]]) -> None:
    operation = "create_sonic_music" if scenario.startswith("429") else "get_credits"
    sdk, api = scripted(dialect, rule(operation, scenario, times=1))

    assert sdk.call("sonic.create", PROMPT)
    assert sdk.call("account.credits").total == 100_000 - 10
    assert len(sdk.clock.slept) == 1
    assert api.balance() == 100_000 - 10


@both
@pytest.mark.parametrize("scenario", [*BROKEN, "cut", "cut-before", "500-internal", "502-upstream"])
def test_free_request_is_retried(dialect: str, scenario: str, scripted: Callable[..., tuple[Sdk, Api]]) -> None:
    sdk, _ = scripted(dialect, rule("get_credits", scenario, times=2), rule("create_sonic_lyrics", scenario, times=2))

    assert sdk.call("account.credits").total == 100_000
    assert len(sdk.call("sonic.lyrics", "tides")) == 2
    assert len(sdk.clock.slept) == 4


@both
@pytest.mark.parametrize("scenario", [*GARBLED, *BROKEN, *LOST])
def test_paid_submit_with_a_broken_response_is_not_retried(
    dialect: str, scenario: str, scripted: Callable[..., tuple[Sdk, Api]]
) -> None:
    expected: dict[str, type[aimusic.AIMusicError]] = {
        **dict.fromkeys(GARBLED, aimusic.ResponseDecodingError),
        **dict.fromkeys(BROKEN, aimusic.ServerError),
        **dict.fromkeys(LOST, aimusic.APIConnectionError),
    }
    sdk, api = scripted(dialect, rule("create_sonic_music", scenario))

    with pytest.raises(expected[scenario]) as caught:
        sdk.call("sonic.create", PROMPT)

    assert vars(caught.value)["charged"] is None
    assert api.balance() == 100_000 - (0 if scenario == "cut-before" else 10)
    assert sdk.clock.slept == []


@both
@pytest.mark.parametrize("scenario", FAILED)
@pytest.mark.parametrize("product", ["sonic", "producer", "riffusion"])
def test_failed_task_is_raised_with_the_task_and_is_refunded(
    dialect: str, scenario: str, product: str, scripted: Callable[..., tuple[Sdk, Api]]
) -> None:
    sdk, api = scripted(dialect, rule(f"create_{product}_music", scenario))
    task = sdk.call(f"{product}.create", PROMPT)
    assert sdk.run(task.wait(interval=10)) is task

    with pytest.raises(aimusic.TaskFailedError) as caught:
        sdk.run(task.result())

    assert (caught.value.task, caught.value.task_id, task.state) == (task, task.id, "failed")
    assert task.failure.message
    assert caught.value.type == FAILED[scenario] or (dialect == "documented" and product != "producer")
    assert api.balance() == 100_000


@both
@pytest.mark.parametrize("scenario", [*FAILED, "task-bad-request"])
def test_failed_nuro_task_is_raised(dialect: str, scenario: str, scripted: Callable[..., tuple[Sdk, Api]]) -> None:
    sdk, api = scripted(dialect, rule("create_nuro_music", scenario))
    task = sdk.call("nuro.create_vocal", PROMPT)

    with pytest.raises(aimusic.TaskFailedError):
        sdk.run(sdk.run(task.wait(interval=10)).result())

    assert api.balance() == 100_000


@both
@pytest.mark.parametrize("scenario", SUCCEEDING)
def test_task_that_succeeds_returns_its_clips(
    dialect: str, scenario: str, scripted: Callable[..., tuple[Sdk, Api]]
) -> None:
    sdk, _ = scripted(dialect, rule("create_sonic_music", scenario))
    task = sdk.run(sdk.call("sonic.create", PROMPT).wait(3600, interval=10))

    clips = sdk.run(task.result())

    assert len(clips) == (1 if scenario == "clip-fails" else 2)
    assert len(task.clips) == 2
    assert all(clip.state == "succeeded" for clip in clips)


@both
def test_stuck_task_times_out_and_can_be_resumed(dialect: str, scripted: Callable[..., tuple[Sdk, Api]]) -> None:
    sdk, _ = scripted(dialect, rule("create_sonic_music", "stuck"))
    task = sdk.call("sonic.create", PROMPT)
    start = sdk.clock.now

    with pytest.raises(aimusic.TaskTimeoutError, match=task.id) as caught:
        sdk.run(task.wait(100, interval=15))

    assert sdk.clock.now - start == 100
    assert (caught.value.task, caught.value.task_id) == (task, task.id)
    assert not sdk.run(sdk.client.sonic.task(task.id).refresh()).is_done


@both
@pytest.mark.parametrize(
    "scenario", [*GARBLED, *BROKEN, *LOST, "429-rate-limit", "500-internal", "502-upstream", "504-timeout"]
)
def test_wait_tolerates_temporary_errors(dialect: str, scenario: str, scripted: Callable[..., tuple[Sdk, Api]]) -> None:
    sdk, _ = scripted(dialect, rule("get_sonic_task", scenario, times=3))
    task = sdk.call("sonic.create", PROMPT)

    if scenario == "504-timeout":  # means that the job has ended
        assert sdk.run(task.wait(interval=10)).failure.type == "timeout"
    else:
        assert len(sdk.run(sdk.run(task.wait(interval=10)).result())) == 2


@both
@pytest.mark.parametrize("scenario", [name for name in REFUSALS if name.startswith(("401", "404"))])
def test_wait_raises_permanent_errors(dialect: str, scenario: str, scripted: Callable[..., tuple[Sdk, Api]]) -> None:
    sdk, _ = scripted(dialect, rule("get_sonic_task", scenario))

    with pytest.raises(ERRORS_BY_STATUS[int(scenario[:3])]):
        sdk.run(sdk.call("sonic.create", PROMPT).wait())


@both
def test_interim_response_does_not_end_the_task(dialect: str, scripted: Callable[..., tuple[Sdk, Api]]) -> None:
    sdk, _ = scripted(dialect, rule("get_riffusion_task", "interim", times=2))
    task = sdk.call("riffusion.create", PROMPT)

    assert len(sdk.all(task.updates(interval=10))) > 2
    assert [clip.state for clip in task.clips] == ["succeeded"] * 2


@both
def test_variants_of_a_success_are_parsed(dialect: str, scripted: Callable[..., tuple[Sdk, Api]]) -> None:
    sdk, api = scripted(
        dialect,
        rule("extend_sonic_upload", "step-fails"),
        rule("create_sonic_voice", "with-warning"),
        rule("get_sonic_aligned_lyrics", "no-alignment"),
        rule("create_sonic_music", "instant"),
        rule("get_credits", "slow"),
    )
    (clip, _) = sdk.run(sdk.call("sonic.create", PROMPT).result())

    assert sdk.call("sonic.create_voice", URL).warning
    assert sdk.call("sonic.aligned_lyrics", clip) == []
    assert sdk.call("account.credits").total == api.balance()
    with pytest.raises(aimusic.StepFailedError, match="200") as caught:
        sdk.call("sonic.extend_upload", URL, prompt=PROMPT)
    assert (caught.value.step, caught.value.charged) == ("extend", None)


@both
def test_midi_that_is_not_ready_is_requested_again_for_free(
    dialect: str, scripted: Callable[..., tuple[Sdk, Api]]
) -> None:
    sdk, api = scripted(
        dialect, rule("create_sonic_music", "instant"), rule("get_sonic_midi", "202-not-ready", times=2)
    )
    (clip, _) = sdk.run(sdk.call("sonic.create", PROMPT).result())
    before = api.balance()

    with pytest.raises(aimusic.NotReadyError):
        sdk.call("sonic.midi", clip, timeout=0)
    assert sdk.call("sonic.midi", clip).instruments

    assert api.balance() == before - 1


@both
@pytest.mark.parametrize("scenario", ["slow-media", "media-missing", "media-cut"])
def test_file_is_downloaded_or_the_status_is_raised(
    dialect: str, scenario: str, scripted: Callable[..., tuple[Sdk, Api]], tmp_path: Any
) -> None:
    sdk, api = scripted(dialect, rule("create_sonic_music", "instant"))
    (clip, _) = sdk.run(sdk.call("sonic.create", PROMPT).result())
    whole = api.ask("GET", httpx.URL(clip.audio_url).path).get_data()
    api.admin("POST", "/rules", rule("get_media", scenario, times=1))

    if scenario == "media-missing":
        with pytest.raises(aimusic.DownloadError, match="404"):
            sdk.run(clip.download(tmp_path / "song.mp3"))
    assert sdk.run(clip.download(tmp_path / "song.mp3")).read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir()] == ["song.mp3"]
