"""Connect urllib3, and with it `requests`, to the mock by patching its connection pools.

The pool's own retries, redirects and exceptions stay in effect. Libraries that patch `requests` or urllib3's connections
and let a request pass (`responses.add_passthru`, vcr's `ignore_hosts`) end here too. Older versions than urllib3 2 are not intercepted, only blocked.
"""

# ruff: noqa: SLF001 - urllib3 has no public place below its retries

from __future__ import annotations

import io
from collections.abc import Generator, Mapping
from importlib import metadata
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import WSGIApplication

import pytest
import urllib3
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ProtocolError, ReadTimeoutError

from pytest_aimusic import _in_process
from pytest_aimusic._httpx import IsIntercepted
from pytest_aimusic._in_process import CutError, LateError, Request, Response


class Raw(io.RawIOBase):
    """The body of a response as a file object for urllib3.

    Args:
        blocks: the blocks of the body.
    """

    def __init__(self, blocks: Generator[bytes, None, None]) -> None:
        super().__init__()
        self._blocks, self._left = blocks, b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read at most one block into the buffer, and return the number of bytes; 0 at the end.

        Raises:
            ConnectionResetError: the mock cuts the body off; urllib3 converts it, as for a real connection.
        """
        try:
            block = self._left or next(self._blocks, b"")
        except CutError as error:
            raise ConnectionResetError(str(error)) from error
        size = min(len(buffer), len(block))
        buffer[:size], self._left = block[:size], block[size:]
        return size

    def close(self) -> None:
        """Close the body, read or not."""
        self._blocks.close()
        super().close()


def patch(patching: pytest.MonkeyPatch, app: WSGIApplication, is_intercepted: IsIntercepted) -> None:
    """Send the intercepted requests of all connection pools to the app; the others go to the network."""
    if metadata.version("urllib3").startswith("1."):
        return  # its pools exchange responses of http.client
    make_request, prepare_proxy = HTTPConnectionPool._make_request, HTTPSConnectionPool._prepare_proxy

    def intercepted_request(
        self: HTTPConnectionPool, conn: Any, method: str, url: str, *arguments: Any, **options: Any
    ) -> Any:
        target = url if "://" in url else f"{self.scheme}://{_authority(self)}{url}"  # absolute through an HTTP proxy
        if not is_intercepted(urlsplit(target).hostname or ""):
            return make_request(self, conn, method, url, *arguments, **options)
        if (held := options.get("response_conn")) is not None:  # the response would return it to the pool
            self._put_conn(held)
        return _respond(self, app, method, target, **options)

    def skip_proxy(self: HTTPSConnectionPool, conn: Any) -> None:
        if is_intercepted(self.host):
            conn._has_connected_to_proxy = True  # urllib3 would call every later error one of the proxy
        else:
            prepare_proxy(self, conn)

    patching.setattr(HTTPConnectionPool, "_make_request", intercepted_request)
    patching.setattr(HTTPSConnectionPool, "_prepare_proxy", skip_proxy)


def _respond(
    pool: HTTPConnectionPool,
    app: WSGIApplication,
    method: str,
    target: str,
    *,
    body: Any = None,
    headers: Mapping[Any, Any] | None = None,
    timeout: Any = None,
    preload_content: bool = True,
    decode_content: bool = True,
    **options: Any,
) -> urllib3.HTTPResponse:
    """Return the app's response.

    Raises:
        ProtocolError, ReadTimeoutError: the mock simulates a connection error.
    """
    sent = [(_bytes(name), _bytes(value)) for name, value in (headers or {}).items()]
    read_timeout = pool._get_timeout(timeout).read_timeout
    seconds = read_timeout if isinstance(read_timeout, (int, float)) else None
    try:
        response = _in_process.send(app, Request(method, target, sent, _body(body), seconds))
    except CutError as error:
        raise ProtocolError("Connection aborted.", ConnectionResetError(str(error))) from error
    except LateError as error:
        raise ReadTimeoutError(pool, target, str(error)) from error
    return urllib3.HTTPResponse(
        body=io.BufferedReader(Raw(response.blocks)),
        headers=_headers(response),
        status=response.status,
        preload_content=preload_content,
        decode_content=decode_content,
        retries=options.get("retries"),
        request_method=method,
        request_url=target,
    )


def _authority(pool: HTTPConnectionPool) -> str:
    host = f"[{pool.host}]" if ":" in pool.host else pool.host
    return f"{host}:{pool.port}" if pool.port else host


def _body(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if hasattr(body, "read"):
        body = body.read()
        return body.encode() if isinstance(body, str) else bytes(body)
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(body)
    return b"".join(_bytes(part) for part in body)


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")


def _headers(response: Response) -> urllib3.HTTPHeaderDict:
    headers = urllib3.HTTPHeaderDict()
    for name, value in response.headers:
        headers.add(name.decode("latin-1"), value.decode("latin-1"))
    return headers
