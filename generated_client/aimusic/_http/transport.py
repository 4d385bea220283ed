"""The layer between the generated client and HTTP: key, pacing, retries, and errors that are raised.

It is an httpx transport, so the generated functions get it too. What is decided is `_policy`'s business; here are the
two shells that act upon it, one with threads and one with coroutines. It knows neither tasks nor schemas.
"""

from __future__ import annotations

import httpx
from attrs import define, field, frozen

from aimusic._clock import Clock
from aimusic._config import Config
from aimusic._errors import REQUEST_ID, AIMusicError, APIConnectionError, APITimeoutError, error_for, json_type
from aimusic._http import retry_policy
from aimusic._http.pacing import Pacer
from aimusic._logging import logger
from aimusic._version import __version__

ONE_TRY = "aimusic_one_try"
"""A request's extension: polling has a plan of its own, and asks for no retries."""

USER_AGENT = f"aimusic-python/{__version__}"


@frozen
class Shared:
    """What the transports of a client and of its copies have in common: settings, a clock and the queue of submits."""

    config: Config
    clock: Clock
    pacer: Pacer

    def prepare(self, request: httpx.Request) -> None:
        """Give the request its key, if it goes where the key belongs, and this package's name.

        The generated client was made without the key, so that its `repr` cannot show it.
        """
        request.headers.pop("authorization", None)
        if _origin(request.url) == _origin(self.config.base_url):
            request.headers["authorization"] = f"Bearer {self.config.api_key}"
        request.headers["user-agent"] = USER_AGENT

    def wait_for_turn(self, request: httpx.Request) -> float:
        """Return the seconds until this request may go."""
        return self.pacer.reserve(request.method, self.clock.monotonic())


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


@define
class Attempts:
    """The tries of one request: what follows from each outcome."""

    request: httpx.Request
    shared: Shared
    failed: int = 0
    cost: retry_policy.Cost = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.cost = retry_policy.cost_of(self.request.method, self.request.url.path)

    @property
    def _left(self) -> int:
        retries = 0 if self.request.extensions.get(ONE_TRY) else self.shared.config.retries
        return retries - self.failed

    def after_answer(self, response: httpx.Response) -> float | None:
        """Return the pause before the next try, or None when the answer is a success.

        Raises:
            APIStatusError: The response is not a success, and a retry is useless or not allowed.
        """
        self._log(f"{response.status_code} {response.headers.get(REQUEST_ID, '-')}")
        if response.is_success:
            return None
        again = retry_policy.retry_after_status(self.cost, response.status_code, json_type(response))
        retry_after = retry_policy.parse_retry_after(response.headers, self.shared.clock.wall())
        pause = self._pause(again, retry_after)
        if pause is None:
            unknown = self.cost.paid and response.status_code not in retry_policy.REFUSED
            raise error_for(response, retry_after=retry_after, charged=None if unknown else False)
        return pause

    def after_fault(self, fault: Exception) -> float:
        """Return the pause before the next try, after the connection failed.

        Raises:
            APIConnectionError: Trying again is not allowed, or was of no use.
        """
        self._log(f"{type(fault).__name__}")
        pause = self._pause(retry_policy.retry_after_fault(self.cost, fault), None)
        if pause is None:
            raise self._lost(fault) from fault
        return pause

    def _pause(self, again: bool, retry_after: float | None) -> float | None:
        if not again or self._left <= 0:
            return None
        self.failed += 1
        pause = retry_policy.pause_before(self.failed, self.shared.clock.chance(), retry_after)
        if pause is not None:
            logger.debug("retry %d of %s in %.1f s", self.failed, self.request.url.path, pause)
        return pause

    def _lost(self, fault: Exception) -> APIConnectionError:
        unknown = self.cost.paid and retry_policy.was_sent(fault)
        kind = APITimeoutError if isinstance(fault, (httpx.TimeoutException, TimeoutError)) else APIConnectionError
        words = str(fault) or type(fault).__name__
        hint = (
            " Whether the request arrived and was charged is not known: look at the balance before you repeat it."
            if unknown
            else ""
        )
        where = f"{self.request.method} {self.request.url.path} at {self.request.url.host}"
        return kind(f"No answer to {where}: {words}.{hint}", charged=None if unknown else False)

    def _log(self, outcome: str) -> None:
        logger.info("%s %s -> %s", self.request.method, self.request.url.path, outcome)


@define(eq=False)
class RetryTransport(httpx.BaseTransport):
    """Sends through the user's httpx.Client, with its proxies, hooks and certificates."""

    http: httpx.Client
    shared: Shared

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request until it succeeds or its error is final; the answer has been read whole.

        Raises:
            APIStatusError: The answer is no success.
            APIConnectionError: No response came.
        """
        attempts = Attempts(request, self.shared)
        while True:
            self.shared.clock.sleep(self.shared.wait_for_turn(request))
            try:
                self.shared.prepare(request)
                # `auth=None` keeps a .netrc and the caller's own credentials out; a redirect would take the key along.
                response = self.http.send(_with_defaults(request, self.http), auth=None, follow_redirects=False)
            except AIMusicError:
                raise
            except retry_policy.CONNECTION_FAULTS as fault:
                pause: float | None = attempts.after_fault(fault)
            else:
                pause = attempts.after_answer(response)
                if pause is None:
                    return response
            self.shared.clock.sleep(pause or 0.0)


@define(eq=False)
class AsyncRetryTransport(httpx.AsyncBaseTransport):
    """`RetryTransport` for an httpx.AsyncClient."""

    http: httpx.AsyncClient
    shared: Shared

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request until it succeeds or its error is final; the answer has been read whole.

        Raises:
            APIStatusError: The answer is no success.
            APIConnectionError: No response came.
        """
        attempts = Attempts(request, self.shared)
        while True:
            await self.shared.clock.asleep(self.shared.wait_for_turn(request))
            try:
                self.shared.prepare(request)
                response = await self.http.send(_with_defaults(request, self.http), auth=None, follow_redirects=False)
            except AIMusicError:
                raise
            except retry_policy.CONNECTION_FAULTS as fault:
                pause: float | None = attempts.after_fault(fault)
            else:
                pause = attempts.after_answer(response)
                if pause is None:
                    return response
            await self.shared.clock.asleep(pause or 0.0)


def _with_defaults(request: httpx.Request, http: httpx.Client | httpx.AsyncClient) -> httpx.Request:
    # `send` takes a request as it is: headers that the caller gave to their own client are added here.
    for name, value in http.headers.items():
        request.headers.setdefault(name, value)
    return request
