"""Send one HTTP request to a checked address, within one deadline, and return the result.

Does not resolve names, follow redirects, use proxies or read the environment. The deadline covers everything, from
connecting to the last byte read, so a receiver that sends byte by byte gets no more time than another.
"""

from __future__ import annotations

import functools
import http.client
import io
import socket
import ssl
from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen

from aimusic_mock.domain.clock import real_ticks
from aimusic_mock.domain.deliveries import ANSWER_CHARACTERS, Outcome
from aimusic_mock.outbound.address_policy import Destination

TIMEOUT_S = 10.0
"""Limit for a whole attempt, in real seconds: common among senders of webhooks; the service documents none."""

MAX_SEND_BYTES = 256 * 1024
"""Bytes sent between two checks of the deadline: a fast receiver could otherwise take the whole body in one call."""

MAX_RESPONSE_BYTES = 64 * 1024
"""Bytes read of a response body. Only the first characters are shown, so the rest is not needed."""


@frozen
class SendResult:
    """How an attempt ended.

    Args:
        outcome: one of the outcomes of `domain.deliveries.Attempt`.
        status: the HTTP status, if a response arrived.
        answer: the start of the response body, or what went wrong.
    """

    outcome: Outcome
    status: int | None = None
    answer: str = ""


@frozen
class _Deadline:
    """A point in real time; no operation waits past it."""

    at: float
    ticks: Callable[[], float] = field(repr=False)

    def left(self) -> float:
        """Return the seconds left.

        Raises:
            TimeoutError: the deadline has passed.
        """
        left = self.at - self.ticks()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left


class _DeadlineReader(io.RawIOBase):
    """Reads from a socket until a deadline; a socket's own timeout restarts with every read."""

    def __init__(self, sock: socket.socket, deadline: _Deadline) -> None:
        super().__init__()
        self._sock, self._deadline = sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._deadline.left())
        return self._sock.recv_into(buffer)


class _Response(http.client.HTTPResponse):
    """A response that is read until a deadline."""

    def __init__(self, sock: socket.socket, method: str, deadline: _Deadline) -> None:
        super().__init__(sock, method=method)
        self.fp.close()
        self.fp = io.BufferedReader(_DeadlineReader(sock, deadline))


def send(
    method: str,
    destination: Destination,
    headers: Mapping[str, str],
    body: bytes,
    timeout_s: float = TIMEOUT_S,
    ticks: Callable[[], float] = real_ticks,
) -> SendResult:
    """Send one request and return the result; failures of the receiver or the network are results, not exceptions.

    Args:
        method: `POST` or `HEAD`.
        destination: a destination from `AddressPolicy.check`.
        headers: in addition to `Host`, `Content-Length` and `Connection`; without line breaks.
        body: the bytes to send.
        timeout_s: limit for the whole attempt, in real seconds.
        ticks: a monotonic clock, in real seconds.
    """
    deadline = _Deadline(ticks() + timeout_s, ticks)
    try:
        sock = _connect(destination, deadline)
    except TimeoutError:
        return SendResult("timeout", answer="connecting took too long")
    except ssl.SSLError as error:
        return SendResult("tls", answer=_describe(error))
    except OSError as error:
        return SendResult("no-connection", answer=_describe(error))
    with sock:
        try:
            return _exchange(sock, deadline, method, _request(method, destination, headers, body))
        except TimeoutError:
            return SendResult("timeout", answer="the response took too long")
        except (OSError, http.client.HTTPException, ValueError) as error:
            return SendResult("broken", answer=_describe(error))


def result_for(status: int, answer: str = "") -> SendResult:
    """Return the result for an HTTP status: 2xx is success, and a redirect is a failure because it is not followed."""
    if 200 <= status < 300:
        return SendResult("answered", status, answer)
    return SendResult("redirect" if 300 <= status < 400 else "status", status, answer)


def _connect(destination: Destination, deadline: _Deadline) -> socket.socket:
    last_error: OSError = OSError("no address")
    for address in destination.addresses:
        try:
            sock = socket.create_connection((address, destination.port), deadline.left())
        except TimeoutError:
            raise
        except OSError as error:
            last_error = error
            continue
        if destination.scheme == "http":
            return sock
        try:
            sock.settimeout(deadline.left())
            return _tls().wrap_socket(sock, server_hostname=destination.host)
        except BaseException:
            sock.close()
            raise
    raise last_error


def _request(method: str, destination: Destination, headers: Mapping[str, str], body: bytes) -> bytes:
    head = {"Host": destination.authority, **headers, "Content-Length": str(len(body)), "Connection": "close"}
    if method == "HEAD":
        del head["Content-Length"]
    lines = [f"{method} {destination.path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def _exchange(sock: socket.socket, deadline: _Deadline, method: str, request: bytes) -> SendResult:
    unsent = memoryview(request)
    while unsent:
        sock.settimeout(deadline.left())
        unsent = unsent[sock.send(unsent[:MAX_SEND_BYTES]) :]
    response = _Response(sock, method, deadline)
    try:
        response.begin()
        answer = response.read(MAX_RESPONSE_BYTES).decode("utf-8", "replace")[:ANSWER_CHARACTERS]
    finally:
        response.close()
    return result_for(response.status, answer)


@functools.cache
def _tls() -> ssl.SSLContext:
    # Cached: loading the system's certificates takes longer than a delivery.
    return ssl.create_default_context()


def _describe(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:ANSWER_CHARACTERS]
