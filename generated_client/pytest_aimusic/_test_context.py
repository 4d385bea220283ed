"""What the fixtures of one test share: the mocks that it asked for, what is patched for them, and what came of it."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import pytest
from attrs import define, field

from aimusic import _config
from aimusic_mock.contract import bundle
from aimusic_mock.domain.accounts import STANDARD_INTERVAL_S
from aimusic_mock.server.server import LocalServer, listen, url_of
from pytest_aimusic import _app_pool, _httpx, _lints, _network_block, _options, _settings, _time
from pytest_aimusic._app_pool import Watch
from pytest_aimusic._lints import Lint
from pytest_aimusic._mock import AIMusicMock
from pytest_aimusic._time import MockTime
from pytest_aimusic._webhooks import AIMusicWebhooks

FILES = "https://mock.aimusic.test"
"""Where the mock's files and its receiver of webhooks lie when requests are led to it: not at the service's own address,
as with the service, and under a name that no resolver will ever know (RFC 6761)."""

HERE = "http://localhost"
"""Where a mock is that nothing is led to."""

VIRTUAL = ("manual", "auto")
"""Clocks that stand still unless they are moved."""


@define(eq=False)
class Session:
    """One test.

    Attributes:
        given: the arguments of its markers.
        severity: what happens about lints: `warn`, `error` or `off`.
        time: the SDK's clock, if it is the mock's.
        told: the lints that the test's own result has told of, where they are errors.
    """

    given: Mapping[str, Any]
    severity: str
    time: MockTime | None = None
    told: list[str] = field(factory=list)
    _stack: ExitStack = field(factory=ExitStack)
    _patching: pytest.MonkeyPatch = field(factory=pytest.MonkeyPatch)
    _mock: AIMusicMock | None = None
    _server: AIMusicMock | None = None
    _watches: list[tuple[AIMusicMock, Watch]] = field(factory=list)
    _receivers: list[AIMusicWebhooks] = field(factory=list)

    @property
    def mock(self) -> AIMusicMock:
        """The mock in this process; made when it is first asked for."""
        if self._mock is None:
            leads = self.given.get("intercept", True)
            url = next(iter(services())) if leads else HERE
            files = FILES if leads else HERE
            self._mock = self._make(url, public_url=files, clock="manual", admin_hosts=(urlsplit(url).hostname,))
            if leads:
                self._lead(self._mock)
        return self._mock

    @property
    def server(self) -> AIMusicMock:
        """The mock on a port; started when it is first asked for."""
        if self._server is None:
            listener = listen("127.0.0.1", 0)
            self._stack.callback(listener.close)
            url = url_of(listener)
            self._server = self._make(url, public_url=url, clock="auto")
            self._stack.enter_context(LocalServer(self._server.app, listener=listener))
        return self._server

    def webhooks(self, *, served: bool) -> AIMusicWebhooks:
        """Return a receiver at the mock on a port, or at the one in this process."""
        mock = self.server if served else self.mock
        webhooks = AIMusicWebhooks(mock, FILES if mock.url in services() else mock.url, forge=self.severity != "off")
        self._receivers.append(webhooks)
        return webhooks

    def lints(self) -> list[Lint]:
        """Return what the code under test did that the service would mind."""
        if self.severity == "off":
            return []
        lints = [lint for mock, watch in self._watches for lint in _lints_of(mock, watch)]
        return lints + [lint for receiver in self._receivers for lint in receiver.lints]

    def end(self) -> dict[str, Any]:
        """Put everything back, and return the tally of this test."""
        tally: dict[str, Any] = {"requests": 0, "refunded": 0, "waited_s": 0.0, "paced_s": 0.0, "operations": {}}
        try:
            for mock, _ in self._watches:
                _count(tally, mock)
            return {**tally, "lints": list(map(str, self.lints()))}
        finally:
            self._patching.undo()
            self._stack.close()

    def guard(self) -> None:
        """Let nothing leave for the real service until the end."""
        hosts = frozenset(str(urlsplit(url).hostname) for url in (*services(), FILES))
        self._stack.enter_context(_network_block.guarded(hosts))

    def _make(self, url: str, **ours: Any) -> AIMusicMock:
        settings = _settings.make(self.given, plan="unlimited", **ours)
        shelved = self._stack.enter_context(_app_pool.lent(settings))
        mock = AIMusicMock(shelved.app, url, key=next(iter(shelved.app.extensions["aimusic"].world.store.accounts)))
        self._watches.append((mock, shelved.watch))
        for text in _settings.scenarios(self.given):
            mock.scenario(text, operation=self.given.get("operation"), times=self.given.get("times"))
        if self.time is None and settings.clock in VIRTUAL and self.given.get("intercept", True):
            self.time = MockTime(mock, real_hour=settings.webhook_time == "wall")
            _time.patch(self._patching, self.time)
        return mock

    def _lead(self, mock: AIMusicMock) -> None:
        """Lead what is sent to the real service to the mock."""
        hosts = {urlsplit(url).hostname for url in (*services(), FILES)}

        def takes(host: str) -> bool:
            return host.lower().rstrip(".") in hosts

        _httpx.patch(self._patching, mock.app, takes)
        if importlib.util.find_spec("requests") is not None:
            from pytest_aimusic import _requests  # noqa: PLC0415 - where requests is not installed, it cannot be

            _requests.patch(self._patching, mock.app, takes)
        if _config.read(_config.BASE_URL):  # the shell or the CI job names a mock of its own
            self._patching.setenv(_config.BASE_URL, mock.url)


def begin(item: pytest.Item, config: pytest.Config) -> Session:
    """Return the session of a test that begins.

    Raises:
        pytest.fail.Exception: its marker has an unknown argument or value.
    """
    settings = _settings.marker_arguments(item)
    session = Session(settings, settings.get("lints") or _options.lints(config))
    session.guard()
    return session


def services() -> list[str]:
    """Return the addresses of the real service, as the contract names them."""
    return [server["url"].rstrip("/") for server in bundle.load().document["servers"]]


def _lints_of(mock: AIMusicMock, watch: Watch) -> list[Lint]:
    tasks = mock.world.store.tasks

    def ended_at(task_id: str) -> float:
        return tasks[task_id].ends_at if task_id in tasks else 0.0

    return _lints.find(mock.calls, bundle.load(), watch.retry_after, ended_at)


def _count(tally: dict[str, Any], mock: AIMusicMock) -> None:
    """Add what was asked of a mock to a tally."""
    costs, calls = mock.costs(), mock.calls
    tally["requests"] += len(calls)
    tally["refunded"] += costs["refunded"]
    for row in costs["operations"]:
        before = tally["operations"].get(row["operation"], (0, 0))
        tally["operations"][row["operation"]] = (before[0] + row["calls"], before[1] + row["credits"])
    tally["paced_s"] += STANDARD_INTERVAL_S * sum(call.method == "POST" for call in calls)
    tally["waited_s"] += _waited(mock)


def _waited(mock: AIMusicMock) -> float:
    """Return the seconds in which some task was under way and the test let time pass; tasks at one time count once."""
    now, counted, waited = mock.now, 0.0, 0.0
    for task in sorted(mock.world.store.tasks.values(), key=lambda task: task.created_at):
        begin, end = max(task.created_at, counted), min(task.ends_at, now)
        if end > begin:
            waited, counted = waited + end - begin, end
    return waited
