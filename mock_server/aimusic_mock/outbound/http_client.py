"""Sends one request to a checked address, within one deadline, and says how it went.

It resolves nothing, follows no redirect, knows no proxy and reads no environment. The deadline is for everything together,
from connecting to the last byte read: who drips bytes does not get more of it.
"""

from __future__ import annotations

import functools
import http.client
import io
import socket
import ssl
from collections.abc import Callable, Mapping
from typing import Any, cast

from attrs import field, frozen

from aimusic_mock.domain.clock import real_ticks
from aimusic_mock.domain.deliveries import ANSWER_CHARACTERS, Outcome
from aimusic_mock.outbound.address_policy import Destination

TIMEOUT_S = 10.0
"""For a whole attempt, in real seconds: what senders of webhooks commonly give a receiver; nobody documents the service's."""

MOST_SENT_BYTES = 256 * 1024
"""How much is sent between two looks at the time: a receiver that keeps up could else take all of it in one call."""

MOST_ANSWER_BYTES = 64 * 1024
"""How much of an answer is read: nobody needs it, and a receiver that sends more is not listened to."""


@frozen
class SendResult:
    """How an attempt went: the outcomes of `domain.deliveries.Attempt`."""

    outcome: Outcome
    status: int | None = None
    answer: str = ""


@frozen
class _Deadline:
    """A moment, in real ticks, after which nothing is waited for."""

    at: float
    ticks: Callable[[], float] = field(repr=False)

    def left(self) -> float:
        """Return the seconds that are left.

        Raises:
            TimeoutError: none are.
        """
        left = self.at - self.ticks()
        if left <= 0:
            raise TimeoutError("the time is over")
        return left


class _Incoming(io.RawIOBase):
    """What a socket receives, until a deadline that holds for all reads together."""

    def __init__(self, line: socket.socket, deadline: _Deadline) -> None:
        super().__init__()
        self._line, self._deadline = line, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._line.settimeout(self._deadline.left())
        return self._line.recv_into(buffer)


@frozen
class _Line:
    """As much of a socket as `http.client` needs to read a response."""

    incoming: _Incoming

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return the stream to read from."""
        del mode  # always for reading
        return io.BufferedReader(self.incoming)


def send(
    method: str,
    destination: Destination,
    headers: Mapping[str, str],
    body: bytes,
    timeout_s: float = TIMEOUT_S,
    ticks: Callable[[], float] = real_ticks,
) -> SendResult:
    """Send one request and return how it went; it raises nothing that a receiver could cause.

    Args:
        method: `POST` or `HEAD`.
        destination: where to, from the policy.
        headers: more than `Host`, `Content-Length` and `Connection`; names and values without line breaks.
        body: the very bytes.
        timeout_s: for everything together, in real seconds.
        ticks: real seconds that never go back.
    """
    deadline = _Deadline(ticks() + timeout_s, ticks)
    try:
        line = _connect(destination, deadline)
    except TimeoutError:
        return SendResult("timeout", answer="it took too long to connect")
    except ssl.SSLError as error:
        return SendResult("tls", answer=_about(error))
    except OSError as error:
        return SendResult("no-connection", answer=_about(error))
    with line:
        try:
            return _exchange(line, deadline, method, _request(method, destination, headers, body))
        except TimeoutError:
            return SendResult("timeout", answer="the answer took too long")
        except (OSError, http.client.HTTPException, ValueError) as error:
            return SendResult("broken", answer=_about(error))


def result_for(status: int, answer: str = "") -> SendResult:
    """Return what a status means: 2xx is success, and a redirect is not followed but a failure of its own."""
    if 200 <= status < 300:
        return SendResult("answered", status, answer)
    return SendResult("redirect" if 300 <= status < 400 else "status", status, answer)


def _connect(destination: Destination, deadline: _Deadline) -> socket.socket:
    problem: OSError = OSError("no address")
    for address in destination.addresses:
        try:
            line = socket.create_connection((address, destination.port), deadline.left())
        except TimeoutError:
            raise
        except OSError as error:
            problem = error
            continue
        if destination.scheme == "http":
            return line
        try:
            line.settimeout(deadline.left())
            return _tls().wrap_socket(line, server_hostname=destination.host)
        except BaseException:
            line.close()
            raise
    raise problem


def _request(method: str, destination: Destination, headers: Mapping[str, str], body: bytes) -> bytes:
    head = {"Host": destination.authority, **headers, "Content-Length": str(len(body)), "Connection": "close"}
    if method == "HEAD":
        del head["Content-Length"]
    lines = [f"{method} {destination.path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def _exchange(line: socket.socket, deadline: _Deadline, method: str, request: bytes) -> SendResult:
    unsent = memoryview(request)
    while unsent:
        line.settimeout(deadline.left())
        unsent = unsent[line.send(unsent[:MOST_SENT_BYTES]) :]
    response = http.client.HTTPResponse(cast("socket.socket", _Line(_Incoming(line, deadline))), method=method)
    try:
        response.begin()
        answer = response.read(MOST_ANSWER_BYTES).decode("utf-8", "replace")[:ANSWER_CHARACTERS]
    finally:
        response.close()
    return result_for(response.status, answer)


@functools.cache
def _tls() -> ssl.SSLContext:
    # Once: reading the system's certificates takes longer than a delivery.
    return ssl.create_default_context()


def _about(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:ANSWER_CHARACTERS]
