"""The headers of one request, in the forms in which frameworks and gateways pass them to a handler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email import message_from_string
from typing import Any

import httpx
from werkzeug.datastructures import EnvironHeaders
from werkzeug.datastructures import Headers as WerkzeugHeaders


def environ(headers: Mapping[str, str]) -> dict[str, Any]:
    """Return the headers as a WSGI environ, which holds more than text."""
    named = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers.items()}
    return {"REQUEST_METHOD": "POST", "wsgi.input": object(), "wsgi.version": (1, 0), "CONTENT_LENGTH": 5, **named}


FORMS: dict[str, Callable[[dict[str, str]], Any]] = {
    "dict": dict,
    "lower case": lambda headers: {name.lower(): value for name, value in headers.items()},
    "API Gateway": lambda headers: {name.lower(): [value] for name, value in headers.items()} | {"accept": ["a", "b"]},
    "WSGI": environ,
    "ASGI": lambda headers: [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    "ASGI in lists": lambda headers: [[name.lower().encode(), value.encode()] for name, value in headers.items()],
    "pairs": lambda headers: list(headers.items()),
    "generator": lambda headers: (pair for pair in headers.items()),
    "bytes": lambda headers: {name.encode(): value.encode() for name, value in headers.items()},
    "bytearrays in a tuple": lambda headers: {name: (bytearray(value.encode()),) for name, value in headers.items()},
    "httpx": httpx.Headers,
    "werkzeug": WerkzeugHeaders,
    "werkzeug's environ": lambda headers: EnvironHeaders(environ(headers)),
    "email": lambda headers: message_from_string("".join(f"{name}: {value}\n" for name, value in headers.items())),
    "repeated": lambda headers: [*headers.items(), *headers.items()],
    "other values": lambda headers: {**headers, "X-Number": 5, "X-None": None},
}
"""The forms by name, each made from a dict of headers."""
