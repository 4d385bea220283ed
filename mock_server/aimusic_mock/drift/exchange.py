"""One request and its reply, as a proxy saw them or a HAR file tells them.

Knows HTTP's words and nothing of the contract. Bodies are text, with undecodable bytes kept as surrogates, or None when
they are not known; of files only the size is.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

from attrs import field, frozen

Headers = tuple[tuple[str, str], ...]

TEXTUAL = ("json", "text/", "xml", "x-www-form-urlencoded", "javascript")
"""What the content types have in common whose bodies are kept as text; all others are files."""


@frozen
class Exchange:
    """One request and its reply.

    Args:
        method: in capitals.
        url: absolute.
        request_headers: as sent, names in any case.
        request: the request's body; None if there was none, or it is not known.
        request_bytes: its size; -1 if that is not known.
        status: of the reply.
        reason: what stands behind the status.
        headers: the reply's.
        reply: the reply's body; None if it is not known, because it is a file or was not recorded.
        reply_bytes: its size; -1 if that is not known.
        began_at: when it was asked, in seconds since 1970.
        took_s: until the reply was read.
        source: the file that tells of it.
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
        """The host that was asked, without its port."""
        return urlsplit(self.url).hostname or ""

    @property
    def path(self) -> str:
        """The path that was asked for, decoded."""
        return unquote(urlsplit(self.url).path) or "/"

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The parameters behind the path, sorted: their order says nothing."""
        return tuple(sorted(parse_qsl(urlsplit(self.url).query, keep_blank_values=True)))


def header(headers: Headers, name: str) -> str | None:
    """Return the value of a header, or None."""
    return next((value for item, value in headers if item.lower() == name.lower()), None)


def media_type(headers: Headers) -> str:
    """Return the content type without its parameters, in lower case; empty when it is missing."""
    return (header(headers, "Content-Type") or "").partition(";")[0].strip().lower()


def is_text(kind: str) -> bool:
    """Tell whether bodies of a content type are text; without a type they are tried as text."""
    return not kind or any(word in kind for word in TEXTUAL)


def text_of(body: bytes) -> str:
    """Return a body as text, from which `bytes_of` makes the same bytes."""
    return body.decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    """Return the bytes of a text from `text_of`; lone surrogates of another origin become question marks."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
