"""Lets scripts in a browser call the API and load its files, from any page.

The service's own headers for this are documented nowhere; its documentation shows calls from JavaScript.
The mock's own door, `/__mock__/`, is not opened: a page on the web must not be able to steer somebody's mock.
"""

from __future__ import annotations

from flask import Flask, Response, request

OPEN = ("/api/", "/media/")
EXPOSED = (
    "Accept-Ranges, Content-Length, Content-Range, ETag, Retry-After, X-Request-Id, X-Mock-Clock, X-Mock-Dialect, X-Mock-Fate, "
    "X-Mock-Rule, X-Mock-Scenario, X-Mock-World"
)
PREFLIGHT_S = 600
"""How long a browser may remember the answer: most remember it no longer than ten minutes anyway."""


def init_app(app: Flask) -> None:
    """Answer preflight requests, and mark the replies of the API as readable."""

    @app.before_request
    def preflight() -> Response | None:
        asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        return Response(status=204) if asks and _is_open() else None

    @app.after_request
    def allow(response: Response) -> Response:
        if "Origin" in request.headers and _is_open():
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = EXPOSED
            if request.method == "OPTIONS":
                response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST"
                requested_headers = request.headers.get("Access-Control-Request-Headers", "")
                response.headers["Access-Control-Allow-Headers"] = requested_headers
                response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_S)
        return response


def _is_open() -> bool:
    return request.path.startswith(OPEN)
