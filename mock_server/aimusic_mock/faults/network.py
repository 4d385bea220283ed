"""Network faults: delay a finished reply, throttle it, or cut it off.

A view puts a `NetworkFault` into the WSGI environ. The mock's own server applies it to the connection. In process there
is no connection, and `NetworkFaultMiddleware` applies what it can. Nothing here depends on sockets, time or Flask.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from attrs import field, frozen, validators

NETWORK_FAULT = "aimusic.network_fault"
"""The key in the WSGI environ for a reply's `NetworkFault`."""

HANDLED_BY_SERVER = "aimusic.network_fault_handled"
"""The key in the WSGI environ that a server sets if it applies the `NetworkFault` itself."""

CUTS = ("before", "middle")


@frozen
class NetworkFault:
    """A fault in the transmission of a reply.

    Args:
        delay_s: seconds before the first byte, 0 or more.
        cut: close the connection `before` the first byte, or in the `middle` of the body. A reply without a body is
            cut before the first byte in both cases.
        bytes_per_s: the maximum rate of the body, more than 0; None for no limit.
    """

    delay_s: float = field(default=0.0, validator=validators.ge(0.0))
    cut: Literal["before", "middle"] | None = field(default=None, validator=validators.in_((None, *CUTS)))
    bytes_per_s: float | None = field(default=None, validator=validators.optional(validators.gt(0.0)))

    def is_before(self, body: bytes) -> bool:
        """Check whether a reply with this body is cut before its first byte."""
        return self.cut == "before" or (self.cut == "middle" and not body)


class NetworkFaultMiddleware:
    """WSGI middleware that cuts replies off, unless the server does so itself.

    Delays and throttling are ignored: in process, time is the mock's clock.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request.

        Raises:
            ConnectionResetError: the reply is cut off, either here or while its body is read.
        """
        body = self.app(environ, start_response)
        fault: NetworkFault | None = environ.get(NETWORK_FAULT)
        if fault is None or fault.cut is None or HANDLED_BY_SERVER in environ:
            return body
        content = join(body)
        if fault.is_before(content):
            raise ConnectionResetError("the mock closed the connection before its reply")
        return _broken(half(content))


def join(body: Iterable[bytes]) -> bytes:
    """Return a WSGI body in one piece, and close it."""
    try:
        return b"".join(body)
    finally:
        close(body)


def half(body: bytes) -> bytes:
    """Return the part of a body that is sent before a cut in the middle."""
    return body[: len(body) // 2]


def close(body: object) -> None:
    """Close a WSGI body, as PEP 3333 requires of every server, if it has a `close` method."""
    closes = getattr(body, "close", None)
    if closes is not None:
        closes()


def _broken(content: bytes) -> Iterator[bytes]:
    yield content
    raise ConnectionResetError("the mock closed the connection in the middle of its reply")
