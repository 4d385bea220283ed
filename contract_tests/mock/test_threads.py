"""Concurrent requests: check and charge are one step, and no reset comes between them."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from aimusic_mock.api.context import RequestContext
from aimusic_mock.replies.common import Reply
from contract_tests.support.small_app import OPENING, PRICE, make_handlers, make_small

SONG = {"custom_mode": True, "prompt": "Row on"}


@pytest.fixture
def hurried_threads() -> Iterator[None]:
    """Switch threads a thousand times more often than usual, so that a missing lock shows."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 1000)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("hurried_threads")
def test_many_threads_on_one_balance_spend_it_exactly() -> None:
    handlers = make_handlers()
    create = handlers.by_operation["create_song"]

    @handlers.handles("create_song")
    def create_slowly(context: RequestContext) -> Reply:
        # Between the check of the balance and the charge: time enough for other threads.
        sum(range(20_000))
        return create(context)

    small = make_small(handlers, credits=100 * PRICE)
    statuses: Counter[int] = Counter()
    ids: list[str] = []
    lock = threading.Lock()
    start = threading.Barrier(16)

    def work() -> None:
        start.wait()
        for _ in range(50):
            response = small.post(SONG)
            with lock:
                statuses[response.status_code] += 1
                if response.status_code == 200:
                    ids.append(response.get_json()["task_id"])

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == {200: 100, 403: 700}
    assert small.balance() == 0
    assert len(set(ids)) == len(small.mock.world.store.tasks) == 100


def test_submit_waits_until_the_one_before_it_is_charged() -> None:
    handlers = make_handlers()
    create = handlers.by_operation["create_song"]
    others: list[threading.Thread] = []
    statuses: list[int] = []

    @handlers.handles("create_song")
    def create_while_another_comes(context: RequestContext) -> Reply:
        if not others:
            others.append(threading.Thread(target=lambda: statuses.append(waiting.post(SONG).status_code)))
            others[0].start()
            # Without the lock it would finish long before.
            others[0].join(timeout=0.1)
        return create(context)

    waiting = make_small(handlers, credits=PRICE)
    assert waiting.balance() == PRICE
    assert waiting.post(SONG).status_code == 200
    others[0].join()
    assert statuses == [403]
    assert waiting.balance() == 0


@pytest.mark.usefixtures("hurried_threads")
def test_many_threads_at_the_pace_of_the_plan_pass_one() -> None:
    small = make_small(plan="standard", credits=1000)
    statuses: Counter[int] = Counter()
    threads = [threading.Thread(target=lambda: statuses.update([small.post(SONG).status_code])) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == {200: 1, 429: 15}


def test_reset_while_a_body_is_read_leaves_no_account_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow client's request must be charged to the account that exists after the reset."""
    small = make_small()
    original = small.app.request_class.get_data

    def slow(self: Any, *args: Any, **options: Any) -> Any:
        small.mock.world.reset()
        return original(self, *args, **options)

    monkeypatch.setattr(small.app.request_class, "get_data", slow)
    assert small.post(SONG).status_code == 200
    assert small.balance() == OPENING - PRICE
