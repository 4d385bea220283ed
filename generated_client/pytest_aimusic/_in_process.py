"""Asks a WSGI app in process, for clients of any kind: a request in, a reply and its body in blocks out.

What the mock leaves in the environ about the connection (`NetworkFault`) is raised here as `CutError` and `LateError`; whoever
asks for a client turns them into what that client raises when a real connection fails.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import WSGIApplication

from attrs import field, frozen

from aimusic_mock.faults.network import NETWORK_FAULT, NetworkFault, half
from aimusic_mock.server.wsgi_call import Body, WsgiCall, make_environ

PLAIN = NetworkFault()


class CutError(Exception):
    """The connection was closed."""


class LateError(Exception):
    """The reply would come later than the client waits."""


@frozen
class Question:
    """A request.

    Attributes:
        method: the HTTP method.
        url: the whole address.
        headers: its headers; a name may come twice.
        body: its body.
        patience_s: how long the client waits for the reply, in seconds; None for ever.
    """

    method: str
    url: str
    headers: Iterable[tuple[bytes, bytes]] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    patience_s: float | None = None


@frozen
class Reply:
    """A reply. `blocks` is the body as it comes, which can be read once, may raise `CutError`, and is to be closed."""

    status: int
    headers: list[tuple[bytes, bytes]]
    blocks: Generator[bytes, None, None] = field(repr=False)


def ask(app: WSGIApplication, question: Question) -> Reply:
    """Return what an app answers.

    Raises:
        CutError: the connection is closed before the reply.
        LateError: the reply is delayed beyond the client's patience.
    """
    parts = urlsplit(question.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    scope: dict[str, Any] = {
        "method": question.method,
        "raw_path": (parts.path or "/").encode("ascii", "surrogateescape"),
        "query_string": parts.query.encode("ascii", "surrogateescape"),
        "http_version": "1.1",
        "server": (parts.hostname, port),
        "client": ("127.0.0.1", 0),
        "headers": [(name.lower(), value) for name, value in question.headers],
    }
    environ = make_environ(scope, Body(question.body, len(question.body), read=True))
    environ["wsgi.url_scheme"] = parts.scheme
    answer = WsgiCall(app, environ)
    first = answer.next_block()
    wire: NetworkFault = environ.get(NETWORK_FAULT) or PLAIN
    if question.patience_s is not None and wire.delay_s > question.patience_s:
        answer.close()
        raise LateError(f"no reply within {question.patience_s:g} s: the mock was told to wait {wire.delay_s:g} s")
    blocks = _blocks(answer, first)
    if wire.cut is None:
        return Reply(answer.status, answer.headers, blocks)
    whole = b"".join(blocks)
    if wire.is_before(whole):
        raise CutError("the mock closed the connection before its reply")
    return Reply(answer.status, answer.headers, _broken(half(whole)))


def _blocks(answer: WsgiCall, first: bytes) -> Generator[bytes, None, None]:
    try:
        if first:
            yield first
        while not answer.ended:
            if block := answer.next_block():
                yield block
    finally:
        answer.close()


def _broken(first: bytes) -> Generator[bytes, None, None]:
    yield first
    raise CutError("the mock closed the connection in the middle of its reply")
