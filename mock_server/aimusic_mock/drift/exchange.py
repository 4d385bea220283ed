"""A recorded request and its reply, from the proxy or from a HAR file.

Independent of the contract. Bodies are text, with undecodable bytes kept as surrogates, or None if they are unknown. Of
binary bodies, only the size is kept.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

from attrs import field, frozen

Headers = tuple[tuple[str, str], ...]

TEXTUAL = ("json", "text/", "xml", "x-www-form-urlencoded", "javascript")
"""Substrings of the content types whose bodies are kept as text. All other bodies are files."""


@frozen
class RecordedExchange:
    """One request and its reply.

    Args:
        method: the HTTP method in upper case.
        url: the absolute URL.
        request_headers: the headers of the request as sent, names in any case.
        request: the body of the request; None if it is absent or unknown.
        request_bytes: the size of the request body; -1 if unknown.
        status: the status code of the reply.
        reason: the reason phrase of the reply.
        headers: the headers of the reply.
        reply: the body of the reply; None if it is a file or was not recorded.
        reply_bytes: the size of the reply body; -1 if unknown.
        began_at: the time of the request, in seconds since 1970.
        took_s: the seconds from the request until the whole reply was read.
        source: the name of the file that holds the exchange.
    """

    method: str
    url: str
    request_headers: Headers = field(repr=False)
    request: str | None = field(repr=False)
    request_bytes: int
    status: int
    reason: str
    headers: Headers = field(repr=False)
    reply: str | None = field(repr=False)
    reply_bytes: int
    began_at: float = 0.0
    took_s: float = 0.0
    source: str = ""

    @property
    def host(self) -> str:
        """The host of the URL, without the port."""
        return urlsplit(self.url).hostname or ""

    @property
    def path(self) -> str:
        """The path of the URL, percent-decoded."""
        return unquote(urlsplit(self.url).path) or "/"

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The query parameters, sorted, since their order is not significant."""
        return tuple(sorted(parse_qsl(urlsplit(self.url).query, keep_blank_values=True)))


def header(headers: Headers, name: str) -> str | None:
    """Return the value of a header, or None."""
    return next((value for key, value in headers if key.lower() == name.lower()), None)


def media_type(headers: Headers) -> str:
    """Return the content type without its parameters, in lower case; empty if missing."""
    return (header(headers, "Content-Type") or "").partition(";")[0].strip().lower()


def is_text(kind: str) -> bool:
    """Return whether bodies of a content type are text. A missing type counts as text."""
    return not kind or any(word in kind for word in TEXTUAL)


def text_of(body: bytes) -> str:
    """Decode a body. `bytes_of` restores the same bytes."""
    return body.decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    """Encode a text from `text_of`. Lone surrogates of other origin become question marks."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
