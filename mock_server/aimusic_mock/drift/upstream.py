"""Forward requests to the upstream. The only module of the mock that uses httpx.

Independent of the contract and of recordings. Requests carry a real key, so the upstream must use HTTPS or be on loopback.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
from attrs import define, field

from aimusic_mock.drift.exchange import Headers
from aimusic_mock.outbound.hosts import is_loopback_name

CONNECT_S = 10.0
"""Connect timeout: three attempts of TCP's SYN packet."""

READ_S = 120.0
"""Read timeout: the slowest synchronous calls take a minute, and so do gateways until they time out."""

HOP_BY_HOP = frozenset(
    {
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer"),
        *("transfer-encoding", "upgrade"),
    }
)
"""Hop-by-hop headers (RFC 9110, 7.6.1, and those of older software)."""

REPLACED = frozenset({"host", "content-length", "accept-encoding", "expect"})
"""Headers of a request that httpx sets itself, or that request a reply which the proxy could not forward unchanged."""


class UpstreamError(Exception):
    """The upstream did not answer; the message contains no part of the request."""


@define
class Answer:
    """The reply of the upstream, body unread. Call `close` when done."""

    status: int
    reason: str
    headers: Headers
    _response: httpx.Response = field(repr=False)

    def blocks(self) -> Iterator[bytes]:
        """Yield the body, decompressed.

        Raises:
            UpstreamError: the connection broke before the end of the body.
        """
        try:
            yield from self._response.iter_bytes()
        except httpx.HTTPError as error:
            raise UpstreamError(f"The upstream broke off: {type(error).__name__}.") from error

    def close(self) -> None:
        """Release the connection."""
        self._response.close()


class Upstream:
    """The service behind the proxy.

    Args:
        url: the base URL; its path is prepended to every path.
        transport: a transport for tests; by default the network.

    Raises:
        ValueError: the URL is invalid, or neither HTTPS nor on loopback.
    """

    def __init__(self, url: str, transport: httpx.BaseTransport | None = None) -> None:
        self.url = _checked(url)
        # Proxies from the environment are not used for loopback.
        trust_env = not is_loopback_name(self.url.host)
        self._client = httpx.Client(transport=transport, trust_env=trust_env, follow_redirects=False)
        self._timeout = httpx.Timeout(READ_S, connect=CONNECT_S).as_dict()

    def address(self, target: str) -> str:
        """Return the URL of a target (path and query) on the upstream."""
        return str(self.url.copy_with(raw_path=self.url.raw_path.rstrip(b"/") + target.encode("latin-1")))

    def send(self, method: str, target: str, headers: Headers, body: bytes) -> Answer:
        """Forward a request and return the response, of any status.

        Args:
            method: the HTTP method in upper case.
            target: path and query, as in a request line.
            headers: the headers of the client.
            body: the whole body.

        Raises:
            UpstreamError: the upstream did not answer.
        """
        sent = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in passed_on(headers)]
        sent.append((b"Accept-Encoding", b"identity"))
        content = body if body or method in ("POST", "PUT", "PATCH") else None
        # Built without the client, whose default headers and cookies must not be added.
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
    """Return the headers of a request that are forwarded unchanged."""
    return tuple((name, value) for name, value in headers if name.lower() not in _of_hop(headers) | REPLACED)


def _of_hop(headers: Headers) -> frozenset[str]:
    named = (
        part.strip().lower() for name, value in headers if name.lower() == "connection" for part in value.split(",")
    )
    return HOP_BY_HOP | frozenset(named)


def _headers(response: httpx.Response) -> Headers:
    listed = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw)
    left_out = _of_hop(listed)
    if "content-encoding" in response.headers:
        left_out |= {"content-encoding", "content-length"}  # sent despite `identity`; httpx decompresses the body
    return tuple((name, value) for name, value in listed if name.lower() not in left_out)


def _checked(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise ValueError(f"the upstream is not a valid URL: {error}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError("the upstream should be a URL such as https://api.example.com")
    if url.scheme != "https" and not is_loopback_name(url.host):
        raise ValueError("the upstream should use https, since requests carry your key")
    if url.userinfo or url.query or url.fragment:
        raise ValueError("the upstream should have no user name, no query and no fragment")
    return url
