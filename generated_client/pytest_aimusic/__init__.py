"""A pytest plugin: your code against the AI Music API's mock, without a key, a network, or waiting.

pytest imports this module in every run; so it knows the fixtures' names, the options and the
report only, and the mock, the SDK and httpx are imported by the first test that asks for a fixture.
It is the one package that may import both `aimusic` and `aimusic_mock`; neither knows it.
"""

from __future__ import annotations

import importlib
from collections.abc import Generator, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from pytest_aimusic import _options, _report

if TYPE_CHECKING:
    from aimusic import AIMusic, AsyncAIMusic
    from pytest_aimusic._mock import AIMusicMock
    from pytest_aimusic._test_context import Session
    from pytest_aimusic._webhooks import AIMusicWebhooks, Delivery

__all__ = ["AIMusicMock", "AIMusicWebhooks", "Delivery"]

_HOMES = {"AIMusicMock": "_mock", "AIMusicWebhooks": "_webhooks", "Delivery": "_webhooks"}
"""Where the classes of the fixtures stand, for annotations in tests."""

_SESSION = pytest.StashKey["Session"]()
_TALLY = pytest.StashKey[dict[str, Any]]()


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(_part(_HOMES[name]), name)


def _part(name: str) -> ModuleType:
    """Import a part of this package that needs the mock.

    Raises:
        pytest.fail.Exception: the mock's dependencies are not installed.
    """
    try:
        return importlib.import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        pytest.fail(f"The fixtures of aimusic need {error.name}: pip install 'aimusic[mock]'", pytrace=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    _options.add(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker.

    Raises:
        pytest.UsageError: an option has an unknown value.
    """
    _options.check(config)
    config.addinivalue_line("markers", _options.MARKER)
    config.stash[_TALLY] = _report.empty()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Check the markers before any test runs.

    Raises:
        pytest.UsageError: a marker has an unknown argument or value.
    """
    if _is_worker(config):
        return  # xdist takes an error at this place for a crash; the fixture tells it then
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
    """Let a test fail for what its code did wrong, where lints are errors."""
    try:
        result = yield
    finally:
        session = item.stash.get(_SESSION, None)
        if session is not None and session.severity == "error":
            session.told = list(map(str, session.lints()))
    if session is not None:
        _fail_for(session.told)
    return result


def _fail_for(lints: list[str]) -> None:
    if lints:
        pytest.fail("\n".join(lints), pytrace=False)


@pytest.fixture
def _aimusic(request: pytest.FixtureRequest) -> Iterator[Session]:
    """What the fixtures of one test have in common; at its end, what it would have cost is added up."""
    begin = _part("_test_context").begin
    session: Session = begin(request.node, request.config)
    request.node.stash[_SESSION] = session
    try:
        yield session
    finally:
        tally = session.end()
        _report.add(request.config.stash[_TALLY], request.node.nodeid, tally)
    if session.severity == "error":
        _fail_for([lint for lint in tally["lints"] if lint not in session.told])  # those of fixtures that ended


@pytest.fixture
def aimusic_mock(_aimusic: Session) -> AIMusicMock:
    """The mock in this process, with a world and a clock of this test's own.

    Requests of httpx, requests and the SDK to the real service reach it, and nothing leaves for the real one.
    """
    return _aimusic.mock


@pytest.fixture
def aimusic_server(_aimusic: Session) -> AIMusicMock:
    """The mock on a port of this machine, for code in other processes; `environ` is what to give them."""
    return _aimusic.server


@pytest.fixture
def aimusic_client(_aimusic: Session, aimusic_mock: AIMusicMock) -> Iterator[AIMusic]:
    """The SDK's client on `aimusic_mock`; its waits take no time, and move the mock's clock."""
    with _part("_clients").client(aimusic_mock, _aimusic.time) as client:
        yield client


@pytest.fixture
def aimusic_async_client(_aimusic: Session, aimusic_mock: AIMusicMock) -> AsyncAIMusic:
    """The same for coroutines. It holds no connection: it works in any loop of asyncio and need not be closed."""
    client: AsyncAIMusic = _part("_clients").async_client(aimusic_mock, _aimusic.time)
    return client


@pytest.fixture
def aimusic_webhooks(request: pytest.FixtureRequest, _aimusic: Session) -> AIMusicWebhooks:
    """A receiver of webhooks in this process, of `aimusic_server` if the test has it, else of `aimusic_mock`."""
    return _aimusic.webhooks(served="aimusic_server" in request.fixturenames)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand a worker's tally to xdist's controller."""
    if _is_worker(session.config):
        session.config.workeroutput["aimusic"] = session.config.stash[_TALLY]  # type: ignore[attr-defined]  # xdist's


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over the tally of a worker of xdist that has ended; one that has crashed has none."""
    tally = getattr(node, "workeroutput", {}).get("aimusic")
    if tally is not None:
        _report.merge(node.config.stash[_TALLY], tally)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what the run would have cost at the service, and what the code under test did wrong."""
    tally, when = config.stash[_TALLY], _options.report(config)
    if when == "always" or (when == "summary" and tally["tests"]):
        terminalreporter.write_sep("=", _report.TITLE)
        for line in _report.lines(tally):
            terminalreporter.write_line(line)
