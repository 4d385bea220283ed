"""Lets requests reach the mock: in the place of what its `HTTPAdapter` sends. Imported only where it is installed."""

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

from pytest_aimusic._httpx import Takes
from pytest_aimusic._in_process import CutError, LateError, Question, Reply, ask


class Raw(io.RawIOBase):
    """The body of a reply, as a file that urllib3 reads.

    Args:
        blocks: the body as it comes.
    """

    def __init__(self, blocks: Generator[bytes, None, None]) -> None:
        super().__init__()
        self._blocks, self._left = blocks, b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read as much as fits and is there; 0 at the end.

        Raises:
            ConnectionResetError: the mock cuts the body off; urllib3 makes of it what it makes of a real one.
        """
        try:
            piece = self._left or next(self._blocks, b"")
        except CutError as error:
            raise ConnectionResetError(str(error)) from error
        size = min(len(buffer), len(piece))
        buffer[:size], self._left = piece[:size], piece[size:]
        return size

    def close(self) -> None:
        """Close the body, read or not."""
        self._blocks.close()
        super().close()


def patch(patching: pytest.MonkeyPatch, app: WSGIApplication, takes: Takes) -> None:
    """Let every session of requests ask the app for what goes to its hosts, and the network for all else."""
    real = HTTPAdapter.send

    def send(
        self: HTTPAdapter,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        *arguments: Any,
        **options: Any,
    ) -> requests.Response:
        if not takes(urlsplit(str(request.url)).hostname or ""):
            return real(self, request, stream, timeout, *arguments, **options)
        return self.build_response(request, _exchange(app, request, _question(request, timeout), self.max_retries))

    patching.setattr(HTTPAdapter, "send", send)


def _exchange(
    app: WSGIApplication, request: requests.PreparedRequest, question: Question, retries: Retry
) -> urllib3.HTTPResponse:
    """Ask until there is a reply that need not be asked for again: what urllib3 does for requests on a real connection.

    Raises:
        requests.RequestException: no reply came.
    """
    while True:
        try:
            raw = _raw(ask(app, question), question.method)
        except (CutError, LateError) as error:
            retries = _after_error(retries, request, error)
            retries.sleep()
            continue
        if not retries.is_retry(question.method, raw.status, "Retry-After" in raw.headers):
            return raw
        try:
            retries = retries.increment(question.method, question.url, response=raw)
        except MaxRetryError as error:
            if retries.raise_on_status:
                raise requests.exceptions.RetryError(error, request=request) from error
            return raw
        raw.drain_conn()
        retries.sleep(raw)


def _after_error(retries: Retry, request: requests.PreparedRequest, error: CutError | LateError) -> Retry:
    """Return what is left of the retries.

    Raises:
        requests.RequestException: nothing is.
    """
    raised: HTTPError = (
        ReadTimeoutError(None, request.url, str(error))  # type: ignore[arg-type]  # there is no pool
        if isinstance(error, LateError)
        else ProtocolError(str(error))
    )
    try:
        return retries.increment(request.method, request.url, error=raised)
    except ReadTimeoutError as told:
        raise requests.ReadTimeout(str(error), request=request) from told
    except (ProtocolError, MaxRetryError) as told:
        raise requests.ConnectionError(told, request=request) from told


def _question(request: requests.PreparedRequest, timeout: Any) -> Question:
    body: Any = request.body or b""
    if isinstance(body, str):
        body = body.encode()
    elif hasattr(body, "read"):
        body = body.read()
    elif not isinstance(body, bytes):
        body = b"".join(body)
    headers = [(_bytes(name), _bytes(value)) for name, value in request.headers.items()]
    patience = timeout[1] if isinstance(timeout, tuple) else getattr(timeout, "read_timeout", timeout)
    return Question(str(request.method), str(request.url), headers, body, patience)


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")


def _raw(reply: Reply, method: str) -> urllib3.HTTPResponse:
    headers = urllib3.HTTPHeaderDict()
    for name, value in reply.headers:
        headers.add(name.decode("latin-1"), value.decode("latin-1"))
    return urllib3.HTTPResponse(
        body=io.BufferedReader(Raw(reply.blocks)),
        headers=headers,
        status=reply.status,
        preload_content=False,
        decode_content=False,
        request_method=method,
    )
