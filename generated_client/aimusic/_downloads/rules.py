"""The rules of a download, as pure functions: which requests to send, what a response means, which URLs are allowed.

`download` acts on them, for both clients. Ranges, validators and 206 responses follow RFC 9110, sections 8.8.3, 13.1.5
and 15.3.7.
"""

from __future__ import annotations

import re

import httpx
from attrs import frozen

from aimusic._config import is_loopback
from aimusic._downloads.coding import CODINGS
from aimusic._http import retry_policy

REDIRECTS = 5
"""The most redirects to follow for one file. Storage services use one or two; more suggest a loop."""

GONE = frozenset({401, 403, 404, 410})
"""Statuses that storage services send for an expired URL."""

NAME_BYTES = 200
"""The longest file name taken from a URL, in bytes: file systems allow 255, including the suffix `.part.etag`."""

_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")
_NOT_IN_RANGE = re.compile(r"bytes \*/(\d{1,18})")
_LENGTH = re.compile(r"[0-9]{1,18}")
_STRONG = re.compile(r'"[!#-~]{1,1000}"')  # a weak ETag, W/"…", does not guarantee identical bytes
_UNSAFE = re.compile(r"[^\w.\- ()]+")


@frozen
class Progress:
    """The progress of a download.

    Attributes:
        received: Bytes in the file, including those of an earlier attempt.
        total: The size of the file in bytes; None if the server does not send it.
    """

    received: int
    total: int | None

    @property
    def fraction(self) -> float | None:
        """The fraction received, 0 to 1; None if the total is unknown."""
        if self.total is None:
            return None
        return self.received / self.total if self.total else 1.0


@frozen
class PartialFile:
    """The resumable content of a `.part` file.

    Attributes:
        size: Its bytes; 0 if their version is unknown.
        etag: The strong ETag of the version that they belong to.
    """

    size: int = 0
    etag: str | None = None


@frozen
class Receive:
    """Append the body to the `.part` file.

    Attributes:
        fresh: Whether the body starts at the first byte; otherwise at the end of the `.part` file.
        total: The size of the file in bytes; None if unknown.
        limit: The offset in the file at which the body must end; None if unknown.
        etag: The strong ETag of the file's version, if any.
    """

    fresh: bool
    total: int | None
    limit: int | None
    etag: str | None


@frozen
class Complete:
    """The `.part` file is already complete."""


@frozen
class Restart:
    """The `.part` file is unusable: discard it and request the whole file at once."""

    reason: str


@frozen
class RetryLater:
    """Retry after a pause; `retry_after` is the server's `Retry-After` in seconds."""

    reason: str
    retry_after: float | None = None


@frozen
class GiveUp:
    """Fail: another request would not help."""

    reason: str


Decision = Receive | Complete | Restart | RetryLater | GiveUp


def range_headers(partial: PartialFile) -> dict[str, str]:
    """Return the request headers. Compression is off, so that lengths and ranges count the file's own bytes."""
    headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
    if partial.size and partial.etag:
        headers |= {"Range": f"bytes={partial.size}-", "If-Range": partial.etag}
    return headers


def decide(status: int, headers: httpx.Headers, partial: PartialFile, now: float) -> Decision:
    """Return what to do with a response that is not a redirect.

    Args:
        status: The response status.
        headers: The response headers.
        partial: The partial file that the request continued.
        now: Seconds since 1970, for a `Retry-After` that is a date.
    """
    if status == 200:
        return _whole_file(headers)
    if status == 206 and partial.size:
        return _remainder(headers, partial)
    if status == 416 and partial.size:
        return _not_satisfiable(headers, partial)
    if status == 429 or status >= 500:  # CDNs have statuses of their own from 520 on
        return RetryLater(f"the server responded with {status}", retry_policy.parse_retry_after(headers, now))
    hint = ". The URL may have expired: `task.refresh()` returns a fresh one" if status in GONE else ""
    return GiveUp(f"the server responded with {status}{hint}")


def refusal(
    body: Receive, headers: httpx.Headers, http_version: str, *, allow_stream: bool, max_bytes: int | None
) -> str | None:
    """Return why a body must not be received, or None.

    Args:
        body: The decision for the response.
        headers: The response headers.
        http_version: The version of HTTP, such as `HTTP/1.1`.
        allow_stream: Whether the end of the connection may be the end of the file.
        max_bytes: The largest file to receive; None for no limit.
    """
    coding = _coding(headers)
    if coding not in {*CODINGS, "identity"}:
        return f"the server compressed the file with {coding!r}, although the request excluded compression"
    if body.total is not None:
        return too_large(body.total, max_bytes)
    if not allow_stream and not _has_end(headers, http_version):
        return (
            "the server did not announce the end of the file, so a file that is cut off would look complete; pass "
            "`allow_stream=True` (`--allow-stream`) to save what arrives"
        )
    return None


