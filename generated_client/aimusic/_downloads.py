"""Fetching a file that the service named, by either client. What is kept and when it is whole is `_transfer`'s business.

The key is not sent: requests are built from nothing, so that neither headers nor cookies nor the credentials of the
httpx client go along, and each redirect gets a new one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import httpx
from attrs import define, field

from aimusic import _policy
from aimusic._clock import Clock
from aimusic._errors import DownloadError
from aimusic._logging import logger
from aimusic._transfer import REDIRECTS, Progress, Repeat, Transfer, hop, target

OnProgress = Callable[[Progress], object]
"""Called after each piece."""

CHUNK = 64 * 1024
"""Bytes between two calls of `on_progress`, at most."""


@define
class Effort:
    """The tries of one download: where to ask, and how long to pause before asking again."""

    transfer: Transfer
    retries: int
    clock: Clock
    timeout: httpx.Timeout
    failed: int = 0
    reached: int = 0
    _url: httpx.URL = field(init=False)
    _hops: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        self._url = self._checked(httpx.URL(self.transfer.url))

    def request(self) -> httpx.Request:
        """Return the next request."""
        extensions = {"timeout": self.timeout.as_dict()}
        return httpx.Request("GET", self._url, headers=self.transfer.headers(), extensions=extensions)

    def redirected(self, response: httpx.Response) -> bool:
        """Return whether an answer sends elsewhere; the next request then goes there.

        Raises:
            DownloadError: It sends where no file may come from, or around in circles.
        """
        if not response.is_redirect:
            return False
        self._hops += 1
        if self._hops > REDIRECTS:
            raise self.transfer.error(f"more than {REDIRECTS} redirects")
        self._url = self._checked(self._url, response.headers["location"])
        return True

    def pause(self, fault: Exception) -> float:
        """Return the seconds before the next try, which starts from the original address.

        Raises:
            DownloadError: There have been enough tries.
        """
        if self.transfer.received > self.reached:
            self.failed = 0  # something came: a long file over a bad line takes many tries
        self.reached = self.transfer.received
        self.failed += 1
        retry_after = fault.retry_after if isinstance(fault, Repeat) else None
        pause = _policy.pause_before(self.failed, self.clock.chance(), retry_after)
        if self.failed > self.retries or pause is None:
            kept = f"; {self.transfer.received} bytes are kept in {self.transfer.part}, and the next download goes on there"
            raise self.transfer.error(f"{fault or type(fault).__name__}{kept}") from fault
        logger.debug("download goes on after %s, in %.1f s", type(fault).__name__, pause)
        self._url, self._hops = self._checked(httpx.URL(self.transfer.url)), 0
        return pause

    def _checked(self, url: httpx.URL, location: str | None = None) -> httpx.URL:
        try:
            return hop(url, location)
        except (ValueError, httpx.InvalidURL) as error:
            raise self.transfer.error(str(error)) from error


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
        OSError: It could not be written.
    """
    with Transfer(_readable(url), target(path, url), resume) as transfer:
        effort = Effort(transfer, retries, clock, timeout)
        while True:
            try:
                response = http.send(effort.request(), stream=True, auth=None, follow_redirects=False)
                try:
                    if effort.redirected(response):
                        continue
                    if transfer.begin(response, clock.wall()):
                        for piece in response.iter_bytes(CHUNK):
                            transfer.write(piece)
                            if on_progress is not None:
                                on_progress(transfer.progress)
                finally:
                    response.close()
                return transfer.finish()
            except (Repeat, httpx.RequestError, ConnectionError) as fault:
                clock.sleep(effort.pause(fault))


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
    """Fetch a file as `download` does; pieces are small, so writing them holds nobody up for long.

    Raises:
        DownloadError: It could not be fetched whole.
        OSError: It could not be written.
    """
    with Transfer(_readable(url), target(path, url), resume) as transfer:
        effort = Effort(transfer, retries, clock, timeout)
        while True:
            try:
                response = await http.send(effort.request(), stream=True, auth=None, follow_redirects=False)
                try:
                    if effort.redirected(response):
                        continue
                    if transfer.begin(response, clock.wall()):
                        async for piece in response.aiter_bytes(CHUNK):
                            transfer.write(piece)
                            if on_progress is not None:
                                on_progress(transfer.progress)
                finally:
                    await response.aclose()
                return transfer.finish()
            except (Repeat, httpx.RequestError, ConnectionError) as fault:
                await clock.asleep(effort.pause(fault))


def _readable(url: str) -> str:
    try:
        if httpx.URL(url).host:
            return url
    except (httpx.InvalidURL, TypeError):
        pass
    raise DownloadError(f"{url!r} is no address of a file", url=str(url))
