"""Connect `requests` to the mock by patching its `HTTPAdapter`. Imported only if `requests` is installed."""

from __future__ import annotations

import io
from collections.abc import Generator
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import WSGIApplication

import pytest
import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, MaxRetryError, ProtocolError, ReadTimeoutError
from urllib3.util import Retry

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
    """Send the intercepted requests of all `requests` sessions to the app; the others go to the network."""
    real = HTTPAdapter.send

    def send(
        self: HTTPAdapter,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        *arguments: Any,
        **options: Any,
    ) -> requests.Response:
        if not is_intercepted(urlsplit(str(request.url)).hostname or ""):
            return real(self, request, stream, timeout, *arguments, **options)
        return self.build_response(request, _exchange(app, request, _request_of(request, timeout), self.max_retries))

    patching.setattr(HTTPAdapter, "send", send)


def _exchange(
    app: WSGIApplication, request: requests.PreparedRequest, sent: Request, retries: Retry
) -> urllib3.HTTPResponse:
    """Send a request with the adapter's retries, as urllib3 does on a real connection.

    Raises:
        requests.RequestException: no response was received.
    """
    while True:
        try:
            raw = _raw(_in_process.send(app, sent), sent.method)
        except (CutError, LateError) as error:
            retries = _after_error(retries, request, error)
            retries.sleep()
            continue
        if not retries.is_retry(sent.method, raw.status, "Retry-After" in raw.headers):
            return raw
        try:
            retries = retries.increment(sent.method, sent.url, response=raw)
        except MaxRetryError as error:
            if retries.raise_on_status:
                raise requests.exceptions.RetryError(error, request=request) from error
            return raw
        raw.drain_conn()
        retries.sleep(raw)


def _after_error(retries: Retry, request: requests.PreparedRequest, error: CutError | LateError) -> Retry:
    """Return the remaining retries.

    Raises:
        requests.RequestException: no retries are left.
    """
    raised: HTTPError = (
        ReadTimeoutError(None, request.url, str(error))  # type: ignore[arg-type]  # there is no pool
        if isinstance(error, LateError)
        else ProtocolError(str(error))
    )
    try:
        return retries.increment(request.method, request.url, error=raised)
    except ReadTimeoutError as urllib_error:
        raise requests.ReadTimeout(str(error), request=request) from urllib_error
    except (ProtocolError, MaxRetryError) as urllib_error:
        raise requests.ConnectionError(urllib_error, request=request) from urllib_error


def _request_of(request: requests.PreparedRequest, timeout: Any) -> Request:
    body: Any = request.body or b""
    if isinstance(body, str):
        body = body.encode()
    elif hasattr(body, "read"):
        body = body.read()
    elif not isinstance(body, bytes):
        body = b"".join(body)
    headers = [(_bytes(name), _bytes(value)) for name, value in request.headers.items()]
    read_timeout = timeout[1] if isinstance(timeout, tuple) else getattr(timeout, "read_timeout", timeout)
    return Request(str(request.method), str(request.url), headers, body, read_timeout)


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")


def _raw(response: Response, method: str) -> urllib3.HTTPResponse:
    headers = urllib3.HTTPHeaderDict()
    for name, value in response.headers:
        headers.add(name.decode("latin-1"), value.decode("latin-1"))
    return urllib3.HTTPResponse(
        body=io.BufferedReader(Raw(response.blocks)),
        headers=headers,
        status=response.status,
        preload_content=False,
        decode_content=False,
        request_method=method,
    )
