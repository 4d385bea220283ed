"""Bounds: a long-lived world drops its oldest resources, returns 404 for them and never 500, and keeps the samples."""

from __future__ import annotations

from typing import Any

import pytest

from aimusic_mock.contract import bundle
from aimusic_mock.domain import store
from contract_tests.support.examples import request_examples
from contract_tests.support.mock_app import SONG, SONGS, Api

SAMPLES = [raw["clip_id"] for raw in bundle.load().fixtures["clips"]]


@pytest.fixture(autouse=True)
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Store at most five of everything."""
    monkeypatch.setattr(store, "MAX_TASKS", 5)
    monkeypatch.setattr(store.remember, "__defaults__", (5,))


def _body(operation_id: str) -> tuple[str, dict[str, Any]]:
    example = next(example for example in request_examples() if example.operation.operation_id == operation_id)
    return example.operation.path, example.body


def _extension(clip_id: str) -> dict[str, Any]:
    example = next(example for example in request_examples() if example.body.get("task_type") == "extend_music")
    names = {"continue_clip_id", "clip_id"} & example.body.keys()
    return {**example.body, "continue_at": 5, **dict.fromkeys(names, clip_id)}


def _check_samples(api: Api) -> None:
    clips = api.mock.world.store.clips
    assert set(SAMPLES) <= clips.keys()
    assert len(api.mock.world.store.personas) >= 1
    path, body = _body("get_sonic_bpm")
    assert api.ask("POST", path, body).status_code == 200


def test_tasks_are_bounded_and_the_oldest_are_not_found(api: Api) -> None:
    ids = [str(api.create().get_json()["task_id"]) for _ in range(8)]
    clips = [task["clips"][0]["clip_id"] for task in api.admin("GET", "/tasks")["items"]]
    assert [api.get(f"/sonic/task/{task_id}").status_code for task_id in ids] == [404] * 3 + [200] * 5
    assert api.try_admin("GET", f"/tasks/{ids[0]}").status_code == 404
    assert api.try_admin("PUT", f"/tasks/{ids[0]}", {"state": "failed"}).status_code == 404
    assert len(clips) == 5
    remembered = api.mock.world.store
    assert len(remembered.clips) == len(SAMPLES) + 10
    assert len(remembered.task_by_clip) == 10
    _check_samples(api)


def test_task_that_is_forgotten_is_still_refunded(api: Api) -> None:
    api.create(X_Mock_Scenario="task-fails")
    for _ in range(6):
        api.create()
    api.advance(1000)
    assert api.balance() == 100_000 - 6 * 10


def test_uploads_are_bounded_and_the_oldest_are_not_found(api: Api) -> None:
    path, body = _body("upload_sonic_audio")
    body = {name: value for name, value in body.items() if name != "callback_url"}
    ids = [api.ask("POST", path, body).get_json()["clip_id"] for _ in range(8)]
    measure, _ = _body("get_sonic_bpm")
    statuses = [api.ask("POST", measure, {"clip_id": clip_id}).status_code for clip_id in ids]
    assert statuses == [404] * 3 + [200] * 5
    assert len(api.mock.world.store.clips) == len(SAMPLES) + 5
    _check_samples(api)


@pytest.mark.parametrize(
    ("operation", "table"),
    [
        ("create_sonic_persona", "personas"),
        ("create_sonic_voice", "personas"),
        ("get_sonic_vox", "voxes"),
        ("get_sonic_midi", "built_files"),
    ],
)
def test_what_is_made_at_once_is_bounded_and_the_samples_stay(api: Api, operation: str, table: str) -> None:
    path, body = _body(operation)
    for _ in range(9):
        api.ask("POST", path, body, X_Mock_Dialect="observed" if table == "built_files" else "documented")
    kept = getattr(api.mock.world.store, table)
    assert len(kept) <= 5
    if table != "built_files":
        assert any(resource.owner is None for resource in kept.values())
        assert sum(resource.owner is not None for resource in kept.values()) == 4
    _check_samples(api)


def test_persona_that_is_forgotten_is_not_found(api: Api) -> None:
    path, body = _body("create_sonic_persona")
    ids = [api.ask("POST", path, body).get_json()["persona_id"] for _ in range(9)]
    sing = next(example for example in request_examples() if "persona_id" in example.body)
    replies = [
        api.ask("POST", sing.operation.path, {**sing.body, "persona_id": persona_id})
        for persona_id in (ids[0], ids[-1])
    ]
    assert [reply.status_code for reply in replies] == [404, 200]


def test_chain_of_extensions_whose_beginning_is_forgotten_is_not_found(api: Api) -> None:
    """The joined song needs every clip from the first on."""
    clip_id = _first_clip(api, api.create())
    for _ in range(3):
        clip_id = _first_clip(api, api.ask("POST", SONGS, _extension(clip_id)))
    concat = {"task_type": "concat_music", "continue_clip_id": clip_id, "mv": "sonic-v5"}
    assert _join(api, clip_id, concat).status_code == 200
    for _ in range(2):
        api.create()
    broken = _join(api, clip_id, concat)
    assert broken.status_code == 404
    assert broken.get_json()["error"] == "clip not found."
    assert {api.ask("GET", f"/api/v1/sonic/task/{task_id}").status_code for task_id in api.mock.world.store.tasks} == {
        200
    }


def _join(api: Api, clip_id: str, fallback: dict[str, Any]) -> Any:
    example = next((example for example in request_examples() if example.body.get("task_type") == "concat_music"), None)
    body = fallback if example is None else {**example.body}
    for name in {"continue_clip_id", "clip_id"} & body.keys():
        body[name] = clip_id
    return api.ask("POST", SONGS if example is None else example.operation.path, body)


def _first_clip(api: Api, response: Any) -> str:
    assert response.status_code == 200, response.get_data(as_text=True)
    api.advance(1000)
    task = api.admin("GET", f"/tasks/{response.get_json()['task_id']}")
    return str(task["clips"][0]["clip_id"])


def test_everything_at_once_beyond_all_bounds_never_breaks(api: Api) -> None:
    for _ in range(4):
        for example in request_examples():
            response = api.ask("POST", example.operation.path, example.body)
            assert response.status_code < 500, example
            if task_id := (response.get_json() or {}).get("task_id"):
                assert api.ask("GET", f"/api/v1/{example.operation.product}/task/{task_id}").status_code in (200, 202)
        api.advance(60)
    assert len(api.mock.world.store.tasks) == 5
    api.admin("PUT", "/snapshot", api.admin("GET", "/snapshot"))
    assert api.ask("POST", SONGS, SONG).status_code == 200
    _check_samples(api)
