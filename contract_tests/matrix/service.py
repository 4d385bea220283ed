"""The mock in process: one service with four accounts, whose clock can be advanced.

The accounts: `rich` has enough credits, `poor` has no credits, `lapsed` has no subscription, `other` owns nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attrs import define, field
from flask import Flask

from aimusic_mock import Settings, create_app
from aimusic_mock.api.headers import DIALECT as DIALECT_HEADER
from aimusic_mock.contract import bundle
from aimusic_mock.contract.bundle import Contract
from aimusic_mock.contract.model import Operation
from aimusic_mock.faults.scenarios import HEADER
from aimusic_mock.settings import Dialect
from contract_tests.matrix.cells import Answer, How

KEYS = ("rich", "poor", "lapsed", "other")
UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"
"""An id that no seed generates: the random part of the mock's ids is never all zeros."""


@define
class Service:
    """One mock with its accounts; `spec` is the contract that it is compared with, which can differ from its own."""

    app: Flask = field(repr=False)
    spec: Contract = field(repr=False)

    def ask(
        self,
        operation: Operation,
        body: Any = None,
        *,
        label: str,
        dialect: Dialect = "documented",
        task_id: str = UNKNOWN_ID,
        authorization: str | None = "Bearer rich",
        scenario: str | None = None,
        how: How = "natural",
    ) -> Answer:
        """Send one request; `body` may be bytes that are not JSON."""
        headers: dict[str, str] = {DIALECT_HEADER: dialect}
        if authorization is not None:
            headers["Authorization"] = authorization
        if scenario is not None:
            headers[HEADER], label, how = scenario, f"{label}, {HEADER}: {scenario}", "scenario"
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        reply = self.app.test_client().open(
            operation.path.replace("{task_id}", task_id),
            method=operation.method,
            headers=headers,
            data=data,
            content_type="application/json" if data is not None else None,
        )
        return Answer(reply.status_code, reply.get_json(silent=True), dict(reply.headers), label, how)

    def admin(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Call the admin API and return its reply.

        Raises:
            RuntimeError: the reply is not a 200.
        """
        reply = self.app.test_client().open(f"/__mock__{path}", method=method, json=body)
        if reply.status_code != 200:
            raise RuntimeError(f"{method} {path}: {reply.status_code} {reply.get_data(as_text=True)}")
        return reply.get_json()

    def advance_to(self, at: float) -> None:
        """Advance the mock's clock to `at`, in seconds since 1970."""
        now = self.admin("GET", "/clock")["now"]
        if at > now:
            self.admin("POST", "/clock/advance", {"seconds": at - now})

    def advance(self, seconds: float) -> None:
        """Advance the mock's clock."""
        self.admin("POST", "/clock/advance", {"seconds": seconds})

    def plan(self, task_id: str) -> Any:
        """Return a task of the admin API, with the start and end of each clip."""
        return self.admin("GET", f"/tasks/{task_id}")


def make_service(spec: Contract | None = None, *, mocked: Contract | None = None, **settings: Any) -> Service:
    """Create a mock with a manual clock.

    Args:
        spec: the contract to compare with; the shipped one if omitted.
        mocked: the contract of the mock, if it differs.
        settings: further settings; by default there are no limits.
    """
    spec = spec or bundle.load()
    chosen = {"clock": "manual", "plan": "unlimited", "keys": KEYS, "credits": 1_000_000, **settings}
    app = create_app(Settings(**chosen), mocked or spec)
    app.testing = False  # a crash becomes a reply, and so a hole
    service = Service(app, spec)
    service.admin("PUT", f"/accounts/{KEYS.index('poor') + 1}", {"credits": 0, "extra_credits": 0})
    service.admin("PUT", f"/accounts/{KEYS.index('lapsed') + 1}", {"subscribed": False})
    return service
