"""Record each exchange in its world's journal, without secrets."""

from __future__ import annotations

from flask import Response, request

from aimusic_mock.api import auth, headers
from aimusic_mock.api.context import RequestContext
from aimusic_mock.domain.journal import MAX_BODY_BYTES, Credential, Exchange
from aimusic_mock.redaction import LEAST, hide, hide_in_text, hide_secrets


def record(context: RequestContext, response: Response) -> None:
    """Add the current exchange to the journal, if its request is journaled."""
    if not context.journaled or context.number is None:
        return
    truncated: list[str] = []
    key = auth.key_of(request.headers.get("Authorization", ""))
    keys = [key] if key and len(key) >= LEAST else []
    is_text = response.mimetype in ("application/json", "text/html") and not response.is_streamed
    context.world.journal.add(
        Exchange(
            number=context.number,
            at=context.now,
            request_id=response.headers[headers.REQUEST_ID],
            method=request.method,
            path=hide_secrets(hide_in_text(request.full_path.rstrip("?")), keys),
            operation=context.operation_id,
            account=context.account_number,
            credential=_credential(context),
            content_type=hide_secrets(request.content_type or "", keys),
            asked={name: hide_secrets(value, keys) for name, value in _mock_headers().items()},
            request=hide_secrets(hide(_kept(context.raw, "request", truncated)), keys) if context.raw else None,
            status=response.status_code,
            reply=hide_secrets(_text(_kept(response.get_data(), "reply", truncated)), keys) if is_text else None,
            reply_bytes=response.content_length,
            explanation=context.explanation(),
            truncated=tuple(truncated),
        )
    )


def _mock_headers() -> dict[str, str]:
    return {
        name: value
        for name, value in request.headers.items()
        if name.startswith(headers.MOCK_PREFIX) and name != headers.WORLD
    }


def _credential(context: RequestContext) -> Credential:
    if context.account_number is not None:
        return "known"
    header = request.headers.get("Authorization")
    if not header:
        return "missing"
    return "unknown" if auth.key_of(header) else "malformed"


def _kept(body: bytes, which: str, truncated: list[str]) -> bytes:
    if len(body) > MAX_BODY_BYTES:
        truncated.append(which)
    return body[:MAX_BODY_BYTES]


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")
