"""What can happen to a finished reply on its way to the client: it comes late, slowly, or not whole.

A view leaves a `NetworkFault` in the WSGI environ. The mock's own server carries it out on the connection; in process,
where there is no connection, `NetworkFaultMiddleware` does what can be done. Nothing here knows of sockets, of time or of Flask.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from attrs import field, frozen, validators

NETWORK_FAULT = "aimusic.wire"
"""The key in the WSGI environ under which a view leaves a `NetworkFault`."""

HANDLED_BY_SERVER = "aimusic.carried"
"""The key in the environ that is set by a server which carries the `NetworkFault` out itself."""

CUTS = ("before", "middle")


@frozen
class NetworkFault:
    """What happens to a finished reply on its way to the client.

    Args:
        delay_s: seconds before the first byte, 0 or more.
        cut: the connection is closed `before` any byte, or in the `middle` of the body. A reply without a body has
            no middle, and is cut before.
        bytes_per_s: how slowly the body flows, more than 0; None for as fast as it can.
    """

    delay_s: float = field(default=0.0, validator=validators.ge(0.0))
    cut: Literal["before", "middle"] | None = field(default=None, validator=validators.in_((None, *CUTS)))
    bytes_per_s: float | None = field(default=None, validator=validators.optional(validators.gt(0.0)))

    def is_before(self, body: bytes) -> bool:
        """Tell whether nothing of a reply with this body is sent."""
        return self.cut == "before" or (self.cut == "middle" and not body)


class NetworkFaultMiddleware:
    """A WSGI app around another one, that cuts replies off where no server does.

    Delay and slow flow do nothing here: in process, time belongs to the mock's clock.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request.

        Raises:
            ConnectionResetError: the reply is cut off, here or while its body is read.
        """
        body = self.app(environ, start_response)
        wire: NetworkFault | None = environ.get(NETWORK_FAULT)
        if wire is None or wire.cut is None or HANDLED_BY_SERVER in environ:
            return body
        whole = join(body)
        if wire.is_before(whole):
            raise ConnectionResetError("the mock closed the connection before its reply")
        return _broken(half(whole))


def join(body: Iterable[bytes]) -> bytes:
    """Return a WSGI body as one piece, and close it."""
    try:
        return b"".join(body)
    finally:
        close(body)


def half(body: bytes) -> bytes:
    """Return the part of a body that comes through when it is cut in the middle."""
    return body[: len(body) // 2]


def close(body: object) -> None:
    """Close a WSGI body, as every server must, if it can be closed."""
    closes = getattr(body, "close", None)
    if closes is not None:
        closes()


def _broken(first: bytes) -> Iterator[bytes]:
    yield first
    raise ConnectionResetError("the mock closed the connection in the middle of its reply")
