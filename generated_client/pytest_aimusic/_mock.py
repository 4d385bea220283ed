"""The object behind the fixtures `aimusic_mock` and `aimusic_server`: one mock, with methods to inspect and control it.

Everything here is also available in the mock's admin API; the methods save the test the requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import define, field, frozen
from flask import Flask

from aimusic_mock.domain.clock import Clock
from aimusic_mock.domain.journal import Exchange
from aimusic_mock.domain.world import World
from aimusic_mock.mock import Mock
from pytest_aimusic import _calls, _options, _settings


@frozen
class MockTask:
    """The current state of a task.

    Attributes:
        id: the task's id.
        product: `sonic`, `producer`, `nuro` or `riffusion`.
        operation: the operationId of the submit that started the task.
        state: `pending`, `running`, `succeeded` or `failed`.
        clips: the states of the task's clips, by clip id.
    """

    id: str
    product: str
    operation: str
    state: str
    clips: Mapping[str, str]


@define(eq=False)
class AIMusicMock:
    """One mock of the service.

    Attributes:
        app: the WSGI application, a Flask app.
        url: the base URL. For `aimusic_mock`, the real service's, since requests to it are intercepted.
        key: a valid API key.
    """

    app: Flask = field(repr=False)
    url: str
    key: str

    @property
    def environ(self) -> dict[str, str]:
        """The environment variables that point the SDK to the mock: for `monkeypatch.setenv`, or for other processes."""
        return {"AIMUSIC_BASE_URL": self.url, "AIMUSIC_API_KEY": self.key}

    @property
    def headers(self) -> dict[str, str]:
        """The headers of an authenticated request."""
        return {"Authorization": f"Bearer {self.key}"}

    @property
    def now(self) -> float:
        """The mock's time, in seconds since 1970."""
        return self.clock.now()

    @property
    def calls(self) -> list[Exchange]:
        """The requests to the API and their replies, in order; without file downloads and the admin API."""
        operations = self._mock.contract.operations
        return [
            exchange
            for exchange in self.world.journal
            if exchange.operation in operations or exchange.operation is None
        ]

    def calls_of(self, operation: str) -> list[Exchange]:
        """Return the calls of one operation, in order, refused ones included.

        Args:
            operation: the operationId.

        Raises:
            ValueError: the contract has no such operation.
        """
        self._check_operation(operation)
        return [call for call in self.calls if call.operation == operation]

    def assert_called(self, operation: str, *, times: int | None = None, body: Mapping[str, Any] | None = None) -> None:
        """Assert that an operation was called; calls that were refused count as well.

        Args:
            operation: the operationId.
            times: the exact number of calls, 0 or more; by default, one or more.
            body: members that the JSON body must have. Nested objects are compared likewise, lists
                element by element.

        Raises:
            AssertionError: it was not; the message has the differences of the nearest call.
            ValueError: the contract has no such operation, or `times` is negative.
        """
        __tracebackhide__ = True
        self._check_operation(operation)
        if times is not None and times < 0:
            raise ValueError(f"times is {times}; it must be 0 or more")
        if (problem := _calls.problem(self.calls, operation, times, body)) is not None:
            raise AssertionError(problem)

    @property
    def tasks(self) -> list[MockTask]:
        """The tasks, in the order of their submission."""
        now, store = self.now, self.world.store
        with store.lock:
            return [
                MockTask(
                    id=task.task_id,
                    product=task.product,
                    operation=task.operation_id,
                    state=task.state(now),
                    clips={clip.clip_id: clip.state(now) for clip in task.all_clips},
                )
                for task in store.tasks.values()
            ]

    def advance(self, seconds: float) -> float:
        """Advance the mock's time, deliver the webhooks that become due, and return the new time.

        Can replace `time.sleep` in code that polls by itself.

        Args:
            seconds: the seconds to advance, 0 or more.

        Raises:
            ValueError: the seconds are negative.
        """
        return float(self.admin("POST", "/clock/advance", {"seconds": seconds})["now"])

    def run_until_idle(self) -> float:
        """Advance the mock's time until all tasks have ended and all webhooks are delivered; return the new time."""
        return float(self.admin("POST", "/clock/advance", {"until": "idle"})["now"])

    def balance(self) -> int:
        """Return the remaining credits, the sum of both balances."""
        account = self._account()
        return int(account["credits"] + account["extra_credits"])

    def give(self, credits: int) -> int:
        """Add credits to the account and return the new balance; a negative number removes credits, at most down to 0."""
        account = self._account()
        left = account["credits"] + credits
        extra = max(0, account["extra_credits"] + min(0, left))
        self.admin("PUT", "/accounts/1", {"credits": max(0, left), "extra_credits": extra})
        return self.balance()

    def costs(self) -> dict[str, Any]:
        """Return what this test would have cost: `credits`, `refunded`, `seconds`, and `operations` in detail."""
        return dict(self.admin("GET", "/costs"))

    def scenario(
        self,
        name: str,
        *,
        operation: str | None = None,
        times: int | None = None,
        nth: int | None = None,
        body: Mapping[str, Any] | None = None,
        probability: float | None = None,
    ) -> str:
        """Apply a scenario to future requests; return the id of the rule.

        Args:
            name: the scenario, as in `X-Mock-Scenario`: `task-fails`, or with options `429-rate-limit; retry_after_s=9`.
            operation: the operationId to apply it to; by default, every operation that supports it.
            times: how many times to apply it; by default, always.
            nth: apply it to the nth matching request only, counted from 1.
            body: members that the request body must have.
            probability: the probability of each application, 0 to 1, drawn from the seed.

        Raises:
            ValueError: the scenario is unknown, or does not apply to such requests.
        """
        _settings.check_scenario(name)
        match = {"operation": operation, "nth": nth, "body": dict(body or {}) or None}
        return self._add_rule(match, scenarios=name, times=times, probability=probability)

    def stub(
        self,
        operation: str,
        body: Any,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        task: str | None = None,
        times: int | None = None,
        nth: int | None = None,
        unchecked: bool = False,
    ) -> str:
        """Answer future requests of an operation with a reply of your own; return the id of the rule.

        Args:
            operation: the operationId.
            body: the JSON body, at most 32 KiB.
            status: the status.
            headers: further headers.
            task: the id of the task that is polled; by default, every task.
            times: how many times to answer so; by default, always.
            nth: answer the nth matching request only, counted from 1.
            unchecked: whether the reply may break the contract.

        Raises:
            ValueError: the operation is unknown, or the reply breaks the contract.
        """
        reply = {"status": status, "body": body, "headers": dict(headers or {}), "unchecked": unchecked}
        return self._add_rule({"operation": operation, "task": task, "nth": nth}, reply=reply, times=times)

    def clear_scenarios(self) -> None:
        """Remove all rules and stubs. Tasks that already have a planned outcome keep it."""
        self.admin("DELETE", "/rules")

    def admin(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Send a request to the mock's admin API, `/__mock__/`, and return the JSON of its response.

        Args:
            method: the HTTP method.
            path: the path below `/__mock__`.
            body: the JSON body, if any.

        Raises:
            ValueError: the request is refused; the message says why.
        """
        response = self.app.test_client().open(f"/__mock__{path}", method=method, json=body)
        if response.status_code != 200:
            raise ValueError(response.get_json()["error"])
        return response.get_json()

    @property
    def clock(self) -> Clock:
        """The clock of this test's world."""
        return self.world.clock

    @property
    def world(self) -> World:
        """This test's world, with all of its state. Its structure may change between versions."""
        return self._mock.world

    @property
    def _mock(self) -> Mock:
        mock: Mock = self.app.extensions["aimusic"]
        return mock

    def _check_operation(self, operation: str) -> None:
        known = self._mock.contract.operations
        if operation not in known:
            raise ValueError(_options.unknown("operation", operation, known))

    def _add_rule(self, match: Mapping[str, Any], **members: Any) -> str:
        """Add a rule without the members that are None, and return its id."""
        rule = {"match": {name: value for name, value in match.items() if value is not None}, **members}
        added = self.admin("POST", "/rules", {name: value for name, value in rule.items() if value is not None})
        return str(added["rule_id"])

    def _account(self) -> dict[str, int]:
        account: dict[str, int] = self.admin("GET", "/accounts")["accounts"][0]
        return account
