"""Snapshots: a world that is put back answers the same to the byte, and half a snapshot changes nothing."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from contract_tests.support.examples import request_examples
from contract_tests.support.mock_app import SONG, SONGS, Api


def _busy(api: Api) -> None:
    """Fill a world with tasks in every state, uploads, personas, marks, rules and money that moved."""
    for example in request_examples():
        api.ask("POST", example.operation.path, example.body)
    for scenario in ("task-fails", "clip-fails", "stuck", "slow-task", "instant", "no-credits"):
        api.create(X_Mock_Scenario=scenario)
    hook = {"webhook_url": "http://192.0.2.1/hook", "webhook_secret": "hush"}
    api.ask("POST", SONGS, {**SONG, **hook})
    api.admin(
        "POST", "/rules", {"rule_id": "luck", "scenarios": ["500-internal"], "match": {"nth": 4, "method": "POST"}}
    )
    api.admin("POST", "/rules", {"scenarios": ["slow-task", "slow; delay_s=1"], "probability": 0.5})
    api.ask("POST", "/__mock__/inbox/hook", {"event": "song.completed"})
    api.admin("PUT", "/accounts/1", {"plan": "standard", "extra_credits": 33})
    api.advance(45)


def _go_on(api: Api) -> list[tuple[int, bytes, str]]:
    """Go on in a busy world, and return everything that it answers."""
    observed = []
    paths = [f"/api/v1/{task.product}/task/{task.task_id}" for task in api.mock.world.store.tasks.values()]
    for seconds in (0.0, 20.0, 400.0):
        api.advance(seconds)
        replies = [api.ask("GET", path) for path in paths]
        replies += [api.create(), api.create(), api.ask("GET", "/api/v1/get-credits")]
        replies += [
            api.try_admin("GET", path) for path in ("/ledger?limit=500", "/tasks", "/rules", "/costs", "/journal")
        ]
        observed += [
            (reply.status_code, reply.data, reply.headers["X-Request-Id"]) for reply in replies[: len(paths) + 3]
        ]
        observed += [(reply.status_code, reply.data, "") for reply in replies[len(paths) + 3 :]]
    return observed


@pytest.mark.parametrize("settings", [{}, {"clock": "auto", "dialect": "observed"}, {"keys": ("one", "two")}], ids=str)
def test_world_put_back_is_equal(make_api: Callable[..., Api], settings: dict[str, Any]) -> None:
    api = make_api(**settings)
    # An auto clock advances by itself after a short silence while a webhook is planned: here it must not.
    api.mock.dispatcher._silence_s = math.inf
    _busy(api)
    snapshot = api.admin("GET", "/snapshot")
    before = _go_on(api)
    assert api.admin("GET", "/snapshot") != snapshot
    api.admin("PUT", "/snapshot", snapshot)
    assert api.admin("GET", "/snapshot") == snapshot
    assert _go_on(api) == before


def test_world_put_into_another_mock_answers_the_same_from_then_on(api: Api, make_api: Callable[..., Api]) -> None:
    _busy(api)
    snapshot = api.admin("GET", "/snapshot")
    other = make_api(seed=77, credits=1, plan="standard", clock="auto")
    other.create()
    other.admin("PUT", "/snapshot", snapshot)
    assert other.admin("GET", "/snapshot") == snapshot
    assert _go_on(other) == _go_on(api)


def test_snapshot_goes_through_text_unharmed(api: Api) -> None:
    _busy(api)
    snapshot = api.admin("GET", "/snapshot")
    assert json.loads(json.dumps(snapshot)) == snapshot


def test_world_put_back_keeps_its_files(api: Api) -> None:
    task_id = api.create(X_Mock_Scenario="instant").get_json()["task_id"]
    url = api.get(f"/sonic/task/{task_id}").get_json()["data"][0]["audio_url"].split("8000")[1]
    tag = api.ask("HEAD", url).headers["ETag"]
    snapshot = api.admin("GET", "/snapshot")
    api.admin("POST", "/reset")
    assert api.ask("HEAD", url).status_code == 404
    api.admin("PUT", "/snapshot", snapshot)
    assert api.ask("HEAD", url).headers["ETag"] == tag


def test_world_put_back_into_a_named_world_leaves_the_others(api: Api) -> None:
    api.create()
    snapshot = api.admin("GET", "/snapshot")
    api.create()
    api.admin("PUT", "/snapshot", snapshot, world="other")
    assert api.admin("GET", "/tasks", world="other")["total"] == 1
    assert api.admin("GET", "/tasks")["total"] == 2


def test_world_put_back_can_be_reset(api: Api) -> None:
    _busy(api)
    api.admin("PUT", "/snapshot", api.admin("GET", "/snapshot"))
    api.admin("POST", "/reset")
    assert api.admin("GET", "/tasks")["total"] == 0
    assert api.balance() == 100_000


# --- Nonsense

PARTS = ["clock", "ids", "store", "faults", "journal", "outbox", "inbox"]


def _without(part: str) -> Callable[[dict[str, Any]], Any]:
    return lambda raw: raw.pop(part)


def _at(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(raw: Any) -> None:
        *names, last = path.split(".")
        for name in names:
            raw = raw[_key(raw, name)]
        raw[_key(raw, last)] = value

    return change


def _key(raw: Any, name: str) -> Any:
    """Return a step of a path: `*` is the first member of an object, and a number an index of a list."""
    if name == "*":
        return next(iter(raw))
    return int(name) if name.isdecimal() else name


BROKEN: dict[str, Callable[[dict[str, Any]], Any]] = {
    **{f"without {part}": _without(part) for part in PARTS},
    **{f"empty {part}": _at(part, {}) for part in PARTS if part != "inbox"},
    **{
        f"{path} {value!r}"[:40]: _at(path, value)
        for path, value in (
            ("version", 2),
            ("store", []),
            ("store.accounts", [1]),
            ("store.accounts.*.credits", "many"),
            ("store.accounts.*.credits", -5),
            ("store.accounts.*.credits", 5),
            ("store.accounts.*.ledger", None),
            ("store.accounts.*.colour", "red"),
            ("store.tasks.*.clips", "none"),
            ("store.tasks.*.clips", []),
            ("store.tasks.*.created_at", "now"),
            ("store.tasks.*.created_at", 1e308),
            ("store.accounts", {}),
            ("clock.name", "sundial"),
            ("clock.name", "speed=0"),
            ("clock.now", "now"),
            ("clock.now", -1),
            ("clock.now", 1e300),
            ("ids.seed", "x"),
            ("ids.counts", {"task": "x"}),
            ("faults.rules", [{"rule_id": 1}]),
            ("faults.rules.0.scenarios", ["nonsense"]),
            ("journal.exchanges", [1]),
            ("journal.numbers", None),
            ("store.tasks.*.operation_id", 7),
            ("store.clips.*.song.seed", 1.0),
            ("store.clips.*.song.section", 1),
            ("store.clips.*.song.duration_s", math.nan),
            ("journal.exchanges.0.cut", "request"),
            ("outbox", []),
            ("outbox.lab", "nonsense"),
            ("outbox.orders", "many"),
            ("outbox.streaming", "yes"),
            ("outbox.watched", []),
            ("outbox.watched.*.secret", 7),
            ("outbox.watched.*.lab", "nonsense"),
            ("outbox.deliveries.0.state", "sending"),
            ("outbox.deliveries.0.url", 7),
            ("outbox.deliveries.0.due_at", -1),
            ("outbox.deliveries.0.more", 1),
            ("outbox.deliveries.0.order", "first"),
            ("outbox.deliveries.0.event", "song.sung"),
            ("outbox.deliveries.0.lab", "nonsense"),
            ("outbox.deliveries.0.at", math.nan),
            ("outbox.deliveries.0.at", 1e13),
            ("outbox.deliveries.0.is_copy", 1),
            ("outbox.deliveries.0.sent", True),
            ("outbox.deliveries.0.tries", -5),
            ("outbox.deliveries.0.tries", 2),
            ("outbox.deliveries.0.attempts", "none"),
            ("outbox.deliveries.0.attempts", [{"number": 1, "at": 0.0, "outcome": "nonsense"}]),
            ("outbox.deliveries.0.attempts", [{"number": 1, "at": -1.0, "outcome": "answered"}]),
            ("inbox", []),
            ("inbox.*.more", 1),
            ("inbox.*.left", "many"),
            ("inbox.*.status", 99),
            ("inbox.*.messages", 7),
            ("inbox.*", []),
            ("inbox.*.messages.0.age_s", "old"),
            ("inbox.*.messages.0.headers", {"X-Webhook-Id": 1}),
            ("inbox.*.messages.0.signature", "fine"),
        )
    },
    "a delivery without its event_id": lambda raw: raw["outbox"]["deliveries"][0].pop("event_id"),
    "a delivery twice": lambda raw: raw["outbox"]["deliveries"].append(raw["outbox"]["deliveries"][0]),
    "a message without its time": lambda raw: raw["inbox"]["hook"]["messages"][0].pop("at"),
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_broken_snapshot_is_refused_and_changes_nothing(api: Api, change: Callable[[dict[str, Any]], Any]) -> None:
    _busy(api)
    snapshot = api.admin("GET", "/snapshot")
    broken = copy.deepcopy(snapshot)
    change(broken)
    response = api.try_admin("PUT", "/snapshot", broken)
    assert response.status_code == 400, response.get_data(as_text=True)
    assert response.get_json()["type"] == "validation_error"
    assert api.admin("GET", "/snapshot") == snapshot
