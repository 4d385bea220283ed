"""The clocks: who moves them, how far, and that they never go back by themselves."""

from __future__ import annotations

import math
import threading
import time

import pytest

from aimusic_mock.domain.clock import LATEST, MAX_SPEED, VIRTUAL_START, Clock


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Real time, as a list of one, to be moved by hand."""
    moment = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])
    return moment


@pytest.fixture(params=["real", "speed=60", "manual", "auto"])
def clock(request: pytest.FixtureRequest) -> Clock:
    return Clock(request.param)


def test_clock_says_its_name(clock: Clock, request: pytest.FixtureRequest) -> None:
    assert clock.name in request.node.name


def test_clock_advanced_is_later_by_at_least_that_much(clock: Clock) -> None:
    before = clock.now()
    after = clock.advance(3600)
    assert after >= before + 3600
    assert clock.now() >= after


def test_clock_reset_is_back_before_the_leap(ticks: list[float], clock: Clock) -> None:
    before = clock.now()
    clock.advance(86_400)
    clock.reset()
    assert before <= clock.now() < before + 3600
    ticks[0] += 1
    assert clock.now() < before + 3600


def test_clock_advanced_by_many_threads_loses_nothing(clock: Clock) -> None:
    before = clock.now()
    threads = [threading.Thread(target=lambda: [clock.advance(1) for _ in range(200)]) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clock.now() >= before + 3200


def test_manual_clock_stands_still_until_moved() -> None:
    clock = Clock("manual")
    assert [clock.now(), clock.now()] == [VIRTUAL_START, VIRTUAL_START]
    clock.advance_for_waiter(VIRTUAL_START + 100)
    assert clock.now() == VIRTUAL_START


def test_auto_clock_leaps_to_what_is_waited_for_and_never_back() -> None:
    clock = Clock("auto")
    clock.advance_for_waiter(VIRTUAL_START + 100)
    assert clock.now() == VIRTUAL_START + 100
    clock.advance_for_waiter(VIRTUAL_START + 40)
    assert clock.now() == VIRTUAL_START + 100


def test_real_clock_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 50.0)
    clock = Clock("real")
    before = clock.now()
    clock.advance_for_waiter(before + 1000)
    assert clock.now() == before


def test_real_clock_with_speed_runs_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: ticks[0])
    clock = Clock("speed=60")
    before = clock.now()
    ticks[0] += 2
    assert clock.now() == pytest.approx(before + 120)


def test_real_clock_survives_a_change_of_the_wall_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock("real")
    before = clock.now()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert clock.now() >= before


@pytest.mark.parametrize("speed", [0.0, -1.0, math.nan, math.inf, 1e7])
def test_real_clock_with_a_senseless_speed_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        Clock(f"speed={speed}")


@pytest.mark.parametrize("name", ["", "Real", "speed", "speed=", "speed=fast", "speed=0", "speed=nan", "fast=2"])
def test_clock_with_an_unknown_name_says_what_would_do(name: str) -> None:
    with pytest.raises(
        ValueError, match=r"real, speed=N, manual or auto|needs a number|must be above 0 and at most 1000000"
    ):
        Clock(name)


def test_virtual_time_begins_on_the_day_of_the_documentation() -> None:
    assert VIRTUAL_START == 1_769_212_800


# --- Changing the way to go


def test_clock_that_goes_another_way_does_not_jump(ticks: list[float]) -> None:
    clock = Clock("speed=10", 1000.0)
    ticks[0] += 3
    clock.set_mode("manual")
    assert (clock.name, clock.now()) == ("manual", 1030.0)
    ticks[0] += 50
    assert clock.now() == 1030.0
    clock.set_mode("real")
    ticks[0] += 2
    assert (clock.name, clock.now()) == ("real", 1032.0)
    clock.set_mode("auto")
    clock.advance_for_waiter(1100.0)
    assert clock.now() == 1100.0
    clock.set_mode("manual")
    clock.advance_for_waiter(1200.0)
    assert clock.now() == 1100.0


def test_clock_told_to_go_a_way_that_there_is_not_goes_on_as_before() -> None:
    clock = Clock("auto", 1000.0)
    with pytest.raises(ValueError, match="unknown clock"):
        clock.set_mode("sundial")
    assert (clock.name, clock.now()) == ("auto", 1000.0)


def test_clock_reset_goes_the_way_that_it_was_made_with(ticks: list[float]) -> None:
    clock = Clock("manual", 1000.0)
    clock.set_mode("speed=5")
    ticks[0] += 4
    clock.reset()
    ticks[0] += 4
    assert (clock.name, clock.now()) == ("manual", 1000.0)


def test_clock_restored_can_be_earlier(ticks: list[float]) -> None:
    clock = Clock("manual", 1000.0)
    clock.restore("speed=2", 500.0)
    ticks[0] += 1
    assert (clock.name, clock.now()) == ("speed=2", 502.0)


def test_clock_goes_no_further_than_its_end(ticks: list[float]) -> None:
    clock = Clock("real", LATEST - 10)
    assert clock.advance(1e300) == LATEST
    ticks[0] += 100
    assert clock.now() == LATEST
    fast = Clock(f"speed={MAX_SPEED}", LATEST - 10)
    ticks[0] += 1
    assert fast.now() == LATEST


def test_clock_leaps_to_a_moment_but_never_back() -> None:
    clock = Clock("manual", 1000.0)
    assert (clock.advance_to(1234.5), clock.advance_to(1000.0)) == (1234.5, 1234.5)


@pytest.mark.parametrize(
    ("name", "waits"),
    [("real", 30.0), ("speed=10", 3.0), ("manual", None), ("auto", None)],
)
@pytest.mark.usefixtures("ticks")
def test_real_wait_is_what_passes_on_the_wall(name: str, waits: float | None) -> None:
    clock = Clock(name, 1000.0)
    assert clock.real_wait(1030.0) == waits
    assert (clock.real_wait(1000.0), clock.real_wait(900.0)) == (0.0, 0.0)


def test_clock_tells_its_listeners_of_every_leap_and_change() -> None:
    clock = Clock("auto", 1000.0)
    notified: list[float] = []
    clock.listen(lambda: notified.append(clock.now()))
    clock.advance(1)
    clock.advance_to(1010.0)
    clock.advance_for_waiter(1020.0)
    clock.set_mode("manual")
    clock.advance_for_waiter(1030.0)  # a manual clock does not move
    clock.restore("manual", 5.0)
    clock.reset()
    assert notified == [1001.0, 1010.0, 1020.0, 1020.0, 5.0, 1000.0]


@pytest.mark.parametrize("speed", ["60", "1.5", "0.123456789", "123456.75"])
def test_clock_named_by_its_own_name_goes_as_fast(speed: str, ticks: list[float]) -> None:
    clock = Clock(f"speed={speed}", 0.0)
    again = Clock(clock.name, 0.0)
    ticks[0] += 1000
    assert again.now() == clock.now()
