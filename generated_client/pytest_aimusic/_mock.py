"""What a test gets as `aimusic_mock` and `aimusic_server`: one mock, spoken to in verbs.

It says nothing that the mock's own API could not say; it saves the test the requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import define, field, frozen
from flask import Flask

from aimusic_mock.domain.clock import Clock
from aimusic_mock.domain.journal import Exchange
from aimusic_mock.domain.world import World
from aimusic_mock.faults.scenarios import RequestedFaults
from aimusic_mock.mock import Mock
from pytest_aimusic import _settings


@frozen
class TaskSeen:
    """A task as it stands now.

    Attributes:
        id: its id.
        product: `sonic`, `producer`, `nuro` or `riffusion`.
        operation: the operationId of the submit that started it.
        state: `pending`, `running`, `succeeded` or `failed`.
        clips: the states of its clips by their ids.
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
        url: where it is. Of `aimusic_mock` the real service's address, since requests to that go to the mock.
        key: a key that it knows.
    """

    app: Flask = field(repr=False)
    url: str
    key: str

    @property
    def environ(self) -> dict[str, str]:
        """The variables by which the SDK finds the mock: for `monkeypatch.setenv`, or for other processes."""
        return {"AIMUSIC_BASE_URL": self.url, "AIMUSIC_API_KEY": self.key}

    @property
    def headers(self) -> dict[str, str]:
        """The headers of an ordinary request."""
        return {"Authorization": f"Bearer {self.key}"}

    @property
    def now(self) -> float:
        """The time of the mock, in seconds since 1970."""
        return self.clock.now()

    @property
    def calls(self) -> list[Exchange]:
        """The requests to the API and their replies, in order; without files and without the mock's own API."""
        operations = self._mock.contract.operations
        return [item for item in self.world.journal if item.operation in operations or item.operation is None]

    @property
    def tasks(self) -> list[TaskSeen]:
        """The tasks, in the order in which they were submitted."""
        now, store = self.now, self.world.store
        with store.lock:
            return [
                TaskSeen(
                    id=task.task_id,
                    product=task.product,
                    operation=task.operation_id,
                    state=task.state(now),
                    clips={clip.clip_id: clip.state(now) for clip in task.all_clips},
                )
                for task in store.tasks.values()
            ]

    def advance(self, seconds: float) -> float:
        """Let time pass, and what is due then be delivered; return the new time.

        It can stand for `time.sleep` in code that waits by itself.

        Args:
            seconds: 0 or more.
        """
        return float(self.admin("POST", "/clock/advance", {"seconds": seconds})["now"])

    def run_until_idle(self) -> float:
        """Let time pass until nothing more happens by itself: all tasks have ended, all webhooks are delivered."""
        return float(self.admin("POST", "/clock/advance", {"until": "idle"})["now"])

    def balance(self) -> int:
        """Return the credits that are left, both balances together."""
        account = self._account()
        return int(account["credits"] + account["extra_credits"])

    def give(self, credits: int) -> int:
        """Put credits into the account, or take out when negative what there is; return the new balance."""
        account = self._account()
        left = account["credits"] + credits
        extra = max(0, account["extra_credits"] + min(0, left))
        self.admin("PUT", "/accounts/1", {"credits": max(0, left), "extra_credits": extra})
        return self.balance()

    def costs(self) -> dict[str, Any]:
        """Return what this test would have cost: `credits`, `refunded`, `seconds`, and `operations` one by one."""
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
        """Let something go wrong from now on; return the id of the rule.

        Args:
            name: the scenario, as in `X-Mock-Scenario`: `task-fails`, or with options `429-rate-limit; retry_after_s=9`.
            operation: the operationId that it happens to; all for which it is possible when left out.
            times: how often; always when left out.
            nth: the one matching request that is meant, from 1.
            body: members that the body must have.
            probability: from 0 to 1, drawn under the seed.

        Raises:
            ValueError: there is no such scenario, or it cannot happen to such requests.
        """
        _settings.check_scenario(name)
        parsed: RequestedFaults = self._mock.catalogue.read_header(name)
        match = {"operation": operation, "nth": nth, "body": dict(body or {}) or None}
        rule = {
            "scenarios": [scenario.name for scenario in parsed.scenarios],
            "options": dict(parsed.options),
            "match": {key: value for key, value in match.items() if value is not None},
            "times": times,
            "probability": probability,
        }
        return str(
            self.admin("POST", "/rules", {key: value for key, value in rule.items() if value is not None})["rule_id"]
        )

    def clear_scenarios(self) -> None:
        """Let nothing go wrong any more, but for the tasks whose fate is decided."""
        self.admin("DELETE", "/rules")

    def admin(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Ask the mock's own API, `/__mock__/`, and return the JSON of its reply.

        Raises:
            ValueError: it refuses; the text says why.
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
        """This test's world, with everything that it remembers; what it is made of may change."""
        return self._mock.world

    @property
    def _mock(self) -> Mock:
        mock: Mock = self.app.extensions["aimusic"]
        return mock

    def _account(self) -> dict[str, int]:
        account: dict[str, int] = self.admin("GET", "/accounts")["accounts"][0]
        return account
