"""The mock in process, and a client with one method for each kind of request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import define, field
from flask import Flask
from werkzeug.test import TestResponse

from aimusic_mock import Settings, create_app
from aimusic_mock.contract import bundle
from aimusic_mock.contract.bundle import Contract
from aimusic_mock.domain.clock import VIRTUAL_START
from aimusic_mock.domain.tasks import NEVER
from aimusic_mock.mock import Mock

KEY = "mock-key"

SONG = {"custom_mode": False, "mv": "sonic-v5", "gpt_description_prompt": "a folk song about a slow river"}
"""An ordinary request for two clips."""

SONGS = "/api/v1/sonic/create"
"""The path for `SONG`."""

PRICE = 10
"""The price of `SONG`, in credits."""


@define
class Api:
    """An account of a mock, in process."""

    app: Flask = field(repr=False)
    key: str = KEY

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a request with the account's key."""
        return {"Authorization": f"Bearer {self.key}"}

    def get(self, path: str, **options: Any) -> TestResponse:
        """GET a path below /api/v1."""
        return self.app.test_client().get(f"/api/v1{path}", headers=self.headers, **options)

    def post(self, path: str, body: Any, dialect: str | None = None) -> TestResponse:
        """POST a JSON body to a path below /api/v1."""
        headers = {**self.headers, **({"X-Mock-Dialect": dialect} if dialect else {})}
        return self.app.test_client().post(f"/api/v1{path}", headers=headers, json=body)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Send a request to a full path, with extra headers: `X_Mock_World` for `X-Mock-World`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        options = {} if body is None else {"json": body}
        return self.app.test_client().open(path, method=method, headers={**self.headers, **named}, **options)

    def create(self, **headers: str) -> TestResponse:
        """Submit `SONG`."""
        return self.ask("POST", SONGS, SONG, **headers)

    def try_admin(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Send a request to the admin API, to a path below /__mock__, without a key."""
        return self.ask(method, f"/__mock__{path}", body, **{"Authorization": "", **headers})

    def admin(self, method: str, path: str, body: Any = None, world: str = "default") -> Any:
        """Send a request to the admin API in a world, and return the JSON of the reply, which must be a 200."""
        response = self.try_admin(method, path, body, X_Mock_World=world)
        assert response.status_code == 200, response.get_data(as_text=True)
        return response.get_json()

    @property
    def mock(self) -> Mock:
        """The mock of the app."""
        mock: Mock = self.app.extensions["aimusic"]
        return mock

    def submit(self, path: str, body: Any) -> str:
        """POST a body that must be accepted and return the task's id."""
        response = self.post(path, body)
        assert response.status_code == 200, response.get_data(as_text=True)
        return str(response.get_json()["task_id"])

    def advance(self, seconds: float) -> None:
        """Move the mock's clock."""
        response = self.app.test_client().post("/__mock__/clock/advance", json={"seconds": seconds})
        assert response.status_code == 200, response.get_data(as_text=True)

    def now(self) -> float:
        """Return the seconds since the mock's clock began."""
        return float(self.app.test_client().get("/__mock__/clock").get_json()["now"]) - VIRTUAL_START

    def balance(self) -> int:
        """Return the sum of both balances, in credits."""
        reply = self.get("/get-credits").get_json()
        return int(reply["credits"] + reply["extra_credits"])


@pytest.fixture(scope="session")
def api_contract() -> Contract:
    """The contract of the package."""
    return bundle.load()


@pytest.fixture
def make_api() -> Iterator[Callable[..., Api]]:
    """Return a factory of mocks. By default, the clock is manual and no plan limits the account.

    At the end of the test, the ledger of every account in every world must add up.
    """
    apis: list[Api] = []

    def make(**settings: Any) -> Api:
        chosen = {"clock": "manual", "plan": "unlimited", "credits": 100_000, **settings}
        app = create_app(Settings(**chosen))
        app.testing = False  # errors become replies, as in a served mock
        apis.append(Api(app, key=chosen.get("keys", (KEY,))[0]))
        return apis[-1]

    yield make
    for api in apis:
        check_money(api.mock)


def check_money(mock: Mock) -> None:
    """Check that no balance is negative and every ledger adds up, both now and after all tasks have ended."""
    for world in mock.worlds.all():
        for account in world.store.accounts.values():
            for now in (world.clock.now(), NEVER):
                assert min(account.balance(now)) >= 0, f"{world.name}: {account}"
                assert account.is_balanced, f"{world.name}: {account}"


@pytest.fixture
def api(make_api: Callable[..., Api]) -> Api:
    """A mock with a manual clock, and an account with plenty of credits."""
    return make_api()
