"""Why there is no webhook to deliver to the code under test."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Unpack

import pytest

from aimusic import AIMusic
from aimusic.types import WebhookOptions
from pytest_aimusic import AIMusicMock, AIMusicWebhooks, _undelivered

PUBLIC = "https://shop.example/hooks/aimusic?token=hidden-word"
PRIVATE = "https://user:hidden-word@10.0.0.7:8443/"


def _song(client: AIMusic, **webhook: Unpack[WebhookOptions]) -> str:
    return client.sonic.create(description="a slow river", **webhook).id


def _accept(*_: object) -> int:
    return 204


def test_empty_delivery_says_when_the_webhook_is_due(
    aimusic_mock: AIMusicMock, aimusic_client: AIMusic, aimusic_webhooks: AIMusicWebhooks
) -> None:
    _song(aimusic_client, webhook_url=aimusic_webhooks.url)
    seconds = next(iter(aimusic_mock.world.store.tasks.values())).ends_at - aimusic_mock.now
    statuses = aimusic_webhooks.deliver_to(_accept)

    assert statuses == []
    assert repr(statuses) == f"[]: 1 webhook is due in {seconds:.3g} s: call run_until_idle()"


def _no_task(client: AIMusic, webhooks: AIMusicWebhooks, mock: AIMusicMock) -> None:
    client.account.credits()


def _no_url(client: AIMusic, webhooks: AIMusicWebhooks, mock: AIMusicMock) -> None:
    _song(client)
    mock.run_until_idle()


def _riffusion(client: AIMusic, webhooks: AIMusicWebhooks, mock: AIMusicMock) -> None:
    with warnings.catch_warnings():  # which is given once per process
        warnings.simplefilter("ignore", DeprecationWarning)
        client.riffusion.create(description="a slow river")


def _withheld(client: AIMusic, webhooks: AIMusicWebhooks, mock: AIMusicMock) -> None:
    mock.scenario("webhook-lost", times=1)
    _song(client, webhook_url=webhooks.url)
    mock.run_until_idle()


def _endless(client: AIMusic, webhooks: AIMusicWebhooks, mock: AIMusicMock) -> None:
    mock.scenario("stuck", times=1)
    _song(client, webhook_url=webhooks.url)


def _delivered(client: AIMusic, webhooks: AIMusicWebhooks, mock: AIMusicMock) -> None:
    _song(client, webhook_url=webhooks.url)
    mock.run_until_idle()
    webhooks.deliver_to(_accept)


def _repeated(client: AIMusic, webhooks: AIMusicWebhooks, mock: AIMusicMock) -> None:
    webhooks.fail_next(503)
    task = _song(client, webhook_url=webhooks.url)
    mock.advance(mock.world.store.tasks[task].ends_at - mock.now)
    webhooks.deliver_to(_accept)


def _unread(client: AIMusic, webhooks: AIMusicWebhooks, mock: AIMusicMock) -> None:
    _song(client, webhook_url=webhooks.url)
    mock.run_until_idle()


REASONS = [
    (_no_task, "no task was submitted"),
    (_no_url, "1 task: sent no webhook_url"),
    (_riffusion, "1 task: of riffusion, which has no webhooks"),
    (_withheld, "1 webhook is not sent to https://mock.aimusic.test: the webhook fault `lost` withholds it"),
    (_endless, "1 task: never ends"),
    (_delivered, "1 webhook is already delivered"),
    (_repeated, "1 webhook is due again in 5 s, since the receiver answered 503: call run_until_idle()"),
    (_unread, "1 webhook is received, and not passed to deliver_to() yet"),
]


@pytest.mark.parametrize(("act", "reason"), REASONS)
def test_reasons_for_nothing_to_deliver(
    aimusic_mock: AIMusicMock,
    aimusic_client: AIMusic,
    aimusic_webhooks: AIMusicWebhooks,
    act: Callable[[AIMusic, AIMusicWebhooks, AIMusicMock], None],
    reason: str,
) -> None:
    act(aimusic_client, aimusic_webhooks, aimusic_mock)

    assert aimusic_webhooks.undelivered == [reason]


def test_webhook_that_was_suppressed_before_the_receiver_is_named_without_its_path(
    aimusic_mock: AIMusicMock, aimusic_client: AIMusic, request: pytest.FixtureRequest
) -> None:
    for url in (PUBLIC, PUBLIC, PRIVATE):
        _song(aimusic_client, webhook_url=url)
    aimusic_mock.run_until_idle()
    late: AIMusicWebhooks = request.getfixturevalue("aimusic_webhooks")
    text = repr(late.deliver_to(_accept))

    assert "2 webhooks are not sent to https://shop.example: the host is not this machine" in text
    assert "1 webhook is not sent to https://10.0.0.7:8443: " in text
    assert "hidden-word" not in text


def test_webhook_that_no_receiver_accepted_went_nowhere(aimusic_mock: AIMusicMock, aimusic_client: AIMusic) -> None:
    for _ in range(2):
        _song(aimusic_client, webhook_url="http://user:hidden-word@127.0.0.1:9/")  # refused: an address with user info
        _song(aimusic_client, webhook_url="http://127.0.0.1:9/")  # nothing listens there
    aimusic_mock.run_until_idle()
    refused, failed = _undelivered.nowhere(aimusic_mock.world).items()

    assert (refused[0].startswith("for http://127.0.0.1:9: not a plain http(s) URL"), refused[1]) == (True, 2)
    assert (failed[0].startswith("for http://127.0.0.1:9: "), failed[1]) == (True, 2)
    assert "hidden-word" not in f"{refused}{failed}"


def test_webhook_that_the_receiver_of_the_test_refused_did_not_go_nowhere(
    aimusic_mock: AIMusicMock, aimusic_client: AIMusic, aimusic_webhooks: AIMusicWebhooks
) -> None:
    aimusic_webhooks.fail_next(500, times=5)
    _song(aimusic_client, webhook_url=PUBLIC)
    aimusic_mock.run_until_idle()

    assert [delivery.state for delivery in aimusic_mock.world.outbox.deliveries()] == ["failed"]
    assert _undelivered.nowhere(aimusic_mock.world) == {}
