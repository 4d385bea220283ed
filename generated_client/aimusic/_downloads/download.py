"""Fetching a file that the service named, by either client: `_transfer` decides, `_partfile` keeps, here it is sent.

The key is not sent. A request is built from nothing, so that neither headers, cookies nor query of the httpx client go
along, its credentials are switched off, and each redirect gets a request of its own.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import aclosing, closing
from pathlib import Path

import httpx
from attrs import define, field

from aimusic._clock import Clock
from aimusic._downloads import part_file, rules
from aimusic._downloads.part_file import PartFile
from aimusic._downloads.rules import Body, Hopeless, Later, Progress, Stale, Whole
from aimusic._errors import DownloadError
from aimusic._http import retry_policy
from aimusic._http.transport import USER_AGENT
from aimusic._logging import logger

OnProgress = Callable[[Progress], object]
"""Called after each piece."""


@define
class Effort:
    """The tries of one download: what follows from each outcome, as seconds until the next request.

    Attributes:
        url: The address as it was given.
        start: The address as it is asked for.
        part: The half file.
        is_whole: Whether all of it has come.
    """

    url: str
    start: httpx.URL
    part: PartFile
    retries: int
    timeout: httpx.Timeout
    clock: Clock
    on_progress: OnProgress | None
    is_whole: bool = False
    _body: Body = field(init=False)
    _at: httpx.URL = field(init=False)
    _hops: int = field(default=0, init=False)
    _failed: int = field(default=0, init=False)
    _reached: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._at = self.start
        self._reached = self.part.held.size

    def request(self) -> httpx.Request:
        """Return the next request."""
        headers = {**rules.asking(self.part.held), "User-Agent": USER_AGENT}
        return httpx.Request("GET", self._at, headers=headers, extensions={"timeout": self.timeout.as_dict()})

    def answered(self, response: httpx.Response) -> float | None:
        """Return None when the body is wanted, otherwise the seconds until the next request.

        Raises:
            DownloadError: There is no use in another one.
        """
        if response.has_redirect_location:
            self._follow(response.headers["location"])
            return 0.0
        verdict = rules.judge(response.status_code, response.headers, self.part.held, self.clock.wall())
        match verdict:
            case Body():
                self._body = verdict
                if verdict.fresh:
                    self.part.restart(verdict.etag)
                return None
            case Whole():
                self.is_whole = True
                self._tell(self.part.size)
                return 0.0
            case Stale():
                logger.debug("download starts over: %s", verdict.reason)
                self.part.restart()
                self._at, self._hops = self.start, 0
                return 0.0
            case Later():
                return self._again(verdict, response.status_code)
            case Hopeless():
                raise self._error(verdict.reason, response.status_code)

    def add(self, piece: bytes) -> float | None:
        """Keep a piece of the body; return None when more is wanted, otherwise the seconds until the next request.

        Raises:
            DownloadError: It is not what was announced, once too often.
            OSError: It cannot be written.
        """
        limit = self._body.limit
        if limit is not None and self.part.size + len(piece) > limit:
            self.part.restart()
            return self._again(Later("more came than the server had announced"))
        self.part.write(piece)
        self._tell(self._body.total)
        return None

    def ended(self) -> float:
        """Return the seconds until the next request, after a body that ended well; none is needed if `is_whole`.

        Raises:
            DownloadError: Too little came, once too often.
        """
        total = self._body.total
        if total is None or self.part.size == total:
            self.is_whole = True
            return 0.0
        return self._again(Later(f"only {self.part.size} of {total} bytes came"))

    def lost(self, fault: Exception) -> float:
        """Return the seconds until the next request, after the connection failed.

        Raises:
            DownloadError: It did so once too often.
        """
        return self._again(Later(f"{type(fault).__name__}: {fault}".rstrip(": ")), cause=fault)

    def misled(self) -> DownloadError:
        """Return the error for a redirect that httpx cannot parse; httpx parses redirects even when it does not follow them."""
        return self._error("it is redirected to what is no address")

    def _follow(self, location: str) -> None:
        self._hops += 1
        if self._hops > rules.REDIRECTS:
            raise self._error(f"there are more than {rules.REDIRECTS} redirects")
        try:
            self._at = rules.hop(self._at, location)
        except ValueError as error:
            raise self._error(str(error)) from error

    def _again(self, why: Later, status: int | None = None, cause: Exception | None = None) -> float:
        size = self.part.held.size
        if size > self._reached:  # something came: a long file over a bad line takes many tries
            self._failed, self._reached = 0, size
        self._failed += 1
        pause = retry_policy.pause_before(self._failed, self.clock.chance(), why.retry_after)
        if self._failed > self.retries or pause is None:
            wish = f" and asks to wait for {why.retry_after:g} s" if why.retry_after else ""
            raise self._error(why.reason + wish, status) from cause
        logger.debug("download goes on after %s, in %.1f s", why.reason, pause)
        self._at, self._hops = self.start, 0  # where a redirect led may be valid for minutes only
        return pause

    def _error(self, reason: str, status: int | None = None) -> DownloadError:
        held, part = self.part.held, self.part
        kept = ""
        if held.size and part.is_lasting:
            kept = f" {held.size} bytes are kept in {part.path}: download to the same path again to go on from there."
        return _refusal(self.url, reason + "." + kept, status)

    def _tell(self, total: int | None) -> None:
        if self.on_progress is not None:
            self.on_progress(Progress(self.part.size, total))


def _refusal(url: str, reason: str, status: int | None = None) -> DownloadError:
    shown = rules.shown(url)
    return DownloadError(f"{shown} could not be downloaded: {reason}", url=shown, status_code=status)


def _start(url: str) -> httpx.URL:
    try:
        return rules.address(url)
    except ValueError as error:
        raise _refusal(url, f"{error}.") from error


def download(
    http: httpx.Client,
    url: str,
    path: str | os.PathLike[str],
    *,
    on_progress: OnProgress | None,
    resume: bool,
    retries: int,
    timeout: httpx.Timeout,
    clock: Clock,
) -> Path:
    """Fetch a file; see `Clip.download`.

    Raises:
        DownloadError: It could not be fetched whole.
        OSError: It could not be written, or its folder is not there.
    """
    start = _start(url)
    with part_file.open_part(part_file.target(path, rules.file_name(start)), resume=resume) as part:
        effort = Effort(url, start, part, retries, timeout, clock, on_progress)
        while not effort.is_whole:
            clock.sleep(_attempt(http, effort))
        part.sync()
        return part.place()


def _attempt(http: httpx.Client, effort: Effort) -> float:
    try:
        # `auth=None` would fall back to a .netrc in older versions of httpx; this does nothing in all of them.
        response = http.send(effort.request(), stream=True, auth=httpx.Auth(), follow_redirects=False)
    except httpx.InvalidURL as error:
        raise effort.misled() from error
    except retry_policy.CONNECTION_FAULTS as fault:
        return effort.lost(fault)
    with closing(response):
        pause = effort.answered(response)
        pieces = response.iter_bytes()
        while pause is None:
            try:  # around the reading alone: an OSError of the disk is no lost connection
                piece = next(pieces, None)
            except retry_policy.CONNECTION_FAULTS as fault:
                return effort.lost(fault)
            pause = effort.ended() if piece is None else effort.add(piece)
        return pause


async def adownload(
    http: httpx.AsyncClient,
    url: str,
    path: str | os.PathLike[str],
    *,
    on_progress: OnProgress | None,
    resume: bool,
    retries: int,
    timeout: httpx.Timeout,  # noqa: ASYNC109 - of one request, as in `download`
    clock: Clock,
) -> Path:
    """Fetch a file as `download` does; pieces are small, so writing them blocks the event loop only briefly.

    Raises:
        DownloadError: It could not be fetched whole.
        OSError: It could not be written, or its folder is not there.
    """
    start = _start(url)
    with part_file.open_part(part_file.target(path, rules.file_name(start)), resume=resume) as part:
        effort = Effort(url, start, part, retries, timeout, clock, on_progress)
        while not effort.is_whole:
            await clock.asleep(await _aattempt(http, effort))
        await asyncio.to_thread(part.sync)  # a slow disk takes its time
        return part.place()


async def _aattempt(http: httpx.AsyncClient, effort: Effort) -> float:
    try:
        response = await http.send(effort.request(), stream=True, auth=httpx.Auth(), follow_redirects=False)
    except httpx.InvalidURL as error:
        raise effort.misled() from error
    except retry_policy.CONNECTION_FAULTS as fault:
        return effort.lost(fault)
    async with aclosing(response):
        pause = effort.answered(response)
        pieces = response.aiter_bytes()
        while pause is None:
            try:
                piece = await anext(pieces, None)
            except retry_policy.CONNECTION_FAULTS as fault:
                return effort.lost(fault)
            pause = effort.ended() if piece is None else effort.add(piece)
        return pause
