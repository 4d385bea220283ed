"""The two clients: settings in, namespaces out. Same names, same order; what they share stands in `_Shared`.

Each owns a plain httpx client, or borrows yours, and puts a transport over it that knows the key, the pace and the
retries. The generated client on that transport is `raw`.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import httpx
from attrs import evolve

from aimusic import _config, _defaults, _logging
from aimusic._clock import SYSTEM, Clock
from aimusic._config import UNSET, Config, Unset
from aimusic._downloads.download import OnProgress, adownload, download
from aimusic._errors import ConfigurationError
from aimusic._http.pacing import Pacer
from aimusic._http.transport import AsyncRetryTransport, RetryTransport, Shared
from aimusic._resources.account import Account, AsyncAccount
from aimusic._resources.nuro import AsyncNuro, Nuro
from aimusic._resources.producer import AsyncProducer, Producer
from aimusic._resources.riffusion import AsyncRiffusion, Riffusion, warn_once
from aimusic._resources.runners import AsyncRunner, SyncRunner
from aimusic._resources.sonic import AsyncSonic, Sonic
from aimusic._webhooks import Headers, WebhookEvent, verify_webhook
from aimusic_client import AuthenticatedClient

HIDDEN = "set-by-the-transport"
"""What the generated client has for a key: it shows its fields, and the transport puts in the real one."""


class _Client:
    """What both clients are made of: settings, a clock and the queue of submits."""

    def __init__(self, config: Config, clock: Clock, pacer: Pacer, *, owns_http: bool) -> None:
        self._config = config
        self._clock = clock
        self._pacer = pacer
        self._owns_http = owns_http

    @property
    def base_url(self) -> str:
        """The service, or its double."""
        return str(self._config.base_url)

    def verify_webhook(
        self, body: bytes, headers: Headers, *, tolerance: float = _defaults.WEBHOOK_TOLERANCE
    ) -> WebhookEvent:
        """Check a webhook with this client's `webhook_secret`; see `aimusic.verify_webhook`.

        Raises:
            ConfigurationError: The client has no secret.
            WebhookVerificationError: The webhook must not be believed.

        Credits: 0.
        """
        secret = self._config.webhook_secret
        if not secret:
            raise ConfigurationError(f"No webhook secret: give `webhook_secret=`, or set {_config.WEBHOOK_SECRET}.")
        return verify_webhook(body, headers, secret, tolerance=tolerance)

    def _changed(
        self, timeout: float | httpx.Timeout | Unset | None, retries: int | None, pace: bool | float | None
    ) -> tuple[Config, Pacer]:
        config = self._config
        if not isinstance(timeout, Unset):
            limits = _config.limits(timeout, _defaults.TIMEOUT)
            config = evolve(config, timeout=limits, slow_timeout=limits)
        if retries is not None:
            config = evolve(config, retries=_config.tries(retries))
        if pace is None:
            return config, self._pacer
        config = evolve(config, pace=_config.spacing(pace))
        return config, Pacer(config.pace)

    def _generated(self, transport: RetryTransport | AsyncRetryTransport) -> AuthenticatedClient:
        return AuthenticatedClient(
            base_url=self.base_url,
            token=HIDDEN,
            timeout=self._config.timeout,
            httpx_args={"transport": transport, "trust_env": False},
        )

    @property
    def _limits(self) -> dict[str, Any]:
        return {"retries": self._config.retries, "timeout": self._config.timeout, "clock": self._clock}

    @property
    def _shared(self) -> Shared:
        return Shared(self._config, self._clock, self._pacer)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"


def _settings(base: dict[str, Any]) -> Config:
    config = _config.make(**base)
    _logging.switch_on(_config.read(_config.LOG))
    return config


class AIMusic(_Client):
    """A client of the AI Music API. Threads may share it; close it, or use it in a `with` block.

    Args:
        api_key: The key; otherwise AIMUSIC_API_KEY.
        base_url: The service or its double; otherwise AIMUSIC_BASE_URL, otherwise https://api.aimusicapi.ai. Plain
            http:// is for this machine only.
        timeout: Seconds for one request, 30 unless said (120 where the answer waits for an upload), 5 of them to
            connect; None for no limit.
        retries: Tries after the first one. What is paid is tried again only after 429 or a refused connection.
        pace: Seconds to keep between two submits; True for the 3 that the standard plan asks for.
        http_client: Your own httpx.Client, for proxies, certificates or hooks. You close it.
        webhook_secret: For `verify_webhook`; otherwise AIMUSIC_WEBHOOK_SECRET.
        clock: Time and chance, for tests.

    Raises:
        ConfigurationError: There is no key, or a value cannot be used.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | Unset | None = UNSET,
        retries: int = _defaults.RETRIES,
        pace: bool | float = False,
        http_client: httpx.Client | None = None,
        webhook_secret: str | None = None,
        clock: Clock = SYSTEM,
    ) -> None:
        arguments = {"api_key": api_key, "base_url": base_url, "timeout": timeout, "retries": retries, "pace": pace}
        config = _settings({**arguments, "webhook_secret": webhook_secret})
        super().__init__(config, clock, Pacer(config.pace), owns_http=http_client is None)
        self._http = http_client if http_client is not None else httpx.Client()

    @cached_property
    def raw(self) -> AuthenticatedClient:
        """The generated client on this client's transport: key, pace, retries and raised errors are in it."""
        return self._generated(RetryTransport(self._http, self._shared))

    @cached_property
    def sonic(self) -> Sonic:
        """Songs, stems, voices and tools."""
        return Sonic(self._runner)

    @cached_property
    def producer(self) -> Producer:
        """Songs, files, lyrics and videos."""
        return Producer(self._runner)

    @cached_property
    def nuro(self) -> Nuro:
        """Songs and background music."""
        return Nuro(self._runner)

    @cached_property
    def riffusion(self) -> Riffusion:
        """Songs of a family that the documentation calls deprecated; warns once."""
        warn_once()
        return Riffusion(self._runner)

    @cached_property
    def account(self) -> Account:
        """What is left to spend."""
        return Account(self._runner)

    def download(
        self,
        url: str,
        path: str | os.PathLike[str],
        *,
        on_progress: OnProgress | None = None,
        resume: bool = True,
    ) -> Path:
        """Fetch a file that the service named, such as a WAV or MIDI file; see `Clip.download`.

        Raises:
            DownloadError: It could not be fetched whole.

        Credits: 0.
        """
        return download(self._http, url, path, on_progress=on_progress, resume=resume, **self._limits)

    def with_options(
        self,
        *,
        timeout: float | httpx.Timeout | Unset | None = UNSET,
        retries: int | None = None,
        pace: bool | float | None = None,
    ) -> Self:
        """Return a copy with other settings, on the same connections; closing the copy closes nothing.

        A copy stands in the same queue of submits, unless it is given a pace of its own.
        """
        copy = type(self).__new__(type(self))
        config, pacer = self._changed(timeout, retries, pace)
        _Client.__init__(copy, config, self._clock, pacer, owns_http=False)
        copy._http = self._http  # noqa: SLF001 - a copy is of this very class
        return copy

    def close(self) -> None:
        """Close the connections, unless the httpx.Client is yours."""
        if self._owns_http:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def _runner(self) -> SyncRunner:
        return SyncRunner(self.raw, self._config, self._clock, self.download)


