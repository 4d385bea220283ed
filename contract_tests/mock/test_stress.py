"""Everything at once: API, files, webhooks, and admin requests that reset, restore, drop and force in between."""

from __future__ import annotations

import logging
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from aimusic_mock.domain.ids import rng
from contract_tests.support.mock_app import Api

THREADS, CALLS = 12, 100
WORLDS = ("default", "a", "b")
KEY = {"Authorization": "Bearer mock-key"}
SONG = {"custom_mode": False, "mv": "sonic-v5", "gpt_description_prompt": "a folk song"}
SCENARIOS = ("task-fails", "clip-fails", "stuck", "instant", "webhook-duplicate", "webhook-out-of-order")
STATES = ("succeeded", "failed", "stuck", "running", "slow")
LISTS = ("journal", "ledger", "tasks", "webhooks", "inbox", "costs", "accounts", "worlds", "rules", "clock")

Step = Callable[[FlaskClient, dict[str, str], Any], TestResponse]


@pytest.fixture(autouse=True)
def hurried_threads() -> Iterator[None]:
    """Switch threads at almost every step."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def _make_song(client: FlaskClient, world: dict[str, str], draw: Any) -> TestResponse:
    body = {**SONG, "webhook_url": f"http://mock/__mock__/inbox/{draw.choice('xyz')}"}
    headers = {**KEY, **world, **({"X-Mock-Scenario": draw.choice(SCENARIOS)} if draw.random() < 0.4 else {})}
    created = client.post("/api/v1/sonic/create", headers=headers, json=body)
    if created.status_code == 200:
        task_id = created.get_json()["task_id"]
        polled = client.get(f"/api/v1/sonic/task/{task_id}", headers={**KEY, **world})
        for clip in (polled.get_json().get("data") or ())[:1]:
            client.get(f"/media/sonic/{clip['clip_id']}.jpeg", headers=world)
        return client.put(f"/__mock__/tasks/{task_id}", headers=world, json={"state": draw.choice(STATES)})
    return created


def _move_time(client: FlaskClient, world: dict[str, str], draw: Any) -> TestResponse:
    how = draw.choice([{"seconds": 60}, {"until": "idle", "settle_s": 0.1}, {"seconds": 1, "settle_s": 0}])
    return client.post("/__mock__/clock/advance", headers=world, json=how)


def _change_clock(client: FlaskClient, world: dict[str, str], draw: Any) -> TestResponse:
    return client.put(
        "/__mock__/clock", headers=world, json={"clock": draw.choice(["auto", "manual", "speed=1000", "real"])}
    )


def _begin_anew(client: FlaskClient, world: dict[str, str], draw: Any) -> TestResponse:
    if draw.random() < 0.5:
        return client.post("/__mock__/reset", headers=world)
    return client.delete(f"/__mock__/worlds/{draw.choice(WORLDS)}")


def _copy_world(client: FlaskClient, world: dict[str, str], draw: Any) -> TestResponse:
    taken = client.get("/__mock__/snapshot", headers=world)
    return client.put("/__mock__/snapshot", headers={"X-Mock-World": draw.choice(WORLDS)}, json=taken.get_json())


def _list(client: FlaskClient, world: dict[str, str], draw: Any) -> TestResponse:
    return client.get(f"/__mock__/{draw.choice(LISTS)}", headers=world)


def _add_rule(client: FlaskClient, world: dict[str, str], draw: Any) -> TestResponse:
    rule = {"match": {"method": "POST"}, "scenarios": ["429-rate-limit"], "probability": draw.random(), "times": 3}
    return client.post("/__mock__/rules", headers=world, json=rule)


STEPS: tuple[Step, ...] = (
    *[_make_song] * 5,
    *[_move_time] * 3,
    *[_list] * 2,
    _change_clock,
    _begin_anew,
    _copy_world,
    _add_rule,
)


@pytest.mark.slow  # 12 threads and 1200 steps, each of several requests, hurried
def test_everything_at_once_breaks_nothing(make_api: Callable[..., Api], caplog: pytest.LogCaptureFixture) -> None:
    api = make_api(clock="auto", credits=10**6)
    statuses: Counter[int] = Counter()

    def work(number: int) -> None:
        draw, client = rng("stress", number), api.app.test_client()
        for _ in range(CALLS):
            reply = draw.choice(STEPS)(client, {"X-Mock-World": draw.choice(WORLDS)}, draw)
            statuses[reply.status_code] += 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    with caplog.at_level(logging.ERROR):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert statuses.keys() <= {200, 400, 403, 404, 429}
    assert statuses[200] > THREADS * CALLS / 2
    assert caplog.records == []
