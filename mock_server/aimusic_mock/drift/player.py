"""A WSGI app that replays recordings: status, headers and body as recorded. No key is required.

Web pages of any origin may read the replies, as those of the mock. A request with a foreign Host is refused: a web page could
make its own name resolve to this machine, and read recordings that are not meant for it. A request without a recording gets an error in the API's error format. Independent of the contract.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from http import HTTPStatus
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from aimusic_mock.drift.exchange import RecordedExchange, bytes_of, is_text, media_type, text_of
from aimusic_mock.drift.matching import CassettePlayer
from aimusic_mock.drift.proxy import OURS, ProxiedRequest, read_request, refuse
from aimusic_mock.drift.redaction import Redactor
from aimusic_mock.drift.upstream import HOP_BY_HOP
from aimusic_mock.outbound.hosts import host_of, is_own_name
from aimusic_mock.redaction import HIDDEN

CORS = (("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", "*"))

PREFLIGHT_S = 600
"""How long a browser may cache a preflight response: most cap it at ten minutes."""

BODILESS = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
"""Final statuses that never have a body."""

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
"""What HTTP allows in a header and a reason phrase (RFC 9110, 5.5). A recording may contain anything."""

LEFT_OUT = HOP_BY_HOP | OURS | {"content-length", "content-encoding"}
"""Headers of a recorded reply that are not replayed, since the body is sent as recorded: decompressed and redacted."""


class Replay:
    """The app.

    Args:
        player: the recordings.
        hosts: names of this machine in `Host` headers, in lower case, besides those that always mean it.
    """

    def __init__(self, player: CassettePlayer, hosts: Collection[str] = ()) -> None:
        self._player = player
        self._hosts = hosts

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Handle one request."""
        if not is_own_name(host_of(f"//{environ.get('HTTP_HOST') or environ['SERVER_NAME']}"), environ, self._hosts):
            sentence = "The Host header does not name this machine; allow other names with --api-host."
            return refuse(start, HTTPStatus.FORBIDDEN, "forbidden", sentence)
        if "HTTP_ORIGIN" not in environ:
            return self._replay(environ, start)

        def start_with_cors(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            recorded = [(name, value) for name, value in headers if not name.lower().startswith("access-control-")]
            return start(status, [*recorded, *CORS], *exc_info)

        if environ["REQUEST_METHOD"] == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ:
            start("204 No Content", [*CORS, *_preflight(environ)])
            return []
        return self._replay(environ, start_with_cors)

    def _replay(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        incoming = _hidden(read_request(environ))
        recording = self._player.find(incoming)
        if recording is None:
            sentence = f"No recording of {incoming.method} {incoming.path} matches; {self._player.nearest(incoming)}."
            return refuse(start, HTTPStatus.NOT_IMPLEMENTED, "not_recorded", sentence)
        if not HTTPStatus.OK <= recording.status < 600:
            sentence = f"The recorded status {recording.status} cannot be replayed: a reply has one from 200 to 599."
            return refuse(start, HTTPStatus.NOT_IMPLEMENTED, "not_recorded", sentence)
        reason = recording.reason if _VALUE.fullmatch(recording.reason) else ""
        headers = [
            (name, value)
            for name, value in recording.headers
            if name.lower() not in LEFT_OUT and value != HIDDEN and _NAME.fullmatch(name) and _VALUE.fullmatch(value)
        ]
        if incoming.method == "HEAD" or recording.status in BODILESS:
            start(f"{recording.status} {reason}", headers)
            return []
        if recording.reply is None and recording.reply_bytes != 0:
            sentence = f"Only the size of this reply is recorded: a file of {recording.reply_bytes} bytes."
            return refuse(start, HTTPStatus.NOT_IMPLEMENTED, "not_recorded", sentence)
        body = bytes_of(recording.reply or "")
        start(f"{recording.status} {reason}", [*headers, ("Content-Length", str(len(body)))])
        return [body]


def _preflight(environ: WSGIEnvironment) -> list[tuple[str, str]]:
    return [
        ("Access-Control-Allow-Methods", environ["HTTP_ACCESS_CONTROL_REQUEST_METHOD"]),
        ("Access-Control-Allow-Headers", environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", "")),
        ("Access-Control-Max-Age", str(PREFLIGHT_S)),
    ]


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
