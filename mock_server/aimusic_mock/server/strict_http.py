"""An h11 connection that also refuses what HTTP lets a server refuse, and what servers and proxies read differently.

h11 is lenient where RFC 9112 permits it. Requests that two programs could split or route in different ways are refused
here: the mock may run behind a proxy, and its admin API trusts the Host header.
"""

from __future__ import annotations

import re
from typing import Any

import h11

from aimusic_mock.server.wsgi_call import METHODS

MAX_HEAD_BYTES = 16 * 1024
"""Size of a request line with its headers: h11's own limit, which it applies only while they are incomplete."""

SMALL_CHUNKS = 1000
BYTES_PER_CHUNK = 256
"""A body may have `SMALL_CHUNKS` chunks of any size, and one more for each `BYTES_PER_CHUNK` bytes. Each chunk costs about
14 µs, so a megabyte in chunks of one byte would stop the event loop for seconds."""


BARE_LINE_END = "End each line with CR LF."

TARGET = re.compile(rb"(?:/|https?://(?P<host>[^/?#]+)(?:[/?]|\Z))[^#]*\Z", re.IGNORECASE)
HOST = re.compile(rb"(?:\[[0-9A-F:.]+\]|[\w.~%!$&'()*+,;=-]*)(?::\d{0,5})?\Z", re.IGNORECASE)


class StrictConnection(h11.Connection):
    """The server's side of an HTTP/1.1 connection.

    Attributes:
        fault: why the last request was refused; None if h11 itself refused it.
    """

    fault: str | None = None

    def __init__(self) -> None:
        super().__init__(h11.SERVER, MAX_HEAD_BYTES)
        self._chunks = self._bytes = 0

    def next_event(self) -> Any:
        """Return the next event, as h11 does.

        Raises:
            RemoteProtocolError: the request is malformed or ambiguous.
        """
        if self.their_state is h11.IDLE:
            self._check_head()
        event = super().next_event()
        if isinstance(event, h11.Data):
            self._chunks += event.chunk_start
            self._bytes += len(event.data)
            if self._chunks > SMALL_CHUNKS + self._bytes // BYTES_PER_CHUNK:
                raise self._refusal("Send the body in larger chunks.")
        elif isinstance(event, h11.EndOfMessage):
            self._chunks = self._bytes = 0
            if event.headers:
                raise self._refusal("Send no trailers after the body.")
        return event

    def _check_head(self) -> None:
        received = self.trailing_data[0][: MAX_HEAD_BYTES + 1]
        end = received.find(b"\n\r\n")
        if b"\n\n" in (received if end < 0 else received[:end]):  # h11 ends the headers there, too
            raise self._refusal(BARE_LINE_END)
        if end >= 0 and (fault := head_fault(received[: end + 1])) is not None:
            raise self._refusal(fault)
        if end < 0 and len(received) > MAX_HEAD_BYTES:
            raise h11.RemoteProtocolError("the headers are too long")

    def _refusal(self, fault: str) -> h11.RemoteProtocolError:
        self.fault = fault
        return h11.RemoteProtocolError(fault)


def head_fault(head: bytes) -> str | None:
    """Return why a request line with its headers is refused, None if it is not. Syntax that h11 checks is left to it."""
    first, *lines = head.removesuffix(b"\r\n").split(b"\r\n")
    if any(b"\n" in line or b"\r" in line for line in (first, *lines)):
        return BARE_LINE_END
    if any(line.startswith((b" ", b"\t")) for line in lines):
        return "Send each header in one line."
    headers = [(name.lower(), value.strip()) for name, _, value in (line.partition(b":") for line in lines)]
    version = first.rpartition(b" ")[2]
    return _framing_fault(headers, version) or _routing_fault(headers, first.split(b" "))


def _framing_fault(headers: list[tuple[bytes, bytes]], version: bytes) -> str | None:
    framing = [(name, value) for name, value in headers if name in (b"content-length", b"transfer-encoding")]
    if len(framing) > 1 or any(b"," in value for _, value in framing):
        return "Send either one Content-Length or one Transfer-Encoding."
    if version.startswith(b"HTTP/") and version not in (b"HTTP/1.0", b"HTTP/1.1"):
        return "Use HTTP/1.1 or HTTP/1.0."
    if version == b"HTTP/1.0" and framing and framing[0][0] == b"transfer-encoding":
        return "Send a Content-Length; HTTP/1.0 has no Transfer-Encoding."
    return None


def _routing_fault(headers: list[tuple[bytes, bytes]], request_line: list[bytes]) -> str | None:
    if len(request_line) != 3:  # left to h11
        return None
    method, target, _ = request_line
    if method.decode("latin-1") not in METHODS:
        return f"Use one of the methods {', '.join(sorted(METHODS))}."
    host = next((value for name, value in headers if name == b"host"), None)
    if host is not None and not HOST.match(host):
        return "Send the name or address of the server, with its port, as Host."
    match = TARGET.match(target)
    if match is None:
        return "Send a path that starts with /, or an http URL, as the request target."
    if match["host"] is not None and match["host"].lower() != (host or b"").lower():
        return "Send the host of the request target as Host."
    return None
