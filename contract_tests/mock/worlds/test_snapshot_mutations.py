"""Mutated snapshots: one that is restored works in every later request, and any other is refused and named."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aimusic_mock import Settings, create_app
from contract_tests.support.examples import request_examples
from contract_tests.support.mock_app import KEY, SONG, SONGS, Api
from contract_tests.support.odd_json import Path, at, changed

VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        "",
        "x",
        "a/b~c",
        "\x00",
        "succeeded",
        "sonic",
        0,
        -1,
        1,
        7.5,
        -0.5,
        10**6,
        10**9,
        5e12,
        2**62,
        10**400,
    ),
    *(-(10**400), 1e308, -1e308, [], {}, [None], [[]], {"": 1}, {"a": {"b": []}}, ["x", "x"], "x" * 5000),
)
"""Values of every JSON type, at and beyond the bounds of numbers, times and texts."""

LISTINGS = ("tasks", "journal", "journal/export", "ledger", "costs", "accounts", "rules", "webhooks", "clock", "inbox")

Mutation = tuple[str, Path, Any]


def _busy_snapshot() -> dict[str, Any]:
    """Return a snapshot with an entry in each table, in which every field that can be null has a value somewhere."""
    api = _api()
    hook = {"webhook_url": "http://mock/__mock__/inbox/hook", "webhook_secret": "hush"}
    for scenario in ("task-fails", "clip-fails", "stuck", "webhook-duplicate"):
        api.ask("POST", SONGS, {**SONG, **hook}, X_Mock_Scenario=scenario)
    api.advance(200)
    for request in request_examples():
        api.ask("POST", request.operation.path, request.body)
    api.admin("POST", "/rules", {"rule_id": "luck", "scenarios": ["slow"], "match": {"nth": 4, "method": "GET"}})
    stub = {"status": 200, "body": {}, "unchecked": True}
    api.admin("POST", "/rules", {"match": {"operation": "get_credits", "nth": 1000}, "reply": stub})
    api.advance(60)
    api.ask("GET", "/api/v1/nothing")
    snapshot: dict[str, Any] = json.loads(json.dumps(api.admin("GET", "/snapshot")))
    snapshot["journal"]["exchanges"] = snapshot["journal"]["exchanges"][:2]
    return snapshot


def _api() -> Api:
    app = create_app(Settings(clock="manual", plan="unlimited", credits=100_000))
    app.testing = False
    return Api(app, key=KEY)


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every value, the members of one list or table only for its first three entries."""
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in list(members)[: 3 if _is_table(path) else None]:
        yield from _paths(member, (*path, key))


def _is_table(path: Path) -> bool:
    return (len(path) == 2 and path[0] == "store") or path[-1:] in (("ledger",), ("deliveries",), ("exchanges",))


SNAPSHOT = _busy_snapshot()
PATHS = sorted(set(_paths(SNAPSHOT)) - {()}, key=str)


@pytest.fixture(scope="module")
def used() -> Api:
    """A mock whose default world is replaced by each snapshot in turn."""
    return _api()


def _use(api: Api) -> None:
    """Use everything in a world; no request may be answered with a 5xx other than a documented 504, and none may hang."""
    world = api.mock.world
    keys = list(world.store.accounts)
    api = Api(api.app, key=keys[0])
    replies = []
    for seconds in (0.0, 500.0):
        dialect = "observed" if seconds else "documented"
        world.clock.set_mode("manual")
        replies.append(api.try_admin("POST", "/clock/advance", {"seconds": seconds, "settle_s": 2}))
        for task in list(world.store.tasks.values()):
            path = f"/api/v1/{task.product}/task/{task.task_id}"
            replies.append(api.ask("GET", path, X_Mock_Dialect=dialect))
        replies += [api.try_admin("GET", f"/{name}") for name in LISTINGS]
        replies += [api.try_admin("GET", f"/inbox/{name}") for name in world.inboxes.names()]
        replies += [
            api.try_admin("GET", f"/webhooks/{delivery.delivery_id}") for delivery in world.outbox.deliveries()[:5]
        ]
    replies += list(_submits(api))
    for clip in list(world.store.clips.values())[:20]:
        suffix = {"sonic": "mp3", "nuro": "wav"}.get(clip.product, "m4a")
        replies.append(api.ask("HEAD", f"/media/{clip.product}/{clip.clip_id}.{suffix}"))
    replies.append(api.try_admin("POST", "/clock/advance", {"until": "idle", "settle_s": 2}))
    replies.append(api.try_admin("PUT", "/snapshot", api.admin("GET", "/snapshot")))
    for reply in replies:
        assert reply.status_code < 500 or reply.status_code == 504, (reply.request.path, reply.get_data(as_text=True))
    assert replies[-1].status_code == 200, replies[-1].get_data(as_text=True)
    assert api.try_admin("POST", "/reset").status_code == 200


def _submits(api: Api) -> Iterator[Any]:
    """Submit requests that refer to every stored resource, and force a task."""
    store = api.mock.world.store
    clips = [clip for clip in store.clips.values() if clip.state(api.mock.world.clock.now()) == "succeeded"]
    sonic = [clip.clip_id for clip in clips if clip.product == "sonic"]
    for clip_id in sonic[:4]:
        concat = {"task_type": "concat_music", "continue_clip_id": clip_id, "mv": "sonic-v5"}
        yield api.ask("POST", SONGS, concat)
        yield api.ask("POST", "/api/v1/sonic/midi", {"clip_id": clip_id})
        section = {"clip_id": clip_id, "infill_start_s": 1, "infill_end_s": 11.5, "prompt": "la", "auto_concat": True}
        yield api.ask(
            "POST", "/api/v1/sonic/replace-section", {**section, "tags": "folk", "title": "t", "mv": "sonic-v5"}
        )
    for request in request_examples()[::3]:
        yield api.ask("POST", request.operation.path, request.body)
    for task_id in [*store.tasks][-2:]:
        yield api.try_admin("PUT", f"/tasks/{task_id}", {"state": "failed", "type": "timeout"})