class AsyncAIMusic(_Client):
    """`AIMusic` with `await`. The coroutines of one event loop may share it.

    Args:
        api_key: As in `AIMusic`, and so are the others.
        base_url: The service or its double.
        timeout: Seconds for one request.
        retries: Tries after the first one.
        pace: Seconds to keep between two submits.
        http_client: Your own httpx.AsyncClient.
        webhook_secret: For `verify_webhook`.
        clock: Time and chance, for tests.

    Raises:
        ConfigurationError: There is no key, or a value cannot be used.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | Unset | None = UNSET,
        retries: int = _defaults.RETRIES,
        pace: bool | float = False,
        http_client: httpx.AsyncClient | None = None,
        webhook_secret: str | None = None,
        clock: Clock = SYSTEM,
    ) -> None:
        arguments = {"api_key": api_key, "base_url": base_url, "timeout": timeout, "retries": retries, "pace": pace}
        config = _settings({**arguments, "webhook_secret": webhook_secret})
        super().__init__(config, clock, Pacer(config.pace), owns_http=http_client is None)
        self._http = http_client if http_client is not None else httpx.AsyncClient()

    @cached_property
    def raw(self) -> AuthenticatedClient:
        """The generated client on this client's transport; use its `asyncio` functions."""
        return self._generated(AsyncRetryTransport(self._http, self._shared))

    @cached_property
    def sonic(self) -> AsyncSonic:
        """Songs, stems, voices and tools."""
        return AsyncSonic(self._runner)

    @cached_property
    def producer(self) -> AsyncProducer:
        """Songs, files, lyrics and videos."""
        return AsyncProducer(self._runner)

    @cached_property
    def nuro(self) -> AsyncNuro:
        """Songs and background music."""
        return AsyncNuro(self._runner)

    @cached_property
    def riffusion(self) -> AsyncRiffusion:
        """Songs of a family that the documentation calls deprecated; warns once."""
        warn_once()
        return AsyncRiffusion(self._runner)

    @cached_property
    def account(self) -> AsyncAccount:
        """What is left to spend."""
        return AsyncAccount(self._runner)

    async def download(
        self,
        url: str,
        path: str | os.PathLike[str],
        *,
        on_progress: OnProgress | None = None,
        resume: bool = True,
    ) -> Path:
        """Fetch a file that the service named, as `AIMusic.download` does."""
        return await adownload(self._http, url, path, on_progress=on_progress, resume=resume, **self._limits)

    def with_options(
        self,
        *,
        timeout: float | httpx.Timeout | Unset | None = UNSET,
        retries: int | None = None,
        pace: bool | float | None = None,
    ) -> Self:
        """Return a copy with other settings, on the same connections, as `AIMusic.with_options` does."""
        copy = type(self).__new__(type(self))
        config, pacer = self._changed(timeout, retries, pace)
        _Client.__init__(copy, config, self._clock, pacer, owns_http=False)
        copy._http = self._http  # noqa: SLF001 - a copy is of this very class
        return copy

    async def aclose(self) -> None:
        """Close the connections, unless the httpx.AsyncClient is yours."""
        if self._owns_http:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    @cached_property
    def _runner(self) -> AsyncRunner:
        return AsyncRunner(self.raw, self._config, self._clock, self.download)
