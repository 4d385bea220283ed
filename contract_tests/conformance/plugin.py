"""The suite's pytest plugin: options, skips for missing needs, and the report of disagreements.

It affects the tests of this folder only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from difflib import get_close_matches
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from attrs import asdict

from aimusic_mock.outbound import hosts
from contract_tests.conformance import target as targets
from contract_tests.conformance.coverage import rows
from contract_tests.conformance.findings import DisagreementError, Finding, shortened
from contract_tests.conformance.spec import operation_ids
from contract_tests.conformance.target import Options

HERE = Path(__file__).parent
LIVE_PACE_S = 3.0
"""The standard plan's interval between two requests."""

LIVE_POLL_INTERVAL_S = 15.0
"""The shortest documented interval between two polls."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; `make contract` sets them from variables of the same names."""
    group = parser.getgroup("contract suite")
    group.addoption("--base-url", help="the server to test (default: the mock, in process)")
    group.addoption("--api-key", default="mock-key", help="the key to send, whose account is charged")
    group.addoption("--live", action="store_true", help="allow a server on another machine")
    group.addoption("--budget", type=int, help="credits that may be spent; 0 for free calls and refusals only")
    group.addoption("--pace", type=float, help="seconds between two requests (default: 0 on this machine, else 3)")
    group.addoption(
        "--look", type=float, help="seconds between two polls of a task (default: 1 on this machine, else 15)"
    )
    group.addoption("--seeded", action="store_true", help="the server has the contract's sample clips")
    group.addoption("--light", action="store_true", help="skip the edges of the schemas (default with --live)")
    group.addoption("--operations", default="", help="the operationIds to test, separated by commas (default: all)")
    group.addoption("--dialect", choices=targets.DIALECTS, help="the dialect to test, of a mock (default: both)")
    group.addoption("--requests", type=Path, help="write each request to this file, as a line of JSON")
    group.addoption("--seen", type=Path, help="write the coverage to this file: operation, status, form, times")
    group.addoption("--findings", type=Path, help="write the disagreements to this file, as JSON")
    group.addoption("--fault", help="plant a fault (see `make mutants`)")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the target.

    Raises:
        pytest.UsageError: an option is invalid, or the server is on another machine and `--live` is missing.
    """
    config.addinivalue_line(
        "markers", "needs(*what): skip unless the server has these: 'seeded' clips, the 'admin' API"
    )
    config.addinivalue_line("markers", "whole_suite: runs last, and only when the whole suite runs")
    url, option = config.getoption("--base-url"), config.getoption
    if url is not None and not is_base_url(url):
        raise pytest.UsageError(
            f"--base-url is {url}; it has to be an http or https URL without query and user name: http://127.0.0.1:9000"
        )
    local = url is None or is_loopback(url)
    if not local and not option("--live"):
        raise pytest.UsageError(
            f"{url} is not on this machine, and its owner may be charged for every request. "
            "Add --live (make contract LIVE=1) to test it all the same."
        )
    if not local and not url.startswith("https:"):
        raise pytest.UsageError(f"{url} is not on this machine, and http would send the key in the clear: use https")
    if url is not None and option("numprocesses", None):
        raise pytest.UsageError("--base-url needs one process (-n 0): each worker would have its own budget and pace")
    key = option("--api-key").strip()
    if not key or len(key.split()) > 1:
        raise pytest.UsageError("--api-key is empty or contains a space")
    if url is None and option("--live"):
        raise pytest.UsageError("--live needs a --base-url")
    budget = option("--budget")
    targets.choose(
        Options(
            base_url=url.rstrip("/") if url else None,
            api_key=key,
            budget=budget if budget is not None or local else 0,
            pace_s=_first(option("--pace"), 0.0 if local else LIVE_PACE_S),
            poll_interval_s=_first(option("--look"), 1.0 if local else LIVE_POLL_INTERVAL_S),
            seeded=option("--seeded"),
            light=option("--light") or not local,
            operations=_operations(option("--operations")),
            dialect=option("--dialect"),
            log=option("--requests"),
            fault=option("--fault"),
        )
    )


def _first(value: float | None, default: float) -> float:
    return default if value is None else value


def _operations(names: str) -> tuple[str, ...]:
    """Return the operationIds in a list with commas.

    Raises:
        pytest.UsageError: The contract has no operation of a name.
    """
    results = tuple(filter(None, map(str.strip, names.split(","))))
    known = operation_ids()
    for name in results:
        if name not in known:
            nearest = get_close_matches(name, known, n=1)
            hint = f"did you mean {nearest[0]}?" if nearest else f"the contract has: {', '.join(known)}"
            raise pytest.UsageError(f"--operations: the contract has no operation {name!r}; {hint}")
    return results


def is_base_url(url: str) -> bool:
    """Return whether a URL can be the base of the contract's paths: an origin, with or without a path of its own."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port out of range, a broken IPv6 address
        return False
    return usable and not {"?", "#", "@"} & set(url) and url.isascii() and not re.search(r"[\s\x00-\x1f\x7f]", url)


