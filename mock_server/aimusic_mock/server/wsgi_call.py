"""One call of a WSGI app: build its environ, and read its response block by block.

Runs in a thread. Knows nothing of the event loop, or of how blocks are sent. Implements the server side of PEP 3333; the
request comes from ASGI's HTTP scope.
"""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication, WSGIEnvironment

from attrs import define, field, frozen

from aimusic_mock.faults import network
from aimusic_mock.faults.network import HANDLED_BY_SERVER

BLOCK_BYTES = 64 * 1024
"""Size of a block: the high-water mark of asyncio's write buffer."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "QUERY"})
"""Methods that are passed on to an app, which accepts or refuses them for each path."""

MaxBody = Callable[[WSGIEnvironment], int]
"""Returns the maximum size of the body of a request, in bytes, from its environ without the body."""

MAX_BODY = "aimusic.max_body"
"""The key in a Flask app's extensions for its `MaxBody`."""

HANDLED_HEADERS = frozenset({b"content-length", b"transfer-encoding", b"upgrade"})
"""Headers that are not passed to the app: the body has been read already, and upgrades are not supported."""


@frozen
class Body:
    """A request's body.

    Args:
        data: the bytes for the app; empty if the body is too large.
        size: its length in bytes, or the part received of an oversized one; None without a body.
        read: whether the whole body was received.
    """

    data: bytes = field(repr=False)
    size: int | None
    read: bool


def make_environ(scope: Mapping[str, Any], body: Body) -> WSGIEnvironment:
    """Return the WSGI environ of a request."""
    target: bytes = scope["raw_path"]
    if not target.startswith(b"/"):  # the absolute form, which servers must accept (RFC 9112, 3.2.2)
        target = b"/" + target.partition(b"://")[2].partition(b"/")[2]
    host, port = scope["server"] or ("localhost", 0)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(target).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_SOFTWARE": "aimusic-mock",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        HANDLED_BY_SERVER: True,
    }
    if scope["client"]:
        environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = scope["client"][0], str(scope["client"][1])
    _add_headers(environ, scope["headers"])
    put_body(environ, body)
    return environ


def put_body(environ: WSGIEnvironment, body: Body) -> None:
    """Put a request's body into its environ, in the place of another one."""
    environ["wsgi.input"] = io.BytesIO(body.data)
    if body.size is not None:
        environ["CONTENT_LENGTH"] = str(body.size)


def _add_headers(environ: WSGIEnvironment, headers: Iterable[tuple[bytes, bytes]]) -> None:
    for raw_name, raw_value in headers:
        # In the environ, a name with _ would be taken for the one with -.
        if b"_" in raw_name or raw_name in HANDLED_HEADERS:
            continue
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        key = name if name == "CONTENT_TYPE" else f"HTTP_{name}"
        value = raw_value.decode("latin-1")
        if key in environ:
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        environ[key] = value


@define(eq=False)
class WsgiCall:
    """A WSGI app's response to one request. `status` and `headers` are set after the first block."""

    app: WSGIApplication = field(repr=False)
    environ: WSGIEnvironment = field(repr=False)
    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(factory=list)
    ended: bool = False
    _length: int | None = None
    _sent: bool = False
    _written: list[bytes] = field(factory=list, repr=False)
    _body: Iterable[bytes] | None = field(default=None, repr=False)
    _chunks: Iterator[bytes] = field(factory=lambda: iter(()), repr=False)
    # An abandoned call is closed from another thread, while its own may still be running.
    _lock: threading.Lock = field(factory=threading.Lock, repr=False)

    def next_block(self) -> bytes:
        """Return the next block of the body, empty only at its end. The first call runs the app.

        A body of known length is returned in blocks, any other chunk by chunk, as it may be a stream of events.
        """
        with self._lock:
            try:
                return self._next_block()
            except BaseException:
                self._close()
                raise

    def close(self) -> None:
        """Close the body. Does nothing if it is closed already."""
        with self._lock:
            self._close()

    def _next_block(self) -> bytes:
        if self.ended:
            return b""
        if self._body is None:
            self._body = self.app(self.environ, self._start)
            self._chunks = iter(self._body)
        block = bytearray()
        for chunk in self._chunks:
            block += self._take_written() + chunk
            if block and (self._length is None or len(block) >= BLOCK_BYTES):
                break
        else:
            block += self._take_written()
            self._close()
        if not self.status:
            raise RuntimeError("the WSGI app did not call start_response")
        self._sent = True
        return bytes(block)

    def _close(self) -> None:
        if not self.ended:
            self.ended = True
            network.close(self._body)

    def _take_written(self) -> bytes:
        written = b"".join(self._written)
        self._written.clear()
        return written

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Callable[[bytes], object]:
        if exc_info and self._sent:
            raise exc_info[1]
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        length = dict(self.headers).get(b"content-length")
        self._length = int(length) if length else None
        return self._written.append
