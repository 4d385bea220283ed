"""No paid request is charged twice under any connection fault, according to the mock's own ledger.

A thousand seeded cases: a paid method, a client, a number of retries, and a sequence of faults before the connection works.
Only 429 and a connection that was never opened may be followed by a retry.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from attrs import define, field

import aimusic
from aimusic._http import retry_policy
from aimusic_client.operations import OPERATIONS
from contract_tests.sdk.methods import CASES, Case, Stage
from contract_tests.support.clients import KINDS, ClientFactory, Kind, Sdk, SteppingClock
from contract_tests.support.mock_app import Api
from contract_tests.support.network_errors import LOST_AFTER, NEVER_SENT

SEEDS = range(1000)

HTML = {"content-type": "text/html"}
REPLACED = (
    httpx.Response(500, json={"type": "server_error", "error": "Internal Server Error."}),
    httpx.Response(502, text="<html>Bad Gateway</html>", headers=HTML),
    httpx.Response(503),
    httpx.Response(504, text="<html>Gateway Timeout</html>", headers=HTML),
    httpx.Response(200, text="<html>Welcome</html>", headers=HTML),
    httpx.Response(200),
    httpx.Response(200, text='{"message": "succ'),
    httpx.Response(202, json={"type": "not_ready", "error": "Later."}),
    httpx.Response(302, headers={"location": "https://elsewhere.example/"}),
    httpx.Response(408),
    httpx.Response(425),
)
"""Responses of a gateway that replace the service's response, after the request was processed."""

INSTEAD = (httpx.Response(503), httpx.Response(408), httpx.Response(502, text="<html></html>", headers=HTML))
"""Responses of a gateway that did not forward the request; the client cannot tell the difference."""

LIMITED = (
    httpx.Response(429),
    httpx.Response(429, headers={"retry-after": "3"}),
    httpx.Response(429, headers={"retry-after": "100"}),
)

PAID = [case for case in CASES if OPERATIONS[case.operation].credits and not case.retired]

pytestmark = pytest.mark.filterwarnings("ignore:Riffusion is deprecated:DeprecationWarning")

Fault = tuple[str, Any]


