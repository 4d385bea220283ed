"""Run the command line in this process, against the mock or scripted responses, and parse its output."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import httpx
from attrs import define, field
from click.testing import CliRunner, Result

from aimusic import AIMusic, sign_webhook
from aimusic.cli._app import cli
from aimusic.cli._session import Session
from contract_tests.support.clients import BASE_URL, SteppingClock
from contract_tests.support.mock_app import KEY, Api

ERROR = {
    *("kind", "exit_code", "message", "status", "type", "request_id", "retry_after", "charged", "refunded", "product"),
    *("task_id", "resume"),
}
"""Members of an error document."""


@define
class Shell:
    """Runs the command in process.

    Attributes:
        transport: The transport of its client.
        clock: The clock of its client.
        key: The API key of its client.
        connections: The arguments with which its clients were created.
    """

    transport: httpx.BaseTransport
    clock: SteppingClock
    key: str = KEY
    connections: list[tuple[str | None, bool]] = field(factory=list)

    def connect(self, base_url: str | None, *, needs_key: bool) -> AIMusic:
        self.connections.append((base_url, needs_key))
        http = httpx.Client(transport=self.transport)
        return AIMusic(api_key=self.key, base_url=base_url or BASE_URL, clock=self.clock, http_client=http)

    def run(self, *args: str, stdin: str | bytes | None = None, env: dict[str, str] | None = None) -> Result:
        return CliRunner().invoke(cli, args, input=stdin, env=env, obj=Session(connect=self.connect))

    def song(self, *args: str) -> Result:
        """Run `create`, polling every 20 seconds of the mock's time."""
        return self.run("create", "[Verse]\nLamp above the harbour wall", "--interval", "20", *args)


def over(api: Api) -> Shell:
    return Shell(httpx.WSGITransport(app=api.app, raise_app_exceptions=False), SteppingClock(advance=api.advance))


def answering(answer: Callable[[httpx.Request], httpx.Response]) -> Shell:
    return Shell(httpx.MockTransport(answer), SteppingClock())


def document(result: Result) -> Any:
    """Return the JSON document on standard output; check that there is no other output."""
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    return json.loads(result.stdout)


def failure(result: Result) -> Any:
    """Return the error document on standard error; check that there is no other output."""
    assert result.stdout == ""
    (reported,) = json.loads(result.stderr).items()
    assert reported[0] == "error"
    assert set(reported[1]) == ERROR
    assert reported[1]["exit_code"] == result.exit_code
    return reported[1]


def task_in(text: str) -> str:
    match = re.search(r"sonic/[0-9a-f-]{36}", text)
    assert match, text
    return match[0]


SECRET = "s3cret"
EVENT = json.dumps(
    {
        "event": "song.failed",
        "type": "failed",
        "message": "no song",
        "refund_processed": True,
        "task_id": "0e8c6f0e-7d2a-4a39-8b5e-0d5b3e0d8c11",
        "platform": "suno",
    }
).encode()


def signed(secret: str, timestamp: int | None = None) -> list[str]:
    headers = sign_webhook(EVENT, secret, timestamp=timestamp)
    return [text for name, value in headers.items() for text in ("--header", f"{name}: {value}")]
