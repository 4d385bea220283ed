"""A webhook receiver without a socket, and the delivery from there to the code under test.

The mock's built-in inbox receives the webhooks. The test decides when to deliver them to the code under test. Each genuine
webhook is followed by two forged ones, which code that verifies signatures rejects.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx
from attrs import define, field, frozen

from aimusic import WebhookEvent, WebhookVerificationError, verify_webhook
from aimusic_mock.domain.clock import wall_time
from aimusic_mock.domain.inbox import Message
from aimusic_mock.outbound.hosts import is_loopback_name
from pytest_aimusic import _in_process, _undelivered
from pytest_aimusic._in_process import Request
from pytest_aimusic._lints import Lint
from pytest_aimusic._mock import AIMusicMock

SECRET = "whsec_of_this_test"  # noqa: S105  # only used in tests
INBOX = "webhooks"
IDS = ("x-webhook-id", "idempotency-key")
SIGNED = ("x-webhook-signature", "x-webhook-timestamp")
REFUSED = (400, 401, 403)
"""The statuses with which receivers refuse a signature."""

BASE = "http://localhost"
"""The base URL of an in-process application."""

Receive = Callable[[bytes, httpx.Headers], Any]
"""A function that receives a webhook: the raw body, and the headers with case-insensitive names."""


@frozen
class Delivery:
    """One webhook, as received.

    Attributes:
        body: the raw bytes.
        headers: the headers.
        signature: `valid`, `wrong`, `missing`, or `unknown` if the task is unknown.
        at: the time of receipt, in seconds since 1970 on the mock's clock.
        url: the `webhook_url` that the webhook was sent to; empty for a message that the mock did not send.
        task_id: the task of the event; empty if the body names none.
    """

    body: bytes
    headers: Mapping[str, str]
    signature: str
    at: float
    url: str = ""
    task_id: str = ""

    @property
    def id(self) -> str:
        """The event's id; an event may be delivered more than once."""
        return self.headers.get("X-Webhook-Id", "")


class Statuses(list[int]):
    """The response statuses of a delivery, with a reason in the representation if it was empty or refused.

    Attributes:
        reason: why there was nothing to deliver, or which secret signed a webhook that was refused; empty otherwise.
    """

    reason: str = ""

    def __repr__(self) -> str:
        return f"{super().__repr__()}: {self.reason}" if self.reason else super().__repr__()