def is_loopback(url: str) -> bool:
    """Return whether a URL points to this machine."""
    return hosts.is_loopback_name(urlsplit(url).hostname or "")


def _is_ours(item: pytest.Item) -> bool:
    return HERE in item.path.parents


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give each test its own node id, and run the test of the whole suite last.

    With pytest 9.2, the tests that schemathesis 4.32 generates from one function share its node id, without the operation.
    Under `--dist loadgroup`, pytest-xdist runs only one test of each node id.
    """
    for item in filter(_is_ours, items):
        _, bracket, operation = item.name.partition("[")
        if bracket and not item.nodeid.endswith("]"):
            item._id = item.id.with_params(operation.removesuffix("]"))
    items.sort(key=lambda item: item.get_closest_marker("whole_suite") is not None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test that needs something the server does not have."""
    needed = [what for mark in item.iter_markers("needs") for what in mark.args] if _is_ours(item) else []
    lacking = [what for what in needed if what not in targets.chosen().has]
    if lacking:
        pytest.skip(f"the server has no {' and no '.join(lacking)}")
    if _is_ours(item) and item.get_closest_marker("whole_suite") and not is_whole(item.session):
        pytest.skip("only a part of the suite runs")
    if _is_ours(item) and item.get_closest_marker("whole_suite") and hasattr(item.config, "workerinput"):
        pytest.skip("the controller of pytest-xdist checks the coverage of all workers together")


def is_whole(session: pytest.Session) -> bool:
    """Return whether every test of this folder was collected."""
    option = session.config.getoption
    collected = {item.path for item in session.items}
    left_out = (
        option("keyword")
        or option("markexpr")
        or option("--operations")
        or option("--dialect")
        or any("::" in at for at in session.config.args)
    )
    return not left_out and collected >= set(HERE.glob("test_*.py"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a test during which a disagreement was recorded, and record unexpected errors."""
    if not _is_ours(item):
        return (yield)
    findings = targets.chosen().findings
    before = len(findings.occurrences)
    try:
        result = yield
    except DisagreementError as error:
        findings.add(error.finding)
        raise
    except pytest.skip.Exception:  # the budget is spent; earlier disagreements still count
        if len(findings.occurrences) == before:
            raise
        result = None
    except Exception as error:
        if len(findings.occurrences) == before:
            findings.add(
                Finding(item.nodeid.rpartition("/")[2], "another", shortened(f"{type(error).__name__}: {error}"))
            )
        raise
    disagreements = {(entry.operation, entry.rule): entry for entry in reversed(findings.occurrences[before:])}
    if disagreements:
        pytest.fail("\n".join(map(str, disagreements.values())), pytrace=False)
    return result


@pytest.hookimpl(optionalhook=True)
def pytest_html_results_summary(prefix: list[str]) -> None:
    """Add the disagreements and the coverage to the HTML report."""
    if targets.chosen.cache_info().currsize:
        target = targets.chosen()
        results = "\n".join(f"{finding}  ({times} times)" for finding, times in target.findings) or "none"
        coverage = "\n".join(map(str, rows(target)))
        prefix.append(f"<h2>Disagreements</h2><pre>{escape(results)}</pre><h2>Seen</h2><pre>{escape(coverage)}</pre>")


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print each disagreement once, and write the requested files."""
    if not targets.chosen.cache_info().currsize:
        return
    if config.getoption("--seen"):
        config.getoption("--seen").write_text("\n".join([*map(str, rows(targets.chosen())), ""]), encoding="utf-8")
    findings = targets.chosen().findings
    if config.getoption("--findings"):
        listed = [{**asdict(finding), "times": times} for finding, times in findings]
        config.getoption("--findings").write_text(json.dumps(listed, indent=2), encoding="utf-8")
    about = config.getoption("--base-url") or "the mock, in process"
    if findings.first:
        terminalreporter.section(f"{len(findings.first)} disagreements with the contract: {about}")
    for finding, times in findings:
        terminalreporter.line(f"{finding}  ({times} times)" if times > 1 else str(finding))
    if config.getoption("--base-url"):
        spent = targets.chosen().gateway.budget.spent
        terminalreporter.line(
            f"{about}: accepted calls are worth {spent} credits, more than they cost if tasks have failed"
        )
