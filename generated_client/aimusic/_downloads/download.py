"""Download a file with either client. `rules` decides, `part_file` stores; the requests are sent here.

The API key is not sent: each request, also after a redirect, is built from scratch, without the httpx client's headers,
cookies, query and credentials.
"""

from __future__ import annotations

import asyncio
import os
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, closing
from pathlib import Path
from typing import cast

import httpx
from attrs import define, field

from aimusic._clock import Clock
from aimusic._downloads import part_file, rules
from aimusic._downloads.coding import Decoder
from aimusic._downloads.part_file import PartFile
from aimusic._downloads.rules import Complete, GiveUp, Progress, Receive, Restart, RetryLater
from aimusic._errors import ConfigurationError, DownloadError, join_sentences
from aimusic._http import retry_policy
from aimusic._http.connections import AsyncConnections, Connections
from aimusic._http.transport import USER_AGENT
from aimusic._logging import logger

_CLOSING_TURNS = 12
"""Turns of the event loop until all generators of an unfinished body are closed. httpx and httpcore nest six; closing one takes
a turn to notice that the next is unused, and one to close it."""

OnProgress = Callable[[Progress], object]
"""Called after each chunk."""


@define
class DownloadState:
    """The attempts of one download, and what follows from each outcome: the seconds until the next request.

    Attributes:
        url: The URL as the caller passed it.
        start: The validated URL of the first request.
        part: The `.part` file.
        allow_stream: Whether the end of the connection may be the end of the file.
        max_bytes: The largest file to receive; None for no limit.
        is_complete: Whether the file is complete.
    """

    url: str
    start: httpx.URL
    part: PartFile
    retries: int
    timeout: httpx.Timeout
    clock: Clock
    on_progress: OnProgress | None
    allow_stream: bool
    max_bytes: int | None
    is_complete: bool = False
    _receiving: Receive = field(init=False)
    _decoder: Decoder | None = field(default=None, init=False)
    _current_url: httpx.URL = field(init=False)
    _redirects: int = field(default=0, init=False)
    _failed: int = field(default=0, init=False)
    _progress_mark: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._current_url = self.start
        self._progress_mark = self.part.partial.size

    def request(self) -> httpx.Request:
        """Return the next request."""
        headers = {**rules.range_headers(self.part.partial), "User-Agent": USER_AGENT}
        return httpx.Request("GET", self._current_url, headers=headers, extensions={"timeout": self.timeout.as_dict()})

    def on_response(self, response: httpx.Response) -> float | None:
        """Return None if the body is to be read, otherwise the seconds until the next request.

        Raises:
            DownloadError: The response is final, or no retries are left.
        """
        if response.has_redirect_location:
            self._follow(response.headers["location"])
            return 0.0
        decision = rules.decide(response.status_code, response.headers, self.part.partial, self.clock.wall())
        match decision:
            case Receive():
                self._receive(decision, response)
                return None
            case Complete():
                self.is_complete = True
                self._report_progress(self.part.size)
                return 0.0
            case Restart():
                logger.debug("download restarts: %s", decision.reason)
                self.part.restart()
                self._current_url, self._redirects = self.start, 0
                return 0.0
            case RetryLater():
                return self._retry(decision, response.status_code)
            case GiveUp():
                raise self._error(decision.reason, response.status_code)

    def on_chunk(self, chunk: bytes) -> float | None:
        """Write a chunk of the body; return None to continue reading, otherwise the seconds until the next request.

        Raises:
            DownloadError: The body is longer than announced, and no retries are left.
            OSError: The chunk cannot be written.
        """
        limit = self._receiving.limit
        if limit is not None and self.part.size + len(chunk) > limit:
            self.part.restart()
            return self._retry(RetryLater("the server sent more bytes than it announced"))
        try:
            for piece in self._decoder.feed(chunk) if self._decoder else [chunk]:
                self._write(piece)
        except zlib.error as error:
            return self._retry(RetryLater("the compressed body is malformed"), cause=error)
        self._report_progress(self._receiving.total)
        return None

    def on_end(self) -> float:
        """Return the seconds until the next request, at the end of a body; irrelevant if `is_complete`.

        Raises:
            DownloadError: The body is too short, and no retries are left.
        """
        total = self._receiving.total
        if self._decoder and not self._decoder.is_complete:
            return self._retry(RetryLater("the compressed body is cut off"))
        if total is None or self.part.size == total:
            self.is_complete = True
            return 0.0
        return self._retry(RetryLater(f"only {self.part.size} of {total} bytes were received"))

    def on_error(self, error: Exception) -> float:
        """Return the seconds until the next request, after a connection error.

        Raises:
            DownloadError: No retries are left.
        """
        return self._retry(RetryLater(f"{type(error).__name__}: {error}".rstrip(": ")), cause=error)

    def invalid_redirect(self) -> DownloadError:
        """Return the error for a redirect that httpx cannot parse; it parses redirects even if it does not follow them."""
        return self._error("the server redirects to an invalid URL")

    def _receive(self, body: Receive, response: httpx.Response) -> None:
        reason = rules.refusal(
            body, response.headers, response.http_version, allow_stream=self.allow_stream, max_bytes=self.max_bytes
        )
        if reason:
            raise self._error(reason, response.status_code)
        self._receiving = body
        self._decoder = Decoder() if rules.is_coded(response.headers) and not _is_read(response) else None
        if body.fresh:
            self.part.restart(body.etag)

    def _write(self, piece: bytes) -> None:
        reason = rules.too_large(self.part.size + len(piece), self.max_bytes)
        if reason:
            self.part.restart()  # without a known size it cannot be resumed, and would only fill the disk
            raise self._error(reason)
        self.part.write(piece)

    def _follow(self, location: str) -> None:
        self._redirects += 1
        if self._redirects > rules.REDIRECTS:
            raise self._error(f"the server sent more than {rules.REDIRECTS} redirects")
        try:
            self._current_url = rules.redirect_target(self._current_url, location)
        except ValueError as error:
            raise self._error(str(error)) from error

    def _retry(self, outcome: RetryLater, status: int | None = None, cause: Exception | None = None) -> float:
        size = self.part.partial.size
        if size > self._progress_mark:  # progress resets the count: a large file over a bad line takes many attempts
            self._failed, self._progress_mark = 0, size
        self._failed += 1
        pause = retry_policy.pause_before(self._failed, self.clock.chance(), outcome.retry_after)
        if self._failed > self.retries or pause is None:
            delay = f" and Retry-After: {outcome.retry_after:g}" if outcome.retry_after else ""
            raise self._error(outcome.reason + delay, status) from cause
        logger.debug("download retries in %.1f s: %s", pause, outcome.reason)
        self._current_url, self._redirects = self.start, 0  # the target of a redirect may expire within minutes
        return pause

    def _error(self, reason: str, status: int | None = None) -> DownloadError:
        partial, part = self.part.partial, self.part
        kept = ""
        if partial.size and part.is_lasting:
            kept = f"{partial.size} bytes are kept in {part.path}: download to the same path again to resume."
        return _download_error(self.url, join_sentences(reason, kept), status)

    def _report_progress(self, total: int | None) -> None:
        if self.on_progress is not None:
            self.on_progress(Progress(self.part.size, total))


