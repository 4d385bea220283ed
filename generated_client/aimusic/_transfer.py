"""One download as far as it has come: the half file, how to go on with it, and when it is whole. Sends nothing.

The half file is `<name>.part`; beside it, `<name>.part.etag` says which version of the file it is a half of. Nothing
stands at the path itself until all of it has come, and what stood there before stays until then.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import IO, Any, Self
from urllib.parse import unquote

import httpx
from attrs import define, field, frozen

from aimusic import _policy
from aimusic._config import is_loopback
from aimusic._errors import DownloadError
from aimusic._version import __version__

try:
    import fcntl
except (
    ImportError
):  # pragma: no cover - no such locks on Windows: two downloads to one path are the caller's care there
    fcntl = None  # type: ignore[assignment]

REDIRECTS = 5
"""How many addresses may be tried for one file."""

GONE = frozenset({401, 403, 404, 410})
"""What storage answers for an address that has expired."""

_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")
_UNSAFE = re.compile(r"[^\w.\- ()]+")


@frozen
class Progress:
    """How far a download has come.

    Attributes:
        received: Bytes that stand in the file, those of an earlier try included.
        total: Bytes in all; None when the server does not say.
    """

    received: int
    total: int | None

    @property
    def fraction(self) -> float | None:
        """The share that has come, 0 to 1; None when the whole is not known."""
        return self.received / self.total if self.total else None


class Repeat(Exception):  # noqa: N818 - no error: the caller tries again
    """What came is not enough; `retry_after` is what the server asked for, in seconds."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


def target(path: str | os.PathLike[str], url: str) -> Path:
    """Return where the file goes: the path, or in it, when it is a folder, the name that the address has."""
    chosen = Path(path)
    if not chosen.is_dir():
        return chosen
    name = _UNSAFE.sub("_", unquote(httpx.URL(url).path).rpartition("/")[2]).strip(". ")
    return chosen / (name or "download")


@define
class Transfer:
    """A file on its way.

    Attributes:
        url: Its address.
        path: Where it goes.
        resume: Whether to go on with an earlier half.
    """

    url: str
    path: Path
    resume: bool
    received: int = field(default=0, init=False)
    total: int | None = field(default=None, init=False)
    _file: IO[bytes] | None = field(default=None, init=False, repr=False)

    @property
    def part(self) -> Path:
        """The half file."""
        return self.path.with_name(f"{self.path.name}.part")

    @property
    def version(self) -> Path:
        """Which version it is a half of."""
        return self.path.with_name(f"{self.path.name}.part.etag")

    @property
    def progress(self) -> Progress:
        """How far it has come."""
        return Progress(self.received, self.total)

    def __enter__(self) -> Self:
        """Take hold of the half file.

        Raises:
            DownloadError: Somebody else is downloading to the same path.
            OSError: The folder is not there, or must not be written to.
        """
        file = self.part.open("ab")
        try:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.close()
            raise self.error(f"another download to {self.path} is going on") from error
        self._file = file
        self.received = file.tell()
        if not (self.resume and self.received and self._etag()):
            self._restart()
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def headers(self) -> dict[str, str]:
        """Return what to ask with: nothing of the API, and no compression, so that lengths are true."""
        asked = {"User-Agent": f"aimusic-python/{__version__}", "Accept": "*/*", "Accept-Encoding": "identity"}
        etag = self._etag()
        if self.received and etag:
            asked |= {"Range": f"bytes={self.received}-", "If-Range": etag}
        return asked

    def begin(self, response: httpx.Response, now: float) -> bool:
        """Get ready for the body of an answer; return whether there is one to read.

        Raises:
            Repeat: Ask again.
            DownloadError: Asking again is of no use.
        """
        status = response.status_code
        if status == 206:
            return self._go_on(response)
        if status == 200:
            self._restart(response)
            return True
        if status == 416 and self.received:
            found = _RANGE.fullmatch(response.headers.get("content-range", ""))
            if found and found[3] == str(self.received):
                return False  # the half file is the whole one
            self._restart()
            raise Repeat("the half file belongs to another version")
        if status in _policy.TRANSIENT:
            raise Repeat(f"status {status}", _policy.parse_retry_after(response.headers, now))
        hint = " The address may have expired: task.refresh() gives a fresh one." if status in GONE else ""
        raise self.error(f"the server answered {status}.{hint}", status)

    def _go_on(self, response: httpx.Response) -> bool:
        found = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if not found or found[1] != str(self.received):
            self._restart()
            raise Repeat("the server sent another part than the one that was asked for")
        self.total = int(found[3]) if found[3] != "*" else None
        return True

    def write(self, piece: bytes) -> None:
        """Put a piece of the body into the half file."""
        self._open.write(piece)
        self.received += len(piece)

    def finish(self) -> Path:
        """Put the file in its place, when it is whole.

        Raises:
            Repeat: Something is missing.
        """
        if self.total is not None and self.received != self.total:
            missing = self.total - self.received
            if missing < 0:
                self._restart()
            raise Repeat(f"{self.received} of {self.total} bytes came")
        self._open.flush()
        os.fsync(self._open.fileno())
        self.part.replace(self.path)
        self.version.unlink(missing_ok=True)
        return self.path

    def error(self, reason: str, status: int | None = None) -> DownloadError:
        """Return the error that ends the download."""
        # The query of a signed address is a key of its own.
        shown = str(httpx.URL(self.url).copy_with(query=None))
        return DownloadError(f"{shown} could not be downloaded: {reason}", url=shown, status_code=status)

    @property
    def _open(self) -> IO[bytes]:
        if self._file is None:
            raise RuntimeError("a transfer is used in a with block")
        return self._file

    def _etag(self) -> str:
        try:
            return self.version.read_text(encoding="ascii")
        except (OSError, ValueError):
            return ""

    def _restart(self, response: httpx.Response | None = None) -> None:
        """Throw the half away, and remember which version comes now."""
        self._open.truncate(0)
        self.received, self.total = 0, None
        self.version.unlink(missing_ok=True)
        if response is None:
            return
        headers: Any = response.headers
        length, etag = headers.get("content-length", ""), headers.get("etag", "")
        if headers.get("content-encoding", "identity") != "identity":
            return  # sent packed in spite of what was asked: lengths mean nothing, and a half cannot be gone on with
        self.total = int(length) if length.isdecimal() else None
        if etag.startswith('"') and etag.isascii():  # a weak one does not promise the same bytes
            self.version.write_text(etag, encoding="ascii")


def hop(current: httpx.URL, location: str | None = None) -> httpx.URL:
    """Return the address to ask, after a redirect if one is given.

    Raises:
        ValueError: It is none that a file may come from: HTTPS, or this machine.
    """
    wanted = current.join(location) if location else current
    if wanted.scheme == "https" or (wanted.scheme == "http" and is_loopback(wanted.host)):
        return wanted.copy_with(userinfo=b"")
    raise ValueError(f"{wanted.scheme}://{wanted.host} is not https")
