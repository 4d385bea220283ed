"""Forms of a 200 or a failure that only some operations have, requested by scenario."""

from __future__ import annotations

from typing import Any

import pytest

from aimusic_mock.contract.bundle import Contract
from aimusic_mock.faults import scenarios
from contract_tests.support.examples import request_examples
from contract_tests.support.mock_app import Api

BODIES = {f"{example.operation.operation_id} {example.name}": example for example in request_examples()}
COMBINED = sorted(
    name for name, example in BODIES.items() if "url" in example.body and "step_failed" in example.operation.examples
)
SAMPLE = "3c1f7a52-9d0e-4b6a-8f21-6a4be1d07c95"
VOICE = {"audio_url": "https://example.com/take1.mp3"}


def ask(api: Api, path: str, body: Any, scenario: str, dialect: str = "documented") -> tuple[int, Any]:
    """POST a body, or GET without one, and return status and reply."""
    headers = {**api.headers, scenarios.HEADER: scenario, "X-Mock-Dialect": dialect}
    method = "GET" if body is None else "POST"
    reply = api.app.test_client().open(f"/api/v1{path}", method=method, headers=headers, json=body)
    return reply.status_code, reply.get_json()


@pytest.mark.parametrize("name", COMBINED)
def test_combined_submit_whose_step_fails_starts_nothing_and_costs_nothing(api: Api, name: str) -> None:
    example = BODIES[name]
    status, reply = ask(api, example.path, example.body, "step-fails")
    shown = example.operation.examples["step_failed"]
    assert status == 200
    assert (reply["failed_step"], reply["message"]) == (shown["failed_step"], shown["message"])
    assert "task_id" not in reply
    assert not api.app.extensions["aimusic"].world.store.tasks
    assert api.balance() == 100_000


def test_upload_before_a_failed_step_leaves_a_clip_that_can_be_used(api: Api) -> None:
    example = next(example for name, example in BODIES.items() if name.startswith("extend_sonic_upload"))
    upload = ask(api, example.path, example.body, "step-fails")[1]["steps"]["upload"]
    assert upload["clip_id"] != example.operation.examples["step_failed"]["steps"]["upload"]["clip_id"]
    assert api.post("/sonic/bpm", {"clip_id": upload["clip_id"]}).status_code == 200


def test_sample_of_a_clip_has_no_step_that_could_fail(api: Api) -> None:
    example = next(example for example in BODIES.values() if "sample_clip_id" in example.body)
    assert ask(api, example.path, example.body, "step-fails")[0] == 400


@pytest.mark.parametrize("name", COMBINED)
def test_steps_are_told_in_the_words_of_the_dialect(api: Api, name: str) -> None:
    example = BODIES[name]
    documented = api.post(example.path, example.body).get_json()
    observed = api.post(example.path, example.body, "observed").get_json()
    (step,) = documented["steps"].keys() - {"upload"}
    assert documented["steps"][step] == {"success": True, "task_id": documented["task_id"]}
    assert observed["steps"][step] == {}
    assert observed["steps"]["upload"].keys() == {"clip_id"}


def test_voice_with_a_warning_is_made_all_the_same(api: Api, api_contract: Contract) -> None:
    status, reply = ask(api, "/sonic/create-voice", VOICE, "with-warning", "observed")
    shown = api_contract.operations["create_sonic_voice"].examples["with_warning"]
    assert (status, reply["warning"]) == (200, shown["warning"])
    assert reply.keys() == shown.keys()
    api.advance(600)
    assert api.get(f"/sonic/task/{reply['task_id']}").get_json()["data"]["persona_id"]


def test_voice_whose_only_clip_fails_is_a_failure_and_cannot_sing(api: Api) -> None:
    task_id = ask(api, "/sonic/create-voice", VOICE, "clip-fails")[1]["task_id"]
    api.advance(600)
    reply = api.get(f"/sonic/task/{task_id}").get_json()
    assert reply["type"] == "failed"
    assert "data" not in reply
    assert api.balance() == 100_000


def test_words_that_are_not_aligned_are_an_empty_list(api: Api) -> None:
    status, reply = ask(api, "/sonic/aligned-lyrics", {"clip_id": SAMPLE}, "no-alignment")
    assert (status, reply["data"]) == (200, {"alignment": []})


def test_riffusion_says_that_it_is_processing_only_while_nothing_can_be_shown(api: Api) -> None:
    example = next(example for name, example in BODIES.items() if name.startswith("create_riffusion_music"))
    path = f"/riffusion/task/{api.submit(example.path, example.body)}"
    assert ask(api, path, None, "interim") == (200, {"code": 200, "data": [], "message": "processing"})
    api.advance(120)
    assert len(ask(api, path, None, "interim")[1]["data"]) == 2


def test_nuro_task_may_turn_out_to_be_a_bad_request(api: Api) -> None:
    example = next(example for name, example in BODIES.items() if name.startswith("create_nuro_music"))
    task_id = ask(api, example.path, example.body, "task-bad-request")[1]["task_id"]
    api.advance(120)
    assert api.get(f"/nuro/task/{task_id}").get_json() == {
        "type": "bad_request",
        "message": "The input language is not supported.",
        "refund_processed": True,
    }
    assert api.balance() == 100_000


@pytest.mark.parametrize(
    ("path", "body", "scenario"),
    [
        ("/sonic/create-voice", VOICE, "task-bad-request"),
        ("/sonic/create-voice", VOICE, "step-fails"),
        ("/sonic/bpm", {"clip_id": SAMPLE}, "202-not-ready"),
        ("/get-credits", None, "with-warning"),
    ],
)
def test_variant_is_refused_where_the_contract_has_no_such_form(api: Api, path: str, body: Any, scenario: str) -> None:
    status, reply = ask(api, path, body, scenario)
    assert (status, reply["type"]) == (400, "validation_error")
    assert "cannot happen to" in reply["error"]


@pytest.mark.parametrize("dialect", ["documented", "observed"])
def test_nuro_poll_can_be_put_off_though_it_never_puts_off_by_itself(api: Api, dialect: str) -> None:
    example = next(example for name, example in BODIES.items() if name.startswith("create_nuro_music"))
    path = f"/nuro/task/{api.submit(example.path, example.body)}"
    assert ask(api, path, None, "202-not-ready", dialect)[0] == 202
    assert api.get(path).status_code == 200


def test_midi_that_is_put_off_costs_nothing(api: Api) -> None:
    assert ask(api, "/sonic/midi", {"clip_id": SAMPLE}, "202-not-ready")[0] == 202
    assert api.balance() == 100_000
