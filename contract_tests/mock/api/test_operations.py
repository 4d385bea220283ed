"""Every operation of the API and every task type, from its request example to the end of its task."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest

from aimusic_mock.contract.bundle import Contract
from contract_tests.support.examples import Example, request_examples, task_examples
from contract_tests.support.mock_app import Api

OPERATIONS = {
    "POST /api/v1/sonic/create",
    "POST /api/v1/sonic/upload-extend",
    "POST /api/v1/sonic/upload-cover",
    "POST /api/v1/sonic/persona",
    "POST /api/v1/sonic/sample",
    "POST /api/v1/sonic/mashup",
    "POST /api/v1/sonic/bpm",
    "POST /api/v1/sonic/vox",
    "POST /api/v1/sonic/wav",
    "POST /api/v1/sonic/midi",
    "POST /api/v1/sonic/aligned-lyrics",
    "POST /api/v1/sonic/upsample-tags",
    "POST /api/v1/sonic/stems/basic",
    "POST /api/v1/sonic/stems/full",
    "POST /api/v1/sonic/replace-section",
    "POST /api/v1/sonic/upload",
    "POST /api/v1/sonic/lyrics",
    "POST /api/v1/sonic/create-voice",
    "GET /api/v1/sonic/task/{task_id}",
    "POST /api/v1/producer/create",
    "POST /api/v1/producer/upload",
    "POST /api/v1/producer/download",
    "POST /api/v1/producer/lyrics-create",
    "POST /api/v1/producer/video-clip",
    "GET /api/v1/producer/task/{task_id}",
    "POST /api/v1/nuro/create",
    "GET /api/v1/nuro/task/{task_id}",
    "POST /api/v1/riffusion/create",
    "POST /api/v1/riffusion/upload",
    "GET /api/v1/riffusion/task/{task_id}",
    "GET /api/v1/get-credits",
}
"""The documented API, listed a second time on purpose, so that a file lost from the contract is noticed."""

SONIC_TASK_TYPES = {
    "create_music",
    "extend_music",
    "cover_music",
    "concat_music",
    "persona_music",
    "extend_upload_music",
    "cover_upload_music",
    "remaster",
    "add_vocals",
    "add_instrumental",
}
RIFFUSION_TASK_TYPES = {
    "create_music",
    "extend_music",
    "cover_music",
    "extend_upload_music",
    "cover_upload_music",
    "replace_music",
    "replace_upload_music",
    "swap_music_sound",
    "swap_upload_music_sound",
    "swap_music_vocals",
    "swap_upload_music_vocals",
}
RETIRED_TASK_TYPES = {
    "extend_music",
    "extend_upload_music",
    "replace_music",
    "replace_upload_music",
    "cover_music",
    "cover_upload_music",
    "swap_music_vocals",
    "swap_music_sound",
    "music_variation",
}
CLIPS = {"concat_music": 1}
"""The number of clips of a Sonic create, by task type, where it is not two."""


def test_contract_has_every_documented_operation(api_contract: Contract) -> None:
    operations = {f"{operation.method} {operation.path}" for operation in api_contract.operations.values()}
    assert operations == OPERATIONS


def test_mock_routes_every_documented_operation(api: Api) -> None:
    routes = {
        f"{method} {rule.rule.replace('<', '{').replace('>', '}')}"
        for rule in api.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }
    assert routes == OPERATIONS


def test_client_has_a_module_for_every_operation(api_contract: Contract) -> None:
    for operation in api_contract.operations.values():
        module = importlib.import_module(f"aimusic_client.api.{operation.product}.{operation.operation_id}")
        assert callable(module.sync_detailed)
        assert callable(module.asyncio_detailed)


@pytest.mark.parametrize(
    ("operation_id", "expected"),
    [("create_sonic_music", SONIC_TASK_TYPES), ("create_riffusion_music", RIFFUSION_TASK_TYPES)],
)
def test_create_examples_cover_every_task_type(operation_id: str, expected: set[str]) -> None:
    bodies = [example.body for example in request_examples() if example.operation.operation_id == operation_id]
    assert {body.get("task_type", "create_music") for body in bodies} == expected


@pytest.mark.parametrize("example", request_examples(), ids=str)
@pytest.mark.parametrize("dialect", ["documented", "observed"])
def test_request_example_is_accepted_as_it_stands(api: Api, example: Example, dialect: str) -> None:
    response = api.post(example.path, example.body, dialect)
    expected = {410} if "Retired" in example.member.name else {200}
    if example.operation.operation_id == "get_sonic_midi" and dialect == "observed":
        expected = {202}
    assert response.status_code in expected, response.get_data(as_text=True)


@pytest.mark.parametrize("task_type", sorted(RETIRED_TASK_TYPES))
def test_producer_retired_task_type_gets_410_by_name(api: Api, task_type: str) -> None:
    response = api.post("/producer/create", {"task_type": task_type, "clip_id": "x"})
    assert response.status_code == 410
    assert response.get_json() == {
        "type": "endpoint_retired",
        "error": f"The task type '{task_type}' is retired.",
    }
    assert api.balance() == 100_000


def _end(api: Api, example: Example) -> Any:
    task_id = api.submit(example.path, example.body)
    assert example.member.task is not None
    api.advance(example.member.task.duration_s[1] + 60)
    return api.get(f"/{example.member.task.product}/task/{task_id}").get_json()


@pytest.mark.parametrize("example", task_examples(), ids=str)
def test_task_example_ends_with_the_documented_number_of_clips(api: Api, example: Example) -> None:
    reply = _end(api, example)
    assert example.member.task is not None
    item = example.member.task.for_request(example.body).item
    if item == "NuroTask":
        assert (reply["status"], reply["progress"]) == ("succeeded", 100)
        assert reply["audio_url"].endswith(".wav")
    elif item == "SonicVoice":
        assert reply["data"]["persona_id"]
    else:
        expected = example.member.task.for_request(example.body).clips
        if example.operation.operation_id == "create_sonic_music":
            assert expected == CLIPS.get(str(example.body.get("task_type")), 2)
        assert len(reply["data"]) == expected
        assert all(_succeeded(item) for item in reply["data"])


def _succeeded(item: dict[str, Any]) -> bool:
    if "full" in item:
        part = item.get("extended") or item["replaced"]
        return bool(part["state"] == item["full"]["state"] == "succeeded")
    return bool(item.get("state", "succeeded") == "succeeded")


@pytest.mark.parametrize("example", task_examples(), ids=str)
def test_task_example_is_charged_its_price_once(api: Api, example: Example) -> None:
    api.submit(example.path, example.body)
    assert api.balance() == 100_000 - example.member.price.amount


def test_sonic_create_walks_from_pending_over_running_to_succeeded(api: Api) -> None:
    body = {"custom_mode": False, "mv": "sonic-v5", "gpt_description_prompt": "a folk song about a slow river"}
    task_id = api.submit("/sonic/create", body)
    history: list[tuple[str, ...]] = []
    for _ in range(200):
        states = tuple(clip["state"] for clip in api.get(f"/sonic/task/{task_id}").get_json()["data"])
        if not history or history[-1] != states:
            history.append(states)
        api.advance(1)
    assert history == [
        ("pending", "pending"),
        ("running", "running"),
        ("succeeded", "running"),
        ("succeeded", "succeeded"),
    ]
    assert 60 <= _length_of(api, task_id) <= 180


def _length_of(api: Api, task_id: str) -> float:
    task = api.app.extensions["aimusic"].world.store.tasks[task_id]
    return float(max(clip.ends_at for clip in task.clips) - task.created_at)


def test_clip_of_a_finished_task_can_be_extended_and_joined(api: Api) -> None:
    create = {"custom_mode": True, "mv": "sonic-v5", "prompt": "[Verse]\nOne line", "title": "First"}
    task_id = api.submit("/sonic/create", create)
    api.advance(300)
    first = api.get(f"/sonic/task/{task_id}").get_json()["data"][0]
    extend = {**create, "task_type": "extend_music", "continue_clip_id": first["clip_id"], "continue_at": 30}
    extension = api.submit("/sonic/create", {**extend, "prompt": "[Verse 2]\nAnother line"})
    api.advance(300)
    part = api.get(f"/sonic/task/{extension}").get_json()["data"][0]
    joined = api.submit("/sonic/create", {"task_type": "concat_music", "continue_clip_id": part["clip_id"]})
    api.advance(300)
    (whole,) = api.get(f"/sonic/task/{joined}").get_json()["data"]
    assert whole["duration"] == pytest.approx(30 + part["duration"])
    assert whole["lyrics"] == "[Verse]\nOne line\n\n[Verse 2]\nAnother line"


def test_clip_of_a_running_task_is_not_found(api: Api) -> None:
    task_id = api.submit("/sonic/create", {"custom_mode": True, "mv": "sonic-v5", "prompt": "[Verse]\nLine"})
    clip_id = api.get(f"/sonic/task/{task_id}").get_json()["data"][0]["clip_id"]
    response = api.post("/sonic/bpm", {"clip_id": clip_id})
    assert response.status_code == 404
    assert response.get_json() == {"type": "not_found", "error": "clip not found."}


@pytest.mark.parametrize("product", ["sonic", "producer", "nuro", "riffusion"])
def test_unknown_task_is_not_found(api: Api, product: str) -> None:
    response = api.get(f"/{product}/task/f3a9d0c4-6b2e-4d81-95c7-2e8b1a7f0d63")
    assert response.status_code == 404
    assert response.get_json() == {"type": "not_found", "error": "task not found."}


def test_task_of_another_account_is_not_found(make_api: Callable[..., Api]) -> None:
    api = make_api(keys=("one", "two"))
    task_id = api.submit("/sonic/create", {"custom_mode": True, "mv": "sonic-v5", "prompt": "[Verse]\nLine"})
    other = Api(api.app, key="two")
    assert api.get(f"/sonic/task/{task_id}").status_code == 200
    assert other.get(f"/sonic/task/{task_id}").status_code == 404


def test_aligned_lyrics_cost_once_for_a_clip(api: Api) -> None:
    body = {"clip_id": "3c1f7a52-9d0e-4b6a-8f21-6a4be1d07c95"}
    before = api.balance()
    for _ in range(3):
        assert api.post("/sonic/aligned-lyrics", body).status_code == 200
    assert api.balance() == before - 1


def test_same_seed_gives_the_same_replies(make_api: Callable[..., Api]) -> None:
    body = {"custom_mode": False, "mv": "sonic-v5", "gpt_description_prompt": "a folk song about a slow river"}

    def walk(seed: int) -> list[bytes]:
        api = make_api(seed=seed)
        task_id = api.submit("/sonic/create", body)
        replies = []
        for _ in range(4):
            replies.append(api.get(f"/sonic/task/{task_id}").get_data())
            api.advance(60)
        return replies

    assert walk(7) == walk(7)
    assert walk(7) != walk(8)


DOCUMENTED_SENTENCES = [
    (
        {"custom_mode": True, "mv": "sonic-v9", "prompt": "x"},
        (
            "The 'mv' field is invalid. The model should be 'sonic-v3-5', 'sonic-v4', 'sonic-v4-5', 'sonic-v4-5-plus',"
            " or 'sonic-v5'."
        ),
    ),
    ({"custom_mode": "yes", "mv": "sonic-v5", "prompt": "x"}, "The 'custom_mode' field should be boolean."),
    (
        {"custom_mode": True, "mv": "sonic-v5", "prompt": "x", "make_instrumental": "no"},
        "The 'make_instrumental' field should be boolean.",
    ),
    (
        {"custom_mode": True, "mv": "sonic-v4", "prompt": "x" * 3001},
        "The prompt character length should be less than 3000.",
    ),
    (
        {"custom_mode": True, "mv": "sonic-v5", "prompt": "x" * 5001},
        "The prompt character length should be less than 5000.",
    ),
    (
        {"custom_mode": True, "mv": "sonic-v4", "prompt": "x", "tags": "x" * 201},
        "The tags character length should be less than 200.",
    ),
    (
        {"custom_mode": True, "mv": "sonic-v5", "prompt": "x", "title": "x" * 81},
        "The title character length should be less than 80.",
    ),
    (
        {"custom_mode": False, "mv": "sonic-v5", "gpt_description_prompt": "x" * 401},
        "The 'gpt_description_prompt' character length should be less than 400.",
    ),
    (
        {"task_type": "persona_music", "custom_mode": True, "mv": "sonic-v5", "prompt": "x"},
        "The 'persona_id' field is required when task_type = persona_music.",
    ),
]


@pytest.mark.parametrize(("body", "sentence"), DOCUMENTED_SENTENCES)
def test_sonic_create_refuses_in_the_documented_words(api: Api, body: dict[str, Any], sentence: str) -> None:
    response = api.post("/sonic/create", body)
    assert response.status_code == 400
    assert response.get_json() == {"type": "validation_error", "error": sentence}
    assert api.balance() == 100_000


@pytest.mark.parametrize("limit", ["prompt", "title", "tags"])
def test_sonic_create_takes_texts_of_exactly_the_limit(api: Api, limit: str) -> None:
    lengths = {"prompt": 5000, "title": 80, "tags": 1000}
    body = {"custom_mode": True, "mv": "sonic-v5", "prompt": "x", limit: "x" * lengths[limit]}
    assert api.post("/sonic/create", body).status_code == 200
