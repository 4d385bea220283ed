"""What an answer to a download means, decided by pure functions: where to ask next, what to keep, when it is whole.

Both shells in `_downloads` act on it; it sends nothing, touches no file and waits for nothing. Ranges, validators and
what a 206 has to hold: RFC 9110, sections 8.8.3, 13.1.5 and 15.3.7.
"""

from __future__ import annotations

import re

import httpx
from attrs import frozen

from aimusic._config import is_loopback
from aimusic._http import retry_policy

REDIRECTS = 5
"""How many redirects are followed for one file: storage needs one or two, more go in circles."""

GONE = frozenset({401, 403, 404, 410})
"""What storage answers for an address that has expired."""

NAME_BYTES = 200
"""The longest name taken from an address: file systems take 255 bytes, and `.part.etag` must fit behind it."""

_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")
_NOT_IN_RANGE = re.compile(r"bytes \*/(\d{1,18})")
_LENGTH = re.compile(r"[0-9]{1,18}")
_STRONG = re.compile(r'"[!#-~]{1,1000}"')  # a weak one, W/"…", does not promise the same bytes
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
        if self.total is None:
            return None
        return self.received / self.total if self.total else 1.0


@frozen
class Held:
    """What stands in the half file, as far as it can be gone on with.

    Attributes:
        size: Its bytes; 0 when nothing is known about their version.
        etag: Which version of the file they belong to, a strong ETag.
    """

    size: int = 0
    etag: str | None = None


@frozen
class Body:
    """The body holds what is missing.

    Attributes:
        fresh: Whether it begins at the first byte; otherwise where the half file ends.
        total: Bytes of the whole file; None when not known.
        limit: Where the body must end, counted from the first byte of the file; None when not known.
        etag: Its version, None without a strong one.
    """

    fresh: bool
    total: int | None
    limit: int | None
    etag: str | None


@frozen
class Whole:
    """Nothing is missing: the half file is the whole one."""


@frozen
class Stale:
    """The half file is of no use: throw it away and ask for all, at once."""

    reason: str


@frozen
class Later:
    """Try again after a pause; `retry_after` is what the server asks for, in seconds."""

    reason: str
    retry_after: float | None = None


@frozen
class Hopeless:
    """Asking again is of no use."""

    reason: str


Verdict = Body | Whole | Stale | Later | Hopeless


def asking(held: Held) -> dict[str, str]:
    """Return the headers of a request: none of the API's, and no compression, so that lengths are true."""
    headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
    if held.size and held.etag:
        headers |= {"Range": f"bytes={held.size}-", "If-Range": held.etag}
    return headers


def judge(status: int, headers: httpx.Headers, held: Held, now: float) -> Verdict:
    """Return what to do with an answer that is no redirect.

    Args:
        status: Its status.
        headers: Its headers.
        held: What the request said is there already.
        now: Seconds since 1970, for a `Retry-After` that is a date.
    """
    if status == 200:
        return _all_of_it(headers)
    if status == 206 and held.size:
        return _rest(headers, held)
    if status == 416 and held.size:
        return _beyond(headers, held)
    if status == 429 or status >= 500:  # networks that deliver files have statuses of their own from 520 on
        return Later(f"the server answered {status}", retry_policy.parse_retry_after(headers, now))
    hint = ". The address may have expired: `task.refresh()` gives a fresh one" if status in GONE else ""
    return Hopeless(f"the server answered {status}{hint}")


def _all_of_it(headers: httpx.Headers) -> Body:
    if _is_coded(headers):
        # Packed in spite of what was asked: its length says nothing, and half of it cannot be gone on with.
        return Body(fresh=True, total=None, limit=None, etag=None)
    total = _length(headers)
    return Body(fresh=True, total=total, limit=total, etag=strong(headers.get("etag", "")))


def _rest(headers: httpx.Headers, held: Held) -> Body | Stale:
    match = _RANGE.fullmatch(headers.get("content-range", ""))
    if not match:
        return Stale("the server sent a part without saying which")
    first, last, total = (int(number) for number in match.groups())
    if first != held.size or not first <= last < total:
        return Stale("the server sent another part than the one that was asked for")
    if _length(headers) not in {None, last - first + 1} or _is_coded(headers):
        return Stale("the part that the server sent is not as long as it says")
    if headers.get("etag") != held.etag:  # a 206 must name it; a server that ignores If-Range shows it here
        return Stale("the file has changed")
    return Body(fresh=False, total=total, limit=last + 1, etag=held.etag)


def _beyond(headers: httpx.Headers, held: Held) -> Whole | Stale:
    match = _NOT_IN_RANGE.fullmatch(headers.get("content-range", ""))
    if match and int(match[1]) == held.size and headers.get("etag", held.etag) == held.etag:
        return Whole()
    return Stale("the file has changed")


def _is_coded(headers: httpx.Headers) -> bool:
    coding: str = headers.get("content-encoding", "identity")
    return coding.lower() != "identity"


def _length(headers: httpx.Headers) -> int | None:
    value = headers.get("content-length", "")
    return int(value) if _LENGTH.fullmatch(value) else None


def strong(etag: str) -> str | None:
    """Return an ETag that promises the same bytes, None for any other text."""
    return etag if _STRONG.fullmatch(etag) else None


def address(text: str) -> httpx.URL:
    """Return the address of a file.

    Raises:
        ValueError: A file may not come from this address.
    """
    try:
        return _allowed(httpx.URL(text))
    except (httpx.InvalidURL, TypeError) as error:
        raise ValueError("it is no address") from error


def hop(current: httpx.URL, location: str) -> httpx.URL:
    """Return where a redirect leads.

    Raises:
        ValueError: No file may come from there, or the way there gives up encryption.
    """
    try:
        target = _allowed(current.join(location))
    except httpx.InvalidURL as error:
        raise ValueError("it is redirected to what is no address") from error
    if current.scheme == "https" and target.scheme == "http":
        raise ValueError(f"it is redirected from https:// to http://{target.host}")
    return target


def _allowed(url: httpx.URL) -> httpx.URL:
    if url.scheme not in {"http", "https"} or not url.host or set(url.host) & set("[]%"):
        raise ValueError("its address must begin with https:// and name a host")
    if url.scheme == "http" and not is_loopback(url.host):
        raise ValueError(f"http://{url.host} is not encrypted, which is for this machine only")
    # httpx turns user info in a URL into credentials; a file's URL has none that we should send.
    return url.copy_with(userinfo=b"", fragment=None)


def shown(text: str) -> str:
    """Return an address as messages may show it: the query of a signed one is a key of its own."""
    try:
        return str(httpx.URL(text).copy_with(query=None, fragment=None, userinfo=b""))
    except (httpx.InvalidURL, TypeError):
        return str(text).partition("?")[0].rpartition("@")[2]


def file_name(url: httpx.URL) -> str:
    """Return a name for a file from its address: no separators, not hidden, not too long."""
    last = url.path.replace("\\", "/").rpartition("/")[2]
    stem, dot, suffix = _UNSAFE.sub("_", last).strip(". ").rpartition(".")
    if len(suffix) > 20:  # not a suffix, but words after a dot
        stem, dot, suffix = f"{stem}{dot}{suffix}", "", ""
    room = NAME_BYTES - len(f"{dot}{suffix}".encode())
    return f"{stem.encode()[:room].decode(errors='ignore')}{dot}{suffix}" or "download"
