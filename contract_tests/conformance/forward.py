"""Forwards requests to the server at `BASE_URL`, behind the gateway.

Requests are sent unchanged, except that a path which WSGI has decoded is escaped again, and that cookies are dropped:
tests are independent of each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import httpx

from contract_tests.conformance.findings import DisagreementError
from contract_tests.conformance.gateway import read_body

TIMEOUT_S = 60.0
"""How long the server may take for one reply."""

OF_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding", "te"}
"""Headers of one connection, and of encodings that httpx has already removed."""


def forwarder(base_url: str) -> WSGIApplication:
    """Return an application that forwards each request to a base URL."""
    client = httpx.Client(base_url=base_url, timeout=TIMEOUT_S, follow_redirects=False, trust_env=False)

    def forward(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = str(environ.get("REQUEST_URI") or quote(environ.get("PATH_INFO", ""), encoding="latin-1"))
        path = path.partition("?")[0]
        query = environ.get("QUERY_STRING")
        sent = read_body(environ)
        request = client.build_request(
            environ["REQUEST_METHOD"],
            f"{path}?{query}" if query else path,
            headers=_headers(environ),
            content=sent or None,
        )
        client.cookies.clear()
        try:
            response = client.send(request)
        except httpx.HTTPError as error:
            raise DisagreementError(
                f"{request.method} {path[:80]}", "connection", f"{type(error).__name__}: {error}"
            ) from error
        headers = [(name, value) for name, value in response.headers.multi_items() if name not in OF_THE_CONNECTION]
        start_response(f"{response.status_code} {response.reason_phrase}", headers)
        return [response.content]

    return forward


def _headers(environ: WSGIEnvironment) -> list[tuple[str, str]]:
    named = {name[5:].replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
    if environ.get("CONTENT_TYPE"):
        named["CONTENT-TYPE"] = environ["CONTENT_TYPE"]
    # httpx sends no header that ends with a blank; to the server it is the same.
    return [(name.title(), value.strip()) for name, value in named.items() if name not in {"HOST", "CONNECTION"}]
