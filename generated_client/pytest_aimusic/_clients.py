"""The SDK's clients on a mock, connected by an in-process transport."""

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
    """Return a client as a context manager.

    Args:
        mock: the mock to send requests to.
        time: the client's clock; None for the real one.
    """
    with httpx.Client(transport=Transport(mock.app)) as http:
        yield AIMusic(
            api_key=mock.key, base_url=mock.url, http_client=http, webhook_secret=SECRET, clock=time or SYSTEM
        )


def async_client(mock: AIMusicMock, time: MockTime | None) -> AsyncAIMusic:
    """Return an asynchronous client. It need not be closed, since its transport holds no connection.

    Args:
        mock: the mock to send requests to.
        time: the client's clock; None for the real one.
    """
    http = httpx.AsyncClient(transport=Transport(mock.app))
    return AsyncAIMusic(
        api_key=mock.key, base_url=mock.url, http_client=http, webhook_secret=SECRET, clock=time or SYSTEM
    )
