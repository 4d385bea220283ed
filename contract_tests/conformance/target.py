"""The server under test: what it offers, and how a test sends requests to it.

`chosen()` returns the target of this run. Tests are generated from the contract at import, and schemathesis needs its
server by then, so the target is global to the process. `plugin` sets it when it reads the options.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal
from wsgiref.types import WSGIApplication

import httpx
from attrs import define, field, frozen

from aimusic_mock import Settings, create_app
from contract_tests.conformance.findings import DisagreementError, Findings, shown
from contract_tests.conformance.forward import forwarder
from contract_tests.conformance.gateway import Budget, Gateway, Pace
from contract_tests.conformance.observer import Observer, is_failure, items_of
from contract_tests.conformance.spec import Operation, Spec, TaskKind, read_document

Need = Literal["seeded", "admin"]
"""What a test may need of the server: the contract's sample clips, or the mock's admin API. Most need neither."""

IN_PROCESS = "http://localhost"
UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"
DIALECTS = ("documented", "observed")
RICH = 10**9
"""A balance that no run exhausts."""

POLL_INTERVAL_S = 15.0
"""The interval between two polls, on a clock that can be moved."""

TIMED_OUT = 504
"""The documented status of a Sonic task that timed out."""

GRACE_S = 60.0
"""How much longer than documented a task may take before it is reported as never ending."""


@frozen
class Options:
    """The options of a run.

    Attributes:
        base_url: The base URL of the server, None for the mock in process.
        api_key: The key to send, whose account is charged.
        budget: Credits that may be spent; None without limit.
        pace_s: Seconds between two requests.
        poll_interval_s: Seconds between two polls of a task, on a server whose clock cannot be moved.
        seeded: Whether the server has the contract's sample clips.
        light: Whether to skip the edges of the schemas, about two thousand requests.
        operations: The operationIds to test; all when empty.
        dialect: The only dialect to test, None for both of a mock.
        log: The file that gets each request.
        fault: The name of a planted fault.
    """

    base_url: str | None = None
    api_key: str = field(default="mock-key", repr=False)
    budget: int | None = None
    pace_s: float = 0.0
    poll_interval_s: float = 1.0
    seeded: bool = False
    light: bool = False
    operations: tuple[str, ...] = ()
    dialect: str | None = None
    log: Path | None = None
    fault: str | None = None


@frozen
class Link:
    """One link of the contract: its source, its name, and its definition."""

    source: Operation
    name: str
    raw: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.source.id}-{self.name}"


@define(eq=False)
class Target:
    """A server, the contract to check it against, and the findings.

    `files` serves the files that replies link to; their addresses need not be below the base URL.
    """

    options: Options
    spec: Spec
    findings: Findings
    observer: Observer
    gateway: Gateway
    files: WSGIApplication
    has: frozenset[Need]
    gateways: dict[str | None, Gateway] = field(factory=dict)
    _timer: threading.Event = field(factory=threading.Event, repr=False)

    @property
    def dialects(self) -> tuple[str | None, ...]:
        """The dialects to test; None alone for a server that cannot switch."""
        if "admin" not in self.has:
            return (None,)
        return (self.options.dialect,) if self.options.dialect else DIALECTS

    @property
    def operations(self) -> list[Operation]:
        """The operations to test."""
        chosen = self.options.operations
        return [operation for operation in self.spec.operations.values() if not chosen or operation.id in chosen]

    @property
    def origin(self) -> str:
        """The scheme and host of the server. Clients of the gateway send paths of the contract to it."""
        return origin_of(self.options.base_url or IN_PROCESS)

    @property
    def links(self) -> list[Link]:
        """The contract's links between operations under test."""
        tried = {operation.id for operation in self.operations}
        return [
            Link(operation, name, raw)
            for operation in self.operations
            for name, raw in operation.links.items()
            if raw["operationId"] in tried
        ]

    def gateway_for(self, dialect: str | None) -> Gateway:
        """Return the gateway that requests a dialect."""
        if dialect is None:
            return self.gateway
        return self.gateways.setdefault(dialect, self.gateway.speaking(dialect))

    def send(
        self,
        operation: Operation,
        body: Any = None,
        *,
        dialect: str | None = None,
        key: str | None = "",
        **parameters: str,
    ) -> httpx.Response:
        """Send a request of an operation; `body` may be raw bytes, `key` another key or None for no key."""
        authorization = f"Bearer {key or self.options.api_key}" if key is not None else None
        path = operation.path.format(**parameters)
        return self.request(operation.method, path, body, dialect=dialect, authorization=authorization)

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        dialect: str | None = None,
        authorization: str | None = "",
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Send any request, with the key of the run unless `authorization` says otherwise."""
        sent = dict(headers or {})
        if authorization is not None:
            sent["Authorization"] = authorization or f"Bearer {self.options.api_key}"
        content = {"content": body} if isinstance(body, bytes) else {} if body is None else {"json": body}
        if isinstance(body, bytes):
            sent.setdefault("Content-Type", "application/json")
        return self.client(self.gateway_for(dialect)).request(method, path, headers=sent, **content)

    def client(self, gateway: Gateway) -> httpx.Client:
        """Return an HTTP client of a gateway."""
        return httpx.Client(transport=httpx.WSGITransport(app=gateway), base_url=self.origin)

    def admin(self, method: str, path: str, body: Any = None) -> Any:
        """Call the mock's admin API, past the gateway."""
        with httpx.Client(transport=httpx.WSGITransport(app=self.gateway.behind), base_url=IN_PROCESS) as client:
            reply = client.request(method, f"/__mock__{path}", json=body)
        if reply.status_code != 200:
            raise RuntimeError(f"{method} {path}: {reply.status_code} {reply.text}")
        return reply.json()

    def submit(self, operation: Operation, body: Any, *, dialect: str | None = None) -> str:
        """Start a task and return its id."""
        reply = self.send(operation, body, dialect=dialect)
        if reply.status_code != 200 or "task_id" not in reply.json():
            raise DisagreementError(operation.id, "refuses-good", f"{shown(body)} → {reply.status_code} {reply.text}")
        return str(reply.json()["task_id"])

    def finish(self, kind: TaskKind, task_id: str, *, dialect: str | None = None) -> Any:
        """Poll a task until it ends, and return the last reply."""
        waited, reply, poll = 0.0, None, self.spec.operations[kind.poll]
        while waited <= kind.duration_s[1] + GRACE_S:
            answer = self.send(poll, dialect=dialect, task_id=task_id)
            if answer.status_code == TIMED_OUT and is_failure(answer.json()):
                return answer.json()
            reply = answer.json() if answer.status_code in (200, 202) else None
            if reply is None:
                raise DisagreementError(poll.id, "status", f"{task_id}: {answer.status_code} {answer.text}")
            if answer.status_code == 200 and has_ended(reply, kind):
                return reply
            waited += self.let_pass()
        raise DisagreementError(poll.id, "never-ends", f"{task_id}, {waited:.0f} s after its start: {shown(reply)}")

    def let_pass(self) -> float:
        """Let the interval between two polls pass, and return it in seconds."""
        if "admin" in self.has:
            self.admin("POST", "/clock/advance", {"seconds": POLL_INTERVAL_S})
            return POLL_INTERVAL_S
        self._timer.wait(self.options.poll_interval_s)
        return self.options.poll_interval_s

    def balance(self) -> float:
        """Return the balance, extra credits included."""
        reply = self.send(self.spec.operations["get_credits"]).json()
        missing = {"credits", "extra_credits"} - reply.keys()
        if missing:
            raise DisagreementError("get_credits", "schema", f"no {' or '.join(sorted(missing))}: {shown(reply)}")
        return float(reply["credits"] + reply["extra_credits"])