def _download_error(url: str, reason: str, status: int | None = None) -> DownloadError:
    shown = rules.display_url(url)
    return DownloadError(f"{shown} could not be downloaded: {reason}", url=shown, status_code=status)


def _is_read(response: httpx.Response) -> bool:
    """Return whether the body is already in memory and decompressed, as in the responses of many test doubles."""
    return response.is_stream_consumed


def _start(url: str, max_bytes: int | None) -> httpx.URL:
    if max_bytes is not None and (type(max_bytes) is not int or max_bytes < 1):
        raise ConfigurationError(f"`max_bytes` must be an integer of at least 1, or None, not {max_bytes!r}.")
    try:
        return rules.file_url(url)
    except ValueError as error:
        raise _download_error(url, join_sentences(str(error))) from error


def download(
    http: Connections,
    url: str,
    path: str | os.PathLike[str],
    *,
    on_progress: OnProgress | None,
    resume: bool,
    allow_stream: bool,
    max_bytes: int | None,
    retries: int,
    timeout: httpx.Timeout,
    clock: Clock,
) -> Path:
    """Download a file; see `Clip.download`.

    Raises:
        ConfigurationError: `max_bytes` is invalid.
        DownloadError: The download failed.
        OSError: The file could not be written, its folder does not exist, or the path is that of a device.
    """
    start = _start(url, max_bytes)
    with part_file.open_part(part_file.destination(path, rules.file_name(start)), resume=resume) as part:
        state = DownloadState(url, start, part, retries, timeout, clock, on_progress, allow_stream, max_bytes)
        while not state.is_complete:
            clock.sleep(_attempt(http, state))
        part.sync()
        return part.place()


