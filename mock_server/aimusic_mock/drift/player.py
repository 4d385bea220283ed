"""A WSGI app that replays recordings: status, headers and body as recorded. No key is required.

A request without a recording gets an error in the API's error format. Independent of the contract.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIEnvironment

from aimusic_mock.drift.exchange import RecordedExchange, bytes_of, is_text, media_type, text_of
from aimusic_mock.drift.matching import CassettePlayer
from aimusic_mock.drift.proxy import OURS, ProxiedRequest, read_request, refuse
from aimusic_mock.drift.redaction import Redactor
from aimusic_mock.drift.upstream import HOP_BY_HOP
from aimusic_mock.redaction import HIDDEN

LEFT_OUT = HOP_BY_HOP | OURS | {"content-length", "content-encoding"}
"""Headers of a recorded reply that are not replayed, since the body is sent as recorded: decompressed and redacted."""


class Replay:
    """The app.

    Args:
        player: the recordings.
    """

    def __init__(self, player: CassettePlayer) -> None:
        self._player = player

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Handle one request."""
        incoming = _hidden(read_request(environ))
        recording = self._player.find(incoming)
        if recording is None:
            sentence = f"No recording of {incoming.method} {incoming.path} matches; {self._player.nearest(incoming)}."
            return refuse(start, HTTPStatus.NOT_IMPLEMENTED, "not_recorded", sentence)
        if recording.reply is None and recording.reply_bytes != 0:
            sentence = f"Only the size of this reply is recorded: a file of {recording.reply_bytes} bytes."
            return refuse(start, HTTPStatus.NOT_IMPLEMENTED, "not_recorded", sentence)
        body = bytes_of(recording.reply or "")
        headers = [
            (name, value) for name, value in recording.headers if name.lower() not in LEFT_OUT and value != HIDDEN
        ]
        start(f"{recording.status} {recording.reason}", [*headers, ("Content-Length", str(len(body)))])
        return [body]


def _hidden(incoming: ProxiedRequest) -> RecordedExchange:
    """Return a request redacted like a recording of it, with a redactor of its own that keeps no secrets."""
    text = text_of(incoming.body) if incoming.body and is_text(media_type(incoming.headers)) else None
    return Redactor().redact(
        RecordedExchange(
            method=incoming.method,
            url=f"http://replay{incoming.target}",
            request_headers=incoming.headers,
            request=text,
            request_bytes=len(incoming.body),
            status=0,
            reason="",
            headers=(),
            reply=None,
            reply_bytes=0,
        )
    )
