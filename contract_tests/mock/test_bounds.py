"""Bounds: a long-lived world drops its oldest resources, returns 404 for them and never 500, and keeps the samples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aimusic_mock.api import submissions
from aimusic_mock.contract import bundle
from aimusic_mock.domain import inbox, journal, outbox, store
from aimusic_mock.domain.deliveries import Attempt
from aimusic_mock.domain.ids import Ids
from aimusic_mock.domain.lyrics import MAX_LYRICS, MAX_STYLE, MAX_TITLE
from aimusic_mock.domain.tasks import Task
from aimusic_mock.domain.world import World
from aimusic_mock.worlds import registry
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


# --- Bytes


def _check_size(api: Api) -> None:
    """Check that a world's counter of bytes agrees with what is stored."""
    kept = api.mock.world.store
    tasks = sum(task.size for task in kept.tasks.values())
    assert kept.size == tasks + sum(clip.size for key, clip in kept.clips.items() if key not in kept.task_by_clip)


def _last_clip(api: Api) -> str:
    task = list(api.mock.world.store.tasks.values())[-1]
    return task.all_clips[-1].clip_id


REWORKED = [
    ("replace_sonic_section", {"auto_concat": True, "infill_start_s": 1, "infill_end_s": 15}),
    ("create_sonic_mashup", {}),
    ("create_sonic_music", {"task_type": "cover_music", "continue_clip_id": ""}),
    ("separate_sonic_stems_basic", {}),
]


@pytest.mark.parametrize(("operation", "fields"), REWORKED, ids=[operation for operation, _ in REWORKED])
def test_texts_of_a_song_that_is_reworked_again_and_again_stay_bounded(
    api: Api, operation: str, fields: dict[str, Any]
) -> None:
    """A poll of the result of 20 rounds is not larger than the contract's limits for its texts allow."""
    _first_clip(api, api.create())
    path, example = _body(operation)
    # Without texts of its own, a request repeats those of its clips.
    own = ("tags", "title", "infill_lyrics", "prompt" if operation == "replace_sonic_section" else "lyrics")
    example = {name: value for name, value in example.items() if name not in own}
    clip_id, other = _last_clip(api), SAMPLES[0]
    for _ in range(20):
        names = {"clip_id", "continue_clip_id"} & {*example, *fields}
        body = {**example, **fields, **dict.fromkeys(names, clip_id)}
        if operation == "create_sonic_music":
            body = {**SONG, "task_type": "cover_music", "continue_clip_id": clip_id}
        if "mashup_clip_ids" in body:
            body["mashup_clip_ids"] = [clip_id, other]
        _first_clip(api, api.ask("POST", path, body))
        clip_id, other = _last_clip(api), clip_id
    (task_id,) = [*api.mock.world.store.tasks][-1:]
    clips = api.mock.world.store.tasks[task_id].all_clips
    assert max(len(clip.song.lyrics) for clip in clips) <= MAX_LYRICS
    assert max(len(clip.song.style) for clip in clips) <= MAX_STYLE
    assert len(api.get(f"/sonic/task/{task_id}").data) < 2 * len(clips) * (MAX_LYRICS + MAX_STYLE)
    _check_size(api)


def test_limits_of_texts_are_those_of_the_contract() -> None:
    schemas = bundle.load().document["components"]["schemas"]
    limits = (schemas["SonicPrompt"], schemas["SonicTags"], schemas["SonicTitle"])
    assert [schema["maxLength"] for schema in limits] == [MAX_LYRICS, MAX_STYLE, MAX_TITLE]


