"""The SDK uses the mock's clock: waits of both clients return at once, and webhooks have the mock's time."""

from __future__ import annotations

import asyncio
import time

import pytest

from aimusic import AIMusic, AsyncAIMusic, TaskTimeoutError, verify_webhook
from aimusic._clock import SYSTEM, SystemClock
from aimusic_mock.domain.clock import real_ticks, wall_time
from pytest_aimusic import AIMusicMock, AIMusicWebhooks

FASTER = 10
"""A wait is at least this many times shorter in real time than on the mock's clock."""


def test_wait_moves_the_mock_by_the_documented_pauses(aimusic_mock: AIMusicMock, aimusic_client: AIMusic) -> None:
    began, real = aimusic_mock.now, real_ticks()
    aimusic_client.sonic.create(description="a slow river").wait()
    polls = [call.at - began for call in aimusic_mock.calls if call.method == "GET"]

    assert FASTER * (real_ticks() - real) < aimusic_mock.now - began
    assert polls == pytest.approx([15 + 20 * number for number in range(len(polls))])
    assert polls[-1] > 60


@pytest.mark.aimusic(scenario="stuck")
def test_deadline_is_on_the_mocks_clock(aimusic_mock: AIMusicMock, aimusic_client: AIMusic) -> None:
    began = aimusic_mock.now
    with pytest.raises(TaskTimeoutError):
        aimusic_client.sonic.create(description="a slow river").wait(timeout=300)

    assert aimusic_mock.now == pytest.approx(began + 300)


def test_coroutines_that_wait_concurrently_wait_together(
    aimusic_mock: AIMusicMock, aimusic_async_client: AsyncAIMusic
) -> None:
    async def pause(seconds: float) -> float:
        await SYSTEM.asleep(seconds)
        return aimusic_mock.now - began

    async def all_at_once() -> list[float]:
        return list(await asyncio.gather(pause(30), pause(10), pause(20), pause(0)))

    began = aimusic_mock.now
    assert asyncio.run(all_at_once()) == [30, 10, 20, 0]


def test_cancelled_wait_does_not_block_others(aimusic_mock: AIMusicMock) -> None:
    async def give_up() -> float:
        short = asyncio.ensure_future(SYSTEM.asleep(10))
        long = asyncio.ensure_future(SYSTEM.asleep(20))
        await asyncio.sleep(0)
        short.cancel()
        await long
        return aimusic_mock.now - began

    began = aimusic_mock.now
    assert asyncio.run(give_up()) == 20


def test_sdk_waits_for_the_rate_limit(aimusic_mock: AIMusicMock, aimusic_client: AIMusic) -> None:
    aimusic_mock.admin("PUT", "/accounts/1", {"plan": "standard"})
    for _ in range(3):
        aimusic_client.sonic.create(description="a slow river")

    assert [call.status for call in aimusic_mock.calls] == [200, 429, 200, 429, 200]


@pytest.mark.parametrize("date", ["clock", pytest.param("wall", marks=pytest.mark.aimusic(webhook_time="wall"))])
def test_webhook_is_fresh_when_it_is_verified(
    aimusic_mock: AIMusicMock, aimusic_client: AIMusic, aimusic_webhooks: AIMusicWebhooks, date: str
) -> None:
    aimusic_client.sonic.create(
        description="x", webhook_url=aimusic_webhooks.url, webhook_secret=aimusic_webhooks.secret
    )
    aimusic_mock.run_until_idle()
    (delivery,) = aimusic_webhooks.deliveries

    assert verify_webhook(delivery.body, delivery.headers, aimusic_webhooks.secret).event == "song.completed"
    assert len(aimusic_webhooks.events) == 1
    assert abs(float(delivery.headers["X-Webhook-Timestamp"]) - wall_time()) < 60 or date == "clock"


@pytest.mark.aimusic(clock="auto")
def test_auto_clock_advances_by_itself(aimusic_mock: AIMusicMock) -> None:
    with AIMusic(api_key=aimusic_mock.key) as client:
        assert len(client.sonic.create(description="a slow river").result()) == 2


@pytest.mark.aimusic(clock="real")
def test_sdk_keeps_its_own_clock_under_a_real_clock(aimusic_mock: AIMusicMock) -> None:
    assert SYSTEM.sleep.__func__ is SystemClock.sleep  # type: ignore[attr-defined]  # it is a method
    assert abs(aimusic_mock.now - wall_time()) < 60


def test_sdk_has_its_own_clock_without_a_mock() -> None:
    assert vars(SYSTEM) == {}


def test_loop_with_a_deadline_ends_on_the_mocks_clock(
    aimusic_mock: AIMusicMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", aimusic_mock.advance)
    monkeypatch.setattr("time.time", lambda: aimusic_mock.now)
    polls, deadline = 0, time.time() + 300  # noqa: TID251 - as code under test would
    while time.time() < deadline:  # noqa: TID251
        time.sleep(20)  # noqa: TID251
        polls += 1

    assert polls == 15
