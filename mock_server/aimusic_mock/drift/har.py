"""Convert exchanges to and from HAR 1.2, the export format of browsers and other tools.

Only the members that the contract describes are read. Missing and unusual members are tolerated: other tools omit bodies,
encode or compress them, write sizes as `null`, give the type of a body outside of the headers only, and list HTTP/2's
`:authority` as a header. A value of another type than HAR allows makes the entry unreadable, not the file.
"""

from __future__ import annotations

import base64
import math
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from aimusic_mock.drift.exchange import Headers, RecordedExchange, header, media_type, text_of

CREATOR = "aimusic-mock"

MAX_BODY_BYTES = 64 * 1024 * 1024
"""Maximum size of a decompressed body: 1 MB of gzip can expand to 1 GB."""

_GZIP, _ZLIB = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS
"""The formats of `Content-Encoding: gzip` and `deflate`, as zlib names them."""


class UnreadableError(Exception):
    """An entry or a file is not valid HAR; the message says why."""


def write(exchange: RecordedExchange, version: str) -> dict[str, Any]:
    """Return a HAR document with one exchange.

    Args:
        exchange: a redacted exchange.
        version: the version of the contract.
    """
    creator = {"name": CREATOR, "version": version}
    return {"log": {"version": "1.2", "creator": creator, "entries": [_entry(exchange)]}}


def _entry(exchange: RecordedExchange) -> dict[str, Any]:
    took_ms = round(exchange.took_s * 1000, 1)
    request = {
        "method": exchange.method,
        "url": exchange.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(exchange.request_headers),
        "queryString": _pairs(exchange.query),
        "headersSize": -1,
        "bodySize": exchange.request_bytes,
    }
    if exchange.request is not None:
        kind = header(exchange.request_headers, "Content-Type") or ""
        request["postData"] = {"mimeType": kind, "text": exchange.request}
    content: dict[str, Any] = {"size": exchange.reply_bytes, "mimeType": header(exchange.headers, "Content-Type") or ""}
    if exchange.reply is None:
        content["comment"] = "a file; only its size is recorded"
    else:
        content["text"] = exchange.reply
    response = {
        "status": exchange.status,
        "statusText": exchange.reason,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(exchange.headers),
        "content": content,
        "redirectURL": header(exchange.headers, "Location") or "",
        "headersSize": -1,
        "bodySize": exchange.reply_bytes,
    }
    return {
        "startedDateTime": datetime.fromtimestamp(exchange.began_at, UTC).isoformat(timespec="milliseconds"),
        "time": took_ms,
        "request": request,
        "response": response,
        "cache": {},
        "timings": {"send": 0, "wait": took_ms, "receive": 0},
    }


