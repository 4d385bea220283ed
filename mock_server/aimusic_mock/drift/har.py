"""HAR 1.2, the form in which browsers and other tools keep exchanges: to it and from it.

Of what a HAR file may tell, this reads what the contract speaks of. It takes nothing for granted: other tools leave
bodies out, write them in base64, and put HTTP/2's `:authority` among the headers.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aimusic_mock.drift.exchange import Exchange, Headers, header, media_type, text_of

CREATOR = "aimusic-mock"


class UnreadableError(Exception):
    """An entry, or a file, that is not as HAR has it; the message says what is not."""


def write(exchange: Exchange, version: str) -> dict[str, Any]:
    """Return a HAR document with this exchange alone.

    Args:
        exchange: what happened, without its secrets.
        version: the contract's.
    """
    creator = {"name": CREATOR, "version": version}
    return {"log": {"version": "1.2", "creator": creator, "entries": [_entry(exchange)]}}


def _entry(exchange: Exchange) -> dict[str, Any]:
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
        content["comment"] = "a file, of which the size is kept only"
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
    """Return the entries of a HAR document, each to be given to `read`.

    Raises:
        UnreadableError: it is no HAR document.
    """
    log = document.get("log") if isinstance(document, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        raise UnreadableError("it has no log.entries")
    return entries


def is_ours(document: Any) -> bool:
    """Tell whether the proxy has written a document."""
    creator = document["log"].get("creator")
    return isinstance(creator, dict) and creator.get("name") == CREATOR


def read(entry: Any, source: str) -> Exchange:
    """Return the exchange that an entry tells of.

    Args:
        entry: one of `entries`.
        source: the name of its file.

    Raises:
        UnreadableError: a part that every entry has is missing, or there was no reply.
    """
    try:
        sent, response = entry["request"], entry["response"]
        request, request_bytes = _request_body(sent)
        headers = _headers(response)
        reply, reply_bytes = _reply_body(response, media_type(headers))
        exchange = Exchange(
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
        raise UnreadableError(f"an entry is not as HAR has it: {type(error).__name__} {error}") from error
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
    # An empty text is what some tools write for a body that they have not kept.
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
