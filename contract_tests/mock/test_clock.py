"""The clocks: who moves them, how far, and that they never go back by themselves."""

from __future__ import annotations

import math
import threading
import time

import pytest

from mock_server.domain.clock import VIRTUAL_START, AutoClock, Clock, ManualClock, RealClock, make_clock


@pytest.fixture(params=["real", "speed=60", "manual", "auto"])
def clock(request: pytest.FixtureRequest) -> Clock:
    return make_clock(request.param)


def test_clock_says_its_name(clock: Clock, request: pytest.FixtureRequest) -> None:
    assert clock.name in request.node.name


def test_clock_advanced_is_later_by_at_least_that_much(clock: Clock) -> None:
    before = clock.now()
    after = clock.advance(3600)
    assert after >= before + 3600
    assert clock.now() >= after


def test_clock_reset_is_back_before_the_leap(clock: Clock) -> None:
    before = clock.now()
    clock.advance(86_400)
    clock.reset()
    assert before <= clock.now() < before + 3600


def test_clock_advanced_by_many_threads_loses_nothing(clock: Clock) -> None:
    before = clock.now()
    threads = [threading.Thread(target=lambda: [clock.advance(1) for _ in range(200)]) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clock.now() >= before + 3200


def test_manual_clock_stands_still_until_moved() -> None:
    clock = ManualClock()
    assert [clock.now(), clock.now()] == [VIRTUAL_START, VIRTUAL_START]
    clock.wait_seen(VIRTUAL_START + 100)
    assert clock.now() == VIRTUAL_START


def test_auto_clock_leaps_to_what_is_waited_for_and_never_back() -> None:
    clock = AutoClock()
    clock.wait_seen(VIRTUAL_START + 100)
    assert clock.now() == VIRTUAL_START + 100
    clock.wait_seen(VIRTUAL_START + 40)
    assert clock.now() == VIRTUAL_START + 100


def test_real_clock_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 50.0)
    clock = RealClock()
    before = clock.now()
    clock.wait_seen(before + 1000)
    assert clock.now() == before


def test_real_clock_with_speed_runs_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: ticks[0])
    clock = RealClock(60)
    before = clock.now()
    ticks[0] += 2
    assert clock.now() == pytest.approx(before + 120)


def test_real_clock_survives_a_change_of_the_wall_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = RealClock()
    before = clock.now()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert clock.now() >= before


@pytest.mark.parametrize("speed", [0.0, -1.0, math.nan, math.inf, 1e7])
def test_real_clock_with_a_senseless_speed_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        RealClock(speed)


@pytest.mark.parametrize("name", ["", "Real", "speed", "speed=", "speed=fast", "speed=0", "speed=nan", "fast=2"])
def test_make_clock_with_an_unknown_name_says_what_would_do(name: str) -> None:
    with pytest.raises(ValueError, match=r"real, speed=N, manual or auto|wants a number"):
        make_clock(name)


def test_virtual_time_begins_on_the_day_of_the_documentation() -> None:
    assert VIRTUAL_START == 1_769_212_800
