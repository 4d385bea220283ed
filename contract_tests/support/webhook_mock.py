"""A mock whose webhooks go to real receivers, and whose threads are looked after."""

from __future__ import annotations

import threading
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
    """A mock whose webhooks are looked at."""

    api: Api
    mock: Mock = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.mock = self.api.app.extensions["aimusic"]

    @property
    def world(self) -> World:
        """Its world."""
        return self.mock.world

    def submit(self, url: str, scenario: str | None = None) -> str:
        """Submit a song whose webhooks go to `url`, and return the task's id."""
        headers = {**self.api.headers, **({"X-Mock-Scenario": scenario} if scenario else {})}
        body = {**SONG, "webhook_url": url, "webhook_secret": SECRET}
        response = self.api.app.test_client().post("/api/v1/sonic/create", headers=headers, json=body)
        assert response.status_code == 200, response.text
        return str(response.get_json()["task_id"])

    def later(self, seconds: float = LONG_S) -> None:
        """Let time pass, and everything be sent that is due then."""
        self.world.clock.advance(seconds)
        assert self.mock.dispatcher.settle(self.world, 10)

    def states(self) -> list[str]:
        """Return where its webhooks stand."""
        return [each.state for each in self.world.outbox.deliveries()]


@pytest.fixture
def make_webhook_mock(make_api: Callable[..., Api]) -> Iterator[Callable[..., WebhookMock]]:
    """Make a mock, with the limits of its courier apart from its settings; no thread of it may stay."""
    made: list[WebhookMock] = []

    def make(*, carrier: dict[str, Any] | None = None, **settings: Any) -> WebhookMock:
        webhook_mock = WebhookMock(make_api(**settings))
        for name, value in (carrier or {}).items():
            setattr(webhook_mock.mock.dispatcher, f"_{name}", value)
        made.append(webhook_mock)
        return webhook_mock

    yield make
    for webhook_mock in made:
        webhook_mock.mock.dispatcher.close()
    assert threads() == []


@pytest.fixture
def webhook_mock(make_webhook_mock: Callable[..., WebhookMock]) -> WebhookMock:
    """A mock whose clock stands still."""
    return make_webhook_mock()


def threads() -> list[str]:
    """Return the courier's threads, after those that have nothing more to do had the time to end."""
    ends_at = real_ticks() + 5
    pause = threading.Event()
    while found := [each.name for each in threading.enumerate() if each.name.startswith("aimusic-mock-webhook")]:
        if real_ticks() > ends_at:
            return found
        pause.wait(0.005)
    return []


def senders_end(webhook_mock: WebhookMock) -> bool:
    """Tell whether nothing is being sent any more, after the time that it takes. No fake time passes meanwhile."""
    pause, ends_at = threading.Event(), real_ticks() + 5
    while webhook_mock.mock.dispatcher._senders and real_ticks() < ends_at:
        pause.wait(0.005)
    return not webhook_mock.mock.dispatcher._senders
