"""A mock on a free port, in a process of its own or in a thread of the test."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any
from wsgiref.types import WSGIApplication

import pytest
from attrs import frozen

from aimusic_mock.server import server


@frozen
class Served:
    """A served mock: its address, its process, and its first output."""

    url: str
    process: subprocess.Popen[str]
    banner: str


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Start `aimusic-mock serve` with further arguments; stop it at the end of the test."""
    processes: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> Served:
        command = [sys.executable, "-m", "aimusic_mock", "serve", "--port", "0", *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        processes.append(process)
        assert process.stdout is not None
        assert process.stderr is not None
        banner = process.stdout.readline()
        if not banner.startswith("aimusic-mock listens on "):
            process.kill()
            raise AssertionError(f"the mock did not start: {banner}{process.stderr.read()}")
        while (line := process.stdout.readline()).strip() or "try" not in banner:
            banner += line
        return Served(banner.split()[3], process, banner)

    yield start
    for process in processes:
        process.terminate()
        process.communicate(timeout=10)


@pytest.fixture
def serve_app() -> Iterator[Callable[..., server.LocalServer]]:
    """Serve a WSGI app in a thread, with the options of `aimusic_mock.server.server.LocalServer`, until the end of the test."""
    running: list[server.LocalServer] = []

    def start(app: WSGIApplication, **options: Any) -> server.LocalServer:
        running.append(server.LocalServer(app, **options).start())
        return running[-1]

    yield start
    for served in running:
        served.stop()