@define(eq=False)
class AIMusicWebhooks:
    """A webhook receiver. It catches every webhook of its mock, to any `webhook_url`.

    Attributes:
        secret: the `webhook_secret` to submit; set it if the code under test uses its own.
        url: the `webhook_url` to submit.
        lints: forged webhooks that the code under test accepted.
        refusals: genuine webhooks that the code under test refused, a sentence each.
    """

    _mock: AIMusicMock
    _base: str
    _forge: bool = field(default=True, alias="forge")
    secret: str = field(default=SECRET, repr=False)
    lints: list[Lint] = field(factory=list, init=False)
    _last_number: int = field(default=0, init=False, repr=False)
    refusals: list[str] = field(factory=list, init=False, repr=False)
    _delivered: set[str] = field(factory=set, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._mock.world.inboxes.catch_all = INBOX

    @property
    def url(self) -> str:
        """The `webhook_url` to submit."""
        return f"{self._base}/__mock__/inbox/{INBOX}"

    @property
    def deliveries(self) -> list[Delivery]:
        """All deliveries in the order of arrival, with valid and invalid signatures."""
        return [self._delivery(message) for message in self._messages()]

    @property
    def events(self) -> list[WebhookEvent]:
        """The genuine deliveries, verified with `secret` and parsed by the SDK.

        Raises:
            ValueError: a genuine delivery is signed with another secret than `secret`.
        """
        return [event for delivery in self.deliveries if (event := self._verified(delivery)) is not None]

    @property
    def undelivered(self) -> list[str]:
        """The reasons why there is nothing more to deliver, a sentence each: "1 webhook is due in 94 s: call run_until_idle()"."""
        return _undelivered.reasons(self._mock.world, INBOX, self._delivered)

    def fail_next(self, status: int = 500, times: int = 1) -> None:
        """Respond to the next webhooks with an error, so that the mock retries them.

        Args:
            status: the HTTP status of the error.
            times: the number of webhooks.
        """
        self._mock.world.inboxes.configure(INBOX, status, times)

    def deliver_to(self, target: Any, path: str | None = None) -> Statuses:
        """Deliver the webhooks received since the last call to the code under test, and return its response statuses.

        The representation of an empty list gives the reason, see `undelivered`.

        Args:
            target: a WSGI or ASGI application with `path`; the URL of a receiver on this machine; or a function of body
                and headers, which returns a status or None (200), or raises `WebhookVerificationError` (400).
            path: the path of the application's webhook endpoint.

        Raises:
            ValueError: the URL is not on this machine.
            TypeError: the function returns neither a status nor None.
        """
        send, messages, statuses = _sender(target, path), self._messages(), Statuses()
        if messages and messages[-1].number < self._last_number:  # the mock was reset, and counts from 1 again
            self._last_number = 0
        fresh = [message for message in messages if message.number > self._last_number]
        for message in fresh:
            delivery, self._last_number = self._delivery(message), message.number
            self._delivered.add(delivery.id)
            statuses.append(send(delivery.body, httpx.Headers(dict(delivery.headers))))
            if delivery.signature == "valid":
                self._note_refusal(delivery, statuses)
                if self._forge:
                    self._try_forged(delivery, send)
        if not fresh:
            statuses.reason = "; ".join(self.undelivered)
        return statuses

    def _note_refusal(self, delivery: Delivery, statuses: Statuses) -> None:
        if statuses[-1] in REFUSED:
            statuses.reason = (
                f"the webhook of task {delivery.task_id} was refused; it is signed with {self._signer(delivery)}"
            )
            self.refusals.append(statuses.reason)

    def _messages(self) -> list[Message]:
        inbox = self._mock.world.inboxes.get(INBOX)
        return [] if inbox is None else list(inbox.messages)

    def _delivery(self, message: Message) -> Delivery:
        sent = self._mock.world.outbox.get(message.event_id or "")
        return Delivery(
            body=message.body.encode(),
            headers=message.headers,
            signature=message.signature,
            at=message.at,
            url=sent.url if sent else "",
            task_id=message.task_id or "",
        )

    def _verified(self, delivery: Delivery) -> WebhookEvent | None:
        if delivery.signature == "valid":
            self._check_secret(delivery)
        has_real_date = self._mock.app.extensions["aimusic"].settings.webhook_time == "wall"
        now = wall_time() if has_real_date else delivery.at
        try:
            return verify_webhook(delivery.body, delivery.headers, self.secret, now=now)
        except WebhookVerificationError:
            return None

    def _check_secret(self, delivery: Delivery) -> None:
        subscription = self._mock.world.outbox.subscription(delivery.task_id)
        if subscription is None or subscription.secret == self.secret:
            return
        remedy = (
            "Send webhook_secret=aimusic_webhooks.secret, or use aimusic_webhooks.deliveries."
            if subscription.secret is None
            else "Set aimusic_webhooks.secret to the secret that the code under test sends."
        )
        raise ValueError(
            f"The webhook of task {delivery.task_id} is signed with {self._signer(delivery)}, and not with "
            f"aimusic_webhooks.secret. {remedy}"
        )

    def _signer(self, delivery: Delivery) -> str:
        """Return which secret signed a genuine delivery; never the secret itself."""
        subscription = self._mock.world.outbox.subscription(delivery.task_id)
        if subscription is not None and subscription.secret is None:
            return "the mock's default secret, as its submit sent no webhook_secret"
        return "the webhook_secret of its submit"

    def _try_forged(self, delivery: Delivery, send: Receive) -> None:
        for kind, body, headers in forged(delivery):
            try:
                status = send(body, httpx.Headers(headers))
            except Exception:  # noqa: BLE001, S112 - an exception is a rejection
                continue
            known = any(lint.rule == f"accepts-{kind}-webhook" for lint in self.lints)
            if 200 <= status < 300 and not known:
                self.lints.append(
                    Lint(
                        f"accepts-{kind}-webhook",
                        f"a webhook {_FORGERIES[kind]} was answered with {status}; verify webhooks, and respond with 400",
                    )
                )


_FORGERIES = {"unsigned": "without a signature", "tampered": "whose body does not match its signature"}


def forged(delivery: Delivery) -> Iterator[tuple[str, bytes, dict[str, str]]]:
    """Yield (kind, body, headers) of forged copies, which a receiver must reject; they have new event ids."""
    for kind in _FORGERIES:
        headers = {
            name: f"{value}-{kind}" if name.lower() in IDS else value
            for name, value in delivery.headers.items()
            if kind != "unsigned" or name.lower() not in SIGNED
        }
        # An additional space changes the bytes but not the JSON.
        body = delivery.body if kind == "unsigned" else delivery.body + b" "
        headers["Content-Length"] = str(len(body))
        yield kind, body, headers


def _sender(target: Any, path: str | None) -> Receive:
    if isinstance(target, str):
        return _to_address(target)
    if path is None:
        return _to_function(target)
    # ASGI applications are asynchronous callables, WSGI applications synchronous ones.
    call = target if inspect.isroutine(target) else type(target).__call__
    return _to_asgi(target, path) if inspect.iscoroutinefunction(call) else _to_wsgi(target, path)


def _to_function(function: Receive) -> Receive:
    def send(body: bytes, headers: httpx.Headers) -> int:
        try:
            status = function(body, headers)
            if inspect.iscoroutine(status):
                status = _run(status)
        except WebhookVerificationError:
            return 400
        if status is None:
            return 200
        if not isinstance(status, int) or isinstance(status, bool):
            raise TypeError(f"a receiver must return a status or None, but {function!r} returned {status!r}")
        return status

    return send


def _to_wsgi(app: Any, path: str) -> Receive:
    def send(body: bytes, headers: httpx.Headers) -> int:
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items() if name.lower() != "host"]
        reply = _in_process.send(app, Request("POST", f"{BASE}{path}", [(b"host", b"localhost"), *raw], body))
        for _ in reply.blocks:
            pass  # some applications do their work while the response is read
        return reply.status

    return send


def _to_asgi(app: Any, path: str) -> Receive:
    async def post(body: bytes, headers: httpx.Headers) -> int:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as http:
            return (await http.post(path, content=body, headers=_sendable(headers))).status_code

    return lambda body, headers: _run(post(body, headers))


def _to_address(url: str) -> Receive:
    if not is_loopback_name(httpx.URL(url).host):
        raise ValueError(f"webhooks of the mock are only delivered to this machine, not to {url}")

    def send(body: bytes, headers: httpx.Headers) -> int:
        return httpx.post(url, content=body, headers=_sendable(headers), trust_env=False).status_code

    return send


def _sendable(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in ("host", "content-length")}


def _run(coroutine: Any) -> Any:
    """Run a coroutine in a new thread, since this one may already have a running event loop."""
    results: list[Any] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            results.append(asyncio.run(coroutine))
        except BaseException as error:  # noqa: BLE001 - raised again below
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]
    return results[0]
