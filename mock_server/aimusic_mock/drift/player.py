"""A WSGI app that answers from recordings: status, headers and body as they came. It needs no key.

A request that was not recorded gets an error in the API's own form, never an invented reply. It knows nothing of the contract.
"""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIEnvironment

from aimusic_mock.drift.exchange import Exchange, bytes_of, is_text, media_type, text_of
from aimusic_mock.drift.matching import Tape
from aimusic_mock.drift.proxy import OURS, Asked, asked_of, refuse
from aimusic_mock.drift.redaction import Hiding
from aimusic_mock.drift.upstream import HOP_BY_HOP
from aimusic_mock.redaction import HIDDEN

LEFT_OUT = HOP_BY_HOP | OURS | {"content-length", "content-encoding"}
"""Headers of a recorded reply that are made anew: the body is sent as it was kept, decompressed and without secrets."""


class Replay:
    """The app.

    Args:
        tape: the recordings.
    """

    def __init__(self, tape: Tape) -> None:
        self._tape = tape

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        incoming = _hidden(asked_of(environ))
        recording = self._tape.find(incoming)
        if recording is None:
            sentence = f"{incoming.method} {incoming.path} was not recorded so; {self._tape.nearest(incoming)}."
            return refuse(start, HTTPStatus.NOT_IMPLEMENTED, "not_recorded", sentence)
        if recording.reply is None and recording.reply_bytes != 0:
            sentence = f"Of this reply the size is recorded only: it is a file of {recording.reply_bytes} bytes."
            return refuse(start, HTTPStatus.NOT_IMPLEMENTED, "not_recorded", sentence)
        body = bytes_of(recording.reply or "")
        headers = [
            (name, value) for name, value in recording.headers if name.lower() not in LEFT_OUT and value != HIDDEN
        ]
        start(f"{recording.status} {recording.reason}", [*headers, ("Content-Length", str(len(body)))])
        return [body]


def _hidden(incoming: Asked) -> Exchange:
    """Return a request as a recording of it would be; what it hides is forgotten again."""
    text = text_of(incoming.body) if incoming.body and is_text(media_type(incoming.headers)) else None
    return Hiding().hide(
        Exchange(
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
