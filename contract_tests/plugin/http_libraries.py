"""A GET by each HTTP library that the plugin intercepts, as code under test sends it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import requests
import urllib3

Get = Callable[[str, dict[str, str]], int]
"""Sends a GET to a URL with headers, and returns the status."""


def by_httpx(url: str, headers: dict[str, str]) -> int:
    return httpx.get(url, headers=headers).status_code


def by_httpx_async(url: str, headers: dict[str, str]) -> int:
    async def get() -> int:
        async with httpx.AsyncClient(headers=headers) as client:
            return (await client.get(url)).status_code

    return asyncio.run(get())


def by_requests(url: str, headers: dict[str, str]) -> int:
    return requests.get(url, headers=headers, timeout=5).status_code


def by_urllib3(url: str, headers: dict[str, str]) -> int:
    return urllib3.PoolManager().request("GET", url, headers=headers).status


LIBRARIES: tuple[Get, ...] = (by_httpx, by_httpx_async, by_requests, by_urllib3)
