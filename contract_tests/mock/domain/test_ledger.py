"""The ledger: it adds up to the balance after every kind of end, and what failed is refunded once and in full."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimusic_mock import Settings, create_app
from aimusic_mock.domain import accounts
from contract_tests.support.examples import Example, request_examples, task_examples
from contract_tests.support.mock_app import PRICE, SONG, SONGS, Api, check_money

FUNDS = 100_000
ENDS = ["succeeded", "failed", "stuck", "running", "slow"]
OUTCOMES = ["task-fails", "task-times-out", "task-forbidden", "task-api-error", "clip-fails", "stuck", "slow-task"]


def _refunds(api: Api) -> Counter[str]:
    result: Counter[str] = Counter()
    at: int | None = 0
    while at is not None:
        ledger = api.admin("GET", f"/ledger?limit=1000&offset={at}")
        result.update(entry["task_id"] for entry in ledger["items"] if entry["cause"].startswith("refund"))
        at = ledger["next"]
    return result


def _total(api: Api) -> int:
    ledger = api.admin("GET", "/ledger?limit=1000")
    assert ledger["balanced"]
    assert ledger["next"] is None
    return sum(entry["credits"] + entry["extra_credits"] for entry in ledger["items"])


# --- One request


@pytest.mark.parametrize("example", request_examples(), ids=str)
def test_every_operation_leaves_its_price_in_the_ledger(api: Api, example: Example) -> None:
    response = api.post(example.path, example.body)
    price = example.member.price.amount if response.status_code == 200 else 0
    assert (_total(api), api.balance()) == (FUNDS - price, FUNDS - price)
    entries = api.admin("GET", "/ledger")["items"][1:]
    assert len(entries) == (1 if price else 0)
    for entry in entries:
        assert entry["operation"] == example.operation.operation_id
        assert entry["task_id"] == response.get_json().get("task_id")


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("example", task_examples()[::3], ids=str)
def test_task_forced_leaves_a_balanced_ledger(api: Api, example: Example, end: str) -> None:
    task_id = api.submit(example.path, example.body)
    api.admin("PUT", f"/tasks/{task_id}", {"state": end})
    api.advance(1)
    price = example.member.price.amount
    assert api.balance() == _total(api) == FUNDS - (0 if end == "failed" else price)
    api.advance(10_000)
    assert api.balance() == _total(api) == FUNDS - (0 if end == "failed" else price)


@pytest.mark.parametrize("changes", [["failed", "failed"], ["stuck", "failed"], ["slow", "running", "failed"]])
@pytest.mark.parametrize("scenario", ["task-fails", "slow-task", "stuck", "clip-fails"])
def test_refund_is_given_once_whatever_is_changed(api: Api, scenario: str, changes: list[str]) -> None:
    task_id = str(api.create(X_Mock_Scenario=scenario).get_json()["task_id"])
    for state in changes:
        api.try_admin("PUT", f"/tasks/{task_id}", {"state": state})
        assert api.balance() in (FUNDS, FUNDS - PRICE)
    api.advance(100_000)
    assert _refunds(api) == {task_id: 1}
    assert api.balance() == FUNDS


def test_refund_of_a_task_that_is_saved_is_never_given(api: Api) -> None:
    task_id = str(api.create(X_Mock_Scenario="task-fails").get_json()["task_id"])
    assert len(api.admin("GET", "/ledger")["planned"]) == 1
    api.admin("PUT", f"/tasks/{task_id}", {"state": "succeeded"})
    assert api.admin("GET", "/ledger")["planned"] == []
    api.advance(100_000)
    assert (_refunds(api), api.balance()) == ({}, FUNDS - PRICE)


@pytest.mark.parametrize("state", ["stuck", "slow"])
def test_refund_follows_a_failure_that_is_put_off(api: Api, state: str) -> None:
    task_id = str(api.create(X_Mock_Scenario="task-fails").get_json()["task_id"])
    before = api.admin("GET", f"/tasks/{task_id}")["ends_at"]
    after = api.admin("PUT", f"/tasks/{task_id}", {"state": state})["ends_at"]
    assert after is None or after > before
    api.advance(before - api.mock.world.clock.now())
    assert api.balance() == FUNDS - PRICE
    api.admin("POST", "/clock/advance", {"until": "idle"})
    assert api.balance() == (FUNDS if state == "slow" else FUNDS - PRICE)


def test_refund_of_a_task_with_a_song_that_has_ended_is_not_given(api: Api) -> None:
    task_id = str(api.create().get_json()["task_id"])
    ends = sorted(clip["ends_at"] for clip in api.admin("GET", f"/tasks/{task_id}")["clips"])
    assert ends[0] < ends[1]
    api.advance(ends[0] - api.mock.world.clock.now())
    task = api.admin("PUT", f"/tasks/{task_id}", {"state": "failed"})
    assert task["state"] == "succeeded"
    assert api.balance() == FUNDS - PRICE


def test_refund_goes_to_the_balances_that_paid(make_api: Callable[..., Api]) -> None:
    api = make_api(credits=None)
    api.admin("PUT", "/accounts/1", {"credits": 50, "extra_credits": 4})
    api.create(X_Mock_Scenario="task-fails")
    assert api.get("/get-credits").get_json() == {"credits": 44, "extra_credits": 0}
    api.advance(10_000)
    assert api.get("/get-credits").get_json() == {"credits": 50, "extra_credits": 4}


# --- Reports


def test_costs_say_what_was_called_spent_and_given_back(api: Api) -> None:
    for scenario in ("task-fails", "slow; delay_s=0", "no-credits"):
        api.create(X_Mock_Scenario=scenario)
    api.get("/get-credits")
    api.advance(1000)
    costs = api.admin("GET", "/costs")
    assert (costs["credits"], costs["refunded"], costs["seconds"]) == (PRICE, PRICE, 1000)
    assert costs["operations"] == [
        {"operation": "create_sonic_music", "calls": 2, "credits": PRICE},
        {"operation": "get_credits", "calls": 1, "credits": 0},
    ]


def test_costs_stand_when_the_ledger_is_carried_forward(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "MAX_ENTRIES", 5)
    ids = [str(api.create(X_Mock_Scenario="task-fails").get_json()["task_id"]) for _ in range(3)]
    api.advance(1000)
    for _ in range(12):
        api.create()
    ledger = api.admin("GET", "/ledger")
    assert ledger["items"][0]["cause"] == "carried forward"
    assert ledger["total"] <= 11
    assert _total(api) == api.balance() == FUNDS - 12 * PRICE
    assert api.admin("GET", "/costs")["credits"] == 12 * PRICE
    for task_id in ids:
        assert api.try_admin("PUT", f"/tasks/{task_id}", {"state": "failed"}).status_code == 400


def test_task_whose_charge_is_carried_forward_is_still_refunded(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "MAX_ENTRIES", 5)
    doomed = str(api.create(X_Mock_Scenario="task-fails").get_json()["task_id"])
    forced = str(api.create().get_json()["task_id"])
    for _ in range(12):
        api.create()
    assert not {doomed, forced} & {entry["task_id"] for entry in api.admin("GET", "/ledger")["items"]}
    api.admin("PUT", f"/tasks/{forced}", {"state": "failed"})
    api.advance(1000)
    assert _refunds(api) == {doomed: 1, forced: 1}
    assert api.balance() == FUNDS - 12 * PRICE


def test_balance_set_by_hand_is_in_the_ledger(api: Api) -> None:
    shown = api.admin("PUT", "/accounts/1", {"credits": 7, "extra_credits": 3})
    assert (shown["credits"], shown["extra_credits"]) == (7, 3)
    entry = api.admin("GET", "/ledger")["items"][-1]
    assert (entry["cause"], entry["credits"], entry["extra_credits"]) == ("balance set by hand", 7 - FUNDS, 3)
    assert api.create().status_code == 200
    assert api.create().status_code == 403


def test_account_without_a_subscription_pays_for_nothing(api: Api) -> None:
    api.admin("PUT", "/accounts/1", {"subscribed": False})
    assert "subscription" in api.create().get_json()["error"]
    assert api.get("/get-credits").status_code == 200
    assert api.balance() == FUNDS


# --- Any order of things

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("create"), st.sampled_from([*OUTCOMES, "instant", "no-credits", "500-after", None])),
        st.tuples(st.just("force"), st.tuples(st.integers(0, 9), st.sampled_from(ENDS))),
        st.tuples(st.just("advance"), st.floats(0, 300)),
        st.tuples(st.just("set"), st.integers(0, 60)),
    ),
    max_size=25,
)


def _step(api: Api, what: str, how: Any) -> None:
    if what == "create":
        api.ask("POST", SONGS, SONG, **({"X_Mock_Scenario": how} if how else {}))
    elif what == "advance":
        api.advance(how)
    elif what == "set":
        api.admin("PUT", "/accounts/1", {"credits": how})
    elif tasks := list(api.mock.world.store.tasks):
        api.try_admin("PUT", f"/tasks/{tasks[how[0] % len(tasks)]}", {"state": how[1]})


@given(STEPS)
def test_ledger_adds_up_in_any_order_of_things(steps: list[tuple[str, Any]]) -> None:
    api = _random_api()
    for what, how in steps:
        _step(api, what, how)
        (account,) = api.mock.world.store.accounts.values()
        assert account.is_balanced
        assert min(account.balance(api.mock.world.clock.now())) >= 0
    _check_refunds(api)


def _random_api() -> Api:
    api = Api(create_app(Settings(clock="manual", plan="unlimited", credits=60)))
    api.app.testing = False
    return api


def _check_refunds(api: Api) -> None:
    """Let everything end, and check that exactly the tasks that failed as a whole are refunded, once."""
    api.admin("POST", "/clock/advance", {"until": "idle"})
    now = api.mock.world.clock.now()
    tasks = api.mock.world.store.tasks.values()
    assert _refunds(api) == {task.task_id: 1 for task in tasks if task.state(now) == "failed"}
    check_money(api.mock)


# --- Many threads


@pytest.fixture
def hurried_threads() -> Iterator[None]:
    """Let threads change places thousands of times more often than usual, so that a missing lock shows."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


