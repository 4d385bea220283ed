"""The webhook receiver, and the delivery to the code under test."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Unpack

import pytest
from fastapi import FastAPI, HTTPException, Request
from flask import Flask, request

from aimusic import AIMusic, WebhookVerificationError, verify_webhook
from aimusic.types import WebhookOptions
from aimusic_mock.server.server import LocalServer
from pytest_aimusic import AIMusicMock, AIMusicWebhooks

SECRET = "my-webhook-secret"


@pytest.fixture
def receiver(aimusic_mock: AIMusicMock, aimusic_client: AIMusic, aimusic_webhooks: AIMusicWebhooks) -> AIMusicWebhooks:
    """A receiver with the webhook of one song."""
    aimusic_webhooks.secret = SECRET
    _submit(aimusic_client, aimusic_webhooks)
    aimusic_mock.run_until_idle()
    return aimusic_webhooks


def _submit(client: AIMusic, webhooks: AIMusicWebhooks) -> str:
    url, secret = webhooks.url, webhooks.secret
    return client.sonic.create(description="a slow river", webhook_url=url, webhook_secret=secret).id


def test_events_are_verified_and_typed(receiver: AIMusicWebhooks, aimusic_mock: AIMusicMock) -> None:
    (event,) = receiver.events
    (delivery,) = receiver.deliveries

    assert (event.event, event.task_id) == ("song.completed", aimusic_mock.tasks[0].id)
    assert type(event.data).__name__ == "SonicCompletedEvent"
    assert (delivery.id, delivery.signature) == (event.id, "valid")


@pytest.mark.aimusic(webhook_fault="wrong-signature")
def test_events_exclude_forged_deliveries(receiver: AIMusicWebhooks) -> None:
    assert [delivery.signature for delivery in receiver.deliveries] == ["wrong"]
    assert receiver.events == []
    receiver.secret = "another-secret"
    assert receiver.events == []


@pytest.mark.aimusic(webhook_fault="duplicate")
def test_failed_and_duplicate_deliveries_are_listed(
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
def test_application_that_accepts_forged_webhooks_has_a_lint(
    receiver: AIMusicWebhooks, receive: Callable[[bytes, Mapping[str, str]], Any], status: int, believed: list[str]
) -> None:
    assert receiver.deliver_to(_flask(receive), "/hook") == [status]
    assert [lint.rule for lint in receiver.lints] == believed


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
    receiver: AIMusicWebhooks, receive: Callable[[bytes, Mapping[str, str]], Any], status: int, believed: list[str]
) -> None:
    assert receiver.deliver_to(receive) == [status]
    assert [lint.rule for lint in receiver.lints] == believed


def test_function_that_returns_no_status_is_an_error(receiver: AIMusicWebhooks) -> None:
    with pytest.raises(TypeError, match=r"returned \('', 400\)"):
        receiver.deliver_to(_answers_like_flask)
    assert receiver.lints == []


def test_headers_of_a_function_are_case_insensitive(receiver: AIMusicWebhooks) -> None:
    observed: list[str] = []
    receiver.deliver_to(lambda _, headers: observed.append(headers["x-webhook-event"]))

    assert observed[0] == "song.completed"


@pytest.mark.aimusic(lints="off")
def test_nothing_is_forged_if_lints_are_off(receiver: AIMusicWebhooks) -> None:
    observed: list[bytes] = []

    def receive(body: bytes, headers: Mapping[str, str]) -> None:
        observed.append(body)

    receiver.deliver_to(receive)

    assert len(observed) == 1
    assert receiver.lints == []


def test_no_webhook_is_delivered_twice(
    receiver: AIMusicWebhooks, aimusic_client: AIMusic, aimusic_mock: AIMusicMock
) -> None:
    assert len(receiver.deliver_to(_careful)) == 1
    assert receiver.deliver_to(_careful) == []
    _submit(aimusic_client, receiver)
    aimusic_mock.run_until_idle()
    assert len(receiver.deliver_to(_careful)) == 1


@pytest.fixture
def fast() -> FastAPI:
    """An ASGI application that verifies webhooks."""
    app = FastAPI()

    @app.post("/hook", status_code=204)
    async def hook(request: Request) -> None:
        try:
            verify_webhook(await request.body(), request.headers, SECRET)
        except WebhookVerificationError as error:
            raise HTTPException(400, str(error)) from error

    return app


def test_asgi_application_receives_it(receiver: AIMusicWebhooks, fast: FastAPI) -> None:
    assert receiver.deliver_to(fast, "/hook") == [204]
    assert receiver.lints == []


def test_asgi_application_receives_it_within_a_running_loop(receiver: AIMusicWebhooks, fast: FastAPI) -> None:
    async def deliver() -> list[int]:
        return receiver.deliver_to(fast, "/hook")

    assert asyncio.run(deliver()) == [204]


@pytest.fixture
def served() -> Iterator[str]:
    """The URL of a receiver on a port."""
    with LocalServer(_flask(_careful)) as running:
        yield f"{running.url}/hook"


def test_url_on_this_machine_receives_it(receiver: AIMusicWebhooks, served: str) -> None:
    assert receiver.deliver_to(served) == [204]
    assert receiver.lints == []


def test_url_on_another_machine_is_refused(receiver: AIMusicWebhooks) -> None:
    with pytest.raises(ValueError, match="only delivered to this machine"):
        receiver.deliver_to("https://example.com/hook")


ADDRESSES = [
    "https://shop.example/hooks/aimusic?token=hidden-word",
    "http://127.0.0.1:9/hook",  # nothing listens there
    "http://testserver/__mock__/inbox/of-another-test",
    "https://user:hidden-word@10.0.0.7:8443/",
]


def _song(client: AIMusic, **webhook: Unpack[WebhookOptions]) -> str:
    return client.sonic.create(description="a slow river", **webhook).id


@pytest.mark.parametrize("url", ADDRESSES)
def test_webhook_is_caught_whatever_its_address(
    aimusic_mock: AIMusicMock, aimusic_client: AIMusic, aimusic_webhooks: AIMusicWebhooks, url: str
) -> None:
    task = _song(aimusic_client, webhook_url=url, webhook_secret=aimusic_webhooks.secret)
    aimusic_mock.run_until_idle()

    assert [(delivery.url, delivery.task_id) for delivery in aimusic_webhooks.deliveries] == [(url, task)]
    assert [event.task_id for event in aimusic_webhooks.events] == [task]
    assert aimusic_webhooks.deliver_to(lambda *_: 204) == [204]


def test_webhooks_of_every_product_and_address_are_caught_at_the_server(
    aimusic_server: AIMusicMock, aimusic_webhooks: AIMusicWebhooks
) -> None:
    with AIMusic(api_key=aimusic_server.key, base_url=aimusic_server.url) as client:
        for url in ADDRESSES:
            _song(client, webhook_url=url)
        client.producer.create(sound="a slow river", webhook_url=ADDRESSES[0])
    aimusic_server.run_until_idle()

    assert {delivery.url for delivery in aimusic_webhooks.deliveries} == {*ADDRESSES}
    assert len(aimusic_webhooks.deliver_to(lambda *_: None)) == 5


def test_webhooks_are_still_caught_after_a_reset(
    aimusic_mock: AIMusicMock, aimusic_client: AIMusic, aimusic_webhooks: AIMusicWebhooks
) -> None:
    for _ in range(2):
        _song(aimusic_client, webhook_url=ADDRESSES[0])
        _song(aimusic_client, webhook_url=ADDRESSES[1])
        aimusic_mock.run_until_idle()
        assert len(aimusic_webhooks.deliver_to(lambda *_: 200)) == 2
        aimusic_mock.admin("POST", "/reset")
        _song(aimusic_client, webhook_url=ADDRESSES[0])
        aimusic_mock.run_until_idle()
        assert aimusic_webhooks.deliver_to(lambda *_: 200) == [200]


@pytest.mark.parametrize(
    ("secret", "problem"),
    [
        ("another-secret", "with the webhook_secret of its submit, and not with aimusic_webhooks.secret"),
        (None, "with the mock's default secret, as its submit sent no webhook_secret"),
    ],
)
def test_secret_that_does_not_fit_is_an_error_without_the_secret(
    aimusic_mock: AIMusicMock,
    aimusic_client: AIMusic,
    aimusic_webhooks: AIMusicWebhooks,
    secret: str | None,
    problem: str,
) -> None:
    sent: WebhookOptions = {"webhook_url": aimusic_webhooks.url}
    if secret is not None:
        sent["webhook_secret"] = secret
    task = _song(aimusic_client, **sent)
    aimusic_mock.run_until_idle()

    with pytest.raises(ValueError, match=f"task {task} is signed {problem}") as error:
        assert aimusic_webhooks.events == []
    statuses = aimusic_webhooks.deliver_to(_careful)
    assert repr(statuses).startswith(f"[400]: the webhook of task {task} was refused; it is signed {problem[:30]}")
    text = f"{error.value} {aimusic_webhooks!r} {statuses!r} {aimusic_webhooks.refusals}"
    assert not any(word in text for word in ("another-secret", aimusic_webhooks.secret, "default-secret"))
    assert len(aimusic_webhooks.deliveries) == 1


@pytest.mark.aimusic(webhook_fault="wrong-signature")
def test_refused_forgery_and_accepted_webhook_have_no_reason(receiver: AIMusicWebhooks) -> None:
    assert repr(receiver.deliver_to(_careful)) == "[400]"
    assert receiver.refusals == []


@pytest.mark.aimusic(webhook_fault="stale")
def test_genuine_webhook_that_is_too_old_is_no_event(receiver: AIMusicWebhooks) -> None:
    assert [delivery.signature for delivery in receiver.deliveries] == ["valid"]
    assert receiver.events == []
