"""Record each exchange in its world's journal, without secrets."""

from __future__ import annotations

from flask import Response, request

from aimusic_mock.api import auth, headers
from aimusic_mock.api.context import RequestContext
from aimusic_mock.domain.journal import MAX_BODY_BYTES, Credential, Exchange
from aimusic_mock.redaction import KnownSecrets, hide, hide_in_text
from aimusic_mock.worlds.registry import NAME

CONDITIONS = (
    "Range",
    "If-Match",
    "If-None-Match",
    "If-Modified-Since",
    "If-Unmodified-Since",
    "If-Range",
    "Access-Control-Request-Method",
)
"""Headers of HTTP that decide the status of a reply, beside `X-Mock-*`."""


def record(context: RequestContext, response: Response) -> None:
    """Add the current exchange to the journal, if its request is journaled."""
    if not context.journaled or context.number is None:
        return
    truncated: list[str] = []
    key = auth.key_of(request.headers.get("Authorization", ""))
    own_key = KnownSecrets([key] if key else [])
    is_text = (
        response.mimetype in ("application/json", "text/html") and not response.is_streamed and request.method != "HEAD"
    )
    account = _account_number(context)
    context.world.journal.add(
        Exchange(
            number=context.number,
            at=context.now,
            request_id=response.headers[headers.REQUEST_ID],
            method=request.method,
            path=_path(key),
            operation=context.operation_id,
            account=account,
            credential=_credential(account),
            content_type=own_key.hide(request.content_type or ""),
            asked={name: own_key.hide(value) for name, value in _deciding_headers().items()},
            request=own_key.hide_in_body(hide(_kept(context.raw, "request", truncated))) if context.raw else None,
            status=response.status_code,
            reply=own_key.hide(_reply(context, _kept(response.get_data(), "reply", truncated))) if is_text else None,
            reply_bytes=response.content_length,
            explanation=context.explanation(),
            truncated=tuple(truncated),
        )
    )


def _path(key: str | None) -> str:
    """Return path and query without secrets. A key that repeats words of the route is kept, so that a replay takes it."""
    route = "" if request.url_rule is None else request.url_rule.rule
    path = hide_in_text(request.full_path.rstrip("?"))
    return "/" + KnownSecrets([] if key is None or key in route else [key]).hide(path.removeprefix("/"))


def _deciding_headers() -> dict[str, str]:
    """Return the headers that a reply depends on. A replay uses one world, so the name of a world counts if it is invalid."""
    return {
        name: value
        for name, value in request.headers.items()
        if name in CONDITIONS
        or (name.startswith(headers.MOCK_PREFIX) and (name != headers.WORLD or not NAME.fullmatch(value)))
    }


def _account_number(context: RequestContext) -> int | None:
    """Return the number of the request's account, also if the request was refused before the pipeline numbered it."""
    if context.account_number is not None or context.operation_id is None:
        return context.account_number
    key, store = auth.key_of(request.headers.get("Authorization", "")), context.store
    with store.lock:
        account = None if key is None else store.accounts.get(key)
        return None if account is None else auth.number_of(account, store)


def _credential(account: int | None) -> Credential:
    if account is not None:
        return "known"
    header = request.headers.get("Authorization")
    if not header:
        return "missing"
    return "unknown" if auth.key_of(header) else "malformed"


def _reply(context: RequestContext, kept: bytes) -> str:
    text = kept.decode("utf-8", "replace")
    # Both repeat what a request of the admin API contained; the contract's own replies have no secrets.
    repeats = context.operation_id == "admin" or context.faults.reply is not None
    return hide(text.encode("utf-8")) if repeats else text


def _kept(body: bytes, which: str, truncated: list[str]) -> bytes:
    if len(body) > MAX_BODY_BYTES:
        truncated.append(which)
    return body[:MAX_BODY_BYTES]