def has_ended(reply: Mapping[str, Any], kind: TaskKind) -> bool:
    """Return whether the reply to a poll is final."""
    if is_failure(reply):
        return True
    if isinstance(reply.get("status"), str):
        return reply["status"].lower() in ("success", "succeeded")
    items = items_of(reply)
    # Riffusion lists a song only when it has ended: while one is missing, the task is running.
    fewest = kind.clips if kind.product == "riffusion" else 1
    return len(items) >= fewest and all(state in ("succeeded", "failed") for item in items for state in states_of(item))


def states_of(item: Any) -> list[str]:
    """Return the states in an item: its own, and those of both clips of a pair."""
    if not isinstance(item, Mapping):
        return ["pending"]
    own = [str(item["state"])] if "state" in item else []
    halves = [half for half in ("extended", "replaced", "full") if half in item]
    return own + [state for half in halves for state in states_of(item[half])]


def build(options: Options, document: dict[str, Any] | None = None) -> Target:
    """Return the target that the options describe, ready for tests."""
    from contract_tests.mutants import catalogue  # noqa: PLC0415 - a fault imports the client, which most runs do not

    fault = catalogue.named(options.fault) if options.fault else None
    document = document or read_document()
    if fault is not None:
        document = fault.of_contract(document)
    spec, findings = Spec(document), Findings()
    behind = forwarder(options.base_url) if options.base_url else _mock(options.api_key)
    if fault is not None:
        behind = fault.of_server(behind)
    observer = Observer(spec, findings)
    log = options.log.open("w", encoding="utf-8", buffering=1) if options.log else None
    gateway = Gateway(
        behind,
        spec,
        options.api_key,
        budget=Budget(options.budget),
        pace=Pace(options.pace_s),
        observers=[observer],
        log=log,
    )
    has: set[Need] = {"seeded"} if options.seeded else set()
    files = forwarder(origin_of(options.base_url)) if options.base_url else behind
    target = Target(options, spec, findings, observer, gateway, files, frozenset(has))
    if options.base_url is None or _is_mock(target):
        target.has = frozenset({"seeded", "admin"})
        target.admin("PUT", "/accounts/1", {"credits": RICH, "extra_credits": 0, "plan": "unlimited"})
    return target


def origin_of(base_url: str) -> str:
    """Return the scheme and host of a URL."""
    return str(httpx.URL(base_url).join("/")).rstrip("/")


def _mock(key: str) -> Callable[..., Any]:
    app = create_app(Settings(clock="auto", keys=(key,)))
    app.testing = False  # a crash must become a reply, and so a finding
    return app


def _is_mock(target: Target) -> bool:
    with target.client(target.gateway) as client:
        reply = client.get("/__mock__/health")
    return reply.status_code == 200 and "dialect" in reply.text


_options = Options()


def choose(options: Options) -> None:
    """Set the options of this run."""
    global _options  # noqa: PLW0603 - one run has one target; the module's docstring says why
    _options = options
    chosen.cache_clear()


@functools.cache
def chosen() -> Target:
    """Return the target of this run."""
    return build(_options)
