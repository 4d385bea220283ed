"""A receiver of webhooks without a socket, and the way from there to the code under test.

The mock's built-in inbox takes what comes. Handing it on to the code under test is the test's word to say; each genuine
webhook is followed by two forged ones, because code that believes those believes everybody.
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
from pytest_aimusic._in_process import Question, ask
from pytest_aimusic._lints import Lint
from pytest_aimusic._mock import AIMusicMock

SECRET = "whsec_of_this_test"  # noqa: S105  # it guards nothing
INBOX = "webhooks"
IDS = ("x-webhook-id", "idempotency-key")
SIGNED = ("x-webhook-signature", "x-webhook-timestamp")
BASE = "http://localhost"
"""What an application in process is called by."""

Receive = Callable[[bytes, httpx.Headers], Any]
"""A function that takes a webhook: the raw body and the headers, whose names have no case."""


@frozen
class Delivery:
    """One webhook, as it came.

    Attributes:
        body: the raw bytes.
        headers: its headers.
        signature: `valid`, `wrong`, `missing`, or `unknown` when its task is.
        at: when it came, in seconds since 1970 on the mock's clock.
    """

    body: bytes
    headers: Mapping[str, str]
    signature: str
    at: float

    @property
    def id(self) -> str:
        """The event's id; the same event may come twice."""
        return self.headers.get("X-Webhook-Id", "")


@define(eq=False)
class AIMusicWebhooks:
    """A receiver.

    Attributes:
        secret: what to give as `webhook_secret`; set it if your code has one of its own.
        url: what to give as `webhook_url`.
        lints: what the code under test believed that it must not.
    """

    _mock: AIMusicMock
    _base: str
    _forge: bool = field(default=True, alias="forge")
    secret: str = SECRET
    lints: list[Lint] = field(factory=list, init=False)
    _handed: int = field(default=0, init=False)

    @property
    def url(self) -> str:
        """Where webhooks are to be sent."""
        return f"{self._base}/__mock__/inbox/{INBOX}"

    @property
    def deliveries(self) -> list[Delivery]:
        """All deliveries in the order of arrival, with valid and invalid signatures."""
        box = self._mock.world.inbox.get(INBOX)
        return [] if box is None else [_delivery(message) for message in box.messages]

    @property
    def events(self) -> list[WebhookEvent]:
        """What can be believed of it, verified with `secret` and typed by the SDK."""
        return [event for delivery in self.deliveries if (event := self._verified(delivery)) is not None]

    def fail_next(self, status: int = 500, times: int = 1) -> None:
        """Answer the next webhooks with an error, so that they come again."""
        self._mock.world.inbox.configure(INBOX, status, times)

    def deliver_to(self, target: Any, path: str | None = None) -> list[int]:
        """Hand what has come since the last time to the code under test, and return the statuses that it answered with.

        Args:
            target: an application (WSGI or ASGI) with `path`; the address of a receiver on this machine; or a function
                of body and headers, which returns a status or None (200), or raises `WebhookVerificationError` (400).
            path: where the application takes webhooks.

        Raises:
            ValueError: the address is not on this machine.
            TypeError: the function returns something else.
        """
        send, deliveries = _sender(target, path), self.deliveries
        fresh, self._handed = deliveries[self._handed :], len(deliveries)
        statuses = []
        for item in fresh:
            statuses.append(send(item.body, httpx.Headers(dict(item.headers))))
            if self._forge and item.signature == "valid":
                self._try_forged(item, send)
        return statuses

    def _verified(self, delivery: Delivery) -> WebhookEvent | None:
        dated_really = self._mock.app.extensions["aimusic"].settings.webhook_time == "wall"
        now = wall_time() if dated_really else delivery.at
        try:
            return verify_webhook(delivery.body, delivery.headers, self.secret, now=now)
        except WebhookVerificationError:
            return None

    def _try_forged(self, delivery: Delivery, send: Receive) -> None:
        for kind, body, headers in forged(delivery):
            try:
                status = send(body, httpx.Headers(headers))
            except Exception:  # noqa: BLE001, S112 - code that breaks has not believed it
                continue
            known = any(lint.rule == f"accepts-{kind}-webhook" for lint in self.lints)
            if 200 <= status < 300 and not known:
                self.lints.append(
                    Lint(
                        f"accepts-{kind}-webhook",
                        f"a webhook {_WORDS[kind]} was answered with {status}; verify it, and answer 400",
                    )
                )


_WORDS = {"unsigned": "without a signature", "tampered": "whose body does not fit its signature"}


def forged(delivery: Delivery) -> Iterator[tuple[str, bytes, dict[str, str]]]:
    """Yield (kind, body, headers) of copies that no receiver must believe; as events they are new ones."""
    for kind in _WORDS:
        headers = {
            name: f"{value}-{kind}" if name.lower() in IDS else value
            for name, value in delivery.headers.items()
            if kind != "unsigned" or name.lower() not in SIGNED
        }
        # A space more is the same JSON, but not the same bytes.
        body = delivery.body if kind == "unsigned" else delivery.body + b" "
        headers["Content-Length"] = str(len(body))
        yield kind, body, headers


def _delivery(message: Message) -> Delivery:
    return Delivery(message.body.encode(), message.headers, message.signature, message.at)


def _sender(target: Any, path: str | None) -> Receive:
    if isinstance(target, str):
        return _to_address(target)
    if path is None:
        return _to_function(target)
    # An ASGI application takes a scope and two functions, a WSGI application an environ and one.
    call = target if inspect.isroutine(target) else type(target).__call__
    return _to_asgi(target, path) if inspect.iscoroutinefunction(call) else _to_wsgi(target, path)


def _to_function(function: Receive) -> Receive:
    def send(body: bytes, headers: httpx.Headers) -> int:
        try:
            answered = function(body, headers)
            if inspect.iscoroutine(answered):
                answered = _run(answered)
        except WebhookVerificationError:
            return 400
        if answered is None:
            return 200
        if not isinstance(answered, int) or isinstance(answered, bool):
            raise TypeError(f"a receiver returns a status or None, and {function!r} returned {answered!r}")
        return answered

    return send


def _to_wsgi(app: Any, path: str) -> Receive:
    def send(body: bytes, headers: httpx.Headers) -> int:
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items() if name.lower() != "host"]
        reply = ask(app, Question("POST", f"{BASE}{path}", [(b"host", b"localhost"), *raw], body))
        for _ in reply.blocks:
            pass  # some applications work while their answer is read
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
        raise ValueError(f"webhooks of the mock are handed to this machine only, not to {url}")

    def send(body: bytes, headers: httpx.Headers) -> int:
        return httpx.post(url, content=body, headers=_sendable(headers), trust_env=False).status_code

    return send


def _sendable(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in ("host", "content-length")}


def _run(coroutine: Any) -> Any:
    """Run a coroutine to its end in a thread of its own: this one may have a loop that runs already."""
    sent: list[Any] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            sent.append(asyncio.run(coroutine))
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]
    return sent[0]
