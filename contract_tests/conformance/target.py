"""The server at hand: what it has, and how a test speaks to it.

`chosen()` is the target of this run. Tests are made from the contract before the first of them runs, and schemathesis
wants its server by then, so the target is one value of the process, set by `plugin` when the options are read.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import httpx
from attrs import define, field, frozen

from aimusic_mock import Settings, create_app
from contract_tests.conformance.findings import DisagreementError, Findings, shown
from contract_tests.conformance.forward import forwarder
from contract_tests.conformance.gateway import Budget, Gateway, Pace
from contract_tests.conformance.observer import Watcher, is_failure, items_of
from contract_tests.conformance.spec import Operation, Spec, TaskKind, read_document

Need = Literal["seeded", "admin"]
"""What a test may need beside a server: the contract's sample clips, or the mock's admin API. Most need neither."""

IN_PROCESS = "http://localhost"
UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"
DIALECTS = ("documented", "observed")
RICH = 10**9
"""Credits that no run spends."""

LOOK_S = 15.0
"""How often a task is looked at, in the time of a clock that can be moved."""

TIMED_OUT = 504
"""The status with which the documentation lets a Sonic task end that took too long."""

PATIENCE_S = 60.0
"""How much longer than documented a task may take before it is said never to end."""


@frozen
class Options:
    """What was asked for; without `base_url`, the mock in process.

    Attributes:
        base_url: The address of the server, None for the mock in process.
        api_key: The key that is sent, and charged.
        budget: Credits that may be spent; None without limit.
        pace_s: Seconds between two requests.
        look_s: Seconds between two looks at a task, of a server whose clock cannot be moved.
        seeded: Whether the server has the contract's sample clips.
        light: Whether the edges of the schemas are left out: some two thousand requests.
        operations: The operationIds that are tried; all when empty.
        dialect: The only dialect that is tried, of a mock that has two.
        log: A file for what is sent.
        fault: The name of a planted fault.
    """

    base_url: str | None = None
    api_key: str = field(default="mock-key", repr=False)
    budget: int | None = None
    pace_s: float = 0.0
    look_s: float = 1.0
    seeded: bool = False
    light: bool = False
    operations: tuple[str, ...] = ()
    dialect: str | None = None
    log: Path | None = None
    fault: str | None = None


@define(eq=False)
class Target:
    """A server, the contract that it is held against, and what was found."""

    options: Options
    spec: Spec
    findings: Findings
    watcher: Watcher
    gateway: Gateway
    has: frozenset[Need]
    doors: dict[str | None, Gateway] = field(factory=dict)
    _nobody: threading.Event = field(factory=threading.Event, repr=False)

    @property
    def dialects(self) -> tuple[str | None, ...]:
        """What the server can be asked to speak; None where it speaks as it does."""
        if "admin" not in self.has:
            return (None,)
        return (self.options.dialect,) if self.options.dialect else DIALECTS

    @property
    def operations(self) -> list[Operation]:
        """The operations that are tried."""
        chosen = self.options.operations
        return [operation for operation in self.spec.operations.values() if not chosen or operation.id in chosen]

    def door(self, dialect: str | None) -> Gateway:
        """Return the door at which a dialect is spoken."""
        if dialect is None:
            return self.gateway
        return self.doors.setdefault(dialect, self.gateway.speaking(dialect))

    def send(
        self,
        operation: Operation,
        body: Any = None,
        *,
        dialect: str | None = None,
        key: str | None = "",
        **parameters: str,
    ) -> httpx.Response:
        """Send one request; `body` may be bytes that are no JSON, and `key` another one, or None for none."""
        authorization = f"Bearer {key or self.options.api_key}" if key is not None else None
        path = operation.path.format(**parameters)
        return self.ask(operation.method, path, body, dialect=dialect, authorization=authorization)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        dialect: str | None = None,
        authorization: str | None = "",
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Send any request; with our own key unless told otherwise."""
        sent = dict(headers or {})
        if authorization is not None:
            sent["Authorization"] = authorization or f"Bearer {self.options.api_key}"
        content = {"content": body} if isinstance(body, bytes) else {} if body is None else {"json": body}
        if isinstance(body, bytes):
            sent.setdefault("Content-Type", "application/json")
        return self.client(self.door(dialect)).request(method, path, headers=sent, **content)

    def client(self, door: Gateway) -> httpx.Client:
        """Return a client of a door."""
        return httpx.Client(transport=httpx.WSGITransport(app=door), base_url=self.options.base_url or IN_PROCESS)

    def admin(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the mock's admin API; not a request of the suite, and not watched."""
        with httpx.Client(transport=httpx.WSGITransport(app=self.gateway.behind), base_url=IN_PROCESS) as client:
            reply = client.request(method, f"/__mock__{path}", json=body)
        if reply.status_code != 200:
            raise RuntimeError(f"{method} {path}: {reply.status_code} {reply.text}")
        return reply.json()

    def submit(self, operation: Operation, body: Any, *, dialect: str | None = None) -> str:
        """Send a request that starts a task and return the task's id."""
        reply = self.send(operation, body, dialect=dialect)
        if reply.status_code != 200 or "task_id" not in reply.json():
            raise DisagreementError(operation.id, "refuses-good", f"{shown(body)} → {reply.status_code} {reply.text}")
        return str(reply.json()["task_id"])

    def finish(self, kind: TaskKind, task_id: str, *, dialect: str | None = None) -> Any:
        """Poll a task until it has ended, and return the last reply."""
        waited, reply, poll = 0.0, None, self.spec.operations[kind.poll]
        while waited <= kind.duration_s[1] + PATIENCE_S:
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
        """Let the time between two looks pass, and return it in seconds."""
        if "admin" in self.has:
            self.admin("POST", "/clock/advance", {"seconds": LOOK_S})
            return LOOK_S
        self._nobody.wait(self.options.look_s)
        return self.options.look_s

    def balance(self) -> float:
        """Return all that is left to spend."""
        reply = self.send(self.spec.operations["get_credits"]).json()
        return float(reply["credits"] + reply["extra_credits"])


def has_ended(reply: Mapping[str, Any], kind: TaskKind) -> bool:
    """Tell whether a reply to a poll is the last word on its task."""
    if is_failure(reply):
        return True
    if isinstance(reply.get("status"), str):
        return reply["status"].lower() in ("success", "succeeded")
    items = items_of(reply)
    # Riffusion lists a song when it has ended: as long as one is missing, the task runs.
    fewest = kind.clips if kind.product == "riffusion" else 1
    return len(items) >= fewest and all(state in ("succeeded", "failed") for item in items for state in states_of(item))


def states_of(item: Any) -> list[str]:
    """Return the states in an item: its own, and of a pair those of both halves."""
    if not isinstance(item, Mapping):
        return ["pending"]
    own = [str(item["state"])] if "state" in item else []
    halves = [half for half in ("extended", "replaced", "full") if half in item]
    return own + [state for half in halves for state in states_of(item[half])]


def build(options: Options, document: dict[str, Any] | None = None) -> Target:
    """Return the target that was asked for, ready to be tried."""
    from contract_tests.mutants import catalogue  # noqa: PLC0415 - a fault imports the client, which most runs do not

    fault = catalogue.named(options.fault) if options.fault else None
    document = document or read_document()
    if fault is not None:
        document = fault.of_contract(document)
    spec, findings = Spec(document), Findings()
    behind = forwarder(options.base_url) if options.base_url else _mock(options.api_key)
    if fault is not None:
        behind = fault.of_server(behind)
    watcher = Watcher(spec, findings)
    log = options.log.open("w", encoding="utf-8", buffering=1) if options.log else None
    gateway = Gateway(
        behind,
        spec,
        options.api_key,
        budget=Budget(options.budget),
        pace=Pace(options.pace_s),
        watchers=[watcher],
        log=log,
    )
    has: set[Need] = {"seeded"} if options.seeded else set()
    target = Target(options, spec, findings, watcher, gateway, frozenset(has))
    if options.base_url is None or _is_mock(target):
        target.has = frozenset({"seeded", "admin"})
        target.admin("PUT", "/accounts/1", {"credits": RICH, "extra_credits": 0, "plan": "unlimited"})
    return target


def _mock(key: str) -> Callable[..., Any]:
    app = create_app(Settings(clock="auto", keys=(key,)))
    app.testing = False  # a crash is to be a reply, and so a finding
    return app


def _is_mock(target: Target) -> bool:
    with target.client(target.gateway) as client:
        reply = client.get("/__mock__/health")
    return reply.status_code == 200 and "dialect" in reply.text


_options = Options()


def choose(options: Options) -> None:
    """Say which server this run is about."""
    global _options  # noqa: PLW0603 - one run has one target; the module's docstring says why
    _options = options
    chosen.cache_clear()


@functools.cache
def chosen() -> Target:
    """Return the target of this run."""
    return build(_options)
