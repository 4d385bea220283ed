"""Convert exchanges to and from HAR 1.2, the export format of browsers and other tools.

Only the members that the contract describes are read. Missing and unusual members are tolerated: other tools omit bodies,
encode them in base64, and list HTTP/2's `:authority` as a header.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aimusic_mock.drift.exchange import Headers, RecordedExchange, header, media_type, text_of

CREATOR = "aimusic-mock"


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
    """Return the entries of a HAR document, to be converted with `read`.

    Raises:
        UnreadableError: the document is not HAR.
    """
    log = document.get("log") if isinstance(document, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        raise UnreadableError("it has no log.entries")
    return entries


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
        UnreadableError: a required member is missing, or the entry has no reply.
    """
    try:
        sent, response = entry["request"], entry["response"]
        request, request_bytes = _request_body(sent)
        headers = _headers(response)
        reply, reply_bytes = _reply_body(response, media_type(headers))
        exchange = RecordedExchange(
            method=str(sent["method"]).upper(),
            url=str(sent["url"]),
            request_headers=_headers(sent),
            request=request,
            request_bytes=request_bytes,
            status=int(response["status"]),
            reason=str(response.get("statusText") or ""),
            headers=headers,
            reply=reply,
            reply_bytes=reply_bytes,
            source=source,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableError(f"an entry is not valid HAR: {type(error).__name__} {error}") from error
    if exchange.status < 100:
        raise UnreadableError("an entry has no reply: the request was blocked, or is still under way")
    return exchange


def _headers(message: Mapping[str, Any]) -> Headers:
    listed = [(str(header["name"]), str(header["value"])) for header in message.get("headers") or ()]
    return tuple((name, value) for name, value in listed if not name.startswith(":"))


def _request_body(sent: Mapping[str, Any]) -> tuple[str | None, int]:
    data = sent.get("postData") or {}
    size = int(sent.get("bodySize", -1))
    text = data.get("text")
    # Some tools write an empty text for a body that they did not record.
    return (str(text), size) if text else (None, size)


def _reply_body(response: Mapping[str, Any], kind: str) -> tuple[str | None, int]:
    content = response.get("content") or {}
    size = int(content.get("size", -1))
    text = content.get("text")
    if text is None:
        return ("", 0) if size == 0 and not kind else (None, size)
    if content.get("encoding") == "base64":
        try:
            return text_of(base64.b64decode(text, validate=True)), size
        except binascii.Error as error:
            raise ValueError("a body is not base64") from error
    return str(text), size
