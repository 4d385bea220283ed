"""Write each exchange into its world's journal, without secrets."""

from __future__ import annotations

from flask import Response, request

from aimusic_mock.api import auth
from aimusic_mock.api.trace import REQUEST_ID, Trace
from aimusic_mock.domain.journal import MAX_BODY_BYTES, Credential, Exchange
from aimusic_mock.redaction import hide, hide_in_text


def record(trace: Trace, response: Response) -> None:
    """Write the exchange at hand down."""
    if not trace.journaled or trace.number is None:
        return
    cut: list[str] = []
    mock_headers = {name: value for name, value in request.headers.items() if name.startswith("X-Mock-")}
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
            asked={name: value for name, value in mock_headers.items() if name != "X-Mock-World"},
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


def _kept(body: bytes, which: str, cut: list[str]) -> bytes:
    if len(body) > MAX_BODY_BYTES:
        cut.append(which)
    return body[:MAX_BODY_BYTES]


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")
