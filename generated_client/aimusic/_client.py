"""The two clients, with the same methods in the same order; `_Client` is their base class.

Each client owns an httpx client, or uses the caller's, and wraps it in a transport that adds the API key, pacing and
retries. `raw` is the generated client on that transport.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
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
from aimusic._http.connections import AsyncConnections, Connections
from aimusic._http.pacing import Pacer
from aimusic._http.transport import AsyncRetryTransport, RetryTransport, TransportContext
from aimusic._resources.account import Account, AsyncAccount
from aimusic._resources.nuro import AsyncNuro, Nuro
from aimusic._resources.producer import AsyncProducer, Producer
from aimusic._resources.riffusion import AsyncRiffusion, Riffusion, warn_once
from aimusic._resources.runners import AsyncRunner, SyncRunner
from aimusic._resources.sonic import AsyncSonic, Sonic
from aimusic._webhooks import Headers, WebhookEvent, verify_webhook
from aimusic_client import AuthenticatedClient

HIDDEN = "set-by-the-transport"
"""The generated client's token. Its repr shows it, so it is a placeholder; the transport sets the real key."""


class _Client:
    """The base class of both clients: settings, a clock and a pacer."""

    def __init__(self, config: Config, clock: Clock, pacer: Pacer, *, owns_http: bool) -> None:
        self._config = config
        self._clock = clock
        self._pacer = pacer
        self._owns_http = owns_http

    @property
    def base_url(self) -> str:
        """The base URL of the service, or of a mock."""
        return str(self._config.base_url)

    def verify_webhook(
        self, body: bytes, headers: Headers, *, tolerance: float = _defaults.WEBHOOK_TOLERANCE
    ) -> WebhookEvent:
        """Verify a webhook with this client's `webhook_secret`; see `aimusic.verify_webhook`.

        Raises:
            ConfigurationError: The client has no secret.
            WebhookVerificationError: The webhook is not genuine.

        Credits: 0.
        """
        secret = self._config.webhook_secret
        if not secret:
            raise ConfigurationError(f"No webhook secret: pass `webhook_secret=`, or set {_config.WEBHOOK_SECRET}.")
        return verify_webhook(body, headers, secret, tolerance=tolerance)

    def _changed(
        self,
        timeout: float | httpx.Timeout | Unset | None,
        retries: int | None,
        pace: bool | float | None,
        headers: Mapping[str, str] | None,
    ) -> tuple[Config, Pacer]:
        config = evolve(self._config, headers={**self._config.headers, **_config.headers(headers, "headers")})
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
    def _context(self) -> TransportContext:
        return TransportContext(self._config, self._clock, self._pacer)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"


def _settings(base: dict[str, Any]) -> Config:
    config = _config.make(**base)
    _logging.switch_on(_config.read(_config.LOG))
    return config