class _LateLock:
    """The lock of a store that lets another thread act first, when it is taken for the second time.

    The first time is the request's begin, which reads the clock.
    """

    def __init__(self, lock: Any, act: Callable[[], object]) -> None:
        self._lock, self._acts = lock, iter([lambda: None, act])

    def __enter__(self) -> None:
        next(self._acts, lambda: None)()
        self._lock.__enter__()

    def __exit__(self, *details: object) -> None:
        self._lock.__exit__(*details)


def test_task_that_fails_while_it_is_being_forced_is_refunded_and_stays_failed(api: Api) -> None:
    task_id = api.create(X_Mock_Scenario="task-fails").get_json()["task_id"]
    store, clock = api.mock.world.store, api.mock.world.clock

    def refund() -> None:
        clock.advance(1000)
        next(iter(store.accounts.values())).settle(clock.now())

    store.lock = _LateLock(store.lock, refund)  # type: ignore[assignment]  # it is a lock, too
    response = api.try_admin("PUT", f"/tasks/{task_id}", {"state": "succeeded"})
    assert (response.status_code, "already ended" in response.get_json()["error"]) == (400, True)
    _check_refunds(api)


@pytest.mark.slow  # 16 threads with 500 calls each: the number that is promised
@pytest.mark.usefixtures("hurried_threads")
def test_many_threads_with_mixed_calls_break_nothing(make_api: Callable[..., Api]) -> None:
    api = make_api(credits=3000)
    statuses: Counter[int] = Counter()
    created: list[str] = []
    lock = threading.Lock()
    threads = [threading.Thread(target=_work, args=(api, number, statuses, created, lock)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {200, 400, 403, 404, 504}, statuses
    assert statuses.total() == 16 * 500
    assert statuses[403] > 100  # the money did run out
    assert len(created) == len(set(created)) == len(api.mock.world.store.tasks)
    (account,) = api.mock.world.store.accounts.values()
    assert account.calls["create_sonic_music"] == len(created)
    _check_refunds(api)


def _work(api: Api, thread: int, statuses: Counter[int], created: list[str], lock: threading.Lock) -> None:
    """Make, poll and force tasks, look at the money, and move time; a call that crashes ends the count short."""
    mine: list[str] = []
    observed: Counter[int] = Counter()
    for call in range(500):
        observed[_call(api, thread + call, call, mine)] += 1
    created.extend(mine)
    with lock:
        statuses.update(observed)


def _call(api: Api, kind: int, call: int, mine: list[str]) -> int:
    if kind % 5 == 0:
        response = api.ask("POST", SONGS, SONG, X_Mock_Scenario=OUTCOMES[call % len(OUTCOMES)])
        if response.status_code == 200:
            mine.append(response.get_json()["task_id"])
    elif kind % 5 == 1 and mine:
        response = api.get(f"/sonic/task/{mine[-1]}")
    elif kind % 5 == 2 and mine:
        response = api.try_admin("PUT", f"/tasks/{mine[call % len(mine)]}", {"state": ENDS[call % len(ENDS)]})
    elif kind % 5 == 3:
        response = api.try_admin("POST", "/clock/advance", {"seconds": 7})
    else:
        response = api.get("/get-credits")
    return response.status_code
