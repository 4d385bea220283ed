"""Downloads with either client, and fixtures for their tests."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import define, field

from aimusic import DownloadError
from aimusic._downloads.download import adownload, download
from aimusic._http.connections import AsyncConnections, Connections
from contract_tests.support.clients import Kind, SteppingClock
from contract_tests.support.storage import PIECE, Storage

SAMPLE = "e81a4b06-7d35-4c2f-a9be-6f0d3b5c7e42"
URL = "https://files.example/songs/river.mp3?signature=s3cret"
CONTENT = bytes(number % 251 for number in range(5 * PIECE))
TIMEOUT = httpx.Timeout(10)
DEFAULTS: dict[str, Any] = {
    "on_progress": None,
    "resume": True,
    "allow_stream": False,
    "max_bytes": None,
    "retries": 2,
    "timeout": TIMEOUT,
}
CHUNKED = {"Transfer-Encoding": "chunked"}

Answer = Callable[[httpx.Request], httpx.Response]


@define
class Fetcher:
    """Runs downloads with one kind of client."""

    kind: Kind
    clock: SteppingClock = field(factory=SteppingClock)

    def get(self, answer: Answer, path: Path, url: str = URL, **options: Any) -> Path:
        """Download from a function that returns responses."""
        return self.over(httpx.MockTransport(answer), path, url, **options)

    def over(
        self, transport: Any, path: Path, url: str = URL, *, client: dict[str, Any] | None = None, **options: Any
    ) -> Path:
        """Download over a transport (None for the network), with a client with these settings."""
        settings = {"transport": transport, **(client or {})}
        wishes = {**DEFAULTS, "clock": self.clock, **options}
        if self.kind == "sync":
            with httpx.Client(**settings) as http:
                return download(Connections(http), url, path, **wishes)

        async def run() -> Path:
            async with httpx.AsyncClient(**settings) as ahttp:
                return await adownload(AsyncConnections(ahttp), url, path, **wishes)

        return asyncio.run(run())

    def fail(self, answer: Answer, path: Path, url: str = URL, **options: Any) -> DownloadError:
        """Run a download that fails, and return the error; check that it does not contain the URL's signature."""
        with pytest.raises(DownloadError) as caught:
            self.get(answer, path, url, **options)
        error = caught.value
        for text in (str(error), error.url, repr(error)):
            assert "s3cret" not in text
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
        assert (str(again), again.url, again.status_code) == (str(error), error.url, error.status_code)
        return error


@pytest.fixture
def fetcher(kind: Kind) -> Fetcher:
    return Fetcher(kind)


@pytest.fixture
def storage() -> Storage:
    return Storage(CONTENT)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "song.mp3"


def beside(path: Path) -> dict[str, bytes]:
    """Return the contents of the files in the destination's folder, by the suffix to the destination's name."""
    return {file.name.removeprefix(path.name): file.read_bytes() for file in path.parent.iterdir()}


def script(*answers: httpx.Response | Exception) -> Answer:
    """Return a function that returns, or raises, the answers in order."""
    waiting = iter(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        result = next(waiting)
        if isinstance(result, Exception):
            raise result
        return result

    return answer
