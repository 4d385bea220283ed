"""One download by either client, and the storage, folder and answers that tests of downloads have in common."""

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
from contract_tests.support.clients import Kind, SteppingClock
from contract_tests.support.storage import PIECE, Storage

SAMPLE = "e81a4b06-7d35-4c2f-a9be-6f0d3b5c7e42"
URL = "https://files.example/songs/river.mp3?signature=s3cret"
CONTENT = bytes(number % 251 for number in range(5 * PIECE))
TIMEOUT = httpx.Timeout(10)

Answer = Callable[[httpx.Request], httpx.Response]


@define
class Fetcher:
    """Downloads with one kind of client."""

    kind: Kind
    clock: SteppingClock = field(factory=SteppingClock)

    def get(self, answer: Answer, path: Path, url: str = URL, **options: Any) -> Path:
        """Fetch from a function that answers."""
        return self.over(httpx.MockTransport(answer), path, url, **options)

    def over(
        self, transport: Any, path: Path, url: str = URL, *, client: dict[str, Any] | None = None, **options: Any
    ) -> Path:
        """Fetch over a transport (None for the network), from a client with these settings."""
        settings = {"transport": transport, **(client or {})}
        wishes = {"on_progress": None, "resume": True, "retries": 2, "timeout": TIMEOUT, "clock": self.clock, **options}
        if self.kind == "sync":
            with httpx.Client(**settings) as http:
                return download(http, url, path, **wishes)

        async def run() -> Path:
            async with httpx.AsyncClient(**settings) as ahttp:
                return await adownload(ahttp, url, path, **wishes)

        return asyncio.run(run())

    def fail(self, answer: Answer, path: Path, url: str = URL, **options: Any) -> DownloadError:
        """Fetch what cannot be fetched, and return the error, which never shows what signs an address."""
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
    """Return the files of a folder, by what their names have more than the wanted one."""
    return {item.name.removeprefix(path.name): item.read_bytes() for item in path.parent.iterdir()}


def script(*answers: httpx.Response | Exception) -> Answer:
    """Answer one after the other."""
    waiting = iter(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        result = next(waiting)
        if isinstance(result, Exception):
            raise result
        return result

    return answer
