"""A mock that sends webhooks to real receivers, with a check that none of its threads outlives the test."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import define, field

from aimusic_mock.domain.clock import real_ticks
from aimusic_mock.domain.world import World
from aimusic_mock.mock import Mock
from contract_tests.support.mock_app import Api

SECRET = "s3cret"
SONG = {"custom_mode": True, "mv": "sonic-v5", "title": "Höhe", "prompt": "[Verse]\nLamp above"}
LONG_S = 300.0
"""Longer than any task takes, in virtual seconds."""


@define
class WebhookMock:
    """A mock and shortcuts to submit tasks, advance time and read the state of deliveries."""

    api: Api
    mock: Mock = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.mock = self.api.app.extensions["aimusic"]

    @property
    def world(self) -> World:
        """The default world."""
        return self.mock.world

    def submit(self, url: str, scenario: str | None = None) -> str:
        """Submit a song whose webhooks go to `url`, and return the task's id."""
        headers = {**self.api.headers, **({"X-Mock-Scenario": scenario} if scenario else {})}
        body = {**SONG, "webhook_url": url, "webhook_secret": SECRET}
        response = self.api.app.test_client().post("/api/v1/sonic/create", headers=headers, json=body)
        assert response.status_code == 200, response.text
        return str(response.get_json()["task_id"])

    def later(self, seconds: float = LONG_S) -> None:
        """Advance the clock and wait until every due webhook is sent."""
        self.world.clock.advance(seconds)
        assert self.mock.dispatcher.settle(self.world, 10)

    def states(self) -> list[str]:
        """Return the states of all deliveries."""
        return [delivery.state for delivery in self.world.outbox.deliveries()]


@pytest.fixture
def make_webhook_mock(make_api: Callable[..., Api]) -> Iterator[Callable[..., WebhookMock]]:
    """Create mocks from settings and from limits of the dispatcher that are no settings; check that their threads end."""
    mocks: list[WebhookMock] = []
    OTHERS.clear()
    OTHERS.update(threading.enumerate())

    def make(
        *,
        timeout_s: float | None = None,
        silence_s: float | None = None,
        ticks: Callable[[], float] | None = None,
        **settings: Any,
    ) -> WebhookMock:
        webhook_mock = WebhookMock(make_api(**settings))
        dispatcher = webhook_mock.mock.dispatcher
        if timeout_s is not None:
            dispatcher.deliverer.timeout_s = timeout_s
        if silence_s is not None:
            dispatcher._silence_s = silence_s
        if ticks is not None:
            dispatcher._ticks = ticks
        mocks.append(webhook_mock)
        return webhook_mock

    yield make
    for webhook_mock in mocks:
        webhook_mock.mock.dispatcher.close()
    assert threads() == []


@pytest.fixture
def webhook_mock(make_webhook_mock: Callable[..., WebhookMock]) -> WebhookMock:
    """A mock with a manual clock."""
    return make_webhook_mock()


OTHERS: weakref.WeakSet[threading.Thread] = weakref.WeakSet()
"""The threads that ran before the test: the mock of an earlier one may not have been collected yet."""


def threads() -> list[str]:
    """Return the names of the test's dispatcher threads that are still running after up to 5 s."""
    ends_at = real_ticks() + 5
    pause = threading.Event()
    while names := [
        thread.name
        for thread in threading.enumerate()
        if thread.name.startswith("aimusic-mock-webhook") and thread not in OTHERS
    ]:
        if real_ticks() > ends_at:
            return names
        pause.wait(0.005)
    return []


def senders_end(webhook_mock: WebhookMock) -> bool:
    """Return whether all sender threads end within 5 real seconds; the mock's own time stands still meanwhile."""
    pause, ends_at = threading.Event(), real_ticks() + 5
    while webhook_mock.mock.dispatcher._senders and real_ticks() < ends_at:
        pause.wait(0.005)
    return not webhook_mock.mock.dispatcher._senders
