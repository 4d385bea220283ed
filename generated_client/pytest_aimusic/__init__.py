"""A pytest plugin: test code against a mock of the AI Music API, without an API key, a network, or waiting.

pytest imports this module in every run, so it defines only the fixtures, the options and the report; the first test that
uses a fixture imports the mock, the SDK and httpx. This is the only package that may import both `aimusic` and
`aimusic_mock`; neither imports it.
"""

from __future__ import annotations

import importlib
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from pytest_aimusic import _options, _report

if TYPE_CHECKING:
    from aimusic import AIMusic, AsyncAIMusic
    from pytest_aimusic._mock import AIMusicMock
    from pytest_aimusic._session_server import SessionServer
    from pytest_aimusic._test_context import TestContext
    from pytest_aimusic._webhooks import AIMusicWebhooks, Delivery

__all__ = ["AIMusicMock", "AIMusicWebhooks", "Delivery"]

_HOMES = {"AIMusicMock": "_mock", "AIMusicWebhooks": "_webhooks", "Delivery": "_webhooks"}
"""The modules of the exported classes, which are imported lazily."""

_SERVERS = ("aimusic_server", "aimusic_session_server")
"""The fixtures of mocks for other processes."""

_CONTEXT = pytest.StashKey["TestContext"]()
_TALLY = pytest.StashKey[dict[str, Any]]()


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(_part(_HOMES[name]), name)


def _part(name: str) -> ModuleType:
    """Import a module of this package that needs the mock.

    Raises:
        pytest.fail.Exception: the mock's dependencies are not installed, or another package of its name hides it.
    """
    try:
        return importlib.import_module(f"{__name__}.{name}")
    except ImportError as error:
        pytest.fail(f"The fixtures of aimusic need {error.name}: pip install 'aimusic[mock]' ({error})", pytrace=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the command-line options and ini values."""
    _options.add(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker.

    Raises:
        pytest.UsageError: an option has an unknown value.
    """
    _options.check(config)
    config.addinivalue_line("markers", _options.MARKER)
    if _options.guard(config):
        stack = ExitStack()
        stack.enter_context(_part("_test_context").guard(config))
        config.add_cleanup(stack.close)
    config.stash[_TALLY] = _report.empty()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give each test of the session's server a world, and check the markers before any test runs.

    Raises:
        pytest.UsageError: a marker has an unknown argument or value.
    """
    for item in items:
        names = getattr(item, "fixturenames", [])
        if "aimusic_session_server" in names and "_aimusic_world" not in names:
            names.insert(0, "_aimusic_world")  # before all fixtures that use the server
    if _is_worker(config):
        return  # xdist treats an error here as a crash; the fixture reports it instead
    marked = [(item, marker) for item in items for marker in item.iter_markers(_options.NAME)]
    wrong = [
        f"{item.nodeid}: {problem}"
        for item, marker in marked
        if (problem := _options.faults(marker) or _unknown_values(marker))
    ]
    if wrong:
        raise pytest.UsageError("\n".join(dict.fromkeys(wrong)))


def _unknown_values(marker: pytest.Mark) -> str | None:
    problem: str | None = _part("_settings").faults(marker.kwargs)
    return problem


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail the test for its lints, if lints are errors."""
    try:
        result = yield
    finally:
        context = item.stash.get(_CONTEXT, None)
        if context is not None and context.severity == "error":
            context.reported = list(map(str, context.lints()))
    if context is not None:
        _fail_for(context.reported)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the exchanges with the mock to the report of a failed test."""
    report = yield
    context = item.stash.get(_CONTEXT, None)
    if report.failed and context is not None:
        report.sections.extend(context.sections())
    return report


def _fail_for(lints: list[str]) -> None:
    if lints:
        pytest.fail("\n".join(lints), pytrace=False)


@pytest.fixture
def _aimusic(request: pytest.FixtureRequest) -> Iterator[TestContext]:
    """The context that the fixtures of one test share; its teardown adds the test's costs to the tally."""
    context: TestContext = _part("_test_context").start(request.node, request.config)
    request.node.stash[_CONTEXT] = context
    try:
        yield context
    finally:
        tally = context.end()
        _report.add(request.config.stash[_TALLY], request.node.nodeid, tally)
    if context.severity == "error":
        _fail_for([lint for lint in tally["lints"] if lint not in context.reported])  # those of the fixtures' teardown


@pytest.fixture
def aimusic_mock(_aimusic: TestContext) -> AIMusicMock:
    """The mock in this process, with a fresh world and clock for this test.

    Requests that httpx, requests and the SDK send to the real service are answered by the mock; nothing reaches the service.
    """
    return _aimusic.mock


@pytest.fixture
def aimusic_server(_aimusic: TestContext) -> AIMusicMock:
    """The mock on a local port, for code in other processes; pass them its `environ`."""
    return _aimusic.server


@pytest.fixture(scope="session")
def _aimusic_session() -> Iterator[SessionServer]:
    """The server of the session, with the parts that the tests do not need."""
    with _part("_session_server").serve() as server:
        yield server


@pytest.fixture
def _aimusic_world(_aimusic: TestContext, _aimusic_session: SessionServer) -> None:
    """A new world in the server of the session, for each test that uses it."""
    _aimusic.adopt(_aimusic_session)


@pytest.fixture(scope="session")
def aimusic_session_server(_aimusic_session: SessionServer) -> AIMusicMock:
    """The mock on a local port for the whole session, for processes that several tests use; each test has its own world."""
    return _aimusic_session.mock


@pytest.fixture
def aimusic_client(_aimusic: TestContext, aimusic_mock: AIMusicMock) -> Iterator[AIMusic]:
    """The SDK's client on `aimusic_mock`; its waits return at once and advance the mock's clock."""
    with _part("_clients").client(aimusic_mock, _aimusic.time) as client:
        yield client


@pytest.fixture
def aimusic_async_client(_aimusic: TestContext, aimusic_mock: AIMusicMock) -> AsyncAIMusic:
    """The SDK's asynchronous client on `aimusic_mock`. Works in any event loop, and need not be closed."""
    client: AsyncAIMusic = _part("_clients").async_client(aimusic_mock, _aimusic.time)
    return client


@pytest.fixture
def aimusic_webhooks(request: pytest.FixtureRequest, _aimusic: TestContext) -> AIMusicWebhooks:
    """A webhook receiver of the server that the test uses, otherwise of `aimusic_mock`."""
    served = [name for name in _SERVERS if name in request.fixturenames]
    return _aimusic.webhooks(request.getfixturevalue(served[0] if served else "aimusic_mock"))


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send a worker's tally to xdist's controller."""
    if _is_worker(session.config):
        session.config.workeroutput["aimusic"] = session.config.stash[_TALLY]  # type: ignore[attr-defined]  # xdist's


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add the tally of an xdist worker that has ended; a worker that crashed has none."""
    tally = getattr(node, "workeroutput", {}).get("aimusic")
    if tally is not None:
        _report.merge(node.config.stash[_TALLY], tally)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Report what the run would have cost at the service, and the lints."""
    tally, when = config.stash[_TALLY], _options.report(config)
    if when == "always" or (when == "summary" and tally["tests"]):
        terminalreporter.write_sep("=", _report.TITLE)
        for line in _report.lines(tally):
            terminalreporter.write_line(line)