def too_large(size: int, max_bytes: int | None) -> str | None:
    """Return why a file of at least this size must not be received, or None."""
    if max_bytes is None or size <= max_bytes:
        return None
    return f"the file is larger than {max_bytes} bytes; pass a larger `max_bytes` (`--max-bytes`) to save it"


def _has_end(headers: httpx.Headers, http_version: str) -> bool:
    """Return whether a body that is cut off differs from a complete one (RFC 9112, section 6.3)."""
    is_chunked = headers.get("transfer-encoding", "").lower().rpartition(",")[2].strip() == "chunked"
    return is_chunked or _length(headers) is not None or http_version not in {"HTTP/1.0", "HTTP/1.1"}


def _whole_file(headers: httpx.Headers) -> Receive:
    if is_coded(headers):
        # Compressed although the request said not to: the length is not the file's, and a part cannot be resumed.
        return Receive(fresh=True, total=None, limit=None, etag=None)
    total = _length(headers)
    return Receive(fresh=True, total=total, limit=total, etag=strong_etag(headers.get("etag", "")))


def _remainder(headers: httpx.Headers, partial: PartialFile) -> Receive | Restart:
    match = _RANGE.fullmatch(headers.get("content-range", ""))
    if not match:
        return Restart("the server sent a partial response without a valid Content-Range")
    first, last, total = (int(number) for number in match.groups())
    if first != partial.size or not first <= last < total:
        return Restart("the server sent a different range from the requested one")
    if _length(headers) not in {None, last - first + 1} or is_coded(headers):
        return Restart("the Content-Length of the partial response does not match its Content-Range")
    if headers.get("etag") != partial.etag:  # a 206 must include the ETag; this catches servers that ignore If-Range
        return Restart("the file has changed")
    return Receive(fresh=False, total=total, limit=last + 1, etag=partial.etag)


def _not_satisfiable(headers: httpx.Headers, partial: PartialFile) -> Complete | Restart:
    match = _NOT_IN_RANGE.fullmatch(headers.get("content-range", ""))
    if match and int(match[1]) == partial.size and headers.get("etag", partial.etag) == partial.etag:
        return Complete()
    return Restart("the file has changed")


def is_coded(headers: httpx.Headers) -> bool:
    """Return whether the body is compressed."""
    return _coding(headers) != "identity"


def _coding(headers: httpx.Headers) -> str:
    coding: str = headers.get("content-encoding", "")
    return coding.strip().lower() or "identity"


def _length(headers: httpx.Headers) -> int | None:
    value = headers.get("content-length", "")
    return int(value) if _LENGTH.fullmatch(value) else None


def strong_etag(etag: str) -> str | None:
    """Return a strong ETag unchanged, and None for any other text."""
    return etag if _STRONG.fullmatch(etag) else None


def file_url(text: str) -> httpx.URL:
    """Return the URL of a file.

    Raises:
        ValueError: The URL is invalid, or downloads from it are not allowed.
    """
    try:
        return _allowed(httpx.URL(text))
    except (httpx.InvalidURL, TypeError) as error:
        raise ValueError("it is not a valid URL") from error


def redirect_target(current: httpx.URL, location: str) -> httpx.URL:
    """Return the target of a redirect.

    Raises:
        ValueError: The target is invalid or not allowed, or the redirect leads from https:// to http://.
    """
    try:
        target = _allowed(current.join(location))
    except httpx.InvalidURL as error:
        raise ValueError("the server redirects to an invalid URL") from error
    if current.scheme == "https" and target.scheme == "http":
        raise ValueError(f"the server redirects from https:// to http://{target.host}")
    return target


def _allowed(url: httpx.URL) -> httpx.URL:
    if url.scheme not in {"http", "https"} or not url.host or set(url.host) & set("[]%"):
        raise ValueError("the URL must begin with https:// and include a host")
    if url.scheme == "http" and not is_loopback(url.host):
        raise ValueError(f"http://{url.host} is not encrypted: plain http:// is allowed for this machine only")
    # httpx would send user info in a URL as credentials.
    return url.copy_with(userinfo=b"", fragment=None)


def display_url(text: str) -> str:
    """Return a URL for use in messages, without user info and query: a signed URL's query grants access."""
    try:
        return str(httpx.URL(text).copy_with(query=None, fragment=None, userinfo=b""))
    except (httpx.InvalidURL, TypeError):
        return str(text).partition("?")[0].rpartition("@")[2]


def file_name(url: httpx.URL) -> str:
    """Return a file name taken from a URL: no path separators, not hidden, not too long."""
    last = url.path.replace("\\", "/").rpartition("/")[2]
    stem, dot, suffix = _UNSAFE.sub("_", last).strip(". ").rpartition(".")
    if len(suffix) > 20:  # text after a dot rather than a suffix
        stem, dot, suffix = f"{stem}{dot}{suffix}", "", ""
    room = NAME_BYTES - len(f"{dot}{suffix}".encode())
    return f"{stem.encode()[:room].decode(errors='ignore')}{dot}{suffix}" or "download"