class AIMusic(_Client):
    """A client of the AI Music API. Threads and forked processes may share it. Close it, or use it in a `with` block.

    Args:
        api_key: The API key. Default: AIMUSIC_API_KEY.
        base_url: The URL of the service or of a mock. Default: AIMUSIC_BASE_URL, then https://api.aimusicapi.ai. Plain
            http:// is allowed for this machine only.
        timeout: Seconds per request, at most 5 of them to connect; None for no limit. Default: 30, or 120 for requests
            that wait for an upload.
        retries: Retries after the first attempt, 0 or more. Paid requests are retried only after 429 or a failed
            connection attempt.
        pace: Minimum seconds between two submits; True for the standard plan's limit, 3.
        http_client: Your own httpx.Client, for certificates, hooks or other proxies than those of the environment. You
            close it, and create one in each process.
        webhook_secret: The secret for `verify_webhook`. Default: AIMUSIC_WEBHOOK_SECRET.
        default_headers: Headers of every request to the API, but not to file servers. Not `Authorization`.
        clock: The source of time and randomness, for tests.

    Raises:
        ConfigurationError: The API key is missing, or a value is invalid.
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
        default_headers: Mapping[str, str] | None = None,
        clock: Clock = SYSTEM,
    ) -> None:
        arguments = {"api_key": api_key, "base_url": base_url, "timeout": timeout, "retries": retries, "pace": pace}
        config = _settings({**arguments, "webhook_secret": webhook_secret, "default_headers": default_headers})
        super().__init__(config, clock, Pacer(config.pace), owns_http=http_client is None)
        self._http = Connections(http_client)

    @cached_property
    def raw(self) -> AuthenticatedClient:
        """The generated client, with this client's API key, pacing, retries and errors."""
        return self._generated(RetryTransport(self._http, self._context))

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
        """Songs. The service's documentation calls Riffusion deprecated; the first use warns."""
        warn_once()
        return Riffusion(self._runner)

    @cached_property
    def account(self) -> Account:
        """The balance."""
        return Account(self._runner)

    def download(
        self,
        url: str,
        path: str | os.PathLike[str],
        *,
        on_progress: OnProgress | None = None,
        resume: bool = True,
        allow_stream: bool = False,
        max_bytes: int | None = _defaults.MAX_DOWNLOAD_BYTES,
    ) -> Path:
        """Download a file by its URL, such as a WAV or MIDI file; see `Clip.download`.

        Args:
            url: The URL of the file.
            path: The destination: a file, or an existing folder.
            on_progress: Called after each chunk, with the bytes received and the total.
            resume: Continue an earlier, incomplete download of the same file.
            allow_stream: Accept a response that ends with its connection, which looks complete even if it is cut off.
            max_bytes: The largest file to save, in bytes, decompressed; at least 1, or None for no limit.

        Returns:
            The path of the file.

        Raises:
            ConfigurationError: `max_bytes` is invalid.
            DownloadError: The download failed, or the file is too large.
            OSError: The file could not be written, or the path is that of a device, FIFO or socket.

        Credits: 0.
        """
        options = {"allow_stream": allow_stream, "max_bytes": max_bytes, **self._limits}
        return download(self._http, url, path, on_progress=on_progress, resume=resume, **options)

    def with_options(
        self,
        *,
        timeout: float | httpx.Timeout | Unset | None = UNSET,
        retries: int | None = None,
        pace: bool | float | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """Return a copy with different settings that shares the connections; closing the copy has no effect.

        Args:
            timeout: As in `AIMusic`.
            retries: As in `AIMusic`; None for no change.
            pace: As in `AIMusic`; None for no change. A copy shares this client's pacing unless it sets its own.
            headers: Headers in addition to this client's `default_headers`; the same name replaces a value.

        Raises:
            ConfigurationError: A value is invalid.
        """
        copy = type(self).__new__(type(self))
        config, pacer = self._changed(timeout, retries, pace, headers)
        _Client.__init__(copy, config, self._clock, pacer, owns_http=False)
        copy._http = self._http  # noqa: SLF001 - the copy has this class
        return copy

    def close(self) -> None:
        """Close the connections, unless `http_client` was passed."""
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
    """The asynchronous `AIMusic`, for asyncio. Coroutines may share it. Close it, or use it in an `async with` block.

    Args:
        api_key: As in `AIMusic`, like the other arguments.
        base_url: The URL of the service or of a mock.
        timeout: Seconds per request.
        retries: Retries after the first attempt.
        pace: Minimum seconds between two submits.
        http_client: Your own httpx.AsyncClient. You close it, and create one for each event loop.
        webhook_secret: The secret for `verify_webhook`.
        default_headers: Headers of every request to the API.
        clock: The source of time and randomness, for tests.

    Raises:
        ConfigurationError: The API key is missing, or a value is invalid.
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
        default_headers: Mapping[str, str] | None = None,
        clock: Clock = SYSTEM,
    ) -> None:
        arguments = {"api_key": api_key, "base_url": base_url, "timeout": timeout, "retries": retries, "pace": pace}
        config = _settings({**arguments, "webhook_secret": webhook_secret, "default_headers": default_headers})
        super().__init__(config, clock, Pacer(config.pace), owns_http=http_client is None)
        self._http = AsyncConnections(http_client)

    @cached_property
    def raw(self) -> AuthenticatedClient:
        """The generated client, as `AIMusic.raw`; use its `asyncio` functions."""
        return self._generated(AsyncRetryTransport(self._http, self._context))

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
        """Songs. The service's documentation calls Riffusion deprecated; the first use warns."""
        warn_once()
        return AsyncRiffusion(self._runner)

    @cached_property
    def account(self) -> AsyncAccount:
        """The balance."""
        return AsyncAccount(self._runner)

    async def download(
        self,
        url: str,
        path: str | os.PathLike[str],
        *,
        on_progress: OnProgress | None = None,
        resume: bool = True,
        allow_stream: bool = False,
        max_bytes: int | None = _defaults.MAX_DOWNLOAD_BYTES,
    ) -> Path:
        """Download a file by its URL; see `AIMusic.download`."""
        options = {"allow_stream": allow_stream, "max_bytes": max_bytes, **self._limits}
        return await adownload(self._http, url, path, on_progress=on_progress, resume=resume, **options)

    def with_options(
        self,
        *,
        timeout: float | httpx.Timeout | Unset | None = UNSET,
        retries: int | None = None,
        pace: bool | float | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """Return a copy with different settings that shares the connections; see `AIMusic.with_options`."""
        copy = type(self).__new__(type(self))
        config, pacer = self._changed(timeout, retries, pace, headers)
        _Client.__init__(copy, config, self._clock, pacer, owns_http=False)
        copy._http = self._http  # noqa: SLF001 - the copy has this class
        return copy

    async def aclose(self) -> None:
        """Close the connections, unless `http_client` was passed."""
        if self._owns_http:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    @cached_property
    def _runner(self) -> AsyncRunner:
        return AsyncRunner(self.raw, self._config, self._clock, self.download)
