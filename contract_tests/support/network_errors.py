"""The errors of the network, by whether the request may have reached the service."""

from __future__ import annotations

import httpx

NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, ConnectionRefusedError)
"""Errors before anything was sent."""

LOST_AFTER = (
    httpx.ReadError,
    httpx.ReadTimeout,
    httpx.WriteError,
    httpx.WriteTimeout,
    httpx.RemoteProtocolError,
    httpx.CloseError,
    ConnectionResetError,
    BrokenPipeError,
    TimeoutError,
)
"""Errors after which the service may have acted on the request."""
