"""A WSGI app that answers from recordings: status, headers and body as they came. It needs no key.

What was not recorded is told as such, in the API's own form, and never made up. It knows nothing of the contract.
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
        asked = _hidden(asked_of(environ))
        found = self._tape.find(asked)
        if found is None:
            sentence = f"{asked.method} {asked.path} was not recorded so; {self._tape.nearest(asked)}."
            return refuse(start, HTTPStatus.NOT_IMPLEMENTED, "not_recorded", sentence)
        if found.reply is None and found.reply_bytes != 0:
            sentence = f"Of this reply the size is recorded only: it is a file of {found.reply_bytes} bytes."
            return refuse(start, HTTPStatus.NOT_IMPLEMENTED, "not_recorded", sentence)
        body = bytes_of(found.reply or "")
        headers = [(name, value) for name, value in found.headers if name.lower() not in LEFT_OUT and value != HIDDEN]
        start(f"{found.status} {found.reason}", [*headers, ("Content-Length", str(len(body)))])
        return [body]


def _hidden(asked: Asked) -> Exchange:
    """Return a request as a recording of it would be; what it hides is forgotten again."""
    text = text_of(asked.body) if asked.body and is_text(media_type(asked.headers)) else None
    return Hiding().hide(
        Exchange(
            method=asked.method,
            url=f"http://replay{asked.target}",
            request_headers=asked.headers,
            request=text,
            request_bytes=len(asked.body),
            status=0,
            reason="",
            headers=(),
            reply=None,
            reply_bytes=0,
        )
    )