@define
class BadLine(httpx.BaseTransport):
    """A connection to the mock with a sequence of faults, after which it works."""

    inner: httpx.BaseTransport
    faults: list[Fault] = field(factory=list)
    reached: int = 0
    outcomes: list[str] = field(factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        nothing: Fault = ("none", None)
        kind, what = self.faults.pop(0) if self.faults else nothing
        self.outcomes.append(kind)
        if kind == "never-sent":
            raise what("planted")
        if kind in ("limited", "instead"):
            return copy(what)
        self.reached += 1
        response = self.inner.handle_request(request)
        if kind == "none":
            return response
        response.read()
        response.close()
        if kind == "lost-after":
            raise what("planted")
        return copy(what)


def copy(response: httpx.Response) -> httpx.Response:
    """Return a copy of a response that can be read again."""
    return httpx.Response(response.status_code, headers=response.headers, content=response.content)


def row(chance: random.Random) -> list[Fault]:
    """Return a random sequence of faults."""
    choices: dict[str, tuple[Any, ...]] = {
        "never-sent": NEVER_SENT,
        "limited": LIMITED,
        "lost-after": LOST_AFTER,
        "replaced": REPLACED,
        "instead": INSTEAD,
    }
    kinds = chance.choices(list(choices), weights=(3, 3, 4, 4, 2), k=chance.randint(1, 4))
    return [(kind, chance.choice(choices[kind])) for kind in kinds]


@define
class Bench:
    """Both kinds of client on one mock, over a connection with faults."""

    api: Api
    client_factory: ClientFactory
    stages: dict[Kind, Stage] = field(factory=dict)
    clients: dict[tuple[Kind, int], tuple[Sdk, BadLine]] = field(factory=dict)

    def client(self, kind: Kind, retries: int) -> tuple[Sdk, BadLine]:
        """Return a client of a kind with a number of retries, and its connection."""
        if (kind, retries) not in self.clients:
            line = BadLine(httpx.WSGITransport(app=self.api.app))
            self.clients[kind, retries] = self.client_factory.over(kind, line, SteppingClock(), retries=retries), line
        return self.clients[kind, retries]

    def stage(self, kind: Kind) -> Stage:
        """Return the actual arguments of a case, created over a working connection."""
        if kind not in self.stages:
            self.stages[kind] = Stage(self.client_factory.on(kind, self.api), self.api)
        return self.stages[kind]

    def charges(self) -> int:
        """Return the number of charges to the account."""
        (account,) = self.api.mock.world.store.accounts.values()
        return sum(entry.total < 0 for entry in account.ledger)


@pytest.fixture
def bench(make_api: Callable[..., Api], client_factory: ClientFactory) -> Bench:
    """A mock, and clients on faulty connections."""
    return Bench(make_api(credits=10_000_000), client_factory)


def play(bench: Bench, seed: int) -> str:
    """Run one case, check it, and return its outcome."""
    chance = random.Random(seed)
    case, kind = chance.choice(PAID), chance.choice(KINDS)
    stage = bench.stage(kind)
    args = [stage.argument(value) for value in case.args]
    kwargs = {name: stage.argument(value) for name, value in case.kwargs.items()}
    sdk, line = bench.client(kind, chance.randint(0, 4))
    line.faults, line.reached, line.outcomes = row(chance), 0, []
    before = bench.charges()
    error: aimusic.AIMusicError | None = None
    try:
        sdk.call(case.method, *args, **kwargs)
    except aimusic.AIMusicError as caught:
        error = caught
    check(case, line, bench.charges() - before, error)
    return type(error).__name__ if error else "success"


def check(case: Case, line: BadLine, charges: int, error: aimusic.AIMusicError | None) -> None:
    """Check what a call cost, how many times it was sent, and whether the error's `charged` is correct."""
    reported = f"{case}: {line.outcomes} {error!r}"
    once = OPERATIONS[case.operation].charge == "first_call_per_clip"
    *earlier, _ = line.outcomes
    assert set(earlier) <= {"never-sent", "limited"}, reported
    assert line.reached <= 1, reported
    assert charges == line.reached or (once and charges <= line.reached), reported
    if error is None:
        assert line.reached == 1, reported
    else:
        assert error.charged is None or (error.charged is False and charges == 0), reported  # type: ignore[attr-defined]
        if charges:
            assert error.charged is None, reported  # type: ignore[attr-defined]


@pytest.mark.slow  # a thousand calls, with their prerequisites
def test_thousand_calls_over_faulty_connections_are_charged_at_most_once(bench: Bench) -> None:
    endings = [play(bench, seed) for seed in SEEDS]

    met = {ending: endings.count(ending) for ending in sorted(set(endings))}
    assert met["success"] > 50, met
    assert {"APIConnectionError", "APITimeoutError", "RateLimitError", "ServerError", "ResponseDecodingError"} <= set(
        met
    )


def tries(seeds: range, bench: Bench) -> Iterator[str]:
    """Run cases and yield the failures."""
    for seed in seeds:
        try:
            play(bench, seed)
        except AssertionError as complaint:
            yield str(complaint)


@pytest.mark.parametrize("weakened", ["should_retry_error", "should_retry_status"])
def test_policy_that_repeats_paid_requests_is_detected(
    weakened: str, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry_policy, weakened, lambda _cost, outcome, *_: outcome not in (200, 202))

    assert any(tries(range(60), bench))


def test_free_requests_are_retried_over_faulty_connections(bench: Bench, kind: Kind) -> None:
    for seed in range(40):
        chance = random.Random(seed)
        sdk, line = bench.client(kind, 4)
        line.faults = [
            (what, fault)
            for what, fault in row(chance)
            if not (isinstance(fault, httpx.Response) and fault.status_code not in (429, 500, 502, 503, 504))
            and not (isinstance(fault, httpx.Response) and fault.headers.get("retry-after") == "100")
        ]
        line.outcomes = []

        assert sdk.call("account.credits").total > 0, seed
        assert len(sdk.call("sonic.lyrics", "tides")) == 2, seed
        assert line.faults == [], seed
