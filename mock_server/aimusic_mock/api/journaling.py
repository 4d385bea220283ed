"""Writes each exchange into its world's journal, with the secrets taken out.

What is secret: the value of every header that `auth` reads, and every member of a body whose name says so. The contract
has `webhook_secret` only; the other names are what people send by mistake.
"""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Response, request

from aimusic_mock.api import auth
from aimusic_mock.api.trace import REQUEST_ID, Trace
from aimusic_mock.domain.journal import MAX_BODY_BYTES, Credential, Exchange

HIDDEN = "[hidden]"

_SECRET_NAME = re.compile(r"secret|token|password|authorization|api_?key", re.IGNORECASE)
# Every repetition has a bound, and a name begins where a word begins: a body of a million letters is read once.
_SECRET_IN_PAIR = re.compile(
    r"((?<![\w.-])[\w.-]{0,64}?(?:secret|token|password|authorization|api_?key)[\w.-]{0,64}[\"']?\s{0,8}[:=]\s{0,8})"
    r"(?:\"(?:[^\"\\]|\\.)*\"?|'[^']*'?|[^\s,&}]+)",
    re.IGNORECASE,
)
"""For what is no JSON."""
_SECRET_IN_URL = re.compile(
    r"(?<=://)[^/@\s\"]{1,512}@|(?<=[?&;])([\w.-]{0,64}?(?:secret|token|key|sig)[\w.-]{0,64}=)[^&\s\"]+", re.IGNORECASE
)


def record(trace: Trace, response: Response) -> None:
    """Write the exchange at hand down."""
    if not trace.journaled or trace.number is None:
        return
    cut: list[str] = []
    asked = {name: value for name, value in request.headers.items() if name.startswith("X-Mock-")}
    is_text = response.mimetype in ("application/json", "text/html") and not response.is_streamed
    trace.world.journal.add(
        Exchange(
            number=trace.number,
            at=trace.at,
            request_id=response.headers[REQUEST_ID],
            method=request.method,
            path=hide_in_text(request.full_path.rstrip("?")),
            operation=trace.operation,
            account=trace.account,
            credential=_credential(trace),
            content_type=request.content_type or "",
            asked={name: value for name, value in asked.items() if name != "X-Mock-World"},
            request=hide(_kept(trace.body, "request", cut)) if trace.body else None,
            status=response.status_code,
            reply=_text(_kept(response.get_data(), "reply", cut)) if is_text else None,
            reply_bytes=response.content_length,
            explained=trace.explained(),
            cut=tuple(cut),
        )
    )


def _credential(trace: Trace) -> Credential:
    if trace.account is not None:
        return "known"
    header = request.headers.get("Authorization")
    if not header:
        return "missing"
    return "unknown" if auth.key_of(header) else "malformed"


def hide(raw: bytes) -> str:
    """Return a request body as text without its secrets; what has none stays to the byte, since a replay sends it."""
    text = raw.decode("utf-8", "surrogateescape")
    try:
        parsed = json.loads(text, object_pairs_hook=_object)
        hidden = _hidden(parsed)
        if hidden != parsed:
            text = json.dumps(hidden)
    except (ValueError, RecursionError):
        text = _SECRET_IN_PAIR.sub(lambda found: found.group(1) + HIDDEN, text)
    return hide_in_text(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")  # and one of its values would be overlooked
    return found


def hide_in_text(text: str) -> str:
    """Return a text without the user names, passwords and tokens in its addresses."""
    return _SECRET_IN_URL.sub(lambda found: f"{found.group(1) or ''}{HIDDEN}" + ("" if found.group(1) else "@"), text)


def _hidden(value: Any, secret: bool = False) -> Any:
    if isinstance(value, dict):
        return {name: _hidden(each, secret or bool(_SECRET_NAME.search(name))) for name, each in value.items()}
    if isinstance(value, list):
        return [_hidden(each, secret) for each in value]
    return HIDDEN if secret and isinstance(value, str) else value


def _kept(body: bytes, which: str, cut: list[str]) -> bytes:
    if len(body) > MAX_BODY_BYTES:
        cut.append(which)
    return body[:MAX_BODY_BYTES]


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")
