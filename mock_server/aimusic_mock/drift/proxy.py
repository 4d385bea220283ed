"""A WSGI app that forwards every request to the upstream, returns the reply, and passes the exchange to a callback.

Text replies are read whole before they are returned; files are streamed, and only their size is recorded. Independent of
the contract, of recordings and of the mock's state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIEnvironment

from attrs import evolve, frozen

from aimusic_mock.domain.clock import real_ticks, wall_time
from aimusic_mock.drift.exchange import Headers, RecordedExchange, is_text, media_type, text_of
from aimusic_mock.drift.upstream import Answer, Upstream, UpstreamError
from aimusic_mock.errors import error_bytes
from aimusic_mock.server.client import Client, client_of
from aimusic_mock.settings import MAX_BODY_BYTES

OURS = frozenset({"date", "server"})
"""Headers that a server sets on each reply itself."""

_UNQUOTED = "/:@!$&'()*+,;=~"
"""Characters that need no escape in a path (RFC 3986, 3.3), besides letters, digits and `-._`."""


@frozen
class ProxiedRequest:
    """A request as received; `too_large` means that the body exceeds the limit and was not read."""

    method: str
    target: str
    headers: Headers
    body: bytes
    too_large: bool


class Proxy:
    """The app.

    Args:
        upstream: the target of requests.
        on_exchange: called with every exchange, from several threads.
        log: called with a sentence for each failure to forward.
    """

    def __init__(
        self, upstream: Upstream, on_exchange: Callable[[RecordedExchange], None], log: Callable[[str], None]
    ) -> None:
        self._upstream = upstream
        self._on_exchange = on_exchange
        self._log = log

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Handle one request."""
        proxied = read_request(environ)
        if proxied.too_large:
            sentence = f"The proxy takes bodies of at most {MAX_BODY_BYTES} bytes."
            return refuse(start, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "validation_error", sentence)
        began_at, since, client = wall_time(), real_ticks(), client_of(environ)
        try:
            with client.waiting():
                answer = self._upstream.send(proxied.method, proxied.target, proxied.headers, proxied.body)
            exchange, blocks = self._exchange(proxied, answer, began_at), _blocks(answer, client)
            if is_text(media_type(answer.headers)) or proxied.method == "HEAD":
                return self._whole(exchange, answer, blocks, since, start)
        except UpstreamError as error:
            self._log(f"{proxied.method} {proxied.target.partition('?')[0]}: {error}")
            return refuse(start, HTTPStatus.BAD_GATEWAY, "upstream_error", str(error))
        start(_status(answer), _sent(answer.headers))
        return self._flowing(exchange, answer, blocks, since)

    def _exchange(self, request: ProxiedRequest, answer: Answer, began_at: float) -> RecordedExchange:
        text = text_of(request.body) if request.body and is_text(media_type(request.headers)) else None
        return RecordedExchange(
            method=request.method,
            url=self._upstream.address(request.target),
            request_headers=request.headers,
            request=text,
            request_bytes=len(request.body),
            status=answer.status,
            reason=answer.reason,
            headers=answer.headers,
            reply=None,
            reply_bytes=-1,
            began_at=began_at,
        )

    def _whole(
        self, exchange: RecordedExchange, answer: Answer, blocks: Iterable[bytes], since: float, start: StartResponse
    ) -> Iterable[bytes]:
        try:
            body = b"".join(blocks)
        finally:
            answer.close()
        self._on_exchange(evolve(exchange, reply=text_of(body), reply_bytes=len(body), took_s=real_ticks() - since))
        start(_status(answer), _sent(answer.headers))
        return [body]

    def _flowing(
        self, exchange: RecordedExchange, answer: Answer, blocks: Iterable[bytes], since: float
    ) -> Iterator[bytes]:
        size = 0
        try:
            for block in blocks:
                size += len(block)
                yield block
        except UpstreamError as error:
            self._log(f"{exchange.method} {exchange.path}: {error}")
            raise ConnectionResetError(str(error)) from error  # signals the client that the reply is incomplete
        finally:
            answer.close()
            self._on_exchange(evolve(exchange, reply_bytes=size, took_s=real_ticks() - since))


def _blocks(answer: Answer, client: Client) -> Iterator[bytes]:
    """Yield the body; the waits for it hold up no other request."""
    blocks = answer.blocks()
    while True:
        with client.waiting():
            block = next(blocks, None)
        if block is None:
            return
        yield block


def read_request(environ: WSGIEnvironment) -> ProxiedRequest:
    """Return the request of a WSGI environ, body included."""
    named = {key.removeprefix("HTTP_"): value for key, value in environ.items() if key.startswith("HTTP_")}
    if environ.get("CONTENT_TYPE"):
        named["CONTENT_TYPE"] = environ["CONTENT_TYPE"]
    size = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(size) if 0 < size <= MAX_BODY_BYTES else b""
    query = environ.get("QUERY_STRING", "")
    return ProxiedRequest(
        method=environ["REQUEST_METHOD"],
        target=quote(environ["PATH_INFO"].encode("latin-1"), safe=_UNQUOTED) + (f"?{query}" if query else ""),
        headers=tuple((name.replace("_", "-").title(), value) for name, value in named.items()),
        body=body,
        too_large=size > MAX_BODY_BYTES,
    )


def refuse(start: StartResponse, status: HTTPStatus, kind: str, sentence: str) -> list[bytes]:
    """Return an error of the proxy in the API's error format."""
    body = error_bytes(kind, sentence)
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start(f"{int(status)} {status.phrase}", headers)
    return [body]


def _status(answer: Answer) -> str:
    return f"{answer.status} {answer.reason}"


def _sent(headers: Headers) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() not in OURS]
