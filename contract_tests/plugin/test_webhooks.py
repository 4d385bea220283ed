"""The receiver, and the way from there to the code under test."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException, Request
from flask import Flask, request

from aimusic import AIMusic, WebhookVerificationError, verify_webhook
from aimusic_mock.server.server import LocalServer
from pytest_aimusic import AIMusicMock, AIMusicWebhooks

SECRET = "my-webhook-secret"


@pytest.fixture
def came(aimusic_mock: AIMusicMock, aimusic_client: AIMusic, aimusic_webhooks: AIMusicWebhooks) -> AIMusicWebhooks:
    """A receiver to which the webhook of a song has come."""
    aimusic_webhooks.secret = SECRET
    _submit(aimusic_client, aimusic_webhooks)
    aimusic_mock.run_until_idle()
    return aimusic_webhooks


def _submit(client: AIMusic, webhooks: AIMusicWebhooks) -> str:
    url, secret = webhooks.url, webhooks.secret
    return client.sonic.create(description="a slow river", webhook_url=url, webhook_secret=secret).id


def test_events_are_verified_and_typed(came: AIMusicWebhooks, aimusic_mock: AIMusicMock) -> None:
    (event,) = came.events
    (delivery,) = came.deliveries

    assert (event.event, event.task_id) == ("song.completed", aimusic_mock.tasks[0].id)
    assert type(event.data).__name__ == "SonicCompletedEvent"
    assert (delivery.id, delivery.signature) == (event.id, "valid")


@pytest.mark.aimusic(webhook_lab="wrong-signature")
def test_events_leave_out_what_cannot_be_believed(came: AIMusicWebhooks) -> None:
    assert [delivery.signature for delivery in came.deliveries] == ["wrong"]
    assert came.events == []


@pytest.mark.aimusic(webhook_lab="duplicate")
def test_failed_and_doubled_deliveries_are_all_there(
    aimusic_mock: AIMusicMock, aimusic_client: AIMusic, aimusic_webhooks: AIMusicWebhooks
) -> None:
    aimusic_webhooks.fail_next(500)
    _submit(aimusic_client, aimusic_webhooks)
    aimusic_mock.run_until_idle()

    assert len(aimusic_webhooks.deliveries) == 3
    assert len({delivery.id for delivery in aimusic_webhooks.deliveries}) == 1


def test_receiver_belongs_to_the_server_if_the_test_has_one(
    aimusic_server: AIMusicMock, aimusic_webhooks: AIMusicWebhooks
) -> None:
    with AIMusic(api_key=aimusic_server.key, base_url=aimusic_server.url) as client:
        task = _submit(client, aimusic_webhooks)
    aimusic_server.run_until_idle()

    assert [event.task_id for event in aimusic_webhooks.events] == [task]


def _flask(body_of: Callable[[bytes, Mapping[str, str]], Any]) -> Flask:
    app = Flask("receiver")

    @app.post("/hook")
    def hook() -> tuple[str, int]:
        try:
            body_of(request.get_data(), request.headers)  # type: ignore[arg-type]  # a mapping in all but name
        except WebhookVerificationError:
            return "", 400
        return "", 204

    return app


def _careful(body: bytes, headers: Mapping[str, str]) -> None:
    verify_webhook(body, headers, SECRET)


def _careless(body: bytes, headers: Mapping[str, str]) -> None:
    del body, headers


def _looks_for_a_header(body: bytes, headers: Mapping[str, str]) -> None:
    if "X-Webhook-Signature" not in headers:
        raise WebhookVerificationError("no signature")


async def _awaits(body: bytes, headers: Mapping[str, str]) -> int:
    await asyncio.sleep(0)
    verify_webhook(body, headers, SECRET)
    return 202


def _answers_like_flask(body: bytes, headers: Mapping[str, str]) -> tuple[str, int]:
    return "", 400


def _breaks(body: bytes, headers: Mapping[str, str]) -> int:
    if not headers["X-Webhook-Id"].endswith(("unsigned", "tampered")):
        return 200
    raise KeyError("anything")


@pytest.mark.aimusic(lints="warn")
@pytest.mark.parametrize(
    ("receive", "status", "believed"),
    [
        (_careful, 204, []),
        (_careless, 204, ["accepts-unsigned-webhook", "accepts-tampered-webhook"]),
        (_looks_for_a_header, 204, ["accepts-tampered-webhook"]),
    ],
)
def test_application_that_believes_forged_webhooks_is_told_of(
    came: AIMusicWebhooks, receive: Callable[[bytes, Mapping[str, str]], Any], status: int, believed: list[str]
) -> None:
    assert came.deliver_to(_flask(receive), "/hook") == [status]
    assert [lint.rule for lint in came.lints] == believed


@pytest.mark.parametrize(
    ("receive", "status", "believed"),
    [
        (_careful, 200, []),
        (_awaits, 202, []),
        (_breaks, 200, []),
        (_careless, 200, ["accepts-unsigned-webhook", "accepts-tampered-webhook"]),
    ],
)
def test_function_is_a_receiver_too(
    came: AIMusicWebhooks, receive: Callable[[bytes, Mapping[str, str]], Any], status: int, believed: list[str]
) -> None:
    assert came.deliver_to(receive) == [status]
    assert [lint.rule for lint in came.lints] == believed


def test_function_that_returns_no_status_is_told(came: AIMusicWebhooks) -> None:
    with pytest.raises(TypeError, match=r"returned \('', 400\)"):
        came.deliver_to(_answers_like_flask)
    assert came.lints == []


def test_headers_of_a_function_have_no_case(came: AIMusicWebhooks) -> None:
    observed: list[str] = []
    came.deliver_to(lambda _, headers: observed.append(headers["x-webhook-event"]))

    assert observed[0] == "song.completed"


@pytest.mark.aimusic(lints="off")
def test_nothing_is_forged_where_lints_are_off(came: AIMusicWebhooks) -> None:
    observed: list[bytes] = []

    def receive(body: bytes, headers: Mapping[str, str]) -> None:
        observed.append(body)

    came.deliver_to(receive)

    assert len(observed) == 1
    assert came.lints == []


def test_nothing_is_handed_on_twice(came: AIMusicWebhooks, aimusic_client: AIMusic, aimusic_mock: AIMusicMock) -> None:
    assert len(came.deliver_to(_careful)) == 1
    assert came.deliver_to(_careful) == []
    _submit(aimusic_client, came)
    aimusic_mock.run_until_idle()
    assert len(came.deliver_to(_careful)) == 1


@pytest.fixture
def fast() -> FastAPI:
    """An ASGI application that verifies."""
    app = FastAPI()

    @app.post("/hook", status_code=204)
    async def hook(request: Request) -> None:
        try:
            verify_webhook(await request.body(), request.headers, SECRET)
        except WebhookVerificationError as error:
            raise HTTPException(400, str(error)) from error

    return app


def test_asgi_application_gets_it(came: AIMusicWebhooks, fast: FastAPI) -> None:
    assert came.deliver_to(fast, "/hook") == [204]
    assert came.lints == []


def test_asgi_application_gets_it_within_a_running_loop(came: AIMusicWebhooks, fast: FastAPI) -> None:
    async def deliver() -> list[int]:
        return came.deliver_to(fast, "/hook")

    assert asyncio.run(deliver()) == [204]


@pytest.fixture
def served() -> Iterator[str]:
    """A receiver on a port."""
    with LocalServer(_flask(_careful)) as running:
        yield f"{running.url}/hook"


def test_address_on_this_machine_gets_it(came: AIMusicWebhooks, served: str) -> None:
    assert came.deliver_to(served) == [204]
    assert came.lints == []


def test_address_elsewhere_gets_nothing(came: AIMusicWebhooks) -> None:
    with pytest.raises(ValueError, match="only delivered to this machine"):
        came.deliver_to("https://example.com/hook")
