"""A web page of another site can call the API, but makes the mock connect to nothing and learns nothing of this machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from aimusic_mock.api.origins import FOREIGN
from contract_tests.mock.api.test_uploads import MISSING, UPLOADS, nowhere, upload  # noqa: F401  # a fixture
from contract_tests.support.mock_app import SONG, SONGS, Api
from contract_tests.support.receivers import Receiver

OWN = [
    "http://localhost:3000",
    "https://LOCALHOST",
    "http://app.localhost:5173",
    "http://127.0.0.1",
    "http://127.9.9.9:8000",
    "http://[::1]:8000",
    "http://pages.internal",
    "http://songs.internal:1",
    "http://mock",
]
FOREIGN_ORIGINS = [
    "https://evil.example",
    "null",
    "",
    "file://",
    "http://127.0.0.1.evil.example",
    "http://localhost.evil.example",
    "http://127.0.0.1@evil.example",
    "http://evil.example#localhost",
    "http://10.0.0.1",
    "http://0.0.0.0",
    "http://2130706433",
    "http://[::ffff:10.0.0.1]",
    "http://[::1",
    "http://xpages.internal",
    "chrome-extension://abcdef",
    "localhost",
    "http://localhost, https://evil.example",
]
ALLOWED: dict[str, Any] = {"admin_hosts": ("pages.internal",), "public_url": "http://songs.internal:8000"}


def _submit(api: Api, origin: str, url: str, **headers: str) -> TestResponse:
    body = {**SONG, "webhook_url": url, "webhook_secret": "hush"}
    return api.ask("POST", SONGS, body, Origin=origin, **headers)


def _outcome(api: Api) -> dict[str, Any]:
    api.admin("POST", "/clock/advance", {"seconds": 300})
    (delivery,) = api.admin("GET", "/webhooks")["items"]
    shown: dict[str, Any] = api.admin("GET", f"/webhooks/{delivery['delivery_id']}")
    return shown


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_foreign_page_gets_the_documented_reply_and_no_webhook(
    make_api: Callable[..., Api], receiver: Receiver, origin: str
) -> None:
    api, other = make_api(**ALLOWED), make_api(**ALLOWED)
    response = _submit(api, origin, receiver.url)
    assert (response.status_code, response.data) == (200, _submit(other, "http://localhost", receiver.url).data)
    shown = _outcome(api)
    assert (shown["state"], shown["log"][0]["answer"]) == ("suppressed", FOREIGN)
    assert receiver.requests == []
    api.admin("POST", f"/webhooks/{shown['delivery_id']}/resend")
    assert _outcome(api)["state"] == "suppressed"
    assert receiver.requests == []


@pytest.mark.parametrize("origin", OWN)
def test_page_of_this_machine_or_of_the_settings_gets_its_webhook(
    make_api: Callable[..., Api], receiver: Receiver, origin: str
) -> None:
    api = make_api(**ALLOWED)
    _submit(api, origin, receiver.url)
    assert _outcome(api)["state"] == "delivered"


def test_names_in_other_headers_make_no_page_this_machines(api: Api, receiver: Receiver) -> None:
    forwarded = {"X_Forwarded_Host": "localhost", "Forwarded": "host=localhost", "X_Forwarded_For": "127.0.0.1"}
    _submit(api, "https://evil.example", receiver.url, Host="localhost", Referer="http://localhost/", **forwarded)
    assert _outcome(api)["state"] == "suppressed"


def test_origin_that_equals_the_host_of_the_request_is_foreign_nevertheless(api: Api, receiver: Receiver) -> None:
    """The name of the page resolves to this machine (DNS rebinding)."""
    _submit(api, "http://evil.example", receiver.url, Host="evil.example")
    assert _outcome(api)["state"] == "suppressed"


def test_webhook_of_a_foreign_page_stays_suppressed_in_a_snapshot(
    api: Api, make_api: Callable[..., Api], receiver: Receiver
) -> None:
    _submit(api, "https://evil.example", receiver.url)
    other = make_api()
    other.admin("PUT", "/snapshot", api.admin("GET", "/snapshot"))
    assert _outcome(other)["state"] == "suppressed"
    assert receiver.requests == []


@pytest.mark.parametrize("path", UPLOADS)
def test_foreign_page_does_not_learn_which_addresses_exist(
    api: Api,
    receiver: Receiver,
    nowhere: str,  # noqa: F811  # the fixture
    path: str,
) -> None:
    name, body = UPLOADS[path]
    assert upload(api, nowhere, path).get_json() == MISSING
    statuses = []
    for url in (nowhere, f"{receiver.url}/song.mp3"):
        response = api.ask("POST", f"/api/v1{path}", {**body, name: url}, Origin="https://evil.example")
        statuses.append((response.status_code, list(response.get_json())))
    assert statuses[0] == statuses[1] == (200, statuses[0][1])
    assert receiver.requests == []
    assert api.admin("GET", "/journal")["items"][-1]["explained"]["recording"] == "suppressed"
    assert api.admin("POST", "/replay")["same"]
