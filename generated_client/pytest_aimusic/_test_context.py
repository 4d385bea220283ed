"""The context that the fixtures of one test share: its mocks, patches and receivers, and the resulting tally."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest
from attrs import define, field

from aimusic import _config
from aimusic._http.retry_policy import parse_retry_after
from aimusic_mock import Settings
from aimusic_mock.contract import bundle
from aimusic_mock.domain.accounts import STANDARD_INTERVAL_S
from aimusic_mock.domain.journal import Exchange
from aimusic_mock.server.server import LocalServer, listen, url_of
from pytest_aimusic import _app_pool, _calls, _httpx, _lints, _network_block, _options, _settings, _time, _undelivered
from pytest_aimusic._app_pool import PooledApp, RetryAfterRecorder
from pytest_aimusic._hosts import FILES, Hosts, services
from pytest_aimusic._lints import Lint
from pytest_aimusic._mock import AIMusicMock
from pytest_aimusic._session_server import SessionServer, first_key, make_settings
from pytest_aimusic._time import MockTime
from pytest_aimusic._webhooks import INBOX, AIMusicWebhooks

HERE = "http://localhost"
"""The URL of a mock without interception."""

VIRTUAL = ("manual", "auto")
"""The clock modes in which time does not pass by itself."""


@define(eq=False)
class TestContext:
    """The context of one test.

    Attributes:
        arguments: the arguments of the test's markers.
        severity: how to treat lints: `warn`, `error` or `off`.
        hosts: the hosts of the service.
        time: the mock's clock for the SDK; None if the SDK uses the real clock.
        reported: the lints that the test has already failed for, if lints are errors.
    """

    __test__: ClassVar[bool] = False  # pytest would collect it where a test module imports it
    arguments: Mapping[str, Any]
    severity: str
    hosts: Hosts = field(factory=Hosts)
    time: MockTime | None = None
    reported: list[str] = field(factory=list)
    _stack: ExitStack = field(factory=ExitStack)
    _patching: pytest.MonkeyPatch = field(factory=pytest.MonkeyPatch)
    _mock: AIMusicMock | None = None
    _server: AIMusicMock | None = None
    _recorders: list[tuple[AIMusicMock, RetryAfterRecorder]] = field(factory=list)
    _receivers: list[tuple[AIMusicMock, AIMusicWebhooks]] = field(factory=list)
    _is_reported: bool = False

    @property
    def mock(self) -> AIMusicMock:
        """The mock in this process, created on first use."""
        if self._mock is None:
            intercepts = self.arguments.get("intercept", True)
            url = next(iter(services())) if intercepts else HERE
            files = FILES if intercepts else HERE
            ours = {"public_url": files, "clock": "manual", "admin_hosts": (urlsplit(url).hostname,)}
            self._mock = self._make(url, _settings.make(self.arguments, plan="unlimited", **ours))
            if intercepts:
                self._intercept(self._mock)
        return self._mock

    @property
    def server(self) -> AIMusicMock:
        """The mock on a port, started on first use."""
        if self._server is None:
            listener = listen("127.0.0.1", 0)
            self._stack.callback(listener.close)
            url = url_of(listener)
            self._server = self._make(url, make_settings(self.arguments, url))
            self._stack.enter_context(LocalServer(self._server.app, listener=listener))
        return self._server

    def adopt(self, server: SessionServer) -> None:
        """Give this test a world of its own in the server of the session."""
        settings = server.renew(self.arguments)
        self._stack.callback(server.pooled.close)
        self._prepare(server.mock, server.pooled, settings)

    def webhooks(self, mock: AIMusicMock) -> AIMusicWebhooks:
        """Return a receiver of a mock."""
        webhooks = AIMusicWebhooks(mock, FILES if mock.url in services() else mock.url, forge=self.severity != "off")
        self._receivers.append((mock, webhooks))
        return webhooks

    def lints(self) -> list[Lint]:
        """Return the lints of the code under test."""
        if self.severity == "off":
            return []
        lints = [lint for mock, recorder in self._recorders for lint in _lints_of(mock, recorder)]
        return lints + [lint for _, receiver in self._receivers for lint in receiver.lints]

    def sections(self) -> Iterator[tuple[str, str]]:
        """Yield the title and the text of each section for the report of this test, once: it has failed."""
        if self._is_reported:
            return
        self._is_reported = True
        for mock, _ in self._recorders:
            if lines := list(_calls.transcript(mock.calls)):
                yield f"aimusic: requests to {mock.url}", "\n".join(lines)
            receiver = next((receiver for owner, receiver in self._receivers if owner is mock), None)
            if receiver is not None or mock.world.outbox.deliveries():
                reasons = (
                    [*receiver.refusals[-_undelivered.MAX_REASONS :], *receiver.undelivered]
                    if receiver
                    else _undelivered.reasons(mock.world, INBOX, ())
                )
                yield f"aimusic: webhooks of {mock.url}", "\n".join(reasons)

    def end(self) -> dict[str, Any]:
        """Undo all patches, close everything, and return the tally of this test."""
        tally: dict[str, Any] = {
            "requests": 0,
            "refunded": 0,
            "waited_s": 0.0,
            "paced_s": 0.0,
            "operations": {},
            "webhooks": {},
        }
        try:
            for mock, _ in self._recorders:
                _count(tally, mock)
            return {**tally, "lints": list(map(str, self.lints()))}
        finally:
            self._patching.undo()
            self._stack.close()

    def block_network(self) -> None:
        """Block connections to the real service until the end."""
        self._stack.enter_context(_network_block.block_hosts(self.hosts.is_blocked))

    def _make(self, url: str, settings: Settings) -> AIMusicMock:
        pooled = self._stack.enter_context(_app_pool.borrow_app(settings))
        mock = AIMusicMock(pooled.app, url, first_key(pooled))
        self._prepare(mock, pooled, settings)
        return mock

    def _prepare(self, mock: AIMusicMock, pooled: PooledApp, settings: Settings) -> None:
        """Apply the marker's scenarios and the mock's clock, and include the mock in lints and tally."""
        self._recorders.append((mock, pooled.recorder))
        for text in _settings.scenarios(self.arguments):
            mock.scenario(text, operation=self.arguments.get("operation"), times=self.arguments.get("times"))
        # The mock in this process takes precedence: the SDK's waits must advance its clock, while a server's may be `auto`.
        takes_precedence = self.time is None or mock.url in services()
        if takes_precedence and settings.clock in VIRTUAL and self.arguments.get("intercept", True):
            self.time = MockTime(mock, real_hour=settings.webhook_time == "wall")
            _time.patch(self._patching, self.time)

    def _intercept(self, mock: AIMusicMock) -> None:
        """Send requests for the real service to the mock."""
        _httpx.patch(self._patching, mock.app, self.hosts.is_served)
        if importlib.util.find_spec("urllib3") is not None:
            from pytest_aimusic import _urllib3  # noqa: PLC0415 - urllib3 may not be installed

            _urllib3.patch(self._patching, mock.app, self.hosts.is_served)
        if _config.read(_config.BASE_URL):  # the shell or the CI job sets another mock
            self._patching.setenv(_config.BASE_URL, mock.url)


def start(item: pytest.Item, config: pytest.Config) -> TestContext:
    """Return the context of a test that starts.

    Raises:
        pytest.fail.Exception: its marker has an unknown argument or value.
    """
    arguments = _settings.marker_arguments(item)
    hosts = Hosts(_options.hosts(config))
    context = TestContext(arguments, arguments.get("lints") or _options.lints(config), hosts)
    context.block_network()
    return context


def _lints_of(mock: AIMusicMock, recorder: RetryAfterRecorder) -> list[Lint]:
    tasks = mock.world.store.tasks

    def ended_at(task_id: str) -> float:
        return tasks[task_id].ends_at if task_id in tasks else 0.0

    exchanges = mock.world.journal.exchanges()
    return _lints.find(exchanges, bundle.load(), _waits(exchanges, recorder), ended_at)


def _waits(exchanges: Iterable[Exchange], recorder: RetryAfterRecorder) -> dict[str, float]:
    """Return the Retry-After of each 429 in seconds, by request id; without those that are neither a number nor a date."""
    waits: dict[str, float] = {}
    for call in exchanges:
        wait = parse_retry_after({"retry-after": recorder.retry_after.get(call.request_id, "")}, call.at)
        if wait is not None:
            waits[call.request_id] = wait
    return waits


def _count(tally: dict[str, Any], mock: AIMusicMock) -> None:
    """Add the requests to a mock to a tally."""
    costs, calls = mock.costs(), mock.calls
    tally["requests"] += len(calls)
    tally["refunded"] += costs["refunded"]
    for row in costs["operations"]:
        before = tally["operations"].get(row["operation"], (0, 0))
        tally["operations"][row["operation"]] = (before[0] + row["calls"], before[1] + row["credits"])
    tally["paced_s"] += STANDARD_INTERVAL_S * sum(call.method == "POST" for call in calls)
    tally["waited_s"] += _waited(mock)
    for fact, number in _undelivered.nowhere(mock.world).items():
        tally["webhooks"][fact] = tally["webhooks"].get(fact, 0) + number


def _waited(mock: AIMusicMock) -> float:
    """Return the seconds that passed while at least one task was running; concurrent tasks count once."""
    now, counted, waited = mock.now, 0.0, 0.0
    for task in sorted(mock.world.store.tasks.values(), key=lambda task: task.created_at):
        start, end = max(task.created_at, counted), min(task.ends_at, now)
        if end > start:
            waited, counted = waited + end - start, end
    return waited


def guard(config: pytest.Config) -> AbstractContextManager[None]:
    """Return a context that blocks the service and its sister brands, for a whole run."""
    return _network_block.block_hosts(Hosts(_options.hosts(config)).is_blocked, _network_block.RUN)
