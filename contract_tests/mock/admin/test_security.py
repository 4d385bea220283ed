"""Access to the admin API: pages, foreign host names, forms and requests without the token are refused."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from werkzeug.test import TestResponse

from contract_tests.support.mock_app import KEY, Api

TOKEN = "the-token-of-the-owner"
ADVANCE = "/__mock__/clock/advance"


def _advance(api: Api, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return api.app.test_client().post(ADVANCE, json={"seconds": 60}, headers=named)


def _check_refused(api: Api, response: TestResponse, status: int) -> None:
    assert response.status_code == status, response.get_data(as_text=True)
    assert set(response.get_json()) == {"type", "error"}
    assert api.now() == 0
    assert len(response.data) < 300


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:8000",
        "127.1.2.3",
        "localhost",
        "LOCALHOST:9",
        "[::1]",
        "[::1]:8000",
        "[0:0:0:0:0:0:0:1]",
        "mock",
    ],
)
def test_name_of_this_machine_is_answered(api: Api, host: str) -> None:
    assert _advance(api, Host=host).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "mock.evil.example",
        "evil.example#127.0.0.1",
        "127.0.0.1@evil.example",
        "evil.example\\@127.0.0.1",
        "0.0.0.0",  # noqa: S104  # nothing is bound to it
        "10.0.0.1",
        "169.254.169.254",
        "[::]",
        "[fe80::1]",
        "[2001:db8::1]:8000",
        "[::ffff:10.0.0.1]",
        "2130706433",
        "0x7f.1",
        "[::1",
        "::1.evil.example",
        "",
        ":8000",
    ],
)
def test_foreign_name_is_refused(api: Api, host: str) -> None:
    _check_refused(api, _advance(api, Host=host), 403)


def test_name_that_the_settings_allow_is_answered(make_api: Callable[..., Api]) -> None:
    api = make_api(admin_hosts=("mock.internal",), public_url="http://songs.internal:8000")
    for host, status in (("mock.internal:80", 200), ("songs.internal", 200), ("x.mock.internal", 403)):
        assert _advance(api, Host=host).status_code == status


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "https://evil.example",
        "http://localhost",
        "http://127.0.0.1:8001",
        "https://127.0.0.1:8000",
        "",
        "file://",
    ],
)
def test_page_from_elsewhere_is_refused(api: Api, origin: str) -> None:
    _check_refused(api, _advance(api, Host="127.0.0.1:8000", Origin=origin), 403)


def test_page_of_the_mock_itself_is_answered(api: Api) -> None:
    assert _advance(api, Host="127.0.0.1:8000", Origin="http://127.0.0.1:8000").status_code == 200


def test_page_that_brings_its_own_name_along_is_refused(api: Api) -> None:
    _check_refused(api, _advance(api, Host="evil.example", Origin="http://evil.example"), 403)


@pytest.mark.parametrize("mimetype", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""])
def test_form_is_refused(api: Api, mimetype: str) -> None:
    response = api.app.test_client().post(ADVANCE, data=b'{"seconds": 60}', headers={"Content-Type": mimetype})
    _check_refused(api, response, 400)


@pytest.mark.parametrize(
    "header",
    [
        "",
        TOKEN,
        f"Basic {TOKEN}",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {KEY}",
        "Bearer ",
        "Bearer \u00e9",
    ],
)
@pytest.mark.parametrize(
    "path", ["/__mock__/snapshot", "/__mock__/health", "/__mock__/openapi.json", "/__mock__/inbox"]
)
def test_admin_api_with_a_token_requires_it(make_api: Callable[..., Api], path: str, header: str) -> None:
    client = make_api(admin_token=TOKEN).app.test_client()
    response = client.get(path, headers={"Authorization": header})
    assert (response.status_code, response.get_json()["type"]) == (401, "unauthorized")
    assert client.get(path, headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_token_is_compared_in_constant_time(make_api: Callable[..., Api], monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[Any] = []
    original = hmac.compare_digest

    def compare(*values: Any) -> bool:
        compared.append(values)
        return original(*values)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    api = make_api(admin_token=TOKEN)
    api.app.test_client().get("/__mock__/health", headers={"Authorization": "Bearer x"})
    assert len(compared) == 1


def test_token_is_never_shown(make_api: Callable[..., Api]) -> None:
    api = make_api(admin_token=TOKEN)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    for path in ("/health", "/journal/export", "/snapshot", "/journal", "/accounts", "/worlds"):
        assert TOKEN not in api.app.test_client().get(f"/__mock__{path}", headers=headers).get_data(as_text=True)
    assert TOKEN not in repr(api.mock.settings)
    assert TOKEN not in repr(api.mock)


def test_keys_of_the_api_are_never_shown_but_in_a_snapshot(make_api: Callable[..., Api]) -> None:
    api = make_api(keys=("the-key-of-a-customer",))
    api.create()
    for path in ("/health", "/journal/export", "/journal", "/accounts", "/worlds", "/tasks", "/ledger", "/costs"):
        assert "the-key-of-a-customer" not in api.try_admin("GET", path).get_data(as_text=True)


def test_admin_token_is_no_key_of_the_api(make_api: Callable[..., Api]) -> None:
    api = make_api(admin_token=TOKEN)
    assert api.ask("GET", "/api/v1/get-credits", Authorization=f"Bearer {TOKEN}").status_code == 401


def test_refused_request_is_not_written_down(api: Api) -> None:
    _advance(api, Host="evil.example")
    assert api.mock.world.journal.numbers == 0


@pytest.mark.parametrize("name", ["mock", "testserver", "mock:8000", "MOCK"])
def test_name_of_in_process_clients_is_refused_over_a_socket(serve: Callable[..., Any], name: str) -> None:
    served = serve()
    with httpx.Client(base_url=served.url) as client:
        assert client.get("/__mock__/snapshot").status_code == 200
        assert client.get("/__mock__/snapshot", headers={"Host": name}).status_code == 403


@pytest.mark.parametrize(
    "environ",
    [{"SERVER_SOFTWARE": "gunicorn/25.0"}, {"SERVER_SOFTWARE": "waitress"}, {"uwsgi.version": b"2.0"}],
    ids=str,
)
def test_name_of_in_process_clients_is_refused_on_other_servers(api: Api, environ: dict[str, Any]) -> None:
    response = api.app.test_client().get("/__mock__/health", headers={"Host": "mock"}, environ_overrides=environ)
    assert response.status_code == 403


FORWARDED = [
    {"X-Forwarded-Host": "songs.example"},
    {"X-Forwarded-Host": "127.0.0.1, songs.example"},
    {"Forwarded": "for=192.0.2.1;host=songs.example;proto=https"},
    {"Forwarded": 'for=192.0.2.1, host="songs.example:443"'},
]


@pytest.mark.parametrize("headers", FORWARDED, ids=str)
def test_proxy_that_rewrites_the_host_does_not_open_the_admin_api(
    make_api: Callable[..., Api], headers: dict[str, str]
) -> None:
    named = {name.replace("-", "_"): value for name, value in headers.items()}
    api = make_api()
    _check_refused(api, _advance(api, Host="127.0.0.1:8000", **named), 403)
    assert _advance(make_api(admin_hosts=("songs.example",)), Host="127.0.0.1:8000", **named).status_code == 200


def test_forwarded_name_of_this_machine_does_not_allow_a_foreign_host(api: Api) -> None:
    _check_refused(api, _advance(api, Host="evil.example", X_Forwarded_Host="localhost"), 403)
    origin = {"Origin": "https://evil.example", "X_Forwarded_Host": "127.0.0.1:8000", "X_Forwarded_Proto": "https"}
    _check_refused(api, _advance(api, Host="127.0.0.1:8000", **origin), 403)


def test_page_of_the_public_url_is_answered_behind_a_proxy(make_api: Callable[..., Api]) -> None:
    api = make_api(public_url="https://songs.example")
    assert _advance(api, Host="127.0.0.1:8000", Origin="https://songs.example").status_code == 200
    assert _advance(api, Host="127.0.0.1:8000", Origin="https://songs.example:444").status_code == 403


@pytest.mark.parametrize("path", ["/health", "/snapshot", "/nowhere", "/tasks/x", "/inbox/a", "/openapi.json"])
@pytest.mark.parametrize("host", ["localhost", "evil.example"])
def test_replies_are_kept_from_caches_and_from_other_pages(api: Api, path: str, host: str) -> None:
    response = api.app.test_client().get(f"/__mock__{path}", headers={"Host": host})
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in response.headers
    assert "Cross-Origin-Resource-Policy" not in api.get("/get-credits").headers  # pages may call the API