def _attempt(http: Connections, state: DownloadState) -> float:
    try:
        # `auth=None` would fall back to .netrc in older versions of httpx; `httpx.Auth()` adds nothing in any version.
        response = http.send(state.request(), stream=True, auth=httpx.Auth(), follow_redirects=False)
    except httpx.InvalidURL as error:
        raise state.invalid_redirect() from error
    except retry_policy.CONNECTION_ERRORS as error:
        return state.on_error(error)
    with closing(response):
        pause = state.on_response(response)
        chunks = response.iter_bytes() if _is_read(response) else response.iter_raw()
        while pause is None:
            try:  # only around the read: an OSError of the disk is not a connection error
                chunk = next(chunks, None)
            except retry_policy.CONNECTION_ERRORS as error:
                return state.on_error(error)
            pause = state.on_end() if chunk is None else state.on_chunk(chunk)
        return pause


async def adownload(
    http: AsyncConnections,
    url: str,
    path: str | os.PathLike[str],
    *,
    on_progress: OnProgress | None,
    resume: bool,
    allow_stream: bool,
    max_bytes: int | None,
    retries: int,
    timeout: httpx.Timeout,  # noqa: ASYNC109 - per request, as in `download`
    clock: Clock,
) -> Path:
    """Download a file, as `download`. Chunks are small, so writing them blocks the event loop only briefly.

    Raises:
        ConfigurationError: `max_bytes` is invalid.
        DownloadError: The download failed.
        OSError: The file could not be written, its folder does not exist, or the path is that of a device.
    """
    start = _start(url, max_bytes)
    with part_file.open_part(part_file.destination(path, rules.file_name(start)), resume=resume) as part:
        state = DownloadState(url, start, part, retries, timeout, clock, on_progress, allow_stream, max_bytes)
        while not state.is_complete:
            await clock.asleep(await _aattempt(http, state))
        await asyncio.to_thread(part.sync)  # fsync may be slow
        return part.place()


async def _aattempt(http: AsyncConnections, state: DownloadState) -> float:
    try:
        response = await http.send(state.request(), stream=True, auth=httpx.Auth(), follow_redirects=False)
    except httpx.InvalidURL as error:
        raise state.invalid_redirect() from error
    except retry_policy.CONNECTION_ERRORS as error:
        return state.on_error(error)
    async with aclosing(response):
        pause = state.on_response(response)
        async with _chunks(response) as chunks:
            while pause is None:
                try:
                    chunk = await anext(chunks, None)
                except retry_policy.CONNECTION_ERRORS as error:
                    return state.on_error(error)
                pause = state.on_end() if chunk is None else state.on_chunk(chunk)
        return pause


@asynccontextmanager
async def _chunks(response: httpx.Response) -> AsyncIterator[AsyncIterator[bytes]]:
    chunks = response.aiter_bytes() if _is_read(response) else response.aiter_raw()
    try:
        async with aclosing(cast("AsyncGenerator[bytes, None]", chunks)):
            yield chunks
    finally:
        for _ in range(_CLOSING_TURNS):
            await asyncio.sleep(0)