def _pairs(pairs: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def entries(document: Any) -> list[Any]:
    """Return the entries of a HAR document in chronological order, to be converted with `read`.

    Raises:
        UnreadableError: the document is not HAR.
    """
    log = document.get("log") if isinstance(document, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        raise UnreadableError("it has no log.entries")
    times: list[float] = []
    for entry in entries:  # an entry without a time stays behind its predecessor
        began_at = _time(entry)
        times.append(began_at if began_at is not None else times[-1] if times else -math.inf)
    return [entries[index] for index in sorted(range(len(entries)), key=times.__getitem__)]


def is_ours(document: Any) -> bool:
    """Return whether the proxy wrote a document."""
    creator = document["log"].get("creator")
    return isinstance(creator, dict) and creator.get("name") == CREATOR


def read(entry: Any, source: str) -> RecordedExchange:
    """Convert an entry to an exchange.

    Args:
        entry: one of `entries`.
        source: the name of the file.

    Raises:
        UnreadableError: a required member is missing or has another type, or the entry has no reply.
    """
    try:
        sent, response = entry["request"], entry["response"]
        data, content = sent.get("postData") or {}, response.get("content") or {}
        headers = _headers(response, content)
        exchange = RecordedExchange(
            method=_text(sent["method"]).upper(),
            url=_url(sent["url"]),
            request_headers=_headers(sent, data),
            request=_request_body(data),
            request_bytes=_size(sent.get("bodySize")),
            status=_status(response["status"]),
            reason=_text(response.get("statusText") or ""),
            headers=headers,
            reply=_reply_body(content, headers),
            reply_bytes=_size(content.get("size")),
            began_at=_time(entry) or 0.0,
            source=source,
        )
    except (KeyError, TypeError, ValueError, AttributeError, zlib.error) as error:
        raise UnreadableError(f"an entry is not valid HAR: {type(error).__name__} {error}") from error
    if exchange.status < 100:
        raise UnreadableError("an entry has no reply: the request was blocked, or is still under way")
    return exchange


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} in place of a string")
    return value


def _url(value: Any) -> str:
    url = _text(value)
    try:
        urlsplit(url).port  # noqa: B018  # raises a ValueError, as the host does, for a URL that cannot be split
    except ValueError:
        raise ValueError("the URL is invalid") from None  # the original message may contain the password
    return url


def _status(value: Any) -> int:
    """Return a status code, which some tools write as a text.

    Raises:
        ValueError: the value is not an integer of at most three digits.
    """
    text = str(value)
    if isinstance(value, bool) or not text.isascii() or not text.isdecimal() or len(text) > 3:
        raise ValueError("the status is not an integer of at most three digits")
    return int(text)


def _size(value: Any) -> int:
    """Return a size in bytes; -1 for an unknown one, which tools write as -1, as null, or not at all."""
    known = isinstance(value, (int, float)) and math.isfinite(value) and value >= 0
    return int(value) if known else -1


def _time(entry: Any) -> float | None:
    """Return the time of an entry in seconds since 1970; UTC if it has no zone, None if it has no valid time."""
    try:
        began_at = datetime.fromisoformat(entry["startedDateTime"])
    except (KeyError, TypeError, ValueError):
        return None
    return (began_at if began_at.tzinfo else began_at.replace(tzinfo=UTC)).timestamp()


def _headers(message: Mapping[str, Any], body: Mapping[str, Any]) -> Headers:
    """Return the headers of a message. A body's `mimeType` replaces a missing `Content-Type`."""
    listed = [(_text(header["name"]), _value(header.get("value"))) for header in message.get("headers") or ()]
    headers = tuple((name, value) for name, value in listed if not name.startswith(":"))
    kind = _text(body.get("mimeType") or "")
    # Chromium writes x-unknown for a reply without a type.
    if kind in ("", "x-unknown") or header(headers, "Content-Type") is not None:
        return headers
    return (*headers, ("Content-Type", kind))


def _value(value: Any) -> str:
    # Tools write Content-Length as a number, and the value of an empty header as null.
    return "" if value is None else str(value) if isinstance(value, (int, float)) else _text(value)


def _request_body(data: Mapping[str, Any]) -> str | None:
    params = data.get("params")
    if params and not data.get("text") and "multipart" not in _text(data.get("mimeType") or ""):
        return urlencode([(_text(param["name"]), _value(param.get("value"))) for param in params])
    # Some tools write an empty text for a body that they did not record.
    return _body(data, ()) or None


def _reply_body(content: Mapping[str, Any], headers: Headers) -> str | None:
    if content.get("text") is None:
        return "" if content.get("size") == 0 and not media_type(headers) else None
    return _body(content, headers)


def _body(recorded: Mapping[str, Any], headers: Headers) -> str | None:
    """Return the text of a body, decoded and decompressed; None if that is impossible.

    HAR requires decompressed bodies, but tools also write them as received, whatever the headers say.
    """
    text = recorded.get("text")
    if text is None:
        return None
    if recorded.get("encoding") == "base64":
        raw = base64.b64decode(_text(text), validate=True)
    elif _text(text).startswith("\x1f\x8b"):
        raw = text.encode("latin-1", "replace")
    else:
        return _text(text)
    coding = (header(headers, "Content-Encoding") or "").lower()
    if raw.startswith(b"\x1f\x8b"):
        return text_of(_decompressed(raw, _GZIP))
    try:
        return raw.decode() if "br" in coding or "zstd" in coding else text_of(_inflated(raw, coding))
    except UnicodeDecodeError:  # compressed in a format that the standard library does not read
        return None


def _inflated(raw: bytes, coding: str) -> bytes:
    """Return the content of a body in the `deflate` coding, or the body itself if it has none or is decompressed."""
    if "deflate" in coding:
        for window in (_ZLIB, -_ZLIB):  # with a header as RFC 9110 requires, or without one
            try:
                return _decompressed(raw, window)
            except zlib.error:
                continue
    return raw


def _decompressed(raw: bytes, window: int) -> bytes:
    stream = zlib.decompressobj(window)
    body = stream.decompress(raw, MAX_BODY_BYTES)
    if stream.unconsumed_tail:
        raise ValueError(f"a body has more than {MAX_BODY_BYTES} bytes when decompressed")
    if not stream.eof:
        raise zlib.error("a compressed body is incomplete")
    return body
