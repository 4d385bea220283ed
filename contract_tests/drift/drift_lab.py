"""A mock as the service, a layer that changes its replies, and the proxy in front of both: all in this process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import httpx
from attrs import define, field

from aimusic_mock import Settings, create_app
from aimusic_mock.drift.cassettes import Cassettes
from aimusic_mock.drift.contract_index import shipped
from aimusic_mock.drift.exchange import RecordedExchange
from aimusic_mock.drift.finding import Finding
from aimusic_mock.drift.proxy import Proxy
from aimusic_mock.drift.recorder import Recording
from aimusic_mock.drift.report import Report
from aimusic_mock.drift.upstream import Upstream
from contract_tests.support.examples import request_examples
from contract_tests.support.mock_app import KEY, SONG, SONGS

EXCHANGE = RecordedExchange(
    "GET", "https://api.aimusicapi.ai/api/v1/get-credits", (), None, 0,
    200, "OK", (("Content-Type", "application/json"),), '{"credits": 1, "extra_credits": 0}', 34,
)  # fmt: skip
"""An exchange without drift."""

UPSTREAM = "http://127.0.0.1"
"""The URL of the upstream. No server listens there, since the transport is in this process."""


def _undeclared() -> str:
    """Return a name that the contract does not contain as a field, a value or a part of a path."""
    text = json.dumps(shipped().document)
    return next(name for name in ("unlisted", *(f"unlisted_{number}" for number in range(100))) if name not in text)


UNDECLARED = _undeclared()
"""A field, value or path step that stays drift when the contract grows."""


@define
class Reply:
    """A reply of the mock, to be changed."""

    status: str
    headers: dict[str, str]
    body: Any
    """The parsed JSON; bytes for other content."""

    raw: bytes | None = None
    """Sent instead of `body` if set."""


Plant = Callable[[str, Reply], None]
"""Changes a reply, given the path of the request."""


class Planted:
    """The mock behind a layer that plants drift in its replies."""

    def __init__(self, app: WSGIApplication, plant: Plant | None = None) -> None:
        self._app = app
        self.plant = plant

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if self.plant is None:
            return self._app(environ, start)
        caught: list[Any] = []

        def catch(*sentence: Any) -> Callable[[bytes], object]:
            caught.extend(sentence)
            return bytes

        raw = b"".join(self._app(environ, catch))
        headers = {name: value for name, value in caught[1] if name.lower() != "content-length"}
        is_json = headers.get("Content-Type", "").startswith("application/json")
        reply = Reply(caught[0], headers, json.loads(raw) if is_json else raw)
        self.plant(environ["PATH_INFO"], reply)
        body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        if reply.raw is not None:
            body = reply.raw
        start(reply.status, [*reply.headers.items(), ("Content-Length", str(len(body)))])
        return [body]


@define
class DriftLab:
    """The client of a proxy that records the mock."""

    folder: Path
    client: httpx.Client = field(repr=False)
    recording: Recording = field(repr=False)
    upstream: Planted = field(repr=False)
    logged: list[str] = field(repr=False)
    app: Any = field(repr=False)

    @property
    def report(self) -> Report:
        return self.recording.report

    @property
    def findings(self) -> list[Finding]:
        return [row.finding for row in self.report.sorted()]

    def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(path, json=body, headers=named)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def advance(self, seconds: float) -> None:
        """Move the service's clock."""
        self.app.test_client().post("/__mock__/clock/advance", json={"seconds": seconds})

    def song(self) -> str:
        """Create a song and return its ended task."""
        task = str(self.post(SONGS, SONG).json()["task_id"])
        self.advance(600)
        return task

    def raw(self) -> bytes:
        """Return all bytes of all cassettes, and their names."""
        return b"".join(path.name.encode() + path.read_bytes() for path in sorted(self.folder.iterdir()))

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


