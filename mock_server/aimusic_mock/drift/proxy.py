"""A WSGI app that sends every request on to the upstream, hands back what comes, and shows the exchange to a watcher.

Replies of text are read whole before they are handed back; files flow through, and only their size is seen.
It knows neither the contract nor recordings: the watcher does. Nothing of the mock's state is behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIEnvironment

from attrs import evolve, frozen

from aimusic_mock.domain.clock import real_ticks, wall_time
from aimusic_mock.drift.exchange import Exchange, Headers, is_text, media_type, text_of
from aimusic_mock.drift.upstream import Answer, Upstream, UpstreamError
from aimusic_mock.errors import error_bytes
from aimusic_mock.settings import MAX_BODY_BYTES

OURS = frozenset({"date", "server"})
"""Headers that every server sets on its own replies."""

_UNQUOTED = "/:@!$&'()*+,;=~"
"""What may stand in a path as it is (RFC 3986, 3.3), beside letters, digits and `-._`."""


@frozen
class Asked:
    """A request, as it came."""

    method: str
    target: str
    headers: Headers
    body: bytes
    too_large: bool


class Proxy:
    """The app.

    Args:
        upstream: where requests go.
        watch: is shown every exchange, from several threads.
        tell: receives a sentence for each failure to forward.
    """

    def __init__(self, upstream: Upstream, watch: Callable[[Exchange], None], tell: Callable[[str], None]) -> None:
        self._upstream = upstream
        self._watch = watch
        self._tell = tell

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        proxied = asked_of(environ)
        if proxied.too_large:
            sentence = f"The proxy takes bodies of at most {MAX_BODY_BYTES} bytes."
            return refuse(start, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "validation_error", sentence)
        began_at, since = wall_time(), real_ticks()
        try:
            answer = self._upstream.send(proxied.method, proxied.target, proxied.headers, proxied.body)
            exchange = self._exchange(proxied, answer, began_at)
            if is_text(media_type(answer.headers)) or proxied.method == "HEAD":
                return self._whole(exchange, answer, since, start)
        except UpstreamError as error:
            self._tell(f"{proxied.method} {proxied.target.partition('?')[0]}: {error}")
            return refuse(start, HTTPStatus.BAD_GATEWAY, "upstream_error", str(error))
        start(_status(answer), _sent(answer.headers))
        return self._flowing(exchange, answer, since)

    def _exchange(self, requested: Asked, answer: Answer, began_at: float) -> Exchange:
        text = text_of(requested.body) if requested.body and is_text(media_type(requested.headers)) else None
        return Exchange(
            method=requested.method,
            url=self._upstream.address(requested.target),
            request_headers=requested.headers,
            request=text,
            request_bytes=len(requested.body),
            status=answer.status,
            reason=answer.reason,
            headers=answer.headers,
            reply=None,
            reply_bytes=-1,
            began_at=began_at,
        )

    def _whole(self, exchange: Exchange, answer: Answer, since: float, start: StartResponse) -> Iterable[bytes]:
        try:
            body = b"".join(answer.blocks())
        finally:
            answer.close()
        self._watch(evolve(exchange, reply=text_of(body), reply_bytes=len(body), took_s=real_ticks() - since))
        start(_status(answer), _sent(answer.headers))
        return [body]

    def _flowing(self, exchange: Exchange, answer: Answer, since: float) -> Iterator[bytes]:
        size = 0
        try:
            for block in answer.blocks():
                size += len(block)
                yield block
        except UpstreamError as error:
            self._tell(f"{exchange.method} {exchange.path}: {error}")
            raise ConnectionResetError(str(error)) from error  # the client has to see that this was not all
        finally:
            answer.close()
            self._watch(evolve(exchange, reply_bytes=size, took_s=real_ticks() - since))


def asked_of(environ: WSGIEnvironment) -> Asked:
    """Return the request of a WSGI environ, its body read."""
    named = {key.removeprefix("HTTP_"): value for key, value in environ.items() if key.startswith("HTTP_")}
    if environ.get("CONTENT_TYPE"):
        named["CONTENT_TYPE"] = environ["CONTENT_TYPE"]
    size = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(size) if 0 < size <= MAX_BODY_BYTES else b""
    query = environ.get("QUERY_STRING", "")
    return Asked(
        method=environ["REQUEST_METHOD"],
        target=quote(environ["PATH_INFO"].encode("latin-1"), safe=_UNQUOTED) + (f"?{query}" if query else ""),
        headers=tuple((name.replace("_", "-").title(), value) for name, value in named.items()),
        body=body,
        too_large=size > MAX_BODY_BYTES,
    )


def refuse(start: StartResponse, status: HTTPStatus, kind: str, sentence: str) -> list[bytes]:
    """Answer with an error of our own, in the API's form."""
    body = error_bytes(kind, sentence)
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start(f"{int(status)} {status.phrase}", headers)
    return [body]


def _status(answer: Answer) -> str:
    return f"{answer.status} {answer.reason}"


def _sent(headers: Headers) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() not in OURS]
