"""The mock in process, and an object that speaks to it in verbs."""

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
"""Where it goes."""

PRICE = 10
"""What it costs."""


@define
class Api:
    """One customer of one mock, in process."""

    app: Flask = field(repr=False)
    key: str = KEY

    @property
    def headers(self) -> dict[str, str]:
        """The headers of an ordinary request."""
        return {"Authorization": f"Bearer {self.key}"}

    def get(self, path: str, **options: Any) -> TestResponse:
        """GET a path below /api/v1."""
        return self.app.test_client().get(f"/api/v1{path}", headers=self.headers, **options)

    def post(self, path: str, body: Any, dialect: str | None = None) -> TestResponse:
        """POST a JSON body to a path below /api/v1."""
        headers = {**self.headers, **({"X-Mock-Dialect": dialect} if dialect else {})}
        return self.app.test_client().post(f"/api/v1{path}", headers=headers, json=body)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Ask for a whole path, with more headers: `X_Mock_World` for `X-Mock-World`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        options = {} if body is None else {"json": body}
        return self.app.test_client().open(path, method=method, headers={**self.headers, **named}, **options)

    def create(self, **headers: str) -> TestResponse:
        """Ask for an ordinary song."""
        return self.ask("POST", SONGS, SONG, **headers)

    def try_admin(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Ask the admin API for a path below /__mock__, without a key."""
        return self.ask(method, f"/__mock__{path}", body, **{"Authorization": "", **headers})

    def admin(self, method: str, path: str, body: Any = None, world: str = "default") -> Any:
        """Ask the admin API for a path below /__mock__ in a world, and return the JSON of its reply, which must be 200."""
        response = self.try_admin(method, path, body, X_Mock_World=world)
        assert response.status_code == 200, response.get_data(as_text=True)
        return response.get_json()

    @property
    def mock(self) -> Mock:
        """What is behind the app."""
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
        """Return what is left to spend, both balances together."""
        reply = self.get("/get-credits").get_json()
        return int(reply["credits"] + reply["extra_credits"])


@pytest.fixture(scope="session")
def api_contract() -> Contract:
    """The contract that is shipped."""
    return bundle.load()


@pytest.fixture
def make_api() -> Iterator[Callable[..., Api]]:
    """Make a mock with the given settings; by default its clock stands still and no plan limits it.

    At the end of the test every account of every world has to add up.
    """
    created: list[Api] = []

    def make(**settings: Any) -> Api:
        chosen = {"clock": "manual", "plan": "unlimited", "credits": 100_000, **settings}
        app = create_app(Settings(**chosen))
        app.testing = False  # errors become replies, as in a served mock
        created.append(Api(app, key=chosen.get("keys", (KEY,))[0]))
        return created[-1]

    yield make
    for item in created:
        check_money(item.mock)


def check_money(mock: Mock) -> None:
    """Check that no account owes anything, and that its ledger adds up to its balance: now, and when all has ended."""
    for world in mock.worlds.all():
        for account in world.store.accounts.values():
            for now in (world.clock.now(), NEVER):
                assert min(account.balance(now)) >= 0, f"{world.name}: {account}"
                assert account.is_balanced, f"{world.name}: {account}"


@pytest.fixture
def api(make_api: Callable[..., Api]) -> Api:
    """A mock whose clock stands still, and whose customer has credits enough."""
    return make_api()