def make_drift_lab(folder: Path, plant: Plant | None = None, **settings: Any) -> DriftLab:
    """Return a proxy in front of a mock with a manual clock."""
    chosen = {"clock": "manual", "plan": "unlimited", "credits": 1_000_000, **settings}
    app = create_app(Settings(**chosen))
    app.testing = False
    planted = Planted(app, plant)
    logged: list[str] = []
    spec = shipped()
    recording = Recording(spec, Cassettes(folder, spec.version), logged.append)
    upstream = Upstream(UPSTREAM, httpx.WSGITransport(app=planted))
    proxy = Proxy(upstream, recording.record, logged.append)
    client = httpx.Client(
        transport=httpx.WSGITransport(app=proxy),
        base_url="http://proxy",
        headers={"Authorization": f"Bearer {chosen.get('keys', (KEY,))[0]}"},
    )
    return DriftLab(folder, client, recording, planted, logged, app)


def long_session(drift_lab: DriftLab) -> None:
    """Submit every request example of the contract, poll each task from start to end, and provoke refusals."""
    for example in request_examples():
        reply = drift_lab.post(example.operation.path, example.body)
        poll = example.operation.task.poll if example.operation.task else None
        task = reply.json().get("task_id")
        if reply.status_code == 200 and task and poll:
            path = shipped().contract.operations[poll].path.replace("{task_id}", task)
            for seconds in (0, 20, 50, 30, 600):
                drift_lab.advance(seconds)
                drift_lab.get(path)
        elif reply.status_code == 202:
            drift_lab.advance(600)
            drift_lab.post(example.operation.path, example.body)
    drift_lab.get("/api/v1/get-credits")
    refusals(drift_lab)
    outcomes(drift_lab)


def refusals(drift_lab: DriftLab) -> None:
    """Provoke every refusal that a client can provoke."""
    drift_lab.get("/api/v1/get-credits", Authorization="Bearer unknown")
    drift_lab.get("/api/v1/get-credits", Authorization="Basic x")
    drift_lab.client.post(SONGS, json=SONG, headers={"Authorization": ""})
    drift_lab.get("/api/v1/sonic/task/unknown")
    bad: tuple[Any, ...] = (
        {},
        {**SONG, "mv": "sonic-v9"},
        {**SONG, "custom_mode": "no"},
        {**SONG, "title": "x" * 81},
        [],
    )
    for body in bad:
        assert drift_lab.post(SONGS, body).status_code == 400
    assert drift_lab.client.post(SONGS, content=b"{").status_code == 400
    drift_lab.post("/api/v1/sonic/bpm", {"clip_id": "unknown"})
    retired = {"task_type": "cover_music"}
    drift_lab.post("/api/v1/producer/create", {**retired, "continue_clip_id": "x", "sound": "x", "title": "x"})
    document, requested = shipped().document, set()
    for example in request_examples():
        responses = document["paths"][example.operation.path]["post"]["responses"]
        for status in sorted(set(responses) - {"200", "202", "400"}):  # a 400 for a valid body would be drift
            content = document["components"]["responses"][responses[status]["$ref"].rsplit("/", 1)[1]]["content"]
            for name in content["application/json"]["examples"]:
                scenario = f"{status}-{name.replace('_', '-')}"
                if (example.operation.operation_id, scenario) not in requested:
                    requested.add((example.operation.operation_id, scenario))
                    drift_lab.post(example.operation.path, example.body, X_Mock_Scenario=scenario)
                    drift_lab.advance(5)  # a 429 refuses all requests for a while
    drift_lab.post("/api/v1/sonic/upload", {"url": "https://example.com/a.mp3"}, X_Mock_Scenario="400-audio-url")


def outcomes(drift_lab: DriftLab) -> None:
    """Poll tasks that fail or never end."""
    drift_lab.advance(5)
    for outcome in ("task-fails", "task-times-out", "task-forbidden", "task-api-error", "clip-fails", "stuck"):
        for path, body, poll in (
            (SONGS, SONG, "/api/v1/sonic/task/"),
            ("/api/v1/nuro/create", {"type": "vocal", "lyrics": "la " * 110}, "/api/v1/nuro/task/"),
        ):
            task = drift_lab.post(path, body, X_Mock_Scenario=outcome).json().get("task_id")
            drift_lab.advance(600)
            if task:
                drift_lab.get(f"{poll}{task}")
