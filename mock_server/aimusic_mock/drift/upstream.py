"""Sends requests on to the upstream: the only module of the mock that asks another machine by itself, and uses httpx.

It knows neither the contract nor recordings. The key that it carries must not travel in the clear, so an upstream is
HTTPS, or on this machine.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
from attrs import define, field

from aimusic_mock.drift.exchange import Headers
from aimusic_mock.outbound.hosts import is_loopback_name

CONNECT_S = 10.0
"""To reach the upstream: three tries of TCP's first packet."""

READ_S = 120.0
"""For the next byte: the slowest calls that answer with their result take a minute, as do gateways to give up."""

HOP_BY_HOP = frozenset(
    {
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer"),
        *("transfer-encoding", "upgrade"),
    }
)
"""Headers of one connection and not of the exchange (RFC 9110, 7.6.1, and what older software sends)."""

MADE_ANEW = frozenset({"host", "content-length", "accept-encoding", "expect"})
"""Headers of a request that httpx sets for the upstream, or that ask for what a proxy could not pass on as it came."""


class UpstreamError(Exception):
    """The upstream did not answer or is not a valid address; the message has no part of the request."""


@define
class Answer:
    """What the upstream answered: the body is still to be read, and `close` to be called."""

    status: int
    reason: str
    headers: Headers
    _response: httpx.Response = field(repr=False)

    def blocks(self) -> Iterator[bytes]:
        """Yield the body, decompressed.

        Raises:
            UpstreamError: it broke off.
        """
        try:
            yield from self._response.iter_bytes()
        except httpx.HTTPError as error:
            raise UpstreamError(f"The upstream broke off: {type(error).__name__}.") from error

    def close(self) -> None:
        """Let the connection go."""
        self._response.close()


class Upstream:
    """The service behind the proxy.

    Args:
        url: its address; a path in it is put before every path.
        transport: how to reach it, for tests; by default the network.

    Raises:
        ValueError: a key may not be sent to this address.
    """

    def __init__(self, url: str, transport: httpx.BaseTransport | None = None) -> None:
        self.url = _checked(url)
        # Proxies of the environment are for the world outside.
        trust_env = not is_loopback_name(self.url.host)
        self._client = httpx.Client(transport=transport, trust_env=trust_env, follow_redirects=False)
        self._timeout = httpx.Timeout(READ_S, connect=CONNECT_S).as_dict()

    def address(self, target: str) -> str:
        """Return where a target, path and query, is on the upstream."""
        return str(self.url.copy_with(raw_path=self.url.raw_path.rstrip(b"/") + target.encode("latin-1")))

    def send(self, method: str, target: str, headers: Headers, body: bytes) -> Answer:
        """Forward a request and return the response, of any status.

        Args:
            method: in capitals.
            target: path and query, as they stand in a request line.
            headers: the client's.
            body: all of it.

        Raises:
            UpstreamError: there is no answer.
        """
        sent = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in passed_on(headers)]
        sent.append((b"Accept-Encoding", b"identity"))
        content = body if body or method in ("POST", "PUT", "PATCH") else None
        # Made by hand: the client's own defaults and cookies are not the user's.
        extensions = {"timeout": self._timeout}
        request = httpx.Request(method, self.address(target), headers=sent, content=content, extensions=extensions)
        try:
            response = self._client.send(request, stream=True)
        except httpx.HTTPError as error:
            raise UpstreamError(f"The upstream did not answer: {type(error).__name__}.") from error
        return Answer(response.status_code, response.reason_phrase, _headers(response), response)

    def close(self) -> None:
        """Close all connections."""
        self._client.close()


def passed_on(headers: Headers) -> Headers:
    """Return those headers of a request that are passed on as they are."""
    return tuple((name, value) for name, value in headers if name.lower() not in _of_hop(headers) | MADE_ANEW)


def _of_hop(headers: Headers) -> frozenset[str]:
    named = (
        part.strip().lower() for name, value in headers if name.lower() == "connection" for part in value.split(",")
    )
    return HOP_BY_HOP | frozenset(named)


def _headers(response: httpx.Response) -> Headers:
    listed = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw)
    left_out = _of_hop(listed)
    if "content-encoding" in response.headers:
        left_out |= {"content-encoding", "content-length"}  # it was asked not to, and is decompressed here
    return tuple((name, value) for name, value in listed if name.lower() not in left_out)


def _checked(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise ValueError(f"the upstream is no address: {error}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError("the upstream should be an address such as https://api.example.com")
    if url.scheme != "https" and not is_loopback_name(url.host):
        raise ValueError("the upstream should be https: your key would travel in the clear")
    if url.userinfo or url.query or url.fragment:
        raise ValueError("the upstream should have no user name, no query and no fragment")
    return url