MUTATIONS = st.one_of(
    st.tuples(st.just("replace"), st.sampled_from(PATHS), st.sampled_from(VALUES)),
    st.tuples(st.just("replace"), st.sampled_from(PATHS), st.text() | st.integers() | st.floats(allow_nan=False)),
    st.tuples(st.just("replace"), st.sampled_from(PATHS), st.sampled_from(PATHS).map(lambda path: at(SNAPSHOT, path))),
    st.tuples(st.sampled_from(["remove", "repeat"]), st.sampled_from(PATHS), st.none()),
)


def check(api: Api, mutation: Mutation) -> bool:
    """Restore a mutated snapshot; use the world if it was accepted, and return whether it was."""
    api.admin("POST", "/reset")
    before = api.admin("GET", "/snapshot")
    response = api.try_admin("PUT", "/snapshot", changed(SNAPSHOT, *mutation))
    if response.status_code == 200:
        _use(api)
        return True
    assert response.status_code == 400, response.get_data(as_text=True)
    sentence = response.get_json()["error"]
    assert len(sentence) < 400
    assert KEY not in sentence
    assert api.admin("GET", "/snapshot") == before
    return False


def _loop(*clip_ids: str) -> dict[str, Any]:
    """Return the snapshot with samples that continue one another in a circle."""
    snapshot = copy.deepcopy(SNAPSHOT)
    for clip_id, before in zip(clip_ids, (*clip_ids[1:], clip_ids[0]), strict=True):
        snapshot["store"]["clips"][clip_id]["song"]["continues"] = before
    return snapshot


@pytest.mark.parametrize("length", [1, 2, 3])
def test_clips_that_continue_one_another_in_a_circle_are_refused(used: Api, length: int) -> None:
    clip_ids = list(SNAPSHOT["store"]["clips"])[:length]
    response = used.try_admin("PUT", "/snapshot", _loop(*clip_ids))
    assert response.status_code == 400
    assert "continues itself" in response.get_json()["error"]


TASK = next(iter(SNAPSHOT["outbox"]["watched"]))
SAMPLE = next(iter(SNAPSHOT["store"]["clips"]))
STUB: dict[str, Any] = SNAPSHOT["faults"]["rules"][1]
REFUSED: list[tuple[Path, Any, str]] = [
    (("store", "tasks", TASK, "clips", 0, "song", "title"), 5, "the value should be a string"),
    (("store", "clips", SAMPLE, "song", "a/b"), 5, "the member is unknown"),
    (("journal", "exchanges", 1, "asked"), [], "the value has the wrong type"),
    (("outbox", "watched", TASK, "streaming"), "no", "the value should be a boolean"),
    (
        ("inbox", "hook", "messages", 0, "signature"),
        "fine",
        "the value should be one of valid, wrong, missing, unknown",
    ),
    (("store", "clips", SAMPLE, "song", "duration_s"), 0, "the duration is not between 0 and 7200 seconds"),
    (("faults", "rules", 0, "rule_id"), "a\nb", "The 'rule_id' field is invalid"),
    (("faults", "rules", 0, "match", "nth"), 0, "The 'match.nth' field should be at least 1"),
    (("faults", "rules", 1, "reply", "status"), 99999, "The 'reply.status' field should be at most 599"),
    (("faults", "rules", 1, "reply", "status"), 100, "The 'reply.status' field should be at least 200"),
    (
        ("faults", "rules", 1),
        STUB | {"reply": {**STUB["reply"], "body": "x" * 32768}},
        "a rule has at most 32768 bytes as JSON",
    ),
]


@pytest.mark.parametrize(("path", "value", "reason"), REFUSED, ids=str)
def test_refusal_points_at_the_invalid_value(used: Api, path: Path, value: Any, reason: str) -> None:
    response = used.try_admin("PUT", "/snapshot", changed(SNAPSHOT, "replace", path, value))
    assert response.status_code == 400
    where = "".join(f"/{str(step).replace('/', '~1')}" for step in path)
    assert response.get_json()["error"] == f"The snapshot is invalid at {where}: {reason}."


def test_refusal_hides_the_key_of_an_account(used: Api) -> None:
    response = used.try_admin("PUT", "/snapshot", changed(SNAPSHOT, "remove", ("store", "accounts", KEY, "key")))
    assert response.get_json()["error"] == (
        "The snapshot is invalid at /store/accounts/[hidden]/key: the member is missing."
    )


@pytest.mark.slow  # restores a snapshot and sends some 150 requests for each example
@pytest.mark.fuzz
@given(MUTATIONS)
@settings(max_examples=3 * settings().max_examples, deadline=None, suppress_health_check=list(HealthCheck))
def test_mutated_snapshot_is_refused_or_works(used: Api, mutation: Mutation) -> None:
    check(used, mutation)


def test_some_mutated_snapshots_are_taken_and_used(used: Api) -> None:
    """The property above would hold for a mock that refuses everything."""
    song = ("store", "clips", next(iter(SNAPSHOT["store"]["clips"])), "song")
    assert check(used, ("replace", (*song, "title"), "x" * 5000))
    assert check(used, ("remove", ("journal", "exchanges", 0), None))
    assert not check(used, ("replace", (*song, "duration_s"), 1e308))
