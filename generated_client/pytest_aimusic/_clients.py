"""The SDK's clients on a mock, connected to it by a transport of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from aimusic import AIMusic, AsyncAIMusic
from aimusic._clock import SYSTEM
from pytest_aimusic._httpx import Transport
from pytest_aimusic._mock import AIMusicMock
from pytest_aimusic._time import MockTime
from pytest_aimusic._webhooks import SECRET


@contextmanager
def client(mock: AIMusicMock, time: MockTime | None) -> Iterator[AIMusic]:
    """Lend a client.

    Args:
        mock: what it talks to.
        time: its clock; None for the real one.
    """
    with httpx.Client(transport=Transport(mock.app)) as http:
        yield AIMusic(
            api_key=mock.key, base_url=mock.url, http_client=http, webhook_secret=SECRET, clock=time or SYSTEM
        )


def async_client(mock: AIMusicMock, time: MockTime | None) -> AsyncAIMusic:
    """Return a client for coroutines; its transport has nothing to close.

    Args:
        mock: what it talks to.
        time: its clock; None for the real one.
    """
    http = httpx.AsyncClient(transport=Transport(mock.app))
    return AsyncAIMusic(
        api_key=mock.key, base_url=mock.url, http_client=http, webhook_secret=SECRET, clock=time or SYSTEM
    )
