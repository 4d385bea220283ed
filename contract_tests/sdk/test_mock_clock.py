"""Retries on the mock: a client that uses real time does not wait for a clock that does not."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import httpx
import pytest

import aimusic
from aimusic import _defaults
from aimusic._clock import SYSTEM, SystemClock, is_real
from aimusic._http.retry_policy import service_speed
from contract_tests.support.clients import ClientFactory, Kind, Sdk, SteppingClock
from contract_tests.support.mock_app import Api


class RealClock(SystemClock):
    """The system clock, except that its waits return at once and are recorded."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def chance(self) -> float:
        """Return 0.5."""
        return 0.5

    def sleep(self, seconds: float) -> None:
        """Record a wait."""
        if seconds > 0:
            self.slept.append(seconds)

    async def asleep(self, seconds: float) -> None:
        """Record a wait."""
        self.sleep(seconds)


OnMock = Callable[..., tuple[Sdk, Any]]


@pytest.fixture
def on_mock(kind: Kind, client_factory: ClientFactory, make_api: Callable[..., Api]) -> OnMock:
    """Return a client with a real clock, and that clock, on a mock with the standard plan, this mode, and these rules."""

    def create(mode: str, *rules: dict[str, Any]) -> tuple[Sdk, Any]:
        api = make_api(clock=mode, plan="standard")
        for rule in rules:
            api.admin("POST", "/rules", rule)
        clock: Any = RealClock()
        transport = httpx.WSGITransport(app=api.app, raise_app_exceptions=False)
        return client_factory.over(kind, transport, clock), clock

    return create


def test_second_submit_on_an_auto_clock_does_not_wait(on_mock: OnMock, caplog: pytest.LogCaptureFixture) -> None:
    sdk, clock = on_mock("auto")
    with caplog.at_level(logging.INFO, logger="aimusic"):
        for _ in range(3):
            sdk.call("sonic.create", "la")

    assert clock.slept == []
    retries = [record.getMessage() for record in caplog.records if record.getMessage().startswith("retry")]
    assert retries == ["retry 1 of POST /api/v1/sonic/create in 0.0 s: 429 rate_limit"] * 2


@pytest.mark.parametrize(
    ("mode", "pauses"),
    [("auto", []), ("manual", []), ("real", [30.0] * 2), ("speed=60", [0.5] * 2), ("speed=0.5", [30.0] * 2)],
)
def test_pause_is_as_long_as_the_clock_of_the_mock_needs(mode: str, pauses: list[float], on_mock: OnMock) -> None:
    sdk, clock = on_mock(mode)
    limited = sdk.client.with_options(headers={"X-Mock-Scenario": "429-rate-limit; retry_after_s=30"})

    with pytest.raises(aimusic.RateLimitError) as caught:
        sdk.run(limited.account.credits())
    assert (caught.value.retry_after, clock.slept) == (30.0, pauses)


def test_server_error_on_an_auto_clock_is_repeated_without_a_pause(
    on_mock: OnMock, caplog: pytest.LogCaptureFixture
) -> None:
    sdk, clock = on_mock("auto")
    unavailable = sdk.client.with_options(headers={"X-Mock-Scenario": "500-internal"})

    with caplog.at_level(logging.INFO, logger="aimusic"), pytest.raises(aimusic.ServerError):
        sdk.run(unavailable.account.credits())
    assert clock.slept == []
    assert caplog.text.count("retry ") == 2


def test_refused_poll_on_an_auto_clock_is_repeated_at_the_usual_interval(on_mock: OnMock) -> None:
    rule = {"scenarios": ["429-rate-limit"], "options": {"retry_after_s": 30}, "match": {"operation": "get_sonic_task"}}
    sdk, clock = on_mock("auto", {**rule, "times": 2})
    task = sdk.call("sonic.create", "la")
    sdk.run(task.wait(timeout=None))

    assert task.state == "succeeded"
    assert set(clock.slept) == {_defaults.POLL_LOOPBACK}


@pytest.mark.parametrize("mode", ["auto", "manual", "real", "speed=60"])
def test_other_clients_get_the_limit_of_the_plan(mode: str, make_api: Callable[..., Api]) -> None:
    api = make_api(clock=mode, plan="standard")
    api.create()
    refused = api.create()

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3")
    assert refused.headers["X-Mock-Clock"].partition(";")[0] == mode


def test_clock_of_a_test_decides_itself_how_long_a_wait_takes(
    kind: Kind, client_factory: ClientFactory, make_api: Callable[..., Api]
) -> None:
    sdk = client_factory.on(kind, make_api(clock="manual", plan="standard"))
    sdk.call("sonic.create", "la")
    sdk.call("sonic.create", "la")

    assert sdk.clock.slept == [3.0]
    assert (is_real(SYSTEM), is_real(SteppingClock())) == (True, False)


@pytest.mark.parametrize(
    ("header", "speed"),
    [
        ("auto; now=1769212803.000", float("inf")),
        ("manual", float("inf")),
        ("real; now=1", 1.0),
        ("speed=60; now=1", 60.0),
        ("speed=2.5", 2.5),
        ("speed=0.001", 1.0),
        ("speed=0", 1.0),
        ("speed=nan", 1.0),
        ("speed=inf", 1.0),
        ("speed=-3", 1.0),
        ("speed=" + "9" * 400, 1.0),
        ("automatic", 1.0),
        ("", 1.0),
    ],
)
def test_speed_is_read_from_the_header(header: str, speed: float) -> None:
    assert service_speed(httpx.Headers({"X-Mock-Clock": header})) == speed
    assert service_speed({}) == 1.0
