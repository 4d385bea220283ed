"""CORS: let scripts on any web page call the API and load its files.

The service's own CORS headers are undocumented; its documentation shows calls from JavaScript. The admin API, `/__mock__/`,
stays closed: a web page must not be able to control the mock.
"""

from __future__ import annotations

from flask import Flask, Response, request

from aimusic_mock.api import headers

OPEN = ("/api/", "/media/")
CLOSED = "/__mock__/"
PRIVATE = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""Headers of replies of the admin API: it shows keys and bodies, which no cache may keep and no other page may embed."""

HTTP_HEADERS = ("Accept-Ranges", "Content-Length", "Content-Range", "ETag", "Retry-After")
MOCK_HEADERS = (
    headers.REQUEST_ID,
    headers.CLOCK,
    headers.DIALECT,
    headers.FATE,
    headers.RULE,
    headers.SCENARIO,
    headers.WORLD,
)
EXPOSED = ", ".join(HTTP_HEADERS + MOCK_HEADERS)
PREFLIGHT_S = 600
"""How long a browser may cache a preflight response: most cap it at ten minutes."""


def init_app(app: Flask) -> None:
    """Answer preflight requests, and allow pages to read the API's responses."""
    app.before_request(_preflight)
    app.after_request(_allow)
    app.after_request(_close)


def _preflight() -> Response | None:
    is_preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
    return Response(status=204) if is_preflight and _is_open() else None


def _allow(response: Response) -> Response:
    if "Origin" in request.headers and _is_open():
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST"
            requested = request.headers.get("Access-Control-Request-Headers", "")
            response.headers["Access-Control-Allow-Headers"] = requested
            response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_S)
    return response


def _close(response: Response) -> Response:
    if request.path.startswith(CLOSED):
        response.headers.update(PRIVATE)
    return response


def _is_open() -> bool:
    return request.path.startswith(OPEN)
