"""The httpx transports under the generated client: API key, pacing, retries, and raised errors.

As transports, they also serve the generated functions (`client.raw`). `retry_policy` decides; the synchronous and the
asynchronous transport here do the I/O. Knows neither tasks nor schemas.
"""

from __future__ import annotations

from contextlib import aclosing

import httpx
from attrs import define, field, frozen

from aimusic._clock import Clock
from aimusic._config import Config
from aimusic._errors import (
    REQUEST_ID,
    AIMusicError,
    APIConnectionError,
    APITimeoutError,
    error_for,
    join_sentences,
    json_type,
)
from aimusic._http import retry_policy
from aimusic._http.connections import AsyncConnections, Connections
from aimusic._http.pacing import Pacer
from aimusic._logging import logger
from aimusic._version import __version__

ONE_TRY = "aimusic_one_try"
"""Request extension that disables retries. Polls use it, as the poll schedule repeats them anyway."""

USER_AGENT = f"aimusic-python/{__version__}"


@frozen
class TransportContext:
    """Shared by the transports of a client and of its copies: settings, clock, and pacer."""

    config: Config
    clock: Clock
    pacer: Pacer

    def authorize(self, request: httpx.Request) -> None:
        """Set the `User-Agent` and, if the request goes to the base URL's origin, `default_headers` and the API key.

        The generated client does not have the key, so that its `repr` cannot show it.
        """
        request.headers.pop("authorization", None)
        request.headers["user-agent"] = USER_AGENT
        if _origin(request.url) == _origin(self.config.base_url):
            request.headers.update(self.config.headers)
            request.headers["authorization"] = f"Bearer {self.config.api_key}"

    def reserve_turn(self, request: httpx.Request) -> float:
        """Reserve a place in the queue of submits, and return the seconds until this request may be sent."""
        return self.pacer.reserve(request.method, self.clock.monotonic())


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


@define
class RetryState:
    """The attempts of one request, and what follows from each outcome."""

    request: httpx.Request
    context: TransportContext
    failed: int = 0
    cost: retry_policy.Cost = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.cost = retry_policy.cost_of(self.request.method, self.request.url.path)

    @property
    def _left(self) -> int:
        retries = 0 if self.request.extensions.get(ONE_TRY) else self.context.config.retries
        return retries - self.failed

    def after_response(self, response: httpx.Response) -> float | None:
        """Return the pause before the next attempt, in seconds, or None if the response is a success.

        Raises:
            APIStatusError: The response is an error, and is not to be retried.
        """
        self._log(f"{response.status_code} {response.headers.get(REQUEST_ID, '-')}")
        if response.is_success:
            return None
        kind = json_type(response)
        should_retry = retry_policy.should_retry_status(self.cost, response.status_code, kind)
        retry_after = retry_policy.parse_retry_after(response.headers, self.context.clock.wall())
        pause = self._pause(should_retry, retry_after)
        if pause is None:
            unknown = self.cost.paid and response.status_code not in retry_policy.REFUSED
            raise error_for(response, retry_after=retry_after, charged=None if unknown else False)
        pause = retry_policy.clock_pause(pause, response.headers, self.context.clock)
        self._log_retry(pause, f"{response.status_code} {kind or response.reason_phrase}".strip())
        return pause

    def after_error(self, error: Exception) -> float:
        """Return the pause before the next attempt after a connection error, in seconds.

        Raises:
            APIConnectionError: The request is not to be retried, or no retries are left.
        """
        self._log(f"{type(error).__name__}")
        pause = self._pause(retry_policy.should_retry_error(self.cost, error), None)
        if pause is None:
            raise self._connection_error(error) from error
        self._log_retry(pause, type(error).__name__)
        return pause

    def _pause(self, should_retry: bool, retry_after: float | None) -> float | None:
        if not should_retry or self._left <= 0:
            return None
        self.failed += 1
        return retry_policy.pause_before(self.failed, self.context.clock.chance(), retry_after)

    def _connection_error(self, error: Exception) -> APIConnectionError:
        unknown = self.cost.paid and retry_policy.may_have_been_sent(error)
        kind = APITimeoutError if isinstance(error, (httpx.TimeoutException, TimeoutError)) else APIConnectionError
        words = str(error).strip() or type(error).__name__
        hint = (
            "The request may have arrived and been charged: check the balance before you repeat it." if unknown else ""
        )
        where = f"{self.request.method} {self.request.url.path} at {self.request.url.host}"
        return kind(join_sentences(f"No response to {where}: {words}", hint), charged=None if unknown else False)

    def _log_retry(self, pause: float, reason: str) -> None:
        method, path = self.request.method, self.request.url.path
        logger.info("retry %d of %s %s in %.1f s: %s", self.failed, method, path, pause, reason)

    def _log(self, outcome: str) -> None:
        logger.info("%s %s -> %s", self.request.method, self.request.url.path, outcome)


@define(eq=False)
class RetryTransport(httpx.BaseTransport):
    """Sends requests with an `httpx.Client`, including its proxies, hooks and certificates."""

    http: Connections
    context: TransportContext

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, with retries, and return the successful response; its body has been read.

        Raises:
            APIStatusError: The response is not a success.
            APIConnectionError: No response was received.
        """
        state = RetryState(request, self.context)
        while True:
            self.context.clock.sleep(self.context.reserve_turn(request))
            try:
                self.context.authorize(request)
                # `auth=None` ignores .netrc and the client's credentials; a followed redirect would leak the key.
                _set_defaults(request, self.http.current().headers)
                response = self.http.send(request, auth=None, follow_redirects=False)
            except AIMusicError:
                raise
            except retry_policy.CONNECTION_ERRORS as error:
                pause: float | None = state.after_error(error)
            else:
                pause = state.after_response(response)
                if pause is None:
                    return response
            self.context.clock.sleep(pause or 0.0)


@define(eq=False)
class AsyncRetryTransport(httpx.AsyncBaseTransport):
    """`RetryTransport` for an `httpx.AsyncClient`."""

    http: AsyncConnections
    context: TransportContext

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, with retries, and return the successful response; its body has been read.

        Raises:
            APIStatusError: The response is not a success.
            APIConnectionError: No response was received.
        """
        state = RetryState(request, self.context)
        while True:
            await self.context.clock.asleep(self.context.reserve_turn(request))
            try:
                self.context.authorize(request)
                _set_defaults(request, self.http.current().headers)
                response = await self.http.send(request, stream=True, auth=None, follow_redirects=False)
                await _read(response)
            except AIMusicError:
                raise
            except retry_policy.CONNECTION_ERRORS as error:
                pause: float | None = state.after_error(error)
            else:
                pause = state.after_response(response)
                if pause is None:
                    return response
            await self.context.clock.asleep(pause or 0.0)


async def _read(response: httpx.Response) -> None:
    """Read the body to its end, and decompress it then.

    `aread` decompresses while it reads. If that fails, the generators below it stay open until a later turn of the event
    loop, which may never come.
    """
    async with aclosing(response):
        if response.is_stream_consumed:  # a hook of the client has read it
            return
        body = b"".join([chunk async for chunk in response.aiter_raw()])
        response.stream, response.is_stream_consumed, response.is_closed = httpx.ByteStream(body), False, False
        response.read()


def _set_defaults(request: httpx.Request, defaults: httpx.Headers) -> None:
    # `send` does not add the client's default headers.
    for name, value in defaults.items():
        request.headers.setdefault(name, value)