def test_song_that_would_be_too_long_is_refused_and_costs_nothing(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    clip_id = _first_clip(api, api.create())
    extended = _first_clip(api, api.ask("POST", SONGS, _extension(clip_id)))
    balance = api.balance()
    monkeypatch.setattr(submissions, "MAX_DURATION_S", 20.0)
    refused = _join(api, extended, {"task_type": "concat_music", "continue_clip_id": extended, "mv": "sonic-v5"})
    assert (refused.status_code, refused.get_json()["error"]) == (
        400,
        "The song would be longer than 20 seconds, the mock's limit.",
    )
    assert api.balance() == balance


@pytest.mark.parametrize("letter", ["x", "\u00e9", "\U0001f3b5"], ids=["ascii", "latin", "emoji"])
def test_tasks_with_long_texts_are_bounded_in_bytes(api: Api, monkeypatch: pytest.MonkeyPatch, letter: str) -> None:
    monkeypatch.setattr(store, "MAX_TASKS", 4000)
    monkeypatch.setattr(store, "MAX_BYTES", 300_000)
    path, body = _body("create_producer_music")
    for number in range(30):
        api.ask("POST", path, {**body, "sound": letter * 10_000, "title": str(number)})
    kept = api.mock.world.store
    assert kept.size <= 300_000
    assert 0 < len(kept.tasks) < 30
    assert [task.clips[0].song.title for task in kept.tasks.values()][-1] == "29"
    assert kept.forgotten == 30 - len(kept.tasks)
    (world,) = api.admin("GET", "/worlds")["worlds"]
    assert (world["forgotten"], world["bytes"]) == (kept.forgotten, api.mock.world.size)
    _check_size(api)
    _check_samples(api)


def test_size_of_a_world_follows_every_change(api: Api) -> None:
    """Upload, force, forget, restore and reset."""
    for _ in range(3):
        for example in request_examples()[::5]:
            api.ask("POST", example.operation.path, example.body)
        tasks = api.admin("GET", "/tasks")["items"]
        api.try_admin("PUT", f"/tasks/{tasks[-1]['task_id']}", {"state": "failed"})
        _check_size(api)
    api.admin("PUT", "/snapshot", api.admin("GET", "/snapshot"))
    _check_size(api)
    api.admin("POST", "/reset")
    _check_size(api)
    assert api.mock.world.store.forgotten == 0


def test_secrets_of_webhooks_are_bounded_in_bytes(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MAX_TASKS", 4000)
    monkeypatch.setattr(outbox, "MAX_SUBSCRIPTION_BYTES", 50_000)
    hook = {"webhook_url": "http://192.0.2.1/hook", "webhook_secret": "s" * 10_000}
    for _ in range(10):
        api.ask("POST", SONGS, {**SONG, **hook})
    kept = api.mock.world.outbox
    assert kept._subscription_bytes == sum(hooked.size for hooked in kept._subscriptions.values()) <= 50_000
    api.advance(300)
    states = [delivery["state"] for delivery in api.admin("GET", "/webhooks")["items"]]
    assert states == ["dropped"] * 6 + ["suppressed"] * 4
    api.admin("POST", "/reset")
    assert kept.size == 0


def test_bodies_that_wait_for_another_attempt_are_bounded_in_bytes(make_task: Callable[..., Task]) -> None:
    kept = outbox.Outbox(Ids(1), most_bytes=50_000)
    for number in range(10):
        kept.subscribe(make_task(task_id=f"t{number}"), "http://localhost/hook", None)
    while (delivery := kept.take(100.0)) is not None:
        kept.finish(delivery, Attempt(1, 100.0, "timeout"), "\u00e9" * 5000, 100.0)
    states = [delivery.state for delivery in kept.deliveries()]
    assert states.count("retrying") == 2
    assert kept.size <= 50_000


def test_messages_of_all_inboxes_are_bounded_in_bytes_with_their_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "MAX_ALL_BYTES", 10_000)
    kept = inbox.Inboxes()
    for number in range(20):
        headers = {"User-Agent": "u" * 900}
        kept.receive(f"name-{number % 4}", inbox.Message(0.0, headers, "x" * 100))
    boxes = list(kept.state().values())
    assert kept.size == sum(message.size for box in boxes for message in box.messages) <= 10_000
    assert sum(box.numbers for box in boxes) == 20  # the difference to the messages that are kept is shown
    assert sum(len(box.messages) for box in boxes) == 5


def test_journal_counts_headers_and_paths(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MAX_BYTES", 100_000)
    for _ in range(10):
        api.ask("GET", f"/api/v1/get-credits?{'q' * 10_000}", X_Mock_Zebra="z" * 20_000)
    kept = api.mock.world.journal
    assert len(kept) == 3
    assert api.admin("GET", "/journal?limit=1")["dropped"] == 7


def test_bytes_of_all_worlds_are_not_added_up_for_each_request(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        api.ask("GET", "/api/v1/get-credits", X_Mock_World=f"w{number}")
    sums: list[str] = []

    def size(world: World) -> int:
        sums.append(world.name)
        return 0

    monkeypatch.setattr(World, "size", property(size))
    for _ in range(64):
        api.get("/get-credits")
    assert len(sums) <= 64 / registry.CHECK_EVERY * 31 * 2  # a request uses its world once or twice


def test_rules_count_among_the_bytes_of_a_world(api: Api) -> None:
    before = api.mock.world.size
    match = {"operation": "create_sonic_music", "body": {"tags": "x" * 900}}
    api.admin("POST", "/rules", {"scenarios": ["slow"], "match": match})
    assert api.mock.world.faults.size >= 900
    assert api.mock.world.size - before >= 900


def test_worlds_are_bounded_in_bytes_and_the_last_used_stay(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "MAX_BYTES", 150_000)
    monkeypatch.setattr(registry, "CHECK_EVERY", 1)
    path, body = _body("create_producer_music")
    for number in range(8):
        api.ask("POST", path, {**body, "sound": "x" * 20_000}, X_Mock_World=f"w{number}")
    listing = api.admin("GET", "/worlds")
    assert sum(world["bytes"] for world in listing["worlds"]) <= 150_000 + 50_000  # the last request is not counted yet
    names = [world["name"] for world in listing["worlds"]]
    assert {"default", "w7"} <= set(names)
    assert "w0" not in names
    assert listing["dropped"] == 9 - len(names) > 0
